"""Several sources -> one causal order.

The rules, each with its reason:

* The probe's events come in file order, which *is* causal order (a cause is written before the
  call, an effect after it).  Clock order is not: a process can be put aside between reading the
  clock and writing.
* All other events are placed by time among them, but never before an event of the same process
  that is older, and never before what made them possible: no event of a process before its
  spawn, no reap before its exit.
* The same fact from two sources is one event that names both; exact beats sampled.
* What a program did itself is told by the probe where that runs, else by strace: see
  :mod:`procviz.merge.doubles`.
* So that the second source can still be named, events are held back for a moment (``HOLD``).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from procviz import events as ev
from procviz.events import Event
from procviz.identity import ProcKey
from procviz.merge import births, ends, execs, moves
from procviz.merge.ledger import HELPER_NAME as HELPER_NAME
from procviz.merge.ledger import Ledger, Life

TRACED_HOLD = 2_000_000_000  # ns that other news of a birth, exec or death wait for strace's lines
HOLD = 40_000_000  # ns: on two busy cores a process can be kept from writing its half for this long

_LIVES: dict[type[Event], Callable[[Ledger, Any], None]] = {
    ev.Spawned: births.spawned,
    ev.Execed: execs.execed,
    ev.Exited: ends.exited,
    ev.Reaped: ends.reaped,
    ev.Reparented: ends.reparented,
}
_ANYWHERE = frozenset((ev.Wrote, ev.Lost, ev.Marked))  # told whoever it is of
_LATE = frozenset((ev.Stopped, ev.Continued, ev.SessionChanged, ev.GroupChanged))
_CHANGES = _LATE | {ev.WaitBegan, ev.WaitEnded, ev.Zombie, ev.ExecBegan, ev.DispositionSet}
_WORDS = frozenset(("probe", "strace", "gate"))  # what these tell a process did while it lived


class Merge:
    """Feed it with `push`, take the log from `flush`.

    ``origin``: CLOCK_MONOTONIC ns at which the run's time is 0.  ``helper``: PID of the
    subreaper.  ``traced``: strace tells of all lives, in an order of its own for each process, so
    that what others tell of a death waits for the words before it.  Events go in with absolute
    ``t`` and ``seq`` 0, and come out numbered, from 0 ns.
    """

    def __init__(
        self, root: int, start: int, origin: int, helper: int = 0, traced: bool = False
    ) -> None:
        self._log = Ledger(root, start, origin, helper, traced)

    def begin(self, event: Event) -> list[Event]:
        """Number the first event of the run; it waits for nobody."""
        self._log.emit(event)
        return self._log.take()

    def push(self, events: Iterable[Event]) -> None:
        """Take in events of one or more sources; the probe's must be in file order."""
        for event in events:
            # what is older are procviz's own steps before the program was let go
            if event.t >= self._log.origin:
                self._log.held.push(event)
                if isinstance(event, ev.Reparented):  # at once: others may be reaped before it
                    self._log.adopters.add(event.new)

    def flush(self, now: int, final: bool = False) -> list[Event]:
        """Return what is settled at ``now`` (absolute ns): all of it when it is the last call."""
        horizon = now - HOLD
        held = self._log.held
        while True:
            probe, other = held.ordered, held.timed
            if probe is not None and (other is None or probe.t <= other.t):
                if probe.t > horizon and not final:
                    break
                self._settle(held.pop_ordered())
            elif other is not None:
                if not final and (other.t > horizon or self._awaits(other, now)):
                    break
                held.pop_timed()
                while held.older(other):
                    self._settle(held.pop_ordered())
                self._settle(other)
            else:
                break
        return self._log.take()

    def _awaits(self, event: Event, now: int) -> bool:
        """Tell whether strace, which can be late, is to tell of the same before this is settled."""
        if not self._log.traced or "strace" in event.source or now - event.t > TRACED_HOLD:
            return False
        if isinstance(event, ev.Spawned):
            told = event.child in self._log.lives or self._log.late(event.child, event)
            others = self._log.held.peek(ev.Spawned, event.child)
        elif isinstance(event, ev.Execed | ev.Exited):
            life = self._log.lives.get(event.pid)
            if life is None or life.exited is not None:
                return False
            told = isinstance(event, ev.Execed) and life.seen.get("strace", 0) > life.seen.get(
                event.source[0], 0
            )
            others = self._log.held.peek(type(event), event.pid)
        else:
            return False
        return not told and not any("strace" in other.source for other in others)

    def alive(self) -> list[ProcKey]:
        """Return who is not dead yet, as far as the log goes."""
        return self._log.alive()

    def _settle(self, event: Event) -> None:
        """Emit an event after all that it needs, unless the log has the fact already."""
        kind = type(event)  # no isinstance here: of most events every one of them would be asked
        life_and_death = _LIVES.get(kind)
        if life_and_death is not None:
            life_and_death(self._log, event)
        elif kind in _ANYWHERE or event.pid == 0:
            self._log.emit(event)
        elif births.known(self._log, event.pid, event):
            life = self._log.lives[event.pid]
            if life.exited is not None and kind is not ev.Zombie:
                if kind in _LATE or _WORDS.isdisjoint(event.source):
                    return  # a sample of somebody who has died since
            elif kind in _CHANGES:
                changed = self._changed(event, life)
                if changed is None:
                    return
                event = changed
            self._call(event, life)

    def _changed(self, event: Event, life: Life) -> Event | None:
        """Note what an event means for a process; return it as it is to be told, if it is."""
        if isinstance(event, ev.WaitBegan):
            if event.call == "os.system":
                life.shell[event.tid] = self._log.seq
        elif isinstance(event, ev.WaitEnded):
            if event.call == "os.system":
                return self._shell_ended(event, life)
        elif isinstance(event, ev.Zombie):
            if life.exited is None or life.zombie:
                return None
            life.zombie = True
        elif isinstance(event, ev.Stopped | ev.Continued):
            stopped = isinstance(event, ev.Stopped)
            if life.stopped == stopped:
                return None
            life.stopped = stopped
        elif isinstance(event, ev.ExecBegan):
            life.asked = event.argv
        elif isinstance(event, ev.DispositionSet) and event.signal == "SIGCHLD":
            life.childless = event.action == "ignore"
        elif isinstance(event, ev.SessionChanged | ev.GroupChanged):
            moves.moved(self._log, event, life)
            return None
        return event

    def _shell_ended(self, e: ev.WaitEnded, life: Life) -> ev.WaitEnded:
        """C has waited inside of os.system: its child was reaped before that came back.

        system(3) does not say which child it made, so only a single one is taken for that.
        """
        since = life.shell.pop(e.tid, None)
        if since is None or e.error or life.shell:
            return e
        made = [p for p in self._log.children.get(e.pid, ()) if self._log.lives[p].made > since]
        if len(made) != 1:
            return e
        reap = ev.Reaped(
            t=e.t, pid=e.pid, child=made[0], code=e.code, signal=e.signal, source=e.source,
            tid=e.tid, where=e.where,
        )  # fmt: skip
        ends.reaped(self._log, reap)
        return replace(e, child=made[0])

    def _call(self, event: Event, life: Life) -> None:
        """Tell what the process did itself."""
        life.probed = life.probed or "probe" in event.source
        told_twice = life.probed or ("strace" in event.source and self._log.held.speaks(event.pid))
        if self._log.traced and told_twice:
            held = self._log.held.peek(type(event), event.pid)
            told, twin = life.doubles.settle(event, held)
            if twin is not None:
                self._log.held.drop(twin)
            if told is None:
                return
            event = told
        self._log.emit(event)
