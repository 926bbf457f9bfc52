"""The vocabulary: what can happen to processes, as frozen values and nothing else.

Everything that procviz shows is a fold over a list of these.  The same values go over the wire as
JSON (``procviz run --json``, and the lines of a recording), one object a line, UTF-8:

* ``kind`` is the class name in snake_case (``SignalSent`` -> ``"signal_sent"``);
* the other keys are the field names below; fields that hold their default are left out;
* the first line is the header (see :mod:`procviz.recording`), ``{"kind": "header", "format": 1}``.

Envelope (on every event)
    ``seq``     int, order in the log, from 1, without gaps;
    ``t``       int, nanoseconds of CLOCK_MONOTONIC since the run began;
    ``pid``     int, the process that it happened to, or that did it;
    ``start``   int, that process's start time in clock ticks since boot (proc_pid_stat(5) field
                22), 0 where nobody could read it in time; PIDs are reused, (pid, start) are not;
    ``tid``     int, kernel thread id, where it is not the main thread's;
    ``source``  list of str, who saw it: ``probe``, ``kernel``, ``strace``, ``polling``, ``launch``;
    ``exact``   bool, default true; false = known from samples only, then
    ``within``  [int, int], nanoseconds like ``t``: it happened somewhere between these two;
    ``where``   {"file", "line", "function"}, the line of the user's program that did it.

Signals are names (``"SIGTERM"``), statuses are decoded: either ``code`` (0-255) or ``signal``
(wait(2)); an unknown one has neither.

The process that procviz starts itself is not *spawned* by the program: its beginning and its end
are ``run_began`` and ``run_ended``, so that counts of ``spawned``, ``exited`` and ``reaped`` are
counts of what the program did.
"""

from dataclasses import Field, dataclass, fields
from typing import Any, NamedTuple


class Where(NamedTuple):
    """A place in the user's source: absolute file, line from 1, function name."""

    file: str
    line: int
    function: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Event:
    """The envelope; see the module's text for units."""

    seq: int = 0
    t: int = 0
    pid: int
    start: int = 0
    tid: int = 0
    source: tuple[str, ...] = ()
    exact: bool = True
    within: tuple[int, int] | None = None
    where: Where | None = None

    # One pair for all, as dataclass would compile one for each of forty classes: that alone
    # would cost as much time at start-up as everything else of the core together.

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Event) or type(self) is not type(other):
            return False
        return _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash((type(self), self.seq, self.t, self.pid))

    def __repr__(self) -> str:
        told = (f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if _told(self, f))
        return f"{type(self).__name__}({', '.join(told)})"


def _values(event: Event) -> list[object]:
    return [getattr(event, f.name) for f in fields(event)]


def _told(event: Event, field: Field[Any]) -> bool:
    value: object = getattr(event, field.name)
    return value != field.default  # what holds its default says nothing


# -- life ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class RunBegan(Event):
    """Procviz started the program; ``pid`` is the first process."""

    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class RunEnded(Event):
    """The first process ended (wait(2) status); others may live on until the run is closed."""

    code: int | None = None
    signal: str | None = None
    core: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Spawned(Event):
    """``pid`` made ``child``: fork(2), vfork(2), posix_spawn(3) or clone(2)."""

    child: int
    child_start: int = 0
    how: str = "fork"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ForkReturned(Event):
    """os.fork returned ``value`` in this process: the child's PID in the parent, 0 in the child."""

    value: int
    call: str = "os.fork"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ExecBegan(Event):
    """The process is about to call execve(2); either ``execed`` or ``exec_failed`` follows."""

    argv: tuple[str, ...]
    call: str = "os.execv"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Execed(Event):
    """The process now runs another program under the same PID: execve(2)."""

    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ExecFailed(Event):
    """An exec call came back: the old program goes on."""

    argv: tuple[str, ...]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Exiting(Event):
    """The process is about to leave by itself; ``how`` is the call, ``code`` what it asks for."""

    how: str
    code: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Exited(Event):
    """The process ended: exit code, or the signal that killed it.  A zombie until it is reaped."""

    code: int | None = None
    signal: str | None = None
    core: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Zombie(Event):
    """Dead for at least 100 ms and still not reaped: seen in state Z (proc_pid_stat(5))."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Reaped(Event):
    """``pid`` took the status of ``child``: wait(2).  The child's PID is free again.

    ``zombie_for`` is the time between its exit and this, in ns; -1 where the exit was not seen.
    """

    child: int
    child_start: int = 0
    code: int | None = None
    signal: str | None = None
    zombie_for: int = -1


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Reparented(Event):
    """The parent of ``pid`` died; the kernel gave it to the nearest subreaper, or to PID 1."""

    old: int
    new: int
    new_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class SessionChanged(Event):
    """setsid(2)."""

    session: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class GroupChanged(Event):
    """setpgid(2)."""

    group: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Named(Event):
    """The program gave this process a name of its own, such as multiprocessing's ``Process-1``."""

    name: str


