"""The command palette: every scenario, every command, every process, by name."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from procviz.draw.guide import commands
from procviz.draw.labels import label
from procviz.draw.layout import PANES
from procviz.safe import safe

if TYPE_CHECKING:
    from procviz.ui.app import ProcvizApp
    from procviz.ui.screens.main import MainScreen

Found = tuple[str, Callable[[], object]]


class Commands(Provider):
    """All texts go in as `Content`: as plain strings Textual would read markup in them."""

    def _all(self) -> Iterator[Found]:
        app = cast("ProcvizApp", self.app)
        screen = cast("MainScreen", self.screen)
        desk, lang = app.desk, app.desk.lang
        for text, action in commands(lang):
            yield text, partial(app.run_action, action)
        for entry in desk.shelf.choice().entries:
            yield label("palette run", lang, entry.title), partial(screen.run_entry, entry.id)
        if desk.show is not None:
            from procviz.places import KINDS  # late: it needs all events

            for process in desk.show.world.processes.values():
                if process.gone is None:
                    text = label("palette select", lang, process.pid, safe(process.name))
                    yield text, partial(self._select, process.uid)
            from procviz.ui.screens.breaks import offers

            for text, what in offers(desk):
                yield (
                    f"{label('palette break', lang, text)}  ({what})",
                    partial(screen.toggle_break, text),
                )
            for kind in KINDS:
                name = label(f"kind {kind}", lang)
                yield label("palette next", lang, name), partial(screen.find, kind, 1)
                yield label("palette previous", lang, name), partial(screen.find, kind, -1)
        for pane in PANES:
            text = label("palette pane", lang, label(pane.name.lower(), lang))
            yield text, partial(screen.action_focus_pane, pane.value)
        for name in sorted(app.available_themes):
            yield f"{label('palette theme', lang)}: {name}", partial(setattr, app, "theme", name)

    def _select(self, uid: int) -> None:
        screen = cast("MainScreen", self.screen)
        if screen.desk.show is not None:
            screen.desk.show.selected = uid
            screen.repaint()

    def _safe(self) -> Iterator[Found]:
        """All of them, with nothing in their texts that a terminal takes for a command."""
        for text, do in self._all():
            yield safe(text), do

    async def discover(self) -> Hits:
        """Offer everything before anything is typed."""
        for text, do in self._safe():
            yield DiscoveryHit(Content(text), do, text)

    async def search(self, query: str) -> Hits:
        """Offer what matches."""
        matcher = self.matcher(query)
        for text, do in self._safe():
            score = matcher.match(text)
            if score > 0:
                _, offsets = matcher.fuzzy_search.match(query, text)
                shown = Content(text)
                for at in offsets:
                    shown = shown.stylize(matcher.match_style, at, at + 1)
                yield Hit(score, shown, do, text)
