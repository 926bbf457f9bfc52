"""The one widget: draws a `Canvas` through the Line API and refreshes only what has changed."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events
from textual.color import Color
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from procviz.draw.canvas import Canvas
from procviz.ui.styles import rich_style

if TYPE_CHECKING:
    from procviz.draw.grid_rows import Piece
    from procviz.ui.straight import Span, Straight

Painter = Callable[[Canvas], None]
Teller = Callable[[int, int, int, int], str]  # width, height, x, y -> what is there, safe


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

    class Dragged(Message):
        """The button went down, the mouse was moved with it, or (``last``) it went up."""

        def __init__(self, pane: "CanvasPane", x: int, y: int, first: bool, last: bool) -> None:
            super().__init__()
            self.pane, self.x, self.y, self.first, self.last = pane, x, y, first, last

        @property
        def control(self) -> "CanvasPane":
            """The pane."""
            return self.pane

    class Wheel(Message):
        """The wheel was turned at column ``x``; ``rows`` down is positive."""

        def __init__(
            self, pane: "CanvasPane", rows: int, x: int = 0, ctrl: bool = False, shift: bool = False
        ) -> None:
            super().__init__()
            self.pane, self.rows, self.x = pane, rows, x
            self.ctrl, self.shift = ctrl, shift

        @property
        def control(self) -> "CanvasPane":
            """The pane."""
            return self.pane

    def __init__(
        self,
        painter: Painter,
        id: str,  # noqa: A002 - Textual's name
        teller: Teller | None = None,
    ) -> None:
        super().__init__(id=id)
        self._teller = teller
        self._cell, self._hint = (-1, -1), ""
        self.painter = painter
        self._frame: Canvas | None = None
        self._strips: dict[int, Strip] = {}
        self._held = False  # the mouse, by its button
        self._way: tuple[object, Straight] | None = None
        self._behind: tuple[object, Color] | None = None

    def paint(self) -> None:
        """Draw the next frame."""
        size = self.size
        if not size.area:
            return
        before, now = self._frame, self._draw(size)
        if before is None or (before.width, before.height) != (now.width, now.height):
            self._strips.clear()
            self.refresh()
            return
        from procviz.ui import straight  # late: the first frame goes another way

        rows = straight.changed_rows(before, now)
        if not rows:
            return
        found = straight.spans(before, now, rows)
        for y in rows:
            self._strips.pop(y, None)
        if straight.open_sky(self):
            self._send(now, found)
        else:
            self.refresh(*(Region(x, y, end - x, 1) for y, x, end, *_ in found))

    def _send(self, now: Canvas, found: "Sequence[Span | Piece]") -> None:
        from procviz.ui.straight import Straight

        app = self.app
        filters, behind = self.get_line_filters(), self._colour()
        key = tuple(filters), behind
        if self._way is None or self._way[0] != key:
            self._way = key, Straight(filters, behind, app.console._color_system)
        corner = self.region.offset
        assert app._driver is not None
        app._begin_update()
        app._driver.write(self._way[1].text(now, found, corner.x, corner.y))
        app._end_update()
        app._driver.flush()

    def _colour(self) -> Color:
        """Return the colour behind it: to work that out takes as long as to send a pill."""
        key = tuple([node.styles._cache_key for node in (self, self.screen, self.app)])
        if self._behind is None or self._behind[0] != key:
            self._behind = key, self.background_colors[1]
        return self._behind[1]

    def _draw(self, size: Size) -> Canvas:
        canvas = Canvas(size.width, size.height)
        self.painter(canvas)
        self._frame = canvas
        return canvas

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return rows as they are: there is no border, no padding and no tint to look for."""
        canvas = self._whole()
        strips = [self._strip(canvas, y) for y in crop.line_range]
        behind = self.background_colors[1]
        for each in self.get_line_filters():
            strips = [strip.apply_filter(each, behind) for strip in strips]
        if crop.column_span != (0, canvas.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """Return one row of the frame."""
        return self._strip(self._whole(), y)

    def _whole(self) -> Canvas:
        canvas, size = self._frame, self.size
        if canvas is None or (canvas.width, canvas.height) != (size.width, size.height):
            self._strips.clear()
            canvas = self._draw(size)  # the very first frame, or a new size: never show it blank
        return canvas

    def _strip(self, canvas: Canvas, y: int) -> Strip:
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = row_strip(canvas, y)
        return strip

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Hold on to the mouse: it may be dragged."""
        if event.button == 1:
            self._held = True
            self.capture_mouse()
            self.post_message(self.Dragged(self, event.x, event.y, first=True, last=False))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell where it is dragged to; else what is there, where another thing begins."""
        if self._held:
            self.post_message(self.Dragged(self, event.x, event.y, first=False, last=False))
        elif self._teller is not None and (event.x, event.y) != self._cell:
            self._cell = event.x, event.y
            hint = self._teller(self.size.width, self.size.height, event.x, event.y)
            if hint != self._hint:
                self._hint = hint
                self.tooltip = Content(hint) if hint else None  # a text would be read as markup

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go of it."""
        if self._held:
            self._held = False
            self.release_mouse()
            self.post_message(self.Dragged(self, event.x, event.y, first=False, last=True))

    def on_click(self, event: events.Click) -> None:
        """Tell where it was clicked."""
        event.stop()
        self.post_message(self.Pressed(self, event.x, event.y))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Tell how far the wheel was turned."""
        event.stop()
        self.post_message(self.Wheel(self, 3, event.x, event.ctrl, event.shift))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Tell how far the wheel was turned."""
        event.stop()
        self.post_message(self.Wheel(self, -3, event.x, event.ctrl, event.shift))


def row_strip(canvas: Canvas, y: int) -> Strip:
    """Return a row as runs of equal style."""
    chars, styles = canvas.chars[y], canvas.styles[y]
    segments: list[Segment] = []
    begin = 0
    for style, alike in groupby(styles):
        end = begin + len(list(alike))
        segments.append(Segment("".join(chars[begin:end]), rich_style(style)))
        begin = end
    return Strip(segments, len(chars))
