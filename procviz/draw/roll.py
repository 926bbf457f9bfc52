"""Who lives, who was reaped when, and who made whom: kept as the world moves, on or to and fro.

In a long run tens of thousands were reaped: nobody may look at all of them for each picture.
"""

from bisect import bisect_left, insort

from procviz.draw.changes import Changes
from procviz.draw.kept import Kept
from procviz.state import State
from procviz.world import World

Gone = tuple[int, int, bool]  # when it was reaped (ns), uid, whether it was
_FEW = 50  # changes that are sorted in one by one


class Roll:
    """All processes of a world, by what the stage asks of them."""

    def __init__(self) -> None:
        self._changes = Changes()
        self.here: set[int] = set()  # all but those that were reaped
        self.gone: list[Gone] = []  # the reaped ones in that order
        self.when: dict[int, Gone] = {}  # of all
        self.adopted: set[int] = set()  # whoever was an orphan once
        self._children: dict[int, list[int]] = {}  # in birth order

    def look(self, world: World) -> "Roll":
        """See what has changed."""
        found = self._changes.look(world)
        if found.anew:
            for each in (self.here, self.gone, self.when, self.adopted, self._children):
                each.clear()
        old: set[Gone] = {self.when[uid] for uid in found.over}
        new: list[Gone] = []
        if found.over:
            self._forget(set(found.over))
        processes, gone = world.processes, State.GONE
        when, here, adopted = self.when, self.here, self.adopted
        for uid in found.now:  # half of a long run after a far jump
            process = processes[uid]
            was, lived = when.get(uid), uid in here
            if was is None:
                self._born(uid, process.maker if process.maker in processes else 0)
            elif not lived:
                old.add(was)
            end = process.gone
            now = when[uid] = end or 0, uid, end is not None
            if process.state is gone:
                if lived:
                    here.remove(uid)
                new.append(now)
            else:
                here.add(uid)
            if (process.adopted_from is not None) is not (uid in adopted):
                adopted ^= {uid}
        self._sort(old, new)
        return self

    def _born(self, uid: int, maker: int) -> None:
        siblings = self._children.setdefault(maker, [])
        if siblings and uid < siblings[-1]:
            insort(siblings, uid)
        else:
            siblings.append(uid)

    def children(self, uid: int) -> list[Gone]:
        """Return those that a process has made, in birth order; 0: whoever nobody has made."""
        return [self.when[child] for child in self._children.get(uid, ())]

    def _forget(self, over: set[int]) -> None:
        for uid in over:
            del self.when[uid]
        self.here -= over
        self.adopted -= over
        for uid in [uid for uid, children in self._children.items() if children[-1] in over]:
            rest = [child for child in self._children.pop(uid) if child not in over]
            if rest:
                self._children[uid] = rest

    def _sort(self, old: set[Gone], new: list[Gone]) -> None:
        if len(old) + len(new) > _FEW:
            self.gone = sorted([*(each for each in self.gone if each not in old), *new])
            return
        for each in old:
            at = bisect_left(self.gone, each)
            if at < len(self.gone) and self.gone[at] == each:
                del self.gone[at]
        for each in new:
            insort(self.gone, each)


_ROLLS: Kept[Roll] = Kept(4)


def roll(world: World) -> Roll:
    """Return the roll of this moment; of use until the world moves on."""
    return _ROLLS.get(world.kin or world.base, Roll).look(world)
