"""The menu of kinds of events: to the next one, or to the one before."""

from collections.abc import Callable

from procviz.draw import menu
from procviz.draw.labels import label
from procviz.places import KINDS
from procviz.ui.screens.menus import MenuScreen
from procviz.ui.show import Show


class KindScreen(MenuScreen):
    """Type to filter; Enter and → go on, ← goes back.  ``find`` is called with kind and step."""

    DEFAULT_CSS = "KindScreen CanvasPane { width: 72; height: 19; }"

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

    def own_key(self, key: str) -> bool:
        """→ goes on, ← goes back."""
        if key in ("right", "left"):
            self._go(-1 if key == "left" else 1)
        return key in ("right", "left")

    def take(self) -> None:
        """Go to the next one."""
        self._go(1)

    def _go(self, step: int) -> None:
        kind = self._kinds.get(self.menu.current)
        if kind is not None:
            self.dismiss()
            self._find(kind, step)
