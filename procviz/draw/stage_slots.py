"""Who sits where when not all siblings have a place: a newborn takes that of one long reaped.

So the others stay where they are.  As long as nobody had to go, siblings stand in birth order.
"""

from procviz.draw.family import Family
from procviz.world import Process, World


def seated(world: World, whole: Family, kept: Family) -> Family:
    """Return the tree ``kept``, a part of ``whole``, with siblings in the order of their seats."""
    seats: dict[int, int] = {}
    for children in whole.children.values():
        here = [uid for uid in children if uid in kept.parent]
        if len(here) < len(children):
            seats |= _seats(world, children, set(here))
    return kept.ordered(seats) if seats else kept


def _seats(world: World, children: list[int], kept: set[int]) -> dict[int, int]:
    """Play all births again on as many seats as there are now; {} where that cannot be."""
    seats: dict[int, int] = {}
    sitting: list[Process] = []
    for child in (world.processes[uid] for uid in children):
        if len(sitting) < len(kept):
            seats[child.uid] = len(sitting)
            sitting.append(child)
            continue
        left = [p for p in sitting if p.uid not in kept and p.gone is not None]
        free = min(left, key=lambda p: (p.gone or 0, p.uid), default=None)
        if free is None:
            return {}
        seat = seats.pop(free.uid)
        seats[child.uid], sitting[seat] = seat, child
    return seats
