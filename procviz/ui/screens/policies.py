"""The menu of the gate: who chooses, and whether lines are stops."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from procviz.draw import gated, menu
from procviz.draw.canvas import Canvas
from procviz.draw.labels import label
from procviz.ui.widgets.canvas_pane import CanvasPane

if TYPE_CHECKING:
    from procviz.ui.app import ProcvizApp

POLICIES = ("manual", "parent-first", "child-first", "round-robin", "random")


class PolicyScreen(ModalScreen[None]):
    """Enter takes what the cursor is on: ``take`` is called with its name, or "lines"."""

    app: "ProcvizApp"
    DEFAULT_CSS = """
    PolicyScreen { align: center middle; }
    PolicyScreen CanvasPane { width: 76; height: 10; max-width: 100%; max-height: 100%; }
    """

    def __init__(self, take: Callable[[str], None]) -> None:
        super().__init__()
        self._take = take
        lang, gating = self.app.desk.lang, self.app.desk.gating
        self._names = {gated.word(name, lang): name for name in POLICIES}
        self._names[label("gate by lines", lang)] = "lines"
        show = self.app.desk.show
        turns = show.turns if show is not None and show.feed.live else None
        now = (turns.policy if turns is not None else gating.policy).partition(":")[0]
        self.menu = menu.Menu(
            label("policy title", lang),
            label("policy hint", lang),
            [
                (
                    text,
                    "✓" if name == now or (name == "lines" and gating.lines) else "·",
                    label(f"about {name}", lang),
                )
                for text, name in self._names.items()
            ],
            cursor=POLICIES.index(now),
        )

    def compose(self) -> ComposeResult:
        """One canvas."""
        yield CanvasPane(self._draw, id="policies")

    def _draw(self, canvas: Canvas) -> None:
        theme = self.app.desk.theme
        menu.draw(canvas, theme, self.menu, theme.accent)

    def on_key(self, event: events.Key) -> None:
        """Up and down choose, letters filter."""
        event.stop()
        event.prevent_default()
        now = self.menu
        if event.key == "escape":
            self.dismiss()
            return
        if event.key == "enter":
            self._done()
            return
        if event.key in ("up", "down"):
            step = 1 if event.key == "down" else -1
            last = max(0, len(now.found) - 1)
            self.menu = replace(now, cursor=max(0, min(now.cursor + step, last)))
        elif event.key == "backspace":
            self.menu = replace(now, query=now.query[:-1], cursor=0)
        elif event.is_printable and event.character:
            self.menu = replace(now, query=now.query + event.character, cursor=0)
        self.query_one(CanvasPane).paint()

    def on_canvas_pane_pressed(self, message: CanvasPane.Pressed) -> None:
        """A click chooses; a click on what is chosen takes it."""
        row = menu.hit(message.pane.size.height, self.menu, message.y)
        if row is None:
            return
        if row == self.menu.cursor:
            self._done()
            return
        self.menu = replace(self.menu, cursor=row)
        self.query_one(CanvasPane).paint()

    def _done(self) -> None:
        name = self._names.get(self.menu.current)
        if name is not None:
            self.dismiss()
            self._take(name)
