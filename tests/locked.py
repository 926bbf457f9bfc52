"""Fold a log of locks: who holds what, told by the events alone."""

from collections import Counter
from collections.abc import Iterable

from procviz.events import Acquired, Event, Released

Who = tuple[int, int]


def holders(log: Iterable[Event], thing: str) -> list[Counter[Who]]:
    """Return who held ``thing`` how often, after each event that changed it."""
    now: Counter[Who] = Counter()
    out = []
    for event in log:
        if isinstance(event, Acquired) and event.object == thing:
            now[event.pid, event.tid] += 1
        elif isinstance(event, Released) and event.object == thing and not event.error:
            now[event.pid, event.tid] -= 1
        else:
            continue
        out.append(+now)
        assert min(now.values()) >= 0, f"{event} gives back what it did not have"
    return out


def most(log: Iterable[Event], thing: str) -> int:
    """Return how many held it at once, at most."""
    return max(len(now) for now in holders(log, thing))
