"""Which part of a run's time is in sight: zoom and pan, for every picture with a time scale."""

from typing import NamedTuple, Self

from procviz.draw.timeline_scale import SHORTEST

CLOSEST = SHORTEST  # ns in sight at least
STEP = 0.25  # of the time in sight, for one step aside
AHEAD = 0.75  # of the time in sight that is free after the playhead when the window moves on


class Window(NamedTuple):
    """From ``begin`` to ``end``, ns of true time.  Where none is needed, all of a run is in sight.

    Every move keeps within 0 to ``last``, the end of the run, and gives None where that is all.
    """

    begin: int
    end: int

    @property
    def width(self) -> int:
        """How much time is in sight, ns."""
        return self.end - self.begin

    def holds(self, t: int) -> bool:
        """Tell whether a moment is in sight."""
        return self.begin <= t <= self.end

    def zoomed(self, factor: float, at: int, last: int) -> Self | None:
        """Return ``factor`` times as much time; the moment ``at`` stays where it is seen."""
        wide = max(CLOSEST, round(self.width * factor))
        at = min(max(at, self.begin), self.end)
        part = (at - self.begin) / self.width if self.width else 0.5
        return self._within(at - round(wide * part), wide, last)

    def panned(self, part: float, last: int) -> Self | None:
        """Return the window moved by a part of its width, later is positive."""
        return self._within(self.begin + round(self.width * part), self.width, last)

    def at(self, begin: int, last: int) -> Self | None:
        """Return the window moved so that it begins there."""
        return self._within(begin, self.width, last)

    def following(self, t: int) -> Self:
        """Return the window with a moment in sight: a page further on, so that it rests between."""
        if self.holds(t):
            return self
        share = 1 - AHEAD if t > self.end else AHEAD
        begin = max(0, t - round(self.width * share))
        return type(self)(begin, begin + self.width)

    def _within(self, begin: int, wide: int, last: int) -> Self | None:
        if wide >= last:
            return None
        begin = max(0, min(begin, last - wide))
        return type(self)(begin, begin + wide)


def whole(last: int) -> Window:
    """Return the window with all of a run."""
    return Window(0, max(1, last))
