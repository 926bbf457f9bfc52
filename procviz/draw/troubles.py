"""The findings of the moment, for the panes that tell of them: worked out when they may differ."""

from procviz.draw.changes import Changes
from procviz.draw.kept import Kept
from procviz.draw.view import View
from procviz.findings import Finding
from procviz.findings import troubles as all_troubles
from procviz.standing import place
from procviz.stuck import Stuck, stuck
from procviz.world import Process, World

_OFTEN = 50_000_000  # ns between two looks: some findings come when time has passed


class _Standing:
    """Who stands still in a world, looked at again whenever something has happened to it."""

    def __init__(self) -> None:
        self._changes = Changes()
        self._uids: set[int] = set()

    def look(self, world: World) -> list[Process]:
        """Return them in birth order."""
        changed = self._changes.look(world)
        if changed.anew:
            self._uids.clear()
        self._uids.difference_update(changed.over)
        for uid in changed.now:
            if place(world.processes[uid]) is not None:
                self._uids.add(uid)
            else:
                self._uids.discard(uid)
        return sorted((world.processes[uid] for uid in self._uids), key=lambda p: p.order)


_STANDING: Kept[_Standing] = Kept(4)
_BOUND: Kept[Stuck] = Kept(4)
_FOUND: Kept[list[Finding]] = Kept(4)


def troubles(view: View) -> list[Finding]:
    """Return all findings but those of families, which the stage shows all the time."""
    world = view.world
    now = max(view.now, world.t) // _OFTEN
    return _FOUND.get((world.revision, now), lambda: _find(world, now * _OFTEN))


def _find(world: World, now: int) -> list[Finding]:
    bound = _BOUND.get(world.bound, lambda: stuck(world))
    standing = _STANDING.get(world.kin or world.base, _Standing).look(world)
    return all_troubles(world, now, bound, standing)
