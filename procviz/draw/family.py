"""Who made whom, for panes that show processes as a tree."""

from collections.abc import Container, Mapping
from typing import NamedTuple

from procviz.world import World


class Family(NamedTuple):
    """The tree of births, by uid.  0 stands for "nobody that is shown"."""

    parent: dict[int, int]
    children: dict[int, list[int]]
    order: list[int]  # depth first, siblings in birth order
    depth: dict[int, int]

    def without(self, some: Container[int]) -> "Family":
        """Return the tree without some; their children become roots."""
        return _grow(self.parent, [uid for uid in self.parent if uid not in some])


def family(world: World) -> Family:
    """Return the tree by *birth*, not by today's parent.

    An orphan keeps the place where it was born: what is drawn stays where it was, and only its
    link shows who has it now.
    """
    made = {link.target: link.source for link in world.links if link.kind == "fork"}
    return _grow(made, list(world.processes))


def _grow(made: Mapping[int, int], shown: list[int]) -> Family:
    """Build the tree of ``shown``, which are in birth order."""
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
