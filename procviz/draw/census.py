"""How many processes are in which state, and who is a zombie: counted on as the world moves."""

from collections import Counter
from collections.abc import Container

from procviz.draw.changes import Changes
from procviz.draw.kept import Kept
from procviz.world import State, World


class Census:
    """States by uid, of all processes of a world or of some."""

    def __init__(self) -> None:
        self._changes = Changes()
        self._known: dict[int, tuple[State, bool]] = {}
        self.states: Counter[State] = Counter()
        self.alive = 0
        self._zombies: set[int] = set()

    def look(self, world: World, within: Container[int] | None = None) -> None:
        """Count anew whoever may have changed; ``within``: these only."""
        changed = self._changes.look(world)
        if changed.anew:
            self._known.clear()
            self._zombies.clear()
            self.states.clear()
            self.alive = 0
        known, states, processes = self._known, self.states, world.processes
        zombie = State.ZOMBIE
        for uid in changed.over:
            if uid in known:
                before, lived = known.pop(uid)
                states[before] -= 1
                self.alive -= lived
                self._zombies.discard(uid)
        for uid in changed.now:
            if within is not None and uid not in within:
                continue
            process = processes[uid]
            state, alive = process.state, process.died is None and process.gone is None
            was = known.get(uid)
            if was is not None:
                before, lived = was
                if before is state and lived is alive:
                    continue
                states[before] -= 1
                self.alive -= lived
                if before is zombie:
                    self._zombies.discard(uid)
            known[uid] = state, alive
            states[state] += 1
            self.alive += alive
            if state is zombie:
                self._zombies.add(uid)

    @property
    def zombies(self) -> list[int]:
        """Uids of the dead whose status nobody has taken, in birth order."""
        return sorted(self._zombies)


_CENSUS: Kept[Census] = Kept(8)


def census(world: World) -> Census:
    """Return the census of all processes of a world."""
    found = _CENSUS.get(world.kin or world.base, Census)
    found.look(world)
    return found


def among(world: World, serial: int, within: Container[int]) -> Census:
    """Return the census of some; ``serial`` stands for them, and is another one for others."""
    found = _CENSUS.get((world.base, serial), Census)
    found.look(world, within)
    return found
