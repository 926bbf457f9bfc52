"""Which branches have not been taken yet, and which of them to take next."""

import random
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from procviz.explore.follow import Step, choice
from procviz.gate.ready import Ready
from procviz.gate.schedule import Choice

MOST = 200_000  # branches kept; a program with more is not going to be searched to the end anyway


class Branch(NamedTuple):
    """After ``steps[:at]`` of a run that was made, let ``who`` go on instead of who did."""

    steps: Sequence[Step]
    at: int
    who: Ready
    kind: Hashable

    @property
    def prefix(self) -> tuple[Choice, ...]:
        """The schedule that begins so."""
        return (*(choice(step.chosen) for step in self.steps[: self.at]), choice(self.who))


class _Level:
    """All branches with one number of preemptions: by kind, and there by their mark."""

    def __init__(self) -> None:
        self.kinds: dict[Hashable, dict[int, Branch]] = {}

    def put(self, mark: int, branch: Branch) -> None:
        self.kinds.setdefault(branch.kind, {})[mark] = branch

    def drop(self, mark: int, kind: Hashable) -> None:
        branches = self.kinds[kind]
        del branches[mark]
        if not branches:
            del self.kinds[kind]


class Frontier:
    """Branches by the number of preemptions of the schedules that they begin.

    Those with the fewest come first (iterative context bounding); of these such as are of a kind
    that was taken least often so far: who is stopped before what, for whom, about to do what.
    Which of one kind is chance.  A branch is known by all choices before it, so that one that any
    run has passed is never taken again.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._levels: dict[int, _Level] = {}
        self._seen: set[int] = set()
        self._tried: Counter[Hashable] = Counter()
        self._waiting: dict[int, tuple[int, Hashable]] = {}  # mark -> its level, its kind
        self.cut = False  # some had to be dropped

    def add(self, steps: Sequence[Step]) -> None:
        """Add the branches of a run, and strike off those that it took."""
        past = cost = 0
        for at, step in enumerate(steps):
            if len(step.ready) > 1:
                self._passed(hash((past, step.chosen.who)))
                for other in step.ready:
                    if other.who != step.chosen.who:
                        mark = hash((past, other.who))
                        bound = cost + step.preempts(other.who)
                        self._put(mark, bound, Branch(steps, at, other, _kind(step, other)))
            cost += step.preempts(step.chosen.who)
            past = hash((past, choice(step.chosen)))

    def _passed(self, mark: int) -> None:
        self._seen.add(mark)
        waiting = self._waiting.pop(mark, None)
        if waiting is not None:
            bound, kind = waiting
            self._levels[bound].drop(mark, kind)

    def _put(self, mark: int, bound: int, branch: Branch) -> None:
        if mark in self._seen:
            return
        if len(self._waiting) >= MOST:
            self.cut = True
            return
        self._seen.add(mark)
        self._waiting[mark] = bound, branch.kind
        self._levels.setdefault(bound, _Level()).put(mark, branch)

    def next(self, bound: int) -> Branch | None:
        """Take out one with so many preemptions; None if there is none."""
        level = self._levels.get(bound)
        if level is None or not level.kinds:
            return None
        least = min(self._tried[kind] for kind in level.kinds)
        kinds = [kind for kind in level.kinds if self._tried[kind] == least]
        kind = self._random.choice(kinds)
        mark, branch = self._random.choice(list(level.kinds[kind].items()))
        self._passed(mark)
        self._tried[kind] += 1
        return branch

    @property
    def bounds(self) -> list[int]:
        """Return for which numbers of preemptions there are branches left, fewest first."""
        return sorted(bound for bound, level in self._levels.items() if level.kinds)


def _kind(step: Step, other: Ready) -> Hashable:
    held = step.waiting
    return (_place(held) if held else (step.before,), _place(other))


def _place(ready: Ready) -> Hashable:
    return ready.who, ready.point, ready.where
