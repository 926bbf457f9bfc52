"""Shown when ending everything takes longer than a moment."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.screen import ModalScreen

from procviz.draw import frame
from procviz.draw.canvas import Canvas, Style
from procviz.ui.screens.ahead import Ahead
from procviz.ui.widgets.canvas_pane import CanvasPane

if TYPE_CHECKING:
    from procviz.ui.app import ProcvizApp


class EndingScreen(Ahead, ModalScreen[None]):
    """Says what is being waited for; takes no keys."""

    app: "ProcvizApp"
    DEFAULT_CSS = """
    EndingScreen { align: center middle; }
    EndingScreen CanvasPane { width: 40; height: 3; max-width: 100%; }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """One canvas."""
        yield CanvasPane(self._draw, id="ending")

    def _draw(self, canvas: Canvas) -> None:
        theme = self.app.desk.theme
        inside = frame.draw(canvas, theme, focused=True)
        inside.put(0, 0, self._text, Style(theme.bright, bold=True), inside.width)
