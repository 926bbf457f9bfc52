"""Causes before effects: what must hold of every log, whoever observed."""

from collections.abc import Iterable

from procviz import events as ev
from procviz.events import Event

_BY_OTHERS = (ev.Wrote, ev.Lost, ev.Marked, ev.Sampled, ev.Reparented, ev.Zombie)


def violations(log: Iterable[Event]) -> list[str]:
    """Return one sentence for each event that stands before what made it possible, or after death.

    PIDs may be reused: a reap sets one free.
    """
    found: list[str] = []
    alive: set[int] = set()
    dead: set[int] = set()
    for e in log:
        if isinstance(e, ev.RunBegan):
            alive.add(e.pid)
            continue
        if e.pid and e.pid not in alive and not isinstance(e, _BY_OTHERS) and _its_own(e):
            found.append(f"{e.seq}: {type(e).__name__} by {e.pid}, which does not run")
        if isinstance(e, ev.Spawned):
            if e.child in alive | dead:
                found.append(f"{e.seq}: {e.child} is born and was there already")
            alive.add(e.child)
        elif isinstance(e, ev.Exited | ev.RunEnded):
            alive.discard(e.pid)
            if isinstance(e, ev.Exited):
                dead.add(e.pid)
        elif isinstance(e, ev.Reaped):
            if e.child not in dead:
                found.append(f"{e.seq}: {e.child} is reaped and was not dead")
            dead.discard(e.child)
            alive.discard(e.child)
    return found


def _its_own(e: Event) -> bool:
    """Tell whether ``e.pid`` did it; procviz's helper reaps, and is never born in the log."""
    return not (isinstance(e, ev.Reaped) and "launch" in e.source)
