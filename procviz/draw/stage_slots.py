"""Who sits where when not all have a place: a newborn takes that of a sibling long reaped.

So the others stay where they are.  As long as nobody had to go, siblings stand in birth order.
Of tens of thousands of reaped ones most are only counted: the trees here are of those who stay.
"""

from collections.abc import Sequence
from heapq import heappop, heappush, heapreplace

from procviz.draw.family import Family, grown
from procviz.world import Process, State, World

_Sibling = tuple[int, int, bool]  # when it was reaped, uid, whether it was


class Crowd:
    """All that are to be shown; ``past``: the reaped ones, those to forget first at the front.

    Those that still have somebody below them hold the tree together: they go last.
    """

    def __init__(self, world: World, shown: Sequence[int]) -> None:
        self._processes, self._shown = world.processes, shown
        self._whole = len(shown) == len(world.processes)
        self._here = set(shown) if not self._whole else world.processes.keys()
        processes = world.processes.values() if self._whole else map(world.processes.get, shown)
        self._every: list[Process] = [p for p in processes if p is not None]
        gone = [p for p in self._every if p.state is State.GONE]
        self._alive = [p.uid for p in self._every if p.state is not State.GONE]
        holding: set[int] = set()
        for uid in self._alive:
            while (uid := self._over(uid)) and uid not in holding:
                holding.add(uid)
        gone.sort(key=lambda p: p.gone or 0)
        free = [p.uid for p in gone if p.uid not in holding]
        self.past = [*free, *(p.uid for p in gone if p.uid in holding)]
        self._families: dict[int, list[_Sibling]] = {}

    def __len__(self) -> int:
        return len(self._shown)

    def _over(self, uid: int) -> int:
        maker = self._processes[uid].maker
        return maker if maker in self._here else 0

    def without(self, drop: int) -> Family:
        """Return the tree without the first ``drop`` of the past, in birth order."""
        kept = sorted([*self._alive, *self.past[drop:]])
        return grown({uid: self._processes[uid].maker for uid in kept}, kept)

    def seated(self, kept: Family) -> Family:
        """Return a tree that some are missing in with siblings in the order of their seats."""
        over: dict[int, set[int]] = {}
        for uid in kept.parent:
            over.setdefault(self._over(uid), set()).add(uid)
        self._know(over.keys() - self._families.keys())
        seats: dict[int, int] = {}
        for parent, here in over.items():
            siblings = self._families[parent]
            if len(here) < len(siblings):
                seats |= _seats(siblings, here)
        return kept.ordered(seats) if seats else kept

    def _know(self, parents: set[int]) -> None:
        """Gather the children of some, all in one go: there may be very many of them."""
        if not parents:
            return
        new: dict[int, list[_Sibling]] = {uid: [] for uid in parents}
        here = self._here
        for p in self._every:
            maker = p.maker
            found = new.get(maker if maker in here else 0)
            if found is not None:
                found.append((p.gone or 0, p.uid, p.gone is not None))
        self._families |= new


def _seats(siblings: list[_Sibling], kept: set[int]) -> dict[int, int]:
    """Play all births again on as many seats as there are now; {} where that cannot be."""
    seats: dict[int, int] = {}
    free: list[tuple[_Sibling, int]] = []  # whose seat may be taken, who was reaped first at first
    size = taken = len(kept)
    for taken, sibling in enumerate(siblings[:size]):
        if sibling[1] in kept:
            seats[sibling[1]] = taken
        elif sibling[2]:
            heappush(free, (sibling, taken))
    for sibling in siblings[size:]:
        if not free:
            return {}
        seat = free[0][1]
        if sibling[1] in kept:
            heappop(free)
            seats[sibling[1]] = seat
        elif sibling[2]:
            heapreplace(free, (sibling, seat))
        else:
            heappop(free)
    return seats
