"""The one widget: draws a `Canvas` through the Line API and refreshes only what has changed."""

from collections.abc import Callable
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from procviz.draw.canvas import Canvas, Style

Painter = Callable[[Canvas], None]


@lru_cache(maxsize=16384)
def rich_style(style: Style) -> RichStyle:
    """Return Rich's form of a style; cached, as making one costs 10 µs."""
    return RichStyle(
        color=style.fg or None,
        bgcolor=style.bg or None,
        bold=style.bold or None,
        dim=style.dim or None,
        italic=style.italic or None,
        underline=style.underline or None,
        strike=style.strike or None,
    )


class CanvasPane(Widget):
    """A rectangle that ``painter`` draws on, whenever `paint` is called.

    A frame is compared with the one before, and only the spans that differ are refreshed: one
    signal moving costs half a kilobyte, not the 50 of a whole screen.
    """

    ALLOW_SELECT = False

    class Pressed(Message):
        """A cell was clicked; ``x`` and ``y`` count from the widget's corner."""

        def __init__(self, pane: "CanvasPane", x: int, y: int) -> None:
            super().__init__()
            self.pane, self.x, self.y = pane, x, y

        @property
        def control(self) -> "CanvasPane":
            """The pane."""
            return self.pane

    class Wheel(Message):
        """The wheel was turned; ``rows`` down is positive."""

        def __init__(self, pane: "CanvasPane", rows: int) -> None:
            super().__init__()
            self.pane, self.rows = pane, rows

        @property
        def control(self) -> "CanvasPane":
            """The pane."""
            return self.pane

    def __init__(self, painter: Painter, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.painter = painter
        self._frame: Canvas | None = None
        self._strips: dict[int, Strip] = {}

    def paint(self) -> None:
        """Draw the next frame."""
        if not self.size.area:
            return
        before, now = self._frame, self._draw()
        if before is None or (before.width, before.height) != (now.width, now.height):
            self._strips.clear()
            self.refresh()
            return
        dirty = list(changed(before, now))
        for region in dirty:
            self._strips.pop(region.y, None)
        if dirty:
            self.refresh(*dirty)

    def _draw(self) -> Canvas:
        canvas = Canvas(self.size.width, self.size.height)
        self.painter(canvas)
        self._frame = canvas
        return canvas

    def render_line(self, y: int) -> Strip:
        """Return one row of the frame."""
        canvas, size = self._frame, self.size
        if canvas is None or (canvas.width, canvas.height) != (size.width, size.height):
            self._strips.clear()
            canvas = self._draw()  # the very first frame, or a new size: never show it blank
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = row_strip(canvas, y)
        return strip

    def on_click(self, event: events.Click) -> None:
        """Tell where it was clicked."""
        event.stop()
        self.post_message(self.Pressed(self, event.x, event.y))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Tell how far the wheel was turned."""
        event.stop()
        self.post_message(self.Wheel(self, 3))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Tell how far the wheel was turned."""
        event.stop()
        self.post_message(self.Wheel(self, -3))


def changed(before: Canvas, now: Canvas) -> list[Region]:
    """Return the spans, one a row at most, in which two frames of one size differ."""
    out = []
    for y in range(now.height):
        chars, styles = now.chars[y], now.styles[y]
        old_chars, old_styles = before.chars[y], before.styles[y]
        if chars == old_chars and styles == old_styles:
            continue
        differ = [
            x for x in range(now.width) if chars[x] != old_chars[x] or styles[x] != old_styles[x]
        ]
        # a wide character's left half goes with its right one
        left = differ[0] - (chars[differ[0]] == "" or old_chars[differ[0]] == "")
        right = differ[-1] + 1
        right += right < now.width and (chars[right] == "" or old_chars[right] == "")
        out.append(Region(left, y, right - left, 1))
    return out


def row_strip(canvas: Canvas, y: int) -> Strip:
    """Return a row as runs of equal style."""
    chars, styles = canvas.chars[y], canvas.styles[y]
    segments: list[Segment] = []
    begin = 0
    for x in range(1, len(chars) + 1):
        if x == len(chars) or styles[x] != styles[begin]:
            segments.append(Segment("".join(chars[begin:x]), rich_style(styles[begin])))
            begin = x
    return Strip(segments, len(chars))
