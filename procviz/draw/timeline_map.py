"""The whole run in one row: where much happened, and which part of it the lanes above show."""

from collections import Counter
from collections.abc import Sequence

from procviz import events as ev
from procviz.draw.canvas import Canvas, Style
from procviz.draw.kept import Kept
from procviz.draw.timeline_scale import Scale
from procviz.draw.view import View
from procviz.draw.window import Window
from procviz.events import Event
from procviz.history import Past
from procviz.places import Places

HEIGHTS = " ▁▂▃▄▅▆▇█"
_LOOKED = 4_000  # events at most, evenly spread: the picture is of a few columns
_MOSTLY = 0.9  # part of the log that has to be known: a live run is ahead of that
_QUIET = (ev.Sampled, ev.LineReached)


def draw(canvas: Canvas, view: View, left: int, last: int, window: Window | None) -> None:
    """Draw row 0: events by column from column ``left`` on, ``last`` (ns) at the right edge.

    ``window``: the time in sight, None where that is all.
    """
    theme, width = view.theme, canvas.width - left
    if width < 4:
        return
    scale = Scale(0, last, width)
    whole = view.log.whole if isinstance(view.log, Past) else view.log
    kept = _DENSITY.get((id(whole), last, width), lambda: _Density(whole, scale))
    places = view.log.places if isinstance(view.log, Past) else None
    least = len(view.log) * (1.0 if places is None or places.each == 1 else _MOSTLY)
    if places is not None and len(places) >= least:
        heights = kept.among(places, len(view.log))  # nothing on disk has to be decoded
    else:
        heights = kept.look(len(view.log))
    first, end = 0, width - 1
    if window is not None:
        first, end = scale.column(window.begin), scale.column(window.end)
        canvas.fill(left + first, 0, end - first + 1, 1, Style(bg=theme.towards(theme.accent, 0.2)))
        part = f"{last / window.width:.1f}×"
        canvas.put(max(0, left - 1 - len(part)), 0, part, Style(theme.accent, bold=True))
    for column, height in enumerate(heights):
        inside = window is not None and first <= column <= end
        if height:
            colour = theme.accent if inside else theme.faint
            canvas.put(left + column, 0, HEIGHTS[height], Style(colour))
    if window is not None:
        edge = Style(theme.bright, bold=True)
        canvas.put(left + first, 0, "▏" if first < end else "│", edge)
        if first < end:
            canvas.put(left + end, 0, "▕", edge)
    now = max(view.now, view.world.t)
    at = left + scale.column(min(now, last))
    if canvas.get(at, 0) in HEIGHTS:
        canvas.put(at, 0, "│", Style(theme.bright, bold=True))


def time_at(width: int, left: int, last: int, x: int) -> int | None:
    """Return the moment at a column of a map ``width`` wide, ns; None where there is none."""
    if width - left < 4 or not left <= x < width:
        return None
    return Scale(0, last, width - left).time(x - left + 0.5)


def density(log: Sequence[Event], scale: Scale) -> list[int]:
    """Return how much happens in each column, in eighths of a row; a column with any has one."""
    return _Density(log, scale).look(len(log))


class _Density:
    """How much happens in each column of a scale, counted on as the log grows."""

    def __init__(self, log: Sequence[Event], scale: Scale) -> None:
        self._log, self._scale = log, scale  # the log is held, so that its id stays its own
        self._step = self._next = self._end = 0
        self._counts: list[int] = []
        self._heights: list[int] = []
        self._each = 0
        self._columns: list[int] = []  # of those with a known time; the width where none is theirs
        self._among: tuple[int, int, list[int]] = -1, 0, []

    def look(self, n: int) -> list[int]:
        """Return the heights for the first ``n`` events."""
        step = max(1, n // _LOOKED)
        if step != self._step or n < self._end:
            self._step, self._next = step, 0
            self._counts = [0] * self._scale.width
            self._heights = self._counts
        self._end = n
        if self._count():
            self._heights = _heights(self._counts)
        return self._heights

    def among(self, places: Places, n: int) -> list[int]:
        """Return the same, by those whose times are known without a look at the log."""
        if places.each != self._each:
            self._each, self._columns = places.each, []
        scale, count = self._scale, -(-n // self._each)
        for t in places.times(len(self._columns), count, _QUIET):
            shown = t is not None and scale.shows(t)
            self._columns.append(scale.column(t) if t is not None and shown else scale.width)
        count = min(count, len(self._columns))
        if (count, self._each) != self._among[:2]:
            found = Counter(self._columns[:count])
            heights = _heights([found[column] for column in range(scale.width)])
            self._among = count, self._each, heights
        return self._among[2]

    def _count(self) -> bool:
        """Count what is new; tell whether there was any."""
        log, scale, any_ = self._log, self._scale, False
        for i in range(self._next, self._end, self._step):
            event = log[i]
            if not isinstance(event, _QUIET) and scale.shows(event.t):
                self._counts[scale.column(event.t)] += 1
                any_ = True
        self._next = -(-self._end // self._step) * self._step
        return any_


def _heights(counts: Sequence[int]) -> list[int]:
    most = max(counts)
    return [1 + round((count / most) ** 0.5 * 7) if count else 0 for count in counts]


_DENSITY: Kept[_Density] = Kept(8)
