"""The menu of breakpoints: those that are set, and what can be set here and now."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from procviz.breaks import CONTENDED, BadBreak, parse
from procviz.draw import menu
from procviz.draw.canvas import Canvas
from procviz.draw.labels import label
from procviz.places import KINDS
from procviz.ui.desk import Desk
from procviz.ui.widgets.canvas_pane import CanvasPane

if TYPE_CHECKING:
    from procviz.ui.app import ProcvizApp


def offers(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield what can be broken at here and now: (condition, what it is)."""
    lang, show = desk.lang, desk.show
    process = show.process if show is not None else None
    where = show.stands if show is not None else None
    if where is not None and re.fullmatch(r"[^\s:]+", name := where.file.rsplit("/", 1)[-1]):
        yield f"line {name}:{where.line}", label("break line", lang)
    if process is not None:
        yield f"pid={process.pid}", label("break process", lang)
        yield f"process={process.order}", label("break born", lang)
    yield CONTENDED, label("break contended", lang)
    for kind in KINDS:
        yield kind, label(f"about {kind}", lang)


def items(desk: Desk) -> list[tuple[str, str, str]]:
    """Return the rows: those that are set first."""
    own = [(each.text, "●", label("break is set", desk.lang)) for each in desk.breaks]
    there = {text for text, *_ in own}
    return own + [(text, "", what) for text, what in offers(desk) if text not in there]


class BreakScreen(ModalScreen[None]):
    """Type a condition, or choose one; Enter sets it or takes it away: ``toggle`` is called."""

    app: "ProcvizApp"
    DEFAULT_CSS = """
    BreakScreen { align: center middle; }
    BreakScreen CanvasPane { width: 84; height: 19; max-width: 100%; max-height: 100%; }
    """

    def __init__(self, toggle: Callable[[str], None]) -> None:
        super().__init__()
        self._toggle = toggle
        lang = self.app.desk.lang
        self.menu = menu.Menu(
            label("break title", lang),
            label("break hint", lang),
            items(self.app.desk),
            nothing=label("break write", lang),
        )

    def compose(self) -> ComposeResult:
        """One canvas."""
        yield CanvasPane(self._draw, id="breaks")

    def _draw(self, canvas: Canvas) -> None:
        theme = self.app.desk.theme
        menu.draw(canvas, theme, self.menu, theme.signal)

    def on_key(self, event: events.Key) -> None:
        """What is typed is a condition, or filters; up and down choose."""
        event.stop()
        event.prevent_default()
        now = self.menu
        steps = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}
        if event.key == "escape":
            self.dismiss()
            return
        if event.key == "enter":
            self._take()
        elif event.key in steps:
            last = max(0, len(now.found) - 1)
            self.menu = replace(now, cursor=max(0, min(now.cursor + steps[event.key], last)))
        elif event.key == "backspace":
            self.menu = replace(now, query=now.query[:-1], cursor=0)
        elif event.is_printable and event.character:
            self.menu = replace(now, query=now.query + event.character, cursor=0)
        self.query_one(CanvasPane).paint()

    def on_canvas_pane_pressed(self, message: CanvasPane.Pressed) -> None:
        """A click chooses; a click on what is chosen sets it or takes it away."""
        row = menu.hit(message.pane.size.height, self.menu, message.y)
        if row is None:
            return
        if row == self.menu.cursor:
            self._do(self.menu.current)
        else:
            self.menu = replace(self.menu, cursor=row)
        self.query_one(CanvasPane).paint()

    def _take(self) -> None:
        """Take what was typed if it is a condition, else what is chosen."""
        now, typed = self.menu, self.menu.query.strip()
        try:
            if typed:
                parse(typed)
            self._do(typed or now.current)
        except BadBreak as error:
            if now.current:
                self._do(now.current)
            else:
                self.app.tell(str(error), True)

    def _do(self, text: str) -> None:
        self._toggle(text)
        desk = self.app.desk
        self.menu = replace(self.menu, items=items(desk), query="", cursor=0)
