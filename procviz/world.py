"""The world at one moment: all processes of a run, as values that :mod:`procviz.fold` moves.

Nothing here reads a clock or a file.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from procviz import events as ev
from procviz.events import Event, Where
from procviz.identity import ProcKey
from procviz.state import State as State
from procviz.tape import Tape, twin
from procviz.things import Channel, End, Inside, Key, Stood, Task, Thing
from procviz.written import OUTPUT as OUTPUT
from procviz.written import Line as Line
from procviz.written import Output

TRAIL = 12  # lines remembered per process, for the fading trail in the source pane
_STAMPS = count(1)  # never the same twice, in whatever world


def stamp() -> int:
    """Return a number that was never used before: for what has changed just now."""
    return next(_STAMPS)


@dataclass(frozen=True, slots=True)
class Private:
    """Memory that a process shares with nobody, in bytes, as sampled since it runs this program.

    ``base``: what growth is measured from, with the page faults and the resident memory of then.
    ``grown``: the latest growth worth a word, which the event ``told`` showed; ``copied``: these
    are copies of pages that it shared before, else they are new.
    """

    first: int
    base: int
    faults: int
    resident: int
    grown: int = 0
    copied: bool = False
    told: int = -1


@dataclass(slots=True)
class Process:
    """One process from its spawn to after its reap.  Times are ns since the run began."""

    uid: int  # seq of the event that began it: unique in a log, unlike the PID
    key: ProcKey
    parent: int  # PID of the parent now; changes when it is adopted
    born: int
    order: int = 0  # births before it, from 0: its colour and its place
    maker: int = 0  # uid of the process that made it, whoever is its parent now
    how: str = ""  # fork, vfork, posix_spawn, clone; "" for the first process
    name: str = ""
    role: str = ""  # what a library made it for: worker, manager, ...
    argv: tuple[str, ...] = ()
    state: State = State.RUNNING
    where: Where | None = None
    trail: tuple[tuple[int, Where], ...] = ()  # where it was, the latest last
    stood: Stood | None = None  # seen in its memory since it last told something
    open: list[Event] = field(default_factory=list)  # begun and not ended: calls, handlers, tasks
    last: Event | None = None  # the latest thing it did
    died: int | None = None
    gone: int | None = None
    kept: int | None = None  # since when it is known to be dead for long and not reaped
    code: int | None = None
    signal: str | None = None
    reaped_by: int | None = None
    adopted_from: int | None = None  # its parent before it was orphaned
    adopter: str = ""  # what the adopter is, in words
    probed: bool = False  # our probe runs inside: its calls are known exactly
    fork_value: int | None = None
    dispositions: dict[str, tuple[str, str]] = field(default_factory=dict)
    threads: dict[int, str] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)  # asyncio's, by number
    task: int = 0  # the one that the event loop runs now
    inside: dict[tuple[str, int], Inside] = field(
        default_factory=dict
    )  # ("thread", tid), ("task", n)
    holds: list[tuple[Key, int]] = field(default_factory=list)  # what it holds, and which thread
    fds: dict[int, End] = field(default_factory=dict)  # ends of channels, known from its calls
    doubtful: dict[int, End] = field(default_factory=dict)  # open before exec: a sample will tell
    closed: End | None = None  # what it closed last
    facts: dict[str, Any] = field(default_factory=dict)
    private: Private | None = None
    execed: bool = False  # it runs another program than at its birth
    spans: Tape[tuple[int, State]] = field(default_factory=Tape)  # since when in which state
    mark: int = field(default_factory=stamp, compare=False)  # its own, in all worlds of this log
    revision: int = field(default_factory=stamp, compare=False)  # new with each event about it

    @property
    def pid(self) -> int:
        """The PID."""
        return self.key.pid

    @property
    def stands(self) -> Where | None:
        """Where its main thread stands: as it told, or as was seen since."""
        return self.stood.where if self.sampled and self.stood is not None else self.where

    @property
    def sampled(self) -> bool:
        """Whether where it stands is known from a sample only: it has moved without a word.

        Who sleeps where it said that it would be has not.
        """
        seen = self.stood.where if self.stood is not None and self.alive else None
        told = self.where
        rests = told is not None and self.state is not State.RUNNING
        return seen is not None and not (rests and told is not None and seen[:2] == told[:2])

    @property
    def alive(self) -> bool:
        """It still runs code: neither zombie nor gone."""
        return self.died is None and self.gone is None

    def copy(self) -> "Process":
        """Return one that can be changed without changing this one."""
        other = twin(self)
        other.open, other.holds = self.open.copy(), self.holds.copy()
        other.dispositions, other.threads = self.dispositions.copy(), self.threads.copy()
        other.tasks, other.inside = self.tasks.copy(), self.inside.copy()
        other.fds, other.doubtful = self.fds.copy(), self.doubtful.copy()
        other.facts, other.spans = self.facts.copy(), self.spans.copy()
        return other

    def become(self, state: State, t: int) -> None:
        """Enter a state; the time line is made of these."""
        if state is not self.state or not self.spans:
            self.state = state
            self.spans.append((t, state))


@dataclass(frozen=True, slots=True)
class Link:
    """Something that went from one process to another: a stroke between two lanes."""

    seq: int
    t: int
    kind: str  # fork, signal, reap, adopt
    source: int  # uid; 0 = from outside the tree (the person, the kernel)
    target: int  # uid
    label: str = ""


@dataclass(slots=True)
class Mine:
    """What of a world nobody else looks at, so that it may be changed, in order; and what went.

    `procviz.history` keeps worlds of many moments that share all that is the same in them.
    """

    processes: dict[int, None] = field(default_factory=dict)
    objects: dict[Key, None] = field(default_factory=dict)
    channels: dict[str, None] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)  # channels: the kernel used their number again


@dataclass(slots=True)
class World:
    """All processes of a run as of event ``seq`` at time ``t`` (ns).

    Revisions are for whoever keeps what was drawn: as long as one is the same, so is all that it
    stands for.
    """

    seq: int = 0
    t: int = 0
    processes: dict[int, Process] = field(default_factory=dict)  # by uid, in birth order
    current: dict[int, int] = field(default_factory=dict)  # PID -> uid of its latest owner
    links: Tape[Link] = field(default_factory=Tape)
    output: Output = field(default_factory=Output)
    dropped: int = 0  # lines of output no longer kept
    lost: int = 0
    event: Event | None = None  # the event at the playhead
    ended: ev.RunEnded | None = None
    objects: dict[Key, Thing] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)  # by the kernel's object
    counts: dict[str, int] = field(default_factory=dict)  # how many things of a type were seen
    kin: int = field(default=0, compare=False)  # of worlds that share all processes that are equal
    base: int = field(default_factory=stamp, compare=False)  # its own; all revisions are later
    revision: int = field(default_factory=stamp, compare=False)  # new with each event
    shape: int = field(default_factory=stamp, compare=False)  # new when a family changes
    inside: int = field(default_factory=stamp, compare=False)  # new when a thread or task begins
    shared: int = field(default_factory=stamp, compare=False)  # new unless all is one process's own
    bound: int = field(default_factory=stamp, compare=False)  # new when who waits for whom may be
    changed: dict[int, int] = field(default_factory=dict, compare=False, repr=False)  # see `since`
    asked: tuple[int, int, list[int]] = field(default=(-1, -1, []), compare=False, repr=False)
    mine: Mine | None = field(default=None, compare=False, repr=False)  # None: all is its own

    @property
    def moment(self) -> tuple[int, int]:
        """What to ask `since` with, later on."""
        return self.base, self.revision

    def since(self, moment: tuple[int, int]) -> list[int] | None:
        """Return the uids of all that may have changed since a `moment`; None: nobody knows.

        To be asked between two events; the list is not to be changed.
        """
        base, revision = moment
        if base != self.base:
            return None
        if self.asked[:2] == (revision, self.revision):  # several ask for the same with each frame
            return self.asked[2]
        out: list[int] = []
        for uid, changed in reversed(self.changed.items()):
            if changed <= revision:
                break
            out.append(uid)
        self.asked = revision, self.revision, out
        return out

    def note(self, uid: int) -> None:
        """Note that a process changes with the event of this revision."""
        self.changed.pop(uid, None)  # the latest is the last
        self.changed[uid] = self.revision

    def own(self, process: Process) -> Process:
        """Return the process as one that may be changed: a copy where others look at it, too."""
        self.note(process.uid)
        mine = self.mine
        if mine is not None and process.uid not in mine.processes:
            process = self.processes[process.uid] = process.copy()
            mine.processes[process.uid] = None
        return process

    def own_thing(self, thing: Thing) -> Thing:
        """Return the thing as one that may be changed."""
        mine = self.mine
        if mine is not None and thing.key not in mine.objects:
            thing = self.objects[thing.key] = thing.copy()
            mine.objects[thing.key] = None
        return thing

    def own_channel(self, channel: Channel) -> Channel:
        """Return the channel as one that may be changed."""
        mine = self.mine
        if mine is not None and channel.object not in mine.channels:
            channel = self.channels[channel.object] = channel.copy()
            mine.channels[channel.object] = None
        return channel

    def by_pid(self, pid: int) -> Process | None:
        """Return the latest process that had this PID."""
        uid = self.current.get(pid)
        return self.processes[uid] if uid is not None else None

    def thing(self, process: Process, library: str, name: str) -> Thing | None:
        """Return a lock or queue by what an event of ``process`` calls it."""
        return self.objects.get((local(process, library), name))

    def doubted(self, name: str) -> bool:
        """Whether somebody may hold a channel of whom no sample since its exec has told."""
        return name in self.doubts()

    def doubts(self) -> set[str]:
        """Return all channels that somebody may hold of whom no sample since its exec has told."""
        return {
            end.object
            for process in self.processes.values()
            if process.doubtful and process.alive
            for end in process.doubtful.values()
        }

    @property
    def root(self) -> Process | None:
        """The process that procviz started."""
        return next(iter(self.processes.values()), None)

    @property
    def alive(self) -> list[Process]:
        """Processes that are still running code."""
        return [p for p in self.processes.values() if p.alive]

    @property
    def zombies(self) -> list[Process]:
        """Dead processes whose status nobody has taken yet."""
        return [p for p in self.processes.values() if p.state is State.ZOMBIE]


def local(process: Process, library: str) -> int:
    """Return whose memory a library's things live in: the process's uid, 0 = shared by all."""
    return 0 if library == "multiprocessing" else process.uid
