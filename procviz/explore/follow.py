"""How a run of the search is scheduled: as it is told at first, then with as few changes as can be.

The rule where nothing is told: who went on last goes on again; when that one waits or has ended,
the one that was born first of those that were not stopped; those that were stopped come last, so
that as much as can be happens in between.  Whatever differs from the rule was a choice of the
search, and a change while the one before could have gone on is a preemption, the only thing that a
search bounded as by Musuvathi and Qadeer has to count ("Iterative Context Bounding for Systematic
Testing of Multithreaded Programs", PLDI 2007).  That one change delays a thread for as long as can
be is from Emmi, Qadeer and Rakamarić, "Delay-Bounded Scheduling" (POPL 2011).
"""

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from procviz.gate.policies import Policy
from procviz.gate.ready import Ready
from procviz.gate.schedule import Choice, Replay

STREAK, PLACES = 100, 10  # turns in a row, at this many places at most: it turns in a circle


class Step(NamedTuple):
    """One choice: who could go on, who did, and who had gone on before ("" at the start).

    ``usual``: who would have gone on by the rule.
    """

    ready: tuple[Ready, ...]
    chosen: Ready
    before: str
    turns: int  # turns that ``before`` has had so far
    usual: str

    @property
    def waiting(self) -> Ready | None:
        """Who went on before and could have gone on again."""
        return next((r for r in self.ready if r.who == self.before), None)

    def preempts(self, who: str) -> bool:
        """Would it be a preemption to let this one go on?"""
        return who != self.before == self.usual and self.waiting is not None


def choice(ready: Ready) -> Choice:
    """Return how a schedule names it."""
    return Choice(ready.who, ready.point, ready.where.line if ready.where else 0)


class Follow(Replay):
    """Keeps to a ``prefix``, then to the rule, but for ``detours``; notes all choices.

    ``detours``: (who went on last, its turns so far) -> who is to go on there.  Such a key stays
    what it is when detours before it are left out, so that they can be tried without one another.
    ``rest`` chooses instead of the rule, if there is one.
    """

    def __init__(
        self,
        prefix: Sequence[Choice] = (),
        detours: Mapping[tuple[str, int], str] | None = None,
        rest: Policy | None = None,
    ) -> None:
        super().__init__(prefix)
        self._detours, self._other = detours or {}, rest
        self._before = ""
        self._turns: dict[str, int] = {}
        self._stopped: dict[str, None] = {}  # who was stopped and not let go since, in order
        self._streak = 0
        self._passed: set[tuple[str, object]] = set()
        self.steps: list[Step] = []

    def choose(self, ready: Sequence[Ready]) -> Ready | None:
        """See `procviz.gate.policies.Policy`."""
        self.instead = ""
        if self.left:
            chosen = super().choose(ready)
        elif self._other is not None:
            chosen = self._other.choose(ready)
        else:
            chosen = self._by_rule(ready)
        if chosen is not None:
            self._note(ready, chosen)
        return chosen

    def _by_rule(self, ready: Sequence[Ready]) -> Ready:
        wanted = self._detours.get((self._before, self._turns.get(self._before, 0)))
        for one in ready:
            if one.who == wanted:
                return one
        usual = self._usual(ready)
        return next(r for r in ready if r.who == usual)

    def _usual(self, ready: Sequence[Ready]) -> str:
        whos = [r.who for r in ready]
        # who asks again and again for what another has to do gives way
        circles = self._streak > STREAK and len(self._passed) <= PLACES
        if self._before in whos and not (circles and len(whos) > 1):
            return self._before
        others = [who for who in whos if who != self._before]
        fresh = (who for who in others if who not in self._stopped)
        return next(fresh, None) or next(who for who in self._stopped if who in others)

    def _note(self, ready: Sequence[Ready], chosen: Ready) -> None:
        who = chosen.who
        count = self._turns.get(self._before, 0)
        self.steps.append(Step(tuple(ready), chosen, self._before, count, self._usual(ready)))
        if who != self._before and any(r.who == self._before for r in ready):
            self._stopped[self._before] = None
        self._stopped.pop(who, None)
        if who != self._before or self._streak > STREAK:
            self._streak = 0
            self._passed.clear()
        self._before = who
        self._turns[who] = self._turns.get(who, 0) + 1
        self._streak += 1
        self._passed.add((chosen.point, chosen.where))


class Ranks:
    """Threads have ranks by chance, and at a few steps, chosen by chance, the first becomes last.

    Burckhardt, Kothari, Musuvathi and Nagarakatte, "A Randomized Scheduler with Probabilistic
    Guarantees of Finding Bugs" (ASPLOS 2010): a bug that takes ``changes`` + 1 steps in a certain
    order is found with a probability of at least 1/(n·k^changes), n threads and k steps.
    """

    def __init__(self, seed: int, length: int, changes: int) -> None:
        self._random = random.Random(seed)
        self._at = {self._random.randrange(max(1, length)) for _ in range(changes)}
        self._ranks: dict[str, float] = {}
        self._step = 0
        self._last = 0.0

    def choose(self, ready: Sequence[Ready]) -> Ready | None:
        """See `procviz.gate.policies.Policy`."""
        for one in ready:
            if one.who not in self._ranks:
                self._ranks[one.who] = self._random.random()
        first = max(ready, key=lambda r: self._ranks[r.who])
        # who only asks for what another does gives way as well: nobody asks for so long
        if self._step in self._at or self._step % STREAK == STREAK - 1:
            self._last -= 1.0
            self._ranks[first.who] = self._last
            first = max(ready, key=lambda r: self._ranks[r.who])
        self._step += 1
        return first


def preemptions(steps: Sequence[Step]) -> int:
    """Count them."""
    return sum(step.preempts(step.chosen.who) for step in steps)


def detours(steps: Sequence[Step]) -> dict[tuple[str, int], str]:
    """Return where a run left the rule, as `Follow` takes it."""
    return {
        (step.before, step.turns): step.chosen.who
        for step in steps
        if step.chosen.who != step.usual
    }
