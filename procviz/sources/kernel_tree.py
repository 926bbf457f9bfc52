"""What the kernel source knows of each process of our tree, and the events that come of it."""

import os
import signal
import time
from dataclasses import dataclass, field

from procviz import events as ev
from procviz import signals
from procviz.events import Event
from procviz.identity import Stat, read_raw, read_stat, start_of
from procviz.sources.facts import ZOMBIE_AFTER, command
from procviz.sources.pidfd import Watch

Within = tuple[int, int] | None  # of an event that is not exact: between these two
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(slots=True)
class Known:
    """One process.  Times are ns of CLOCK_MONOTONIC."""

    pid: int
    parent: int
    born: int
    start: int = 0
    faults: int = 0  # that it had on its children's account when it came: strace's, if at all
    watch: int = 0  # see Watch; 0 = it was too quick for us
    threads: set[int] = field(default_factory=set)  # the living ones; it is dead without any
    argv: tuple[str, ...] = ()
    guessed: bool = False  # its birth is known from /proc only
    died: int | None = None
    zombie: bool = False  # told
    orphan: bool = False  # its parent is dead, and who has it now is not known yet


class Tree:
    """The processes by PID; each method adds what there is to tell to ``out``."""

    def __init__(self, watch: Watch) -> None:
        self.known: dict[int, Known] = {}
        self._watch = watch

    def enter(self, pid: int, parent: int, born: int, watched: bool = True) -> Known:
        """Take a process in.  ``watched``: whoever has this PID now is still the same."""
        known = self.known[pid] = Known(pid, parent, born, threads={pid})
        maker = self.known.get(parent)
        if maker is not None:
            known.argv = maker.argv
        start = start_of(pid) if watched else 0
        if start and _began(start) <= born:
            known.watch = self._watch.add(pid)
            known.start = start
        return known

    def spawned(self, known: Known, t: int, out: list[Event], within: Within = None) -> None:
        """Tell of a birth; ``t`` here as everywhere in ns of CLOCK_MONOTONIC."""
        child, start = known.pid, known.start
        out.append(self.event(ev.Spawned, known.parent, t, within, child=child, child_start=start))

    def execed(self, known: Known, t: int, out: list[Event]) -> None:
        """Tell of an exec: the thread that called it is the only one now, under this PID."""
        known.threads = {known.pid}
        known.argv = command(known.pid)
        out.append(self.event(ev.Execed, known.pid, t, argv=known.argv))

    def left(self, known: Known, thread: int, t: int, status: int, out: list[Event]) -> None:
        """Note the end of a thread; with the last one the process ends."""
        known.threads.discard(thread)
        if not known.threads and known.died is None:
            self.dead(known, t, status, out)

    def dead(
        self, known: Known, t: int, status: int | None, out: list[Event], within: Within = None
    ) -> None:
        """Tell of a death; without a status where it was reaped before we could ask."""
        code, killed, core = signals.decode(status)
        out.append(self.event(ev.Exited, known.pid, t, within, code=code, signal=killed, core=core))
        known.died = t
        for child in self.known.values():
            if child.parent == known.pid:
                child.orphan = True

    def reaped(
        self, known: Known, t: int, status: int | None, out: list[Event], within: Within = None
    ) -> None:
        """Tell of a reap.  Who did it is its parent, which the merge knows best: ``pid`` 0.

        ``pid`` is the child itself where that parent did not: see `_never_waits`.
        """
        code, killed, _ = signals.decode(status)
        child, parent = known.pid, known.parent
        not_by_it = parent in self.known and _never_waits(self.known[parent])
        out.append(
            self.event(ev.Reaped, child if not_by_it else 0, t, within, child=child,
                       child_start=known.start, code=code, signal=killed)
        )  # fmt: skip
        self._watch.drop(known.watch)
        del self.known[child]

    def vanished(self, known: Known, since: int, t: int, out: list[Event]) -> None:
        """Tell of the end of a process whose PID is free, or another one's, at ``t``."""
        status = self._watch.drop(known.watch)
        if known.died is None:
            since = max(since, known.born)
            self.dead(known, t, status, out, (since, t))
        else:
            since = max(since, known.died)
        self.reaped(known, t, status, out, (since, t))

    def find_adopters(self, out: list[Event]) -> None:
        """The kernel gives children away between the exit message and the zombie: look until so."""
        for known in self.known.values():
            if not known.orphan:
                continue
            stat = read_stat(known.pid)
            if stat is None or stat.start != known.start:
                known.orphan = False
            elif stat.ppid != known.parent:
                self.adopted(known, stat.ppid, out)

    def adopted(self, known: Known, new: int, out: list[Event], within: Within = None) -> None:
        """Tell of another parent."""
        adopter = read_stat(new)
        name = adopter.name if adopter else ""
        old, known.parent, known.orphan = known.parent, new, False
        now = time.monotonic_ns()
        out.append(
            self.event(ev.Reparented, known.pid, now, within, old=old, new=new, new_name=name)
        )

    def find_zombies(self, out: list[Event], patient: bool) -> None:
        """Tell who is dead and kept, and who went before we could watch it.

        ``patient``: give others time to tell of the reap, who may know the status.
        """
        now = time.monotonic_ns()
        for known in list(self.known.values()):
            if known.died is None:
                continue
            watched = known.watch in self._watch
            if (watched or patient) and now - known.died < ZOMBIE_AFTER:
                continue
            stat = read_stat(known.pid)
            if stat is None or _other(stat, known):
                if not watched:
                    self.reaped(known, now, None, out, (known.died, now))
            elif now - known.died >= ZOMBIE_AFTER and not known.zombie and stat.state == "Z":
                known.zombie = True
                out.append(self.event(ev.Zombie, known.pid, now))

    def event(
        self, cls: type[Event], pid: int, t: int, within: Within = None, **fields: object
    ) -> Event:
        """Return an event of this source about one of ours."""
        known = self.known.get(pid)
        return cls(
            pid=pid, t=t, start=known.start if known else 0, source=("kernel",),
            exact=within is None, within=within, **fields,  # type: ignore[arg-type]  # each caller names the fields of its class
        )  # fmt: skip


