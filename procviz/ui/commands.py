"""The command palette: every scenario, every command, every process, by name."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from procviz.draw.deeds import deeds
from procviz.draw.guide import commands
from procviz.draw.keycaps import shown
from procviz.draw.labels import label
from procviz.draw.layout import PANES, Pane
from procviz.safe import safe

if TYPE_CHECKING:
    from procviz.target import Target
    from procviz.ui.app import ProcvizApp
    from procviz.ui.screens.main import MainScreen

Found = tuple[str, Callable[[], object]]


class Commands(Provider):
    """All texts go in as `Content`: as plain strings Textual would read markup in them."""

    def _all(self, *, gone: bool = False) -> Iterator[Found]:
        """Yield all that can be done; ``gone``: with the processes that are no more."""
        app = cast("ProcvizApp", self.app)
        screen = cast("MainScreen", self.screen)
        desk, lang = app.desk, app.desk.lang
        for text, action in commands(lang, desk.moved):
            yield text, partial(app.run_action, action)
        for text, key, action in deeds(lang):
            yield f"{text}  ({shown(key, desk.moved)})", partial(app.run_action, action)
        for entry in desk.shelf.choice().entries:
            title = label("palette run", lang, entry.title)
            yield title, partial(screen.run_entry, entry.id)
            if entry.ways > 1:
                for target in self._variants(entry.id):
                    yield f"{title}  [{target.variant}]", partial(screen.play, target)
        yield from self._gate(screen, lang)
        if desk.show is not None:
            from procviz.places import KINDS  # late: it needs all events

            for process in desk.show.world.processes.values():
                if process.gone is None or gone:
                    key = "palette select" if process.gone is None else "palette gone"
                    text = label(key, lang, process.pid, safe(process.name))
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
            from procviz.export import KINDS as FORMATS

            for kind, suffixes in FORMATS.items():
                text = label("palette export", lang, kind, suffixes[0])
                yield text, partial(self._export, kind)
        for pane in PANES:
            text = label("palette pane", lang, label(pane.name.lower(), lang))
            yield text, partial(self._go, pane, zoomed=False)
            text = label("palette full", lang, label(pane.name.lower(), lang))
            yield text, partial(self._go, pane, zoomed=True)
        yield label("palette all panes", lang), partial(self._go, desk.focus, zoomed=False)
        for name in sorted(app.available_themes):
            yield f"{label('palette theme', lang)}: {name}", partial(setattr, app, "theme", name)

    def _variants(self, entry: str) -> "Iterator[Target]":
        """Yield the variants of a scenario as they are to run, without reading its description."""
        desk = cast("ProcvizApp", self.app).desk
        scenario, target = desk.shelf.scenarios.get(entry), desk.shelf.target(entry)
        for name in scenario.names if scenario is not None and target is not None else ():
            assert target is not None
            yield target._replace(variant=name)

    def _gate(self, screen: "MainScreen", lang: str) -> Iterator[Found]:
        """Yield who may choose at the gate."""
        from procviz.draw import gated  # late, as the menu of policies is
        from procviz.ui.screens.policies import POLICIES

        for name in POLICIES:
            text = label("palette policy", lang, gated.word(name, lang))
            yield text, partial(screen.take_policy, name)
        lines = label("gate by lines", lang)
        text = f"{label('palette policy', lang, lines)}: {label('about lines', lang)}"
        yield text, partial(screen.take_policy, "lines")

    def _select(self, uid: int) -> None:
        screen = cast("MainScreen", self.screen)
        show = screen.desk.show
        if show is not None and uid in show.world.processes:
            show.selected = uid
            if show.turns is not None:
                show.turns.pick_process(uid, show)
            screen.repaint()

    def _go(self, pane: Pane, *, zoomed: bool) -> None:
        screen = cast("MainScreen", self.screen)
        screen.desk.focus, screen.desk.zoomed, screen.desk.typing = pane, zoomed, None
        screen.repaint()

    def _export(self, kind: str) -> None:
        from procviz.ui.saving import export

        app = cast("ProcvizApp", self.app)
        app.run_worker(export(app, kind), group="save")

    def _safe(self, *, gone: bool = False) -> Iterator[Found]:
        """All of them, with nothing in their texts that a terminal takes for a command."""
        for text, do in self._all(gone=gone):
            yield safe(text), do

    async def discover(self) -> Hits:
        """Offer everything before anything is typed."""
        for text, do in self._safe():
            yield DiscoveryHit(Content(text), do, text)

    async def search(self, query: str) -> Hits:
        """Offer what matches."""
        matcher = self.matcher(query)
        for text, do in self._safe(gone=True):
            score = matcher.match(text)
            if score > 0:
                _, offsets = matcher.fuzzy_search.match(query, text)
                shown = Content(text)
                for at in offsets:
                    shown = shown.stylize(matcher.match_style, at, at + 1)
                yield Hit(score, shown, do, text)
