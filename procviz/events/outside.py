"""What is seen from outside, and remarks."""

from dataclasses import dataclass
from typing import Any

from procviz.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Wrote(Event):
    """``pid`` wrote to stdout (fd 1) or stderr (fd 2).

    ``text`` where the bytes are UTF-8; otherwise ``data``, the bytes in base64.  ``skipped``:
    bytes that it wrote there just before, with ``skipped_lines`` newlines, too many to be kept.
    """

    fd: int
    text: str = ""
    data: str = ""
    skipped: int = 0
    skipped_lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Sampled(Event):
    """Facts read from /proc at one moment; a sample, not an event.  Only what changed is logged.

    ``facts`` keys: ``state`` (R S D T Z, proc_pid_stat(5)), ``name``, ``cpu`` (percent of one CPU
    since the last sample), ``user`` ``system`` (seconds), ``rss`` (bytes), ``private`` (bytes of it
    that no other process shares, proc_pid_smaps(5)) and ``faults`` (minor page faults up to then),
    ``threads``, ``wchan`` (where the kernel has it blocked), ``group`` ``session`` ``tty``
    ``processor``, ``caught`` ``ignored`` ``blocked`` ``pending`` (lists of signal names), ``fds``
    (object: fd -> what it is), ``voluntary`` ``involuntary`` (context switches), ``stacks`` of a
    Python process that told nothing for a while (object: thread id -> list of [function, file,
    line], innermost first; an empty one at the end stands for more): ``where`` then is the place in
    the program itself where the main thread stood at ``t``.
    """

    facts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class SourceText(Event):
    """The text of a file that an earlier event names in ``where``, as it was a moment later.

    The files that are known before the run begins are in the header.
    """

    file: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Marked(Event):
    """A remark: by the person, or by procviz about this run."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Granted(Event):
    """The gate lets a thread go on (see :mod:`procviz.gate`): these make the schedule of the run.

    ``who``: the thread, by birth order: "0" is the first process, "2.1" the second thread of the
    third.  ``point``: the kind of stop; ``call``: what it is about, which is over where
    ``returned``.  ``ready``: who could have been chosen.  ``depth``: in how many signal handlers it
    is.  ``instead``: what the schedule has here, where this is not it; "end" when it was over.
    """

    who: str
    point: str
    call: str = ""
    returned: bool = False
    ready: tuple[str, ...] = ()
    depth: int = 0
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Lost(Event):
    """``count`` observations were dropped or could not be made (-1: unknown), and why."""

    count: int
    why: str
