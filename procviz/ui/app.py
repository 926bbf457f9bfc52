"""The app: wiring, and nothing else."""

import asyncio
import gc
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding
from textual.events import Key
from textual.reactive import Reactive

from procviz.draw.labels import label
from procviz.draw.theme import DARK, THEMES
from procviz.safe import safe
from procviz.settings import Settings
from procviz.target import Target
from procviz.ui import filters, themes
from procviz.ui.beside import beside
from procviz.ui.desk import Desk
from procviz.ui.film.taping import Taping, taping
from procviz.ui.screens.main import MainScreen
from procviz.ui.shelf import Shelf
from procviz.ui.urgent import Urgent

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.driver import Driver
    from textual.events import Event, Resize
    from textual.filter import LineFilter
    from textual.screen import Screen
    from textual.theme import Theme as TextualTheme

    from procviz.feed import Feed
    from procviz.film.asciicast import Cast
    from procviz.scenarios.catalog import Scenario
    from procviz.ui.film.screencast import Screencast

_MOST = 3  # mistakes in the settings that are told at once
_LOOKS = {name: themes.textual(theme) for name, theme in THEMES.items()}
SLOW = 0.3  # seconds of ending after which the screen says so


def _commands() -> "type[Provider]":
    from procviz.ui.commands import Commands

    return Commands


def _catalogue(own: Path | None) -> "Sequence[Scenario]":
    from procviz.scenarios.catalog import load

    return load(own=own)


def _warm() -> None:
    """Load what the first run needs, while the person still reads."""
    from procviz.draw import inspector, narrator, stage, timeline  # noqa: F401 - for later
    from procviz.ui import show  # noqa: F401 - for later


