"""In which order schedules are tried, at one granularity.

First the policies that have names, then chance, then systematically by `Frontier`, with a run by
chance ranks now and then, which goes deeper than few preemptions can.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from procviz.explore.follow import Follow, Ranks, Step
from procviz.explore.frontier import Frontier
from procviz.gate import policies

NAMED = ("parent-first", "child-first", "round-robin")
_EVERY = 5  # systematic runs for one by ranks
_CHANGES = 3  # how often the ranks change in one of these
_SHARE = 0.4  # of the runs that are left, for one number of preemptions, before the next is tried


@dataclass(frozen=True, slots=True)
class Idea:
    """A schedule to try; ``policy`` makes the choices.

    ``label`` says how it was found: the name of a policy, ``ranks:SEED``, or ``search:N``, N being
    the preemptions of the prefix from which a systematic one begins.
    """

    label: str
    policy: Follow


class Strategy:
    """Gives ideas; is told what came of them."""

    def __init__(self, seed: int, runs: int) -> None:
        self._seed = seed
        self._left = runs
        self.frontier = Frontier(seed)
        self._length = 10  # choices of the longest run
        self._first = self._begin(max(4, runs // 10))
        self._count = 0
        self._bound, self._quota = -1, 0
        self._done = 0
        self.out = 0  # ideas that were given and not come back

    def _begin(self, chances: int) -> Iterator[Idea]:
        yield Idea("usual order", Follow())
        for name in NAMED:
            yield Idea(name, Follow(rest=policies.named(name)))
        for seed in range(self._seed, self._seed + chances):
            yield Idea(f"random:{seed}", Follow(rest=policies.Random(seed)))

    def next(self) -> Idea | None:
        """Return what to try; None when nothing is left, or nothing before others come back."""
        if self._done and not self.out and not self.frontier.bounds:
            return None  # every choice that there is was made both ways
        idea = next(self._first, None)
        if idea is None:
            if self._count % (_EVERY + 1) == _EVERY:
                seed = self._seed + self._count
                ranks = Ranks(seed, self._length, _CHANGES)
                idea = Idea(f"ranks:{seed}", Follow(rest=ranks))
            else:
                idea = self._systematic()
            self._count += idea is not None
        if idea is not None:
            self._left -= 1
            self.out += 1
        return idea

    def _systematic(self) -> Idea | None:
        bounds = self.frontier.bounds
        if not bounds:
            return None
        if self._quota <= 0 or self._bound not in bounds:
            later = [bound for bound in bounds if bound > self._bound]
            self._bound = later[0] if later and self._quota <= 0 else bounds[0]
            self._quota = max(3, int(self._left * _SHARE))
        self._quota -= 1
        branch = self.frontier.next(self._bound)
        if branch is None:
            return None
        return Idea(f"search:{self._bound}", Follow(branch.prefix))

    def done(self, steps: tuple[Step, ...]) -> None:
        """Take in the choices of a run that was made of an idea."""
        self.out -= 1
        self._done += 1
        self._length = max(self._length, len(steps))
        self.frontier.add(steps)

    @property
    def searched(self) -> int:
        """How many preemptions all schedules that were not tried have at least; -1 = all were."""
        bounds = self.frontier.bounds
        return bounds[0] if bounds else -1
