"""What the log so far says of each process, and the log itself, as it is put together."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from procviz import events as ev
from procviz.events import Event
from procviz.identity import ProcKey
from procviz.merge.doubles import Doubles
from procviz.merge.held import Held
from procviz.merge.numbered import numbered

HELPER_NAME = "procviz's subreaper"
_STALE = 2_000_000_000  # ns after a reap in which late news of the dead one is still recognised


@dataclass(slots=True)
class Life:
    """What the log so far says of the process that has this PID now."""

    start: int
    parent: int
    execs: int = 0
    argv: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()  # what the exec that has begun is to run
    exited: int | None = None
    code: int | None = None
    signal: str | None = None
    zombie: bool = False
    stopped: bool = False
    childless: bool = False  # it ignores SIGCHLD: its children leave no zombies, wait(2)
    probed_exec: bool = True  # the probe of the present program has told of itself (or never will)
    probed: bool = False  # the probe runs in it
    made: int = 0  # seq of its spawn where the probe did not tell of that: C did it
    shell: dict[int, int] = field(default_factory=dict)  # thread in os.system -> seq of that
    seen: dict[str, int] = field(default_factory=dict)  # source -> execs that it has told of
    session: int = 0
    group: int = 0
    doubles: Doubles = field(default_factory=Doubles)


class Ledger:
    """The log under construction; ``held`` is what waits to be settled.

    ``origin``: CLOCK_MONOTONIC ns at which the run's time is 0.  ``helper``: PID of the subreaper.
    ``traced``: strace tells of all lives.
    """

    def __init__(self, root: int, start: int, origin: int, helper: int, traced: bool) -> None:
        self.root, self.origin, self.helper, self.traced = root, origin, helper, traced
        self.seq = 0
        self.held = Held()
        self.lives: dict[int, Life] = {root: Life(start, helper)}
        self.children: dict[int, dict[int, None]] = {}  # PID -> those of lives it is parent of
        self.made_by: dict[int, int] = {}
        self.adopters: set[int] = set()  # PIDs of those who were given, or are to be given, orphans
        self._dead: dict[int, tuple[int, int]] = {}  # PID -> (start, reaped when)
        self._out: list[Event] = []

    def emit(self, event: Event) -> None:
        """Number an event and add it to the log."""
        self.seq += 1
        life = self.lives.get(event.pid)
        start = event.start or (life.start if life else 0)
        self._out.append(numbered(event, self.seq, self.origin, start))

    def take(self) -> list[Event]:
        """Return what was added since the last call."""
        out, self._out = self._out, []
        return out

    def alive(self) -> list[ProcKey]:
        """Return who is not dead yet, as far as the log goes."""
        return [ProcKey(p, life.start) for p, life in self.lives.items() if life.exited is None]

    def late(self, pid: int, event: Event) -> bool:
        """Tell whether this is news of the last, already reaped owner of the PID."""
        dead = self._dead.get(pid)
        if dead is None:
            return False
        start = event.child_start if isinstance(event, ev.Spawned) else event.start
        if start and dead[0]:
            return start == dead[0]
        return event.t < dead[1] + (0 if event.exact else _STALE)

    def move(self, child: int, life: Life, new: int) -> None:
        """Note another parent."""
        self.leave(child, life)
        life.parent = new
        self.children.setdefault(new, {})[child] = None
        self.adopters.add(new)

    def leave(self, child: int, life: Life) -> None:
        """Take it out of its parent's children."""
        siblings = self.children.get(life.parent, {})
        siblings.pop(child, None)
        if not siblings:
            self.children.pop(life.parent, None)

    def bury(self, pid: int, e: Event) -> None:
        """Forget a process that was reaped."""
        life = self.lives.pop(pid)
        self.leave(pid, life)
        self.adopters.discard(pid)
        self._dead[pid] = (life.start, e.t)

    def above(self, pid: int) -> list[int]:
        """Return the living ancestors of a dead process, from its parent up."""
        found: list[int] = []
        while pid := self.made_by.get(pid, 0):
            life = self.lives.get(pid)
            if life is not None and life.exited is None:
                found.append(pid)
        return found


def sources(told: Iterable[Event]) -> tuple[str, ...]:
    """Return the names of all who told of it."""
    return tuple(sorted({name for event in told for name in event.source}))
