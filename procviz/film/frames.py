"""A cast as frames: what is on the screen from when to when."""

from collections.abc import Iterator
from dataclasses import dataclass

from procviz.draw.canvas import Style
from procviz.film.asciicast import OUTPUT, RESIZE, Cast
from procviz.film.terminal import Terminal


@dataclass(frozen=True, slots=True)
class Row:
    """One row of cells; a wide character is followed by an empty one."""

    chars: tuple[str, ...]
    styles: tuple[Style, ...]

    def runs(self) -> Iterator[tuple[int, str, Style]]:
        """Yield (first cell, text, style) of runs of equal style."""
        begin = 0
        for x in range(1, len(self.chars) + 1):
            if x == len(self.chars) or self.styles[x] != self.styles[begin]:
                yield begin, "".join(self.chars[begin:x]), self.styles[begin]
                begin = x


@dataclass(frozen=True, slots=True)
class Frame:
    """The screen from ``begin`` to ``end``, ms; ``rows`` are shared between frames."""

    begin: int
    end: int
    rows: tuple[Row, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return len(self.rows[0].chars), len(self.rows)

    @property
    def text(self) -> list[str]:
        """The rows without colours."""
        return ["".join(row.chars).rstrip() for row in self.rows]


def frames(cast: Cast, fps: float = 0.0) -> Iterator[Frame]:
    """Yield the frames, at most ``fps`` a second (0: all); equal ones become one.

    Rows that are equal are one object, also far apart in time.
    """
    terminal = Terminal(cast.head.cols, cast.head.rows)
    known: dict[Row, Row] = {}
    rows: list[Row] = []
    step = 1000 / fps if fps else 0.0
    shown: tuple[Row, ...] | None = None
    begin = 0

    def look() -> tuple[Row, ...]:
        canvas = terminal.canvas
        if len(rows) != canvas.height or (rows and len(rows[0].chars) != canvas.width):
            rows[:] = [Row((), ())] * canvas.height
            terminal.dirty.update(range(canvas.height))
        for y in terminal.dirty:
            row = Row(tuple(canvas.chars[y]), tuple(canvas.styles[y]))
            rows[y] = known.setdefault(row, row)
        terminal.dirty.clear()
        return tuple(rows)

    due = 0  # when the frame that is being drawn is shown
    drawn = False
    for event in cast.events:
        if event.code not in (OUTPUT, RESIZE):
            continue
        at = round(-(-event.t // step) * step) if step else event.t  # the next look, not the last
        if at > due and drawn:
            now = look()
            if now != shown:
                if shown is not None and due > begin:
                    yield Frame(begin, due, shown)
                shown, begin = now, due
            drawn = False
        due = max(due, at)
        if event.code == OUTPUT:
            terminal.feed(event.data)
            drawn = True
        else:
            cols, _, height = event.data.partition("x")
            if cols.isdigit() and height.isdigit():
                terminal.resize(int(cols), int(height))
    now = look()
    if shown is not None and now != shown and due > begin:
        yield Frame(begin, due, shown)
        begin = due
    yield Frame(begin, max(cast.duration, begin), now)


def still(cast: Cast, t: int) -> Frame:
    """Return the screen at a time, ms."""
    found = None
    for frame in frames(cast):
        found = frame
        if frame.end > t:
            break
    assert found is not None
    return found
