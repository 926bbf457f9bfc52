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
_FAR = 400  # events further on are not looked through on the way
_PIECE = 32  # events that are looked through at once, back from what is known


class _Places:
    """Where in a log the events stand that ``which`` picks, as far as somebody has looked back."""

    def __init__(self, log: Sequence[Event], which: Which) -> None:
        self.log, self._which = log, which  # held, so that its id stays its own
        self._begin = self._end = 0  # known from here to there
        self._places: list[int] = []

    def _picked(self, begin: int, end: int) -> list[int]:
        which, log = self._which, self.log
        return [i for i in range(begin, end) if which(log[i])]

    def _come(self, end: int) -> None:
        """Know what is right before ``end``; what is far from what is known is begun anew."""
        if not self._begin <= end <= self._end + _FAR:
            self._begin = self._end = end
            self._places.clear()
        elif end > self._end:
            self._places += self._picked(self._end, end)
            self._end = end

    def back(self, end: int, count: int, begin: int) -> int | None:
        """Return the ``count``-th picked place before ``end``, None where that is before ``begin``.

        In a log that lies on disk each event that is looked at may have to be decoded.
        """
        self._come(end)
        while True:
            at = bisect_left(self._places, end) - count
            if at >= 0 or self._begin <= begin:
                return self._places[at] if at >= 0 and self._places[at] >= begin else None
            more = max(begin, self._begin - _PIECE)
            self._places[:0] = self._picked(more, self._begin)
            self._begin = more


_PLACES: Kept[_Places] = Kept(3)  # as many as there are functions that pick


def _places(log: Sequence[Event], which: Which) -> _Places:
    whole = log.whole if isinstance(log, Past) else log
    return _PLACES.get((id(whole), which), lambda: _Places(whole, which))


def latest(log: Sequence[Event], which: Which, reach: int, skip: int = 0) -> Iterator[Event]:
    """Return the picked ones of the last ``reach`` events of a log, the latest first.

    ``which``: a function of a module, always the same one; what it says of an event never changes.
    ``skip``: so many events at the end are left out.
    """
    end = len(log) - skip
    begin, found = max(0, len(log) - reach), _places(log, which)
    while end > begin and (place := found.back(end, 1, begin)) is not None:
        yield found.log[place]
        end = place


def reaching(log: Sequence[Event], which: Which, count: int, reach: int) -> int:
    """Return how far back ``count`` picked events reach, ``reach`` events at most."""
    end = len(log)
    begin = max(0, end - reach)
    place = _places(log, which).back(end, count, begin)
    return end - (begin if place is None else place)