def _other(stat: Stat, known: Known) -> bool:
    """Tell whether the PID of a dead process belongs to another one now."""
    if known.start:
        return stat.start != known.start
    return known.died is not None and _later(stat, known.died)


def _later(stat: Stat, t: int) -> bool:
    """Tell whether this process began after ``t``."""
    return _began(stat.start) > t


def began_at(start: int, t: int) -> bool:
    """Tell whether a process with this start time can have begun at ``t``."""
    return 0 <= t - _began(start) < 2_000_000_000 // _TICKS


def _began(start: int) -> int:
    """Return ns of CLOCK_MONOTONIC, or a tick less; ticks count the time suspended too."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    while True:  # two clocks read at one moment: again, if this thread was put aside meanwhile
        before = time.monotonic_ns()
        suspended = time.clock_gettime_ns(clock) - before
        if time.monotonic_ns() - before < 1_000_000:
            return start * 1_000_000_000 // _TICKS - suspended


def _never_waits(known: Known) -> bool:
    """Tell whether the children of this process leave no zombie, wait(2).

    That is so where SIGCHLD is ignored; and with SA_NOCLDWAIT, which nothing shows, but who ever
    took a status has the child's page faults on its own account.
    """
    told = _waiting(known.pid)
    return told is not None and (told[1] or told[0] == known.faults)


def inherited_faults(pid: int) -> int | None:
    """Return the page faults of the children that it reaped (proc_pid_stat(5), cminflt).

    None where it is gone, or being reaped just now: then its numbers are gone.
    """
    told = _waiting(pid)
    return None if told is None else told[0]


def _waiting(pid: int) -> tuple[int, bool] | None:
    """Return `inherited_faults`, and whether it ignores SIGCHLD (sigignore): one file for both."""
    raw = read_raw(pid)
    words = raw[raw.rfind(b")") + 2 :].split()
    if len(words) < 31 or words[17] == b"0":  # without threads
        return None
    return int(words[8]), bool(int(words[30]) >> (signal.SIGCHLD - 1) & 1)
