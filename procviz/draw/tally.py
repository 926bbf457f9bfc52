"""What can be counted on the log of a run, to set it beside another one."""

from collections.abc import Sequence
from typing import NamedTuple

from procviz import events as ev
from procviz.events import Event
from procviz.findings import find
from procviz.fold import apply
from procviz.narrate import finding
from procviz.world import World

_LATER = 1_000_000_000  # ns after the last event: who still waits then, waits


class Found(NamedTuple):
    """Findings of one kind: ``times``, each about other processes; the first one, at ``t`` ns."""

    kind: str
    times: int
    t: int
    sentence: str


class Tally(NamedTuple):
    """Numbers of a run.  ``lasted``: ns until its first process ended; ``end`` None: it did not.

    ``zombies``: dead processes that nobody had reaped after a moment.
    """

    processes: int
    zombies: int
    lasted: int
    end: ev.RunEnded | None
    found: tuple[Found, ...]


def tally(log: Sequence[Event], lang: str) -> Tally:
    """Count; with the findings that came up at any time, so it takes as long as the log."""
    world = World()
    zombies: set[int] = set()
    who: dict[str, set[tuple[int, ...]]] = {}
    first: dict[str, tuple[int, str]] = {}
    for i, event in enumerate(log):
        apply(world, event)
        if isinstance(event, ev.Zombie):
            zombies |= {p.uid for p in world.zombies if p.pid == event.pid}
        now = log[i + 1].t if i + 1 < len(log) else event.t + _LATER
        for one in find(world, now):
            who.setdefault(one.kind, set()).add(tuple(sorted(a.uid for a in one.who)))
            if one.kind not in first:
                first[one.kind] = event.t, finding(one, world, lang)
    found = (Found(kind, len(them), *first[kind]) for kind, them in who.items())
    end = world.ended
    lasted = end.t if end is not None else world.t
    return Tally(len(world.processes), len(zombies), lasted, end, tuple(found))
