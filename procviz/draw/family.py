"""Who made whom, for panes that show processes as a tree."""

from collections.abc import Container, Mapping
from typing import NamedTuple

from procviz.draw.kept import Kept
from procviz.world import World


class Family(NamedTuple):
    """The tree of births, by uid.  0 stands for "nobody that is shown"."""

    parent: dict[int, int]
    children: dict[int, list[int]]
    order: list[int]  # depth first, siblings in birth order
    depth: dict[int, int]

    def without(self, some: Container[int]) -> "Family":
        """Return the tree without some; their children become roots."""
        return grown(self.parent, [uid for uid in self.parent if uid not in some])

    def ordered(self, seats: Mapping[int, int]) -> "Family":
        """Return the tree with siblings in the order of their seats, where they have one."""
        return grown(self.parent, sorted(self.parent, key=lambda uid: (seats.get(uid, -1), uid)))


_TREES: Kept[Family] = Kept(8)


def family(world: World) -> Family:
    """Return the tree by *birth*, not by today's parent.

    An orphan keeps the place where it was born: what is drawn stays where it was, and only its
    link shows who has it now.
    """
    return _TREES.get(world.shape, lambda: grown(_makers(world), list(world.processes)))


def around(world: World, uid: int) -> set[int]:
    """Return a process with all that it comes from and all that come from it."""
    makers = _makers(world)
    found, over = {uid}, uid
    while over := makers.get(over, 0):
        found.add(over)
    below = {uid}
    for child, maker in makers.items():  # in birth order: nobody comes before its maker
        if maker in below:
            below.add(child)
    return found | below


def _makers(world: World) -> dict[int, int]:
    return {uid: process.maker for uid, process in world.processes.items()}


def grown(made: Mapping[int, int], shown: list[int]) -> Family:
    """Return the tree of ``shown``, which are in birth order; ``made``: by whom."""
    children: dict[int, list[int]] = {uid: [] for uid in (0, *shown)}
    parent: dict[int, int] = {}
    for uid in shown:
        over = made.get(uid, 0)
        parent[uid] = over = over if over in children else 0
        children[over].append(uid)
    order: list[int] = []
    depth: dict[int, int] = {0: -1}
    todo = list(reversed(children[0]))  # no recursion: a chain of forks can be very deep
    while todo:
        uid = todo.pop()
        order.append(uid)
        depth[uid] = depth[parent[uid]] + 1
        todo.extend(reversed(children[uid]))
    return Family(parent, children, order, depth)
