"""Who stands on which line of a file: looked at again only for whom something has happened."""

from bisect import bisect_left, insort

from procviz.draw.changes import Changes
from procviz.draw.kept import Kept
from procviz.world import Process, World


class Whereabouts:
    """The living processes of a world that stand in a file: by line, and all, in birth order."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._changes = Changes()
        self._line: dict[int, int] = {}
        self.uids: list[int] = []
        self.on: dict[int, list[int]] = {}  # by line

    def look(self, world: World) -> None:
        """See where everybody stands by now."""
        changed = self._changes.look(world)
        if changed.anew:
            self._line.clear()
            self.uids.clear()
            self.on.clear()
        for uid in changed.over:
            self._move(uid, None)
        for uid in changed.now:
            self._move(uid, self._stands(world.processes[uid]))

    def _stands(self, process: Process) -> int | None:
        where = process.stands if process.alive else None
        return where.line if where is not None and where.file == self._path else None

    def _move(self, uid: int, line: int | None) -> None:
        before = self._line.get(uid)
        if line == before:
            return
        if before is not None:
            _take(self.on[before], uid)
        if line is None:
            _take(self.uids, uid)
            del self._line[uid]
            return
        if before is None:
            insort(self.uids, uid)
        insort(self.on.setdefault(line, []), uid)
        self._line[uid] = line


def _take(uids: list[int], uid: int) -> None:
    del uids[bisect_left(uids, uid)]


_FOUND: Kept[Whereabouts] = Kept(4)


def whereabouts(world: World, path: str) -> Whereabouts:
    """Return who stands in a file at this moment; of use until the world moves on."""
    found = _FOUND.get((world.kin or world.base, path), lambda: Whereabouts(path))
    found.look(world)
    return found
