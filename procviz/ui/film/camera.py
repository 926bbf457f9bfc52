"""Films an app: the real one, on recordings, with a clock that leaps."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.console import Console
from textual.theme import BUILTIN_THEMES

from procviz.draw.theme import THEMES
from procviz.errors import Sentence
from procviz.feed import Feed
from procviz.film.asciicast import Cast, Event, Head
from procviz.safe import safe
from procviz.target import Target
from procviz.ui import player
from procviz.ui.app import ProcvizApp
from procviz.ui.desk import Desk
from procviz.ui.film import leap
from procviz.ui.film.tape import FilmDriver, Tape
from procviz.ui.film.watch import Moment, Watch

if TYPE_CHECKING:
    from procviz.ui.show import Show

TAIL = 2.0  # seconds that the last picture stays


class CannotFilm(Sentence):
    """What was asked for cannot be filmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shooting:
    """How to film: cells, frames a second, times as quick as human pace, and how it looks.

    ``feed`` is what the film begins with (None: the picker); ``open`` gives the feed of what is run
    later, as a recording.  ``keys``: the keys that are pressed are written down too.
    """

    size: tuple[int, int] = (120, 36)
    fps: float = 30.0
    pace: float = 1.0
    theme: str = "procviz-dark"
    lang: str = "en"
    presenter: bool = False
    keys: bool = False
    feed: Feed | None = None
    open: Callable[[Target], Feed]
    more: dict[str, Any] = field(default_factory=dict)  # for the app: where its scenarios are


@dataclass(slots=True)
class Film:
    """What was filmed; ``moments`` in the order of the film."""

    cast: Cast
    moments: list[Moment]


class FilmDesk(Desk):
    """A desk on which all of a log is known from the start.

    The screen gets to know a log bit by bit, in the time that nobody needs: how much of the future
    it can draw depends on how quick the machine is, and a film must not.
    """

    def begin(self, show: "Show") -> None:
        """Put a run on the desk."""
        show.history.reach(len(show.log))
        super().begin(show)


class FilmApp(ProcvizApp):
    """The app with a tape for a terminal."""

    DESK = FilmDesk

    def __init__(self, shooting: Shooting, tape: Tape, clock: Callable[[], float]) -> None:
        super().__init__(
            open=shooting.open,
            lang=shooting.lang,
            replay=shooting.feed,
            clock=lambda: clock() * shooting.pace,
            **shooting.more,
        )
        self.tape = tape
        self.driver_class = FilmDriver
        self.animation_level = "full"
        # every colour, whatever the terminal that this happens to run in can show
        self.console = Console(
            color_system="truecolor", force_terminal=True, legacy_windows=False, markup=True,
            highlight=False, emoji=False, safe_box=False, file=io.StringIO(), _environ={},
        )  # fmt: skip
        self.watcher = Watch(tape)

    def look(self) -> None:
        """Note what has come to the screen."""
        self.watcher.look(self.desk)


Direct = Callable[[FilmApp, Shooting], Any]


def themes() -> list[str]:
    """Return the names of all themes."""
    return sorted({*THEMES, *BUILTIN_THEMES})


def shoot(shooting: Shooting, direct: "Direct") -> Film:
    """Film; ``direct`` presses the keys and returns when it is over.  Raises CannotFilm."""
    events: list[Event] = []
    apps: list[FilmApp] = []
    failed: list[BaseException] = []

    async def main(loop: leap.LeapLoop) -> None:
        tape = Tape(events.extend, loop.time, shooting.fps, lambda: apps[0].look())
        app = FilmApp(shooting, tape, loop.time)
        apps.append(app)
        app.theme = shooting.theme
        app.desk.presenter = shooting.presenter

        async def pilot(_: object) -> None:
            try:
                assert isinstance(app._driver, FilmDriver)
                app._driver.tape = tape
                await direct(app, shooting)
            except Exception as error:
                failed.append(error)
            app.look()
            tape.stop()
            app.exit()

        await app.run_async(size=shooting.size, auto_pilot=pilot)

    with _at(shooting.fps), _no_environment():
        leap.run(main)
    if failed:
        raise failed[0]
    app = apps[0]
    if app.return_code:
        raise CannotFilm("The screen broke off, so there is no film; what went wrong stands above.")
    head = Head(
        cols=shooting.size[0],
        rows=shooting.size[1],
        title=_title(app),
        fg=app.desk.theme.text,
        bg=app.desk.theme.back,
    )
    return Film(Cast(head, events), app.watcher.moments)


def _title(app: FilmApp) -> str:
    show = app.desk.show
    return safe(show.target.title) if show is not None and show.target.title else "procviz"


@contextmanager
def _at(fps: float) -> Iterator[None]:
    """Let the screen move at the frames of the film."""
    before = player.FRAME
    player.FRAME = 1 / fps
    try:
        yield
    finally:
        player.FRAME = before


@contextmanager
def _no_environment() -> Iterator[None]:
    """Hide what the environment says of terminals: it has no say in how a film looks."""
    names = [n for n in os.environ if n.startswith("TEXTUAL") or n in ("NO_COLOR", "COLORTERM")]
    before = {name: os.environ.pop(name) for name in names}
    try:
        yield
    finally:
        os.environ.update(before)
