"""How the person looks at things: focus, zoom, scroll, search.  No widgets, no clock."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from procviz.draw import caption
from procviz.draw.layout import Pane, Regions, arrange, captioned
from procviz.draw.source import Listing, follow
from procviz.draw.theme import DARK
from procviz.target import Target
from procviz.ui.files import Files
from procviz.ui.shelf import Shelf

if TYPE_CHECKING:
    from procviz.breaks import Break
    from procviz.draw.window import Window
    from procviz.events import Event
    from procviz.ui.quiz import Quiz
    from procviz.ui.show import Show

STAYS = 0.35  # seconds away after which the source follows: shorter is a flicker


class Kept(NamedTuple):
    """A finished run of this sitting; ``helper``: PID of the helper that adopted its orphans."""

    log: "Sequence[Event]"
    helper: int = 0


class Gating:
    """How the next runs go: under the gate or not, who chooses there, with lines as stops?"""

    def __init__(self, on: bool = False, policy: str = "manual", lines: bool = False) -> None:
        self.on, self.policy, self.lines = on, policy, lines

    def apply(self, target: Target) -> Target:
        """Return the target as it is to run."""
        gate = self.policy if self.on else ""
        return target._replace(gate=gate, lines=self.on and self.lines)


class Desk:
    """Everything on the screen that is not the world itself."""

    def __init__(self, lang: str, shelf: Shelf) -> None:
        self.lang, self.shelf = lang, shelf
        self.theme = DARK
        self.files = Files()
        self.show: Show | None = None
        self.focus = Pane.PICKER
        self.zoomed = False
        self.typing: Pane | None = None  # the picker or the output pane gets the letters
        self.pressed: tuple[str, float] = "", 0.0  # the latest key, and until when it is shown
        self.moved: dict[str, str] = {}  # keys by how they are shown: old -> new
        self.gating = Gating()  # of the next runs
        self.breaks: list[Break] = []  # where the picture stops
        self.asking = False  # questions come before a run
        self.quiz: Quiz | None = None  # those of the run
        self.kept: dict[tuple[str, str], Kept] = {}  # by scenario and variant
        self.events = False  # the output pane shows events as sentences
        self.query = ""  # of the output pane
        self.kind = ""  # of event, that was looked for last
        self.known: float | None = None  # part of the log that is, while one waits for more
        self.scroll: dict[Pane, int] = {}
        self.window: Window | None = None  # the time in sight, None = all of the run
        self.seen_at = 0  # where the playhead was when the window was drawn, ns
        self.folds: dict[int, bool] = {}  # sub-lanes by uid: folded, unfolded
        self.family = 0  # uid whose family alone is on the stage, 0 = everybody
        self.top = 0  # of the source pane
        self.presenter = False  # for an audience: only what is shown, and larger
        self.caption = ""  # a sentence for the audience, in a band at the bottom
        self.filming = False  # a screencast of this screen is being written
        self._arranged: tuple[object, Regions] | None = None  # for which desk, and what
        self._shown = ""  # its file
        self._away: float | None = None  # since when the selected process is out of its sight, s
        self._followed = ""  # the file in which a process has been followed already

    def regions(self, width: int, height: int) -> Regions:
        """Return where everything stands."""
        key = width, height, self.caption, self.focus, self.zoomed, self.show, self.presenter
        if self._arranged is None or self._arranged[0] != key:
            rows = caption.rows(self.caption, width) if self.caption else 0
            self._arranged = key, captioned(width, height, rows, self._arrange)
        return self._arranged[1]

    def _arrange(self, width: int, height: int) -> Regions:
        running = self.show is not None
        return arrange(width, height, self.focus, self.zoomed, running, self.presenter)

    def press(self, pane: Pane) -> None:
        """A pane's number: go there; when there already, full screen and back."""
        if self.focus is pane:
            self.zoomed = not self.zoomed
        else:
            self.focus = pane
        self.typing = None

    def begin(self, show: "Show") -> None:
        """Put a run on the desk."""
        self.show = show
        self._shown, self.top = "", 0  # not the file that the cursor was on
        self._followed, self._away = "", None
        self.window, self.family, self.folds = None, 0, {}
        self.typing, self.query = None, ""
        self.scroll.clear()
        if self.focus is Pane.PICKER:
            self.focus, self.zoomed = Pane.STAGE, False

    def clear(self) -> None:
        """Take the run away: back to the picker."""
        self.show = None
        self.window, self.family, self.folds = None, 0, {}
        self.typing, self.query = None, ""
        self.scroll.clear()
        self.focus, self.zoomed = Pane.PICKER, False

    @property
    def entry(self) -> str:
        """The id of what the screen is about: what runs, else what the cursor is on."""
        if self.show is not None:
            return self.shelf.key(self.show.target)
        return self.shelf.current

    def keep(self, show: "Show") -> None:
        """Remember a finished run where it can be compared with another variant."""
        if show.target.variant:
            self.kept[show.target.scenario, show.target.variant] = Kept(
                show.log, show.feed.header.helper
            )

    def questions(self, target: Target) -> "Quiz | None":
        """Return the questions to ask before a target runs, None where there are none."""
        scenario = self.shelf.scenarios.get(target.scenario)
        if not self.asking or scenario is None:
            return None
        asked = scenario.asked(target.variant)
        if not asked:
            return None
        from procviz.ui.quiz import Quiz  # late: the first frame asks nothing

        return Quiz(target, asked, self.lang)

    def turn(self, pane: Pane, rows: int) -> None:
        """Scroll a pane by rows, down is positive."""
        if pane is Pane.SOURCE:
            if self.show is not None:
                self.show.following = False
            self.top = max(0, self.top + rows)
        elif pane is Pane.OUTPUT:  # counts rows up from the newest
            self.scroll[pane] = max(0, self.scroll.get(pane, 0) - rows)
        else:
            self.scroll[pane] = max(0, self.scroll.get(pane, 0) + rows)

    def listing(self) -> Listing | None:
        """Return the file to show: where the selected process is, or what would run."""
        path = self._path()
        if not path:
            return None
        if path != self._shown:
            self._shown, self.top = path, 0
        known = self.show.feed.header.files if self.show is not None else {}
        here = self.show is None or not self.show.replay
        return self.files.listing(path, known, here=here)

    def _path(self) -> str:
        if self.show is None:
            scenario = self.shelf.scenarios.get(self.entry)
            if scenario is not None:
                return str(scenario.path)
            argv = self.shelf.own.argv if self.shelf.own and self.entry else ()
            return next((arg for arg in argv if arg.endswith(".py")), "")
        where = self.show.stands
        if where is not None and self.show.following:
            return where.file
        return self._shown or next(iter(self.show.feed.header.files), "")

    def source_top(self, listing: Listing, height: int, now: float | None = None) -> int:
        """Return the first row of the source to show, and remember it.

        ``now``: seconds of the screen's clock, when it may follow the selected process.  While the
        picture plays, it follows only whoever stays away: a call of a short function in another
        place must not throw the text there and back.
        """
        show, top = self.show, self.top
        where = show.stands if show is not None and show.following else None
        if show is not None and where is not None and where.file == listing.path:
            top = follow(top, where.line, height, len(listing.lines))
        if top == self.top:
            self._away = None
        elif now is None:
            top = self.top
        elif show is not None and show.plays and self._followed == listing.path:
            self._away = now if self._away is None else self._away
            top = top if now - self._away >= STAYS else self.top
        if now is not None and where is not None:
            self._followed = listing.path
        self.top = max(0, min(top, len(listing.lines) - height))
        return self.top
