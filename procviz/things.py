"""What processes share and wait for: locks, queues, pipes; and the tasks of an event loop.

Values that :mod:`procviz.fold` moves; they know nothing of the world that they are in.
"""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from procviz.events import Where
from procviz.state import State
from procviz.tape import Tape, twin

SPANS = 4_000  # changes of state kept of one thread or task
Key = tuple[int, str]  # uid of the process that alone has it, 0 = shared; the object's name


class Actor(NamedTuple):
    """Who waits or holds: a process by uid, its thread (0 = main), its asyncio task (0 = none)."""

    uid: int
    tid: int = 0
    task: int = 0


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a process stood when its memory was looked at, at ``t`` (ns): a sample, never exact.

    ``where``: the place of its main thread in the program itself.  ``stacks``: thread id -> calls,
    innermost first; threads that have told something since are taken out.  ``since``: the first of
    the looks that found the main thread in this function without a word in between; ``lines``: the
    first and the last line that they found it on.
    """

    t: int
    where: Where | None
    stacks: dict[int, tuple[Where, ...]]
    since: int
    lines: tuple[int, int]

    def without(self, tid: int, main: bool) -> "Stood | None":
        """Return what is left when a thread has told where it is itself."""
        if tid not in self.stacks and not (main and self.where):
            return self
        stacks = {t: rows for t, rows in self.stacks.items() if t != tid}
        return replace(self, stacks=stacks, where=None if main else self.where) if stacks else None


@dataclass(frozen=True, slots=True)
class Hold:
    """Since when (ns) an actor holds a thing, and how many times over."""

    since: int
    count: int = 1
    lost: bool = False  # the thread that holds it does not exist (any more)


@dataclass(frozen=True, slots=True)
class Wait:
    """Since when (ns) an actor waits, at most how long (s), and in what kind of call."""

    since: int
    timeout: float | None = None
    call: str = ""
    held: bool = False  # Condition.wait gave the lock back and takes it again


@dataclass(slots=True)
class Thing:
    """A lock, semaphore, condition, event, barrier or queue.

    ``number`` counts within ``type`` in order of first sight, from 1.  ``value`` is what a
    semaphore has left, -1 where nobody said; ``queued`` are items put and not yet got.
    """

    key: Key
    type: str
    library: str
    number: int
    holders: dict[Actor, Hold] = field(default_factory=dict)
    waiters: dict[Actor, Wait] = field(default_factory=dict)
    late: set[Actor] = field(default_factory=set)  # gave it back, told after the next one had it
    value: int = -1
    queued: int = 0
    is_set: bool = False  # an Event
    signalling: bool = False  # a semaphore released by who did not take it: nobody "holds" it
    put_by: int = 0  # uid of whoever put last
    put_at: int = 0
    died_inside: list[int] = field(default_factory=list)  # uids that died in get(), none got since

    def copy(self) -> "Thing":
        """Return one that can be changed without changing this one."""
        other = twin(self)
        other.holders, other.waiters = self.holders.copy(), self.waiters.copy()
        other.late, other.died_inside = self.late.copy(), self.died_inside.copy()
        return other

    @property
    def exclusive(self) -> bool:
        """At most one actor holds it at a time."""
        return "Semaphore" not in self.type

    @property
    def wanted_by(self) -> list[Actor]:
        """Who asks for it as a lock; others may wait for a notice, or for an item."""
        return [who for who, wait in self.waiters.items() if wait.call == "acquire"]


class End(NamedTuple):
    """What a descriptor of a process is: an end of a channel, ``mode`` "r", "w" or "rw"."""

    object: str
    mode: str


@dataclass(slots=True)
class Channel:
    """A pipe or a socket, as the kernel knows it: ``pipe:[4711]``.

    ``readers`` and ``writers``: who holds which descriptors of it, by uid.  For one of a pair of
    sockets these are both those that hold it, and ``peer`` is the other one.  ``flight``: bytes
    sent and not yet received.
    """

    object: str
    number: int
    peer: str = ""
    readers: dict[int, set[int]] = field(default_factory=dict)
    writers: dict[int, set[int]] = field(default_factory=dict)
    flight: int = 0
    reading: dict[Actor, Wait] = field(default_factory=dict)
    writing: dict[Actor, Wait] = field(default_factory=dict)
    wrote: dict[int, None] = field(default_factory=dict)  # uids, the latest last
    read: dict[int, None] = field(default_factory=dict)
    ended: bool = False  # somebody has read the end of file

    def copy(self) -> "Channel":
        """Return one that can be changed without changing this one."""
        other = twin(self)
        other.readers = {uid: fds.copy() for uid, fds in self.readers.items()}
        other.writers = {uid: fds.copy() for uid, fds in self.writers.items()}
        other.reading, other.writing = self.reading.copy(), self.writing.copy()
        other.wrote, other.read = self.wrote.copy(), self.read.copy()
        return other

    @property
    def kind(self) -> str:
        """``pipe`` or ``socket``."""
        return self.object.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Inside:
    """Something with a life of its own inside a process: a thread, or a task of its event loop.

    ``spans``: (since when, state), as for a process; ``over``: when it ended.  Of a thread nobody
    tells whether it runs or waits: it is SLEEPING for as long as it lives.
    """

    name: str
    spans: Tape[tuple[int, State]]
    over: int | None = None

    def become(self, state: State, t: int) -> "Inside":
        """Return it in a state; of very many changes only the latest are kept."""
        if self.spans[-1][1] is state:
            return self
        spans = self.spans.copy()
        if len(spans) >= SPANS:
            spans.forget(SPANS // 2)
        spans.append((t, state))
        return replace(self, spans=spans)


@dataclass(frozen=True, slots=True)
class Task:
    """An asyncio task: ``state`` is ``ready``, ``running``, ``suspended`` or ``finished``."""

    number: int
    name: str
    function: str = ""
    state: str = "ready"
    since: int = 0
    awaits: str = ""
    error: str = ""
