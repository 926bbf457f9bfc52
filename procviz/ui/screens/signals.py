"""The menu of signals for one process: the one that was selected when it was opened."""

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from procviz import signals
from procviz.draw import menu
from procviz.draw.canvas import Canvas
from procviz.draw.labels import label
from procviz.draw.signal_words import FIRST, words
from procviz.identity import ProcKey
from procviz.safe import safe
from procviz.ui.desk import Desk
from procviz.ui.show import Show
from procviz.ui.widgets.canvas_pane import CanvasPane
from procviz.world import Process

if TYPE_CHECKING:
    from procviz.ui.app import ProcvizApp


def problem(desk: Desk) -> str:
    """Return why no signal can be sent now, or ""."""
    if desk.show is None:
        return label("not running", desk.lang)
    process = desk.show.process
    if process is None:
        return label("no process", desk.lang)
    return "" if process.alive else label("dead", desk.lang, process.pid)


def items(lang: str) -> list[tuple[str, str, str]]:
    """Return this machine's signals, those that people send most first."""
    order = {name: i for i, name in enumerate(FIRST)}
    names = sorted(signals.NAMES.items(), key=lambda item: (order.get(item[1], 99), item[0]))
    return [(name, str(number), words(name, lang)) for number, name in names]


class SignalScreen(ModalScreen[None]):
    """Type to filter, Enter sends.  The process stays the same whatever happens meanwhile."""

    app: "ProcvizApp"
    DEFAULT_CSS = """
    SignalScreen { align: center middle; }
    SignalScreen CanvasPane { width: 84; height: 18; max-width: 100%; max-height: 100%; }
    """

    def __init__(self, show: Show, process: Process) -> None:
        super().__init__()
        desk = self.app.desk
        self._feed = show.feed
        self._key: ProcKey = process.key
        self._colour = desk.theme.pid(process.order)
        who = f"{process.pid} {safe(process.name)}"
        self.menu = menu.Menu(
            label("signal title", desk.lang, who),
            label("signal hint", desk.lang),
            items(desk.lang),
            nothing=label("no signal", desk.lang),
        )

    def compose(self) -> ComposeResult:
        """One canvas."""
        yield CanvasPane(self._draw, id="signals")

    def _draw(self, canvas: Canvas) -> None:
        menu.draw(canvas, self.app.desk.theme, self.menu, self._colour)

    def on_key(self, event: events.Key) -> None:
        """Everything but Enter, Esc and the arrows is a filter."""
        event.stop()
        event.prevent_default()
        now = self.menu
        steps = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}
        if event.key == "escape":
            self.dismiss()
            return
        if event.key == "enter":
            self._send()
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
        """A click chooses; a click on what is chosen sends it."""
        row = menu.hit(message.pane.size.height, self.menu, message.y)
        if row is None:
            return
        if row == self.menu.cursor:
            self._send()
            return
        self.menu = replace(self.menu, cursor=row)
        self.query_one(CanvasPane).paint()

    def _send(self) -> None:
        name, lang = self.menu.current, self.app.desk.lang
        if not name:
            return
        why = self._feed.send_signal(self._key, signals.number(name))
        if why:
            text = label("signal refused", lang, name, self._key.pid, safe(why))
        else:
            text = label("signal sent", lang, name, self._key.pid)
        self.app.tell(text, bool(why))
        self.dismiss()
