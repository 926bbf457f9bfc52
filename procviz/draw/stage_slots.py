"""Who sits where when not all have a place: a newborn takes that of a sibling long reaped.

So the others stay where they are.  As long as nobody had to go, siblings stand in birth order.
Of tens of thousands of reaped ones most are only counted: the trees here are of those who stay.
"""

from collections.abc import Collection
from heapq import heappop, heappush, heapreplace

from procviz.draw.family import Family, grown
from procviz.draw.kept import Kept
from procviz.draw.roll import Gone, roll
from procviz.world import World


class Crowd:
    """All that are to be shown; ``past``: the reaped ones, those to forget first at the front.

    Those that still have somebody below them hold the tree together: they go last.  Of use until
    the world moves on.
    """

    def __init__(self, world: World, only: Collection[int] | None = None, without: int = 0) -> None:
        now = roll(world)
        self._world = world
        self._families: dict[int, list[Gone]] = {}
        self._seated: dict[int, Family] = {}
        self._out = {without} if only is None else world.processes.keys() - only
        self._here = [uid for uid in now.here if uid not in self._out]
        self._size = len(world.processes) - len(self._out & world.processes.keys())
        holding: set[int] = set()
        for uid in self._here:
            while (uid := self._over(uid)) and uid not in holding:
                holding.add(uid)
        aside = holding | self._out
        past = [uid for _, uid, _ in now.gone if uid not in aside]
        if holding:
            last = sorted(now.when[uid] for uid in holding - now.here - self._out)
            past += [uid for _, uid, _ in last]
        self.past = past

    def __len__(self) -> int:
        return self._size

    @property
    def here(self) -> int:
        """How many of them are not reaped."""
        return len(self._here)

    def _over(self, uid: int) -> int:
        """Return who has made it, 0 for somebody who is not to be shown."""
        maker = self._world.processes[uid].maker
        return maker if maker in self._world.processes and maker not in self._out else 0

    def without(self, drop: int) -> Family:
        """Return the tree without the first ``drop`` of the past, in birth order."""
        kept = sorted([*self._here, *self.past[drop:]])
        return grown({uid: self._world.processes[uid].maker for uid in kept}, kept)

    def seated(self, drop: int) -> Family:
        """Return that tree with siblings in the order of their seats."""
        if drop not in self._seated:
            self._seated[drop] = self._seat(self.without(drop))
        return self._seated[drop]

    def _seat(self, kept: Family) -> Family:
        over: dict[int, set[int]] = {}
        for uid in kept.parent:
            over.setdefault(self._over(uid), set()).add(uid)
        seats: dict[int, int] = {}
        for parent, here in over.items():
            if parent not in self._families:
                self._families[parent] = self._children(parent)
            siblings = self._families[parent]
            if len(here) < len(siblings):
                seats |= _seats(siblings, here)
        return kept.ordered(seats) if seats else kept

    def _children(self, uid: int) -> list[Gone]:
        """Return the children of one who is shown; of 0 those whose maker is not."""
        makers = [uid] if uid else [0, *(out for out in self._out if out)]
        now = roll(self._world)
        found = [child for maker in makers for child in now.children(maker)]
        if len(self._out) > 1 or 0 not in self._out:
            found = [child for child in found if child[1] not in self._out]
        return found if len(makers) == 1 else sorted(found, key=lambda child: child[1])


_CROWDS: Kept[Crowd] = Kept(2)


def crowd(world: World, only: int, near: Collection[int] | None, without: int) -> Crowd:
    """Return the crowd of a world; ``near``: just the family of ``only``."""
    return _CROWDS.get((world.shape, only, without), lambda: Crowd(world, near, without))


def _seats(siblings: list[Gone], kept: set[int]) -> dict[int, int]:
    """Play all births again on as many seats as there are now; {} where that cannot be."""
    seats: dict[int, int] = {}
    free: list[tuple[Gone, int]] = []  # whose seat may be taken, who was reaped first at first
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
