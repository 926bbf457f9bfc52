"""Who of a world may differ from when somebody looked last: nobody else is looked at again."""

from collections.abc import Collection
from itertools import compress
from operator import is_not
from typing import ClassVar, NamedTuple

from procviz.world import Process, World


class Changed(NamedTuple):
    """Uids.  ``anew``: nothing is known of before, ``now`` are all there are."""

    now: Collection[int]  # who is new or may have changed
    over: Collection[int]  # who is not there any more: the world is an earlier one
    anew: bool


class Changes:
    """Remembers what a world was like at the last look.

    From one world of a history to another only those differ who are not the same object: they
    share all others, and nobody changes what is shared.
    """

    _last: ClassVar[tuple[object, Changed]] = None, Changed((), (), False)

    def __init__(self) -> None:
        self._moment = 0, 0
        self._kin = 0
        self._seen: dict[int, Process] = {}

    def look(self, world: World) -> Changed:
        """Return who may have changed since the last look."""
        processes, seen = world.processes, self._seen
        kin = world.kin if world.kin == self._kin else 0
        changed, way = world.since(self._moment), (self._moment, world.moment)
        self._moment, self._kin = world.moment, world.kin
        if changed is not None:
            if kin:
                seen.update((uid, processes[uid]) for uid in changed)
            return Changed(changed, (), False)
        self._seen = processes.copy() if world.kin else {}
        if not kin:
            return Changed(processes.keys(), (), True)
        if Changes._last[0] != way:  # several look at the same two worlds
            Changes._last = way, _compare(seen, processes)
        return Changes._last[1]


def _compare(seen: dict[int, Process], processes: dict[int, Process]) -> Changed:
    others = map(is_not, map(seen.get, processes), processes.values())
    now = [*compress(processes, others)]
    born = len(now) - sum(map(seen.__contains__, now))
    over = len(seen) + born > len(processes)
    return Changed(now, seen.keys() - processes.keys() if over else (), False)
