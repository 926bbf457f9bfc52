"""The latest events of a kind in a log: found as the log grows, not anew with each frame.

A process that spins is sampled thousands of times between two things that it does; a look back
over all that for each frame would cost more than the frame.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from procviz.draw.kept import Kept
from procviz.events import Event
from procviz.history import Past

Which = Callable[[Event], bool]


class _Places:
    """Where in a log, from ``begin`` to ``end``, the events stand that ``which`` picks."""

    def __init__(self, log: Sequence[Event], which: Which) -> None:
        self.log, self._which = log, which  # held, so that its id stays its own
        self._begin = self._end = 0
        self.places: list[int] = []

    def reach(self, begin: int, end: int) -> None:
        """Know all from ``begin`` to ``end``; what is far from what is known is begun anew."""
        if begin < self._begin or begin > self._end:
            self._begin = self._end = begin
            self.places.clear()
        if end > self._end:
            which, log = self._which, self.log
            self.places += [i for i in range(self._end, end) if which(log[i])]
            self._end = end


_PLACES: Kept[_Places] = Kept(8)


def _places(log: Sequence[Event], which: Which, begin: int, end: int) -> tuple[_Places, int]:
    """Return the places, and how many of them are before ``end``."""
    whole = log.whole if isinstance(log, Past) else log
    found = _PLACES.get((id(whole), which), lambda: _Places(whole, which))
    found.reach(begin, end)
    return found, bisect_left(found.places, end)


def latest(log: Sequence[Event], which: Which, reach: int) -> Iterator[Event]:
    """Return the picked ones of the last ``reach`` events of a log, the latest first.

    ``which``: a function of a module, always the same one; what it says of an event never changes.
    """
    end = len(log)
    begin = max(0, end - reach)
    found, at = _places(log, which, begin, end)
    for place in reversed(found.places[bisect_left(found.places, begin, 0, at) : at]):
        yield found.log[place]


def reaching(log: Sequence[Event], which: Which, count: int, reach: int) -> int:
    """Return how far back ``count`` picked events reach, ``reach`` events at most."""
    end = len(log)
    begin = max(0, end - reach)
    found, at = _places(log, which, begin, end)
    return end - max(begin, found.places[at - count] if at >= count else 0)
