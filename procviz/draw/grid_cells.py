"""Where the cells of very many processes are, in birth order.

A cell keeps its place as long as its form does, for whoever is born comes last.
"""

from collections.abc import Iterator, Mapping, Sequence

from procviz.draw.stage_tree import Box
from procviz.state import State
from procviz.world import World

NAMED = 13  # cells that a name needs beside the PID


class Cells(Mapping[int, Box]):
    """Places by uid, worked out when asked for: ``per`` processes share a cell ``wide`` wide."""

    def __init__(self, world: World, shown: Sequence[int], width: int, height: int) -> None:
        self.shown = shown
        digits = max((len(str(pid)) for pid in world.current), default=1)
        self.rows = max(1, height - 1)  # the last line counts
        for wide in (digits + 2 + NAMED, digits + 3, 2, 1):
            if (width // wide) * self.rows >= len(shown):
                break
        self.wide, self.across = wide, max(1, width // wide)
        self.digits, self.per = digits, max(1, -(-len(shown) // (self.across * self.rows)))
        self.left = (width - self.across * wide) // 2
        self._at: dict[int, int] | None = None

    @property
    def places(self) -> Mapping[int, int]:
        """The number of each among those shown, by uid."""
        if self._at is None:
            self._at = {uid: i for i, uid in enumerate(self.shown)}
        return self._at

    def index(self, uid: int) -> int | None:
        """Return a process's number among those shown."""
        return self.places.get(uid)

    def box(self, index: int) -> Box:
        """Return the place of the ``index``-th process."""
        row, column = divmod(index // self.per, self.across)
        size = self.wide - 1 if self.wide > 2 else self.wide
        return Box(self.left + column * self.wide, row, size, 1)

    def __getitem__(self, uid: int) -> Box:
        index = self.index(uid)
        if index is None:
            raise KeyError(uid)
        return self.box(index)

    def __contains__(self, uid: object) -> bool:
        return isinstance(uid, int) and self.index(uid) is not None

    def __iter__(self) -> Iterator[int]:
        return iter(self.shown)

    def __len__(self) -> int:
        return len(self.shown)

    def at(self, x: int, y: int) -> int:
        """Return the uid of the (first) process at a cell, 0 where there is none."""
        column = (x - self.left) // self.wide
        if not 0 <= column < self.across or not 0 <= y < self.rows:
            return 0
        index = (y * self.across + column) * self.per
        return self.shown[index] if index < len(self.shown) else 0

    def moved(self, uid: int, rows: int) -> int:
        """Return the uid of the process so many rows below (above where negative)."""
        index = self.index(uid)
        if index is None:
            return self.shown[0] if self.shown else 0
        there = index + rows * self.across * self.per
        return self.shown[there] if 0 <= there < len(self.shown) else uid


def cells_of(world: World, shown: Sequence[int], width: int, height: int) -> Cells:
    """Lay out; of those reaped long ago whole blocks go, and seldom, when there are too many."""
    room = max(1, width) * max(1, height - 1)
    if len(shown) > room:
        alive = sum(world.processes[uid].state is not State.GONE for uid in shown)
        if alive <= room // 2:
            keep = room // 2  # so that as many can come before this has to be done again
            begin = -(-(len(shown) - keep) // keep) * keep
            old = [u for u in shown[:begin] if world.processes[u].state is not State.GONE]
            shown = [*old, *shown[begin:]]
    return Cells(world, shown, width, height)
