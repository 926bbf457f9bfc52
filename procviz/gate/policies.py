"""Who goes on next, where nobody chooses by hand."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from procviz.errors import Sentence
from procviz.gate.ready import Ready, order

NAMES = ("parent-first", "child-first", "round-robin", "random", "manual")
_STREAK, _PLACES = 100, 10  # turns in a row, at this many places at most: it turns in a circle


class UnknownPolicy(Sentence):
    """There is no such policy."""


class Policy(Protocol):
    """Chooses among threads that are ready; they come in the order of `ready.order`."""

    def choose(self, ready: Sequence[Ready]) -> Ready | None:
        """Return one of them; None = not now: ask again when something has changed."""


class _Strict:
    """The same one as long as there is one, but for a loop that waits for another by asking.

    A thread that passes the same few places again and again may wait for what another is to do:
    after a hundred turns in a row somebody else gets one.
    """

    def __init__(self, child: bool) -> None:
        self._child = child
        self._who, self._turns = "", 0
        self._places: set[tuple[str, object]] = set()

    def choose(self, ready: Sequence[Ready]) -> Ready | None:
        """See `Policy`."""
        ranked = sorted(ready, key=lambda r: order(r.who), reverse=self._child)
        first = ranked[0]
        if first.who != self._who:
            self._begin(first.who)
        self._turns += 1
        self._places.add((first.point, first.where))
        if self._turns > _STREAK and len(ranked) > 1:
            circles = len(self._places) <= _PLACES
            self._begin(first.who)
            if circles:
                return ranked[1]
        return first

    def _begin(self, who: str) -> None:
        self._who, self._turns = who, 0
        self._places.clear()


class RoundRobin:
    """Each in turn, by birth."""

    def __init__(self) -> None:
        self._last = (-1, 0)

    def choose(self, ready: Sequence[Ready]) -> Ready | None:
        """See `Policy`."""
        chosen = next((r for r in ready if order(r.who) > self._last), ready[0])
        self._last = order(chosen.who)
        return chosen


class Random:
    """By chance; the same seed gives the same choices."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def choose(self, ready: Sequence[Ready]) -> Ready | None:
        """See `Policy`."""
        return self._random.choice(ready)


class Manual:
    """Waits for `Gate.grant`."""

    def choose(self, ready: Sequence[Ready]) -> Ready | None:
        """See `Policy`."""
        return None


def is_name(word: str) -> bool:
    """Tell whether this names a policy, for a command line on which the name may be left out."""
    return word.partition(":")[0] in NAMES


def named(text: str) -> Policy:
    """Return the policy ``parent-first``, ``random:7`` …; raises UnknownPolicy.

    ``random`` alone takes a seed from the clock; `seeded` makes it known.
    """
    word, colon, seed = text.partition(":")
    if word == "random":
        if colon and not seed.lstrip("-").isdigit():
            raise UnknownPolicy(f"The seed in --gate {text} has to be a whole number.")
        return Random(int(seed) if colon else time.time_ns())
    simple: dict[str, Callable[[], Policy]] = {
        "parent-first": lambda: _Strict(child=False),
        "child-first": lambda: _Strict(child=True),
        "round-robin": RoundRobin,
        "manual": Manual,
    }
    if colon or word not in simple:
        raise UnknownPolicy(f"There is no policy {text!r}; there are {', '.join(NAMES[:-1])}.")
    return simple[word]()


def seeded(text: str) -> str:
    """Return the same name with a seed where it needs one, so that it can be repeated."""
    return f"random:{time.time_ns() % 1_000_000}" if text == "random" else text
