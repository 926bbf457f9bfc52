"""Time to columns and back.  All of the time line's geometry in time is here, and only here."""

from typing import NamedTuple

SHORTEST = 100_000  # ns; a run that has just begun is shown this wide, not divided by nothing


_STEPS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)


def resting(t: int) -> int:
    """Return the end of a scale for a run that has come to ``t``: it grows seldom, not always.

    So lanes and labels rest, and there is room for what is still to come.
    """
    unit: int = 10 ** max(0, len(str(max(t, SHORTEST))) - 2)
    return next(step * unit for step in _STEPS if step * unit >= max(t, SHORTEST))


class Tick(NamedTuple):
    """A mark on the axis."""

    column: int
    label: str


class Scale:
    """A linear scale over ``width`` columns.  Zoom and pan are other spans of the same class."""

    __slots__ = ("begin", "end", "width")

    def __init__(self, begin: int, end: int, width: int) -> None:
        self.begin, self.end = begin, max(end, begin + SHORTEST)
        self.width = max(1, width)

    def at(self, t: int) -> float:
        """Return the place of a moment in columns, clipped to the scale."""
        part = (t - self.begin) / (self.end - self.begin)
        return max(0.0, min(1.0, part)) * self.width

    def column(self, t: int) -> int:
        """Return the column of a moment."""
        return min(self.width - 1, int(self.at(t)))

    def shows(self, t: int) -> bool:
        """Tell whether a moment lies on the scale."""
        return self.begin <= t <= self.end

    def time(self, column: float) -> int:
        """Return the moment at the left edge of a column, ns."""
        return self.begin + round((self.end - self.begin) * column / self.width)

    def ticks(self, apart: int = 9) -> tuple[str, list[Tick]]:
        """Return the unit and marks at round times, at least ``apart`` columns from each other."""
        wanted = (self.end - self.begin) * apart / self.width
        step = 1000
        while step < wanted:  # 1, 2, 5, 10, 20 … µs
            step = step * 5 // 2 if str(step)[0] == "2" else step * 2
        unit, ns = ("s", 1_000_000_000) if step >= 50_000_000 else ("ms", 1_000_000)
        digits = next(d for d in range(10) if step * 10**d % ns == 0)
        first = -(-self.begin // step) * step
        marks = range(first, self.end + 1, step)
        return unit, [Tick(self.column(t), f"{t / ns:.{digits}f}") for t in marks]
