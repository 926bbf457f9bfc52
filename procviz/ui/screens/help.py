"""All keys and signs, over the panes."""

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from procviz.draw import guide
from procviz.draw.canvas import Canvas
from procviz.ui.screens.ahead import Ahead
from procviz.ui.widgets.canvas_pane import CanvasPane

if TYPE_CHECKING:
    from procviz.ui.app import ProcvizApp


class HelpScreen(Ahead, ModalScreen[None]):
    """Any key closes it; the arrows scroll where it does not fit."""

    app: "ProcvizApp"
    DEFAULT_CSS = "HelpScreen { align: center middle; }"

    def __init__(self) -> None:
        super().__init__()
        self._top = 0

    def compose(self) -> ComposeResult:
        """One canvas, as large as the text or the screen."""
        desk = self.app.desk
        pane = CanvasPane(self._draw, id="help")
        width, height = guide.size(desk.theme, desk.lang, desk.focus, desk.moved)
        pane.styles.width, pane.styles.height = width, height
        pane.styles.max_width = pane.styles.max_height = "100%"
        yield pane

    def _draw(self, canvas: Canvas) -> None:
        desk = self.app.desk
        longest = guide.size(desk.theme, desk.lang, desk.focus, desk.moved)[1] - canvas.height
        self._top = max(0, min(self._top, longest))
        guide.draw(canvas, desk.theme, desk.lang, self._top, desk.focus, desk.moved)

    def on_key(self, event: events.Key) -> None:
        """Scroll, or close."""
        event.stop()
        event.prevent_default()
        step = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}.get(event.key)
        if step is None:
            self.dismiss()
        else:
            self._scroll(step)

    def _scroll(self, rows: int) -> None:
        self._top += rows
        self.query_one(CanvasPane).paint()

    def on_canvas_pane_wheel(self, message: CanvasPane.Wheel) -> None:
        """Scroll."""
        self._scroll(message.rows)

    def on_canvas_pane_pressed(self) -> None:
        """Close."""
        self.dismiss()

    def on_click(self) -> None:
        """Close, where it is clicked beside the text."""
        self.dismiss()