# -- waiting ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class WaitBegan(Event):
    """A call that waits for a child began.

    ``target`` as in waitpid(2): a PID, -1 = any child, 0 or less than -1 = a group.
    ``timeout`` in seconds where the call has one.
    """

    call: str
    target: int = -1
    options: tuple[str, ...] = ()
    timeout: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class WaitEnded(Event):
    """It came back: with ``child`` (0: none was ready, WNOHANG or timeout), or with ``error``."""

    call: str
    child: int = 0
    code: int | None = None
    signal: str | None = None
    error: str = ""


# -- signals ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class SignalSent(Event):
    """``pid`` sent ``signal`` to ``to`` (negative: a process group): kill(2).

    ``pid`` 0 is the person at the keyboard, through procviz.  ``error`` if the kernel refused.
    """

    to: int
    signal: str
    call: str = "os.kill"
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class SignalDelivered(Event):
    """The kernel handed the signal over (seen by strace only); ``sender`` 0 = the kernel."""

    signal: str
    sender: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class HandlerBegan(Event):
    """A Python signal handler began to run, at the place in ``where``."""

    signal: str
    handler: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class HandlerEnded(Event):
    """It ended; with ``error`` if it raised."""

    signal: str
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class DispositionSet(Event):
    """``action``: ``default``, ``ignore`` or ``handler`` (then ``handler`` is its name)."""

    signal: str
    action: str
    handler: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TimerArmed(Event):
    """alarm(2) or setitimer(2): ``signal`` will come after ``seconds`` (0: switched off)."""

    signal: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Stopped(Event):
    """The process was stopped by a signal (state T); it runs no further until SIGCONT."""

    signal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Continued(Event):
    """A stopped process goes on."""


# -- inside a process ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ThreadStarted(Event):
    """A thread of this process began; ``tid`` is its kernel id."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ThreadEnded(Event):
    """A thread of this process ended."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TaskBegan(Event):
    """A pool's worker took a task: ``job`` and ``index`` as the pool counts them."""

    function: str
    job: int
    index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TaskEnded(Event):
    """The worker finished it; ``ok`` is false when the function raised."""

    function: str
    job: int
    index: int = 0
    ok: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class LineReached(Event):
    """The line in ``where`` is about to run: once between two other events of the process."""


# -- outside ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Wrote(Event):
    """``pid`` wrote to stdout (fd 1) or stderr (fd 2).

    ``text`` where the bytes are UTF-8; otherwise ``data``, the bytes in base64.
    """

    fd: int
    text: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Sampled(Event):
    """Facts read from /proc at one moment; a sample, not an event.  Only what changed is logged.

    ``facts`` keys: ``state`` (R S D T Z, proc_pid_stat(5)), ``name``, ``cpu`` (percent of one CPU
    since the last sample), ``user`` ``system`` (seconds), ``rss`` (bytes), ``threads``,
    ``wchan`` (where the kernel has it blocked), ``group`` ``session`` ``tty`` ``processor``,
    ``caught`` ``ignored`` ``blocked`` ``pending`` (lists of signal names), ``fds`` (object: fd ->
    what it is), ``voluntary`` ``involuntary`` (context switches).
    """

    facts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Marked(Event):
    """A remark: by the person, or by procviz about this run."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Lost(Event):
    """``count`` observations were dropped or could not be made (-1: unknown), and why."""

    count: int
    why: str
