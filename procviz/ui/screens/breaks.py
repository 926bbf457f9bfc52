"""The menu of breakpoints: those that are set, and what can be set here and now."""

import re
from collections.abc import Callable, Iterator

from procviz.breaks import CONTENDED, BadBreak, parse
from procviz.draw import menu
from procviz.draw.labels import label
from procviz.places import KINDS
from procviz.ui.desk import Desk
from procviz.ui.screens.menus import MenuScreen


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


class BreakScreen(MenuScreen):
    """Type a condition, or choose one; Enter sets it or takes it away: ``toggle`` is called."""

    DEFAULT_CSS = "BreakScreen CanvasPane { width: 84; height: 19; }"

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

    def colour(self) -> str:
        """As a stop's on the time line."""
        return self.app.desk.theme.signal

    def clicked(self) -> None:
        """Set what is chosen, or take it away, whatever was typed."""
        self._do(self.menu.current)

    def take(self) -> None:
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
        self.change(items=items(self.app.desk), query="", cursor=0)
