"""The menu of signals for one process: the one that was selected when it was opened."""

from procviz import signals
from procviz.draw import menu
from procviz.draw.labels import label
from procviz.draw.signal_words import FIRST, words
from procviz.identity import ProcKey
from procviz.safe import safe
from procviz.ui.desk import Desk
from procviz.ui.screens.menus import MenuScreen
from procviz.ui.show import Show
from procviz.world import Process


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


class SignalScreen(MenuScreen):
    """Type to filter, Enter sends.  The process stays the same whatever happens meanwhile."""

    DEFAULT_CSS = "SignalScreen CanvasPane { width: 84; height: 18; }"

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

    def colour(self) -> str:
        """The process's own."""
        return self._colour

    def take(self) -> None:
        """Send it, and say what came of it."""
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
