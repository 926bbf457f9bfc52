"""The menu of kinds of events: to the next one, or to the one before."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from procviz.draw import menu
from procviz.draw.canvas import Canvas
from procviz.draw.labels import label
from procviz.places import KINDS
from procviz.ui.show import Show
from procviz.ui.widgets.canvas_pane import CanvasPane

if TYPE_CHECKING:
    from procviz.ui.app import ProcvizApp


class KindScreen(ModalScreen[None]):
    """Type to filter; Enter and → go on, ← goes back.  ``find`` is called with kind and step."""

    app: "ProcvizApp"
    DEFAULT_CSS = """
    KindScreen { align: center middle; }
    KindScreen CanvasPane { width: 72; height: 19; max-width: 100%; max-height: 100%; }
    """

    def __init__(self, show: Show, find: Callable[[str, int], None]) -> None:
        super().__init__()
        desk = self.app.desk
        self._find = find
        self._kinds = {label(f"kind {kind}", desk.lang): kind for kind in KINDS}
        counts = {kind: show.history.places.count(KINDS[kind]) for kind in KINDS}
        items = [
            (word, str(counts[kind]), label(f"about {kind}", desk.lang))
            for word, kind in self._kinds.items()
            if counts[kind] or not show.history.whole
        ]
        words = [word for word, *_ in items]
        last = next((word for word, kind in self._kinds.items() if kind == desk.kind), "")
        self.menu = menu.Menu(
            label("find title", desk.lang),
            label("find hint", desk.lang),
            items,
            cursor=words.index(last) if last in words else 0,
            nothing=label("no such event", desk.lang),
        )

    def compose(self) -> ComposeResult:
        """One canvas."""
        yield CanvasPane(self._draw, id="kinds")

    def on_mount(self) -> None:
        """Draw."""
        self.query_one(CanvasPane).paint()

    def _draw(self, canvas: Canvas) -> None:
        theme = self.app.desk.theme
        menu.draw(canvas, theme, self.menu, theme.accent)

    def on_key(self, event: events.Key) -> None:
        """Letters filter, up and down choose."""
        event.stop()
        event.prevent_default()
        now = self.menu
        steps = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}
        if event.key == "escape":
            self.dismiss()
            return
        if event.key in ("enter", "right", "left"):
            self._go(-1 if event.key == "left" else 1)
            return
        if event.key in steps:
            last = max(0, len(now.found) - 1)
            self.menu = replace(now, cursor=max(0, min(now.cursor + steps[event.key], last)))
        elif event.key == "backspace":
            self.menu = replace(now, query=now.query[:-1], cursor=0)
        elif event.is_printable and event.character:
            self.menu = replace(now, query=now.query + event.character, cursor=0)
        self.query_one(CanvasPane).paint()

    def on_canvas_pane_pressed(self, message: CanvasPane.Pressed) -> None:
        """A click chooses; a click on what is chosen goes there."""
        row = menu.hit(message.pane.size.height, self.menu, message.y)
        if row is None:
            return
        if row == self.menu.cursor:
            self._go(1)
            return
        self.menu = replace(self.menu, cursor=row)
        self.query_one(CanvasPane).paint()

    def _go(self, step: int) -> None:
        kind = self._kinds.get(self.menu.current)
        if kind is not None:
            self.dismiss()
            self._find(kind, step)
