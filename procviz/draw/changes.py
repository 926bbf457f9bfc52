"""Who of a world may differ from when somebody looked last: nobody else is looked at again."""

from collections.abc import Collection
from itertools import compress
from operator import is_not
from typing import NamedTuple

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

    def __init__(self) -> None:
        self._moment = 0, 0
        self._kin = 0
        self._seen: dict[int, Process] = {}

    def look(self, world: World) -> Changed:
        """Return who may have changed since the last look."""
        processes, seen = world.processes, self._seen
        kin = world.kin if world.kin == self._kin else 0
        changed = world.since(self._moment)
        self._moment, self._kin = world.moment, world.kin
        if changed is not None:
            if kin:
                seen.update((uid, processes[uid]) for uid in changed)
            return Changed(changed, (), False)
        self._seen = processes.copy() if world.kin else {}
        if not kin:
            return Changed(processes.keys(), (), True)
        others = map(is_not, map(seen.get, processes), processes.values())
        now = [*compress(processes, others)]
        return Changed(now, seen.keys() - processes.keys(), False)