class ProcvizApp(App[None]):
    """Shows scenarios, runs them, and shows what their processes do.

    ``open`` gives the feed of a target; it raises with one sentence when that cannot be.
    ``scenarios`` (the catalogue, with those in the folder ``own``) is asked after the first frame.
    ``start_with`` is run at once, ``replay`` is shown at once.  ``clock``: seconds of any clock
    that only goes forward.  ``settings``: the person's.
    """

    TITLE = "procviz"
    ENABLE_COMMAND_PALETTE = True
    DESK = Desk
    COMMANDS: ClassVar = {_commands}
    theme = Reactive(DARK.name)  # from the very first, so that nothing has to be styled twice
    CSS = "MainScreen { background: $background; } Tooltip { max-width: 72; padding: 0 1; }"

    def __init__(
        self,
        *,
        open: "Callable[[Target], Feed]",  # noqa: A002 - what it does
        scenarios: "Callable[[], Sequence[Scenario]] | None" = None,
        own: Path | None = None,
        lang: str = "en",
        start_with: Target | None = None,
        replay: "Feed | None" = None,
        clock: Callable[[], float] = time.monotonic,
        settings: Settings | None = None,
    ) -> None:
        super().__init__()
        settings = self._settings = settings or Settings()
        self._last: Sequence[LineFilter] | None = None
        self.open, self.clock = open, clock
        self.urgent = Urgent()
        self._scenarios = scenarios or (lambda: _catalogue(own))
        self._start_with, self._replay = start_with, replay
        self.screencast: Screencast | None = None  # that is being written
        self.desk = self.DESK(lang, Shelf(lang))
        self._wrong = list(settings.wrong)
        if settings.theme and settings.theme not in self.available_themes:
            names = ", ".join(sorted(self.available_themes))
            what = f"{settings.path}: there is no theme {safe(repr(settings.theme))}"
            self._wrong.append(f"{what}; there are {names}.")
        elif settings.theme and settings.theme != self.theme:
            self.theme = settings.theme
        if not settings.motion:
            self.animation_level = "none"
        self.desk.presenter, self.desk.asking = settings.presenter, settings.questions
        if settings.keymap:
            self._own_keys(settings)

    def _own_keys(self, settings: Settings) -> None:
        from procviz.ui import keymap

        bindings = [b for b in MainScreen.BINDINGS if isinstance(b, Binding)]
        found, wrong = keymap.checked(settings.keymap, bindings, settings.path)
        self._wrong += wrong
        self.set_keymap(found)
        self.desk.moved = keymap.relabelled(found, bindings)

    @property
    def available_themes(self) -> "dict[str, TextualTheme]":
        """All of Textual's, and ours: known before any is registered, see `theme`."""
        return {**super().available_themes, **_LOOKS}

    def get_default_screen(self) -> "Screen[None]":
        """The panes."""
        return MainScreen()

    @property
    def main(self) -> MainScreen:
        """The screen with the panes, also while another one is over it."""
        return next(s for s in self.screen_stack if isinstance(s, MainScreen))

    @property
    def colours(self) -> int:
        """How many colours the terminal has: 0 (NO_COLOR, no-color.org), 16, 256, or all."""
        if os.environ.get("NO_COLOR"):
            return 0
        if self.is_headless:  # nobody's terminal
            return themes.ALL
        return {"standard": 16, "256": 256, "truecolor": themes.ALL}.get(
            self.console.color_system or "", 0
        )

    def get_line_filters(self) -> "Sequence[LineFilter]":
        """What every row goes through on its way to the terminal."""
        if self._last is None:
            self._last = filters.last_stop(self.colours, bool(self._settings.ascii))
        textuals = [f for f in super().get_line_filters() if not isinstance(f, filters.GREY)]
        return [*textuals, *self._last]

    def get_driver_class(self) -> "type[Driver]":
        """Return a driver that a screencast can listen to."""
        return taping(super().get_driver_class())

    def on_mount(self) -> None:
        """Go on once the first frame is out."""
        self.desk.theme = themes.ours(self.current_theme, self.theme_variables, self.colours)
        for sentence in self._wrong[:_MOST]:
            self.notify(sentence, severity="warning", timeout=12, markup=False)
        if isinstance(self._driver, Taping):
            self._driver.typed = self.urgent.came
        self.theme_changed_signal.subscribe(self, self._on_theme)
        self.call_after_refresh(self._fill)

    async def on_event(self, event: "Event") -> None:
        """Note keys that are no screen's: they are the app's own, or some widget's."""
        await super().on_event(event)
        if isinstance(event, Key) and (self.focused is not None or not event.is_forwarded):
            self.urgent.had(event.time)

    async def _fill(self) -> None:
        shelf = self.desk.shelf
        shelf.fill(self._scenarios())
        self.main.repaint()
        await self.main.make_the_rest()
        target = self._start_with
        if target is not None:
            if not target.scenario:
                shelf.own = target
            shelf.choose(target.scenario, target.variant)
            shelf.point(shelf.key(target))
        if self._replay is not None:
            header = self._replay.header
            name = header.scenario if header.scenario in shelf.scenarios else ""
            title = shelf.about(name).title if name else " ".join(header.command)
            replayed = Target(name, header.command, header.variant, title)
            self.main.player.play(replayed, self._replay)
        elif target is not None:
            self.main.player.play(self.desk.gating.apply(target))
        elif self.main.asked:
            self.main.action_go()
        self.main.repaint()
        self.call_after_refresh(self._colour)

    def _colour(self) -> None:
        self.desk.files.colours = True
        self.desk.files.beside = lambda work: self.run_worker(self._and_draw(work))
        self.main.repaint()
        self.run_worker(self._examine(), group="examine")

    async def _and_draw(self, work: Callable[[], None]) -> None:
        await beside(work)
        self.main.repaint()

    async def _examine(self) -> None:
        """Read all descriptions while the person still looks: the list marks the broken ones."""
        await beside(_warm)
        gc.freeze()  # as what was loaded before it
        found = list(self.desk.shelf.scenarios.values())
        if await beside(lambda: [s for s in found if s.problem]):
            self.main.repaint()

    def _on_theme(self, _: object) -> None:
        self.desk.theme = themes.ours(self.current_theme, self.theme_variables, self.colours)
        self.main.repaint()

    def tell(self, text: str, bad: bool) -> None:
        """Tell the person one sentence; it may hold names of processes and files: no markup."""
        self.notify(safe(text), severity="error" if bad else "information", markup=False)

    def on_resize(self, event: "Resize") -> None:
        """Tell a screencast."""
        if self.screencast is not None:
            self.screencast.resize(*event.size)

    def action_film(self) -> None:
        """Begin a screencast, or end it."""
        from procviz.ui.film.screencast import Screencast

        if self.screencast is not None:
            self.end_film()
            return
        film = Screencast(self)
        try:
            if film.start():
                self.screencast, self.desk.filming = film, True
                self.main.repaint()
            else:
                self.tell(label("no rec", self.desk.lang), True)
        except OSError as error:
            self.tell(label("not written", self.desk.lang, error.strerror or error), True)

    def end_film(self) -> None:
        """End the screencast and say where it is."""
        from procviz.ui.film.screencast import where

        film, self.screencast, self.desk.filming = self.screencast, None, False
        if film is None:
            return
        film.stop()
        if film.problem:
            self.tell(label("not written", self.desk.lang, film.problem), True)
        else:
            self.tell(label("rec saved", self.desk.lang, where(film.path)), False)
        self.main.repaint()

    def action_picture(self) -> None:
        """Write the screen as it is now to a file."""
        from procviz.ui.film.screencast import picture

        self.run_worker(self._picture(picture(self)), group="picture")

    async def _picture(self, cast: "Cast") -> None:
        from procviz.ui.film.screencast import screenshot, where

        try:
            paths = await asyncio.to_thread(screenshot, cast)
        except OSError as error:
            self.tell(label("not written", self.desk.lang, error.strerror or error), True)
            return
        names = ", ".join(where(path) for path in paths if path is not None)
        self.tell(label("picture saved", self.desk.lang, names), False)

    def action_hint_end(self) -> None:
        """Ctrl+C: say how to leave instead of leaving by habit."""
        self.tell(label("hint end", self.desk.lang), False)

    async def action_quit(self) -> None:
        """End everything and quit."""
        if self.screencast is not None:
            self.screencast.stop()
        show = self.desk.show
        ending = asyncio.ensure_future(self.main.player.end())
        done, _ = await asyncio.wait({ending}, timeout=SLOW)
        if not done and show is not None:
            from procviz.ui.screens.ending import EndingScreen

            text = label("ending", self.desk.lang, len(show.world.alive))
            self.push_screen(EndingScreen(text))
            self.run_worker(self._leave(ending))
            return
        self.exit()

    async def _leave(self, ending: "asyncio.Future[None]") -> None:
        await ending
        self.exit()
