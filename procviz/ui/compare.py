"""The variants of one scenario, run one after another where they have not been run before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from procviz import fold
from procviz.draw.compare import Ran
from procviz.draw.labels import label
from procviz.draw.tally import Tally, tally
from procviz.draw.theme import Theme
from procviz.draw.view import View
from procviz.safe import safe
from procviz.target import Target
from procviz.world import World

if TYPE_CHECKING:
    from procviz.events import Event
    from procviz.feed import Feed
    from procviz.ui.desk import Kept
    from procviz.ui.show import Show

LIMIT = 30.0  # seconds for one run, many times what it takes
LINGER = 1.5  # seconds that others may outlive the first process


def _key(target: Target) -> tuple[str, str]:
    return target.scenario, target.variant


@dataclass(slots=True)
class Way:
    """One variant: what is known of its run so far."""

    target: Target
    text: str
    feed: "Feed | None" = None  # while it runs for us
    log: "list[Event]" = field(default_factory=list)
    world: World = field(default_factory=World)
    helper: int = 0
    begun: float = 0.0  # seconds of the screen's clock
    over: float = 0.0  # when its first process had ended
    done: bool = False
    failure: str = ""
    tally: Tally | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What it is kept under."""
        return _key(self.target)

    def add(self, events: "Iterable[Event]") -> None:
        """Move the world on."""
        for event in events:
            fold.apply(self.world, event)
            self.log.append(event)

    def finish(self, lang: str) -> None:
        """Nothing more will come: count."""
        self.feed, self.done = None, True
        if self.log:
            self.tally = tally(self.log, lang)

    def ran(self, theme: Theme, lang: str) -> Ran:
        """Return what is drawn."""
        name, view, note = safe(self.target.variant), None, self.failure
        if self.log:
            now = self.world.t if self.feed is None else max(self.world.t, self.feed.now)
            view = View(self.world, theme, lang, now=now, log=self.log, adopter=self.helper)
        elif not note:
            note = label("begins" if self.begun else "its turn", lang)
        return Ran(name, self.text, view, self.tally, note)


class Comparison:
    """Runs what is missing.  ``end`` ends a feed in its own time, then calls what it is given.

    ``kept``: what has been run, by key; finished runs are added.  ``show``: the run on the
    screen, which is waited for where it is one of them; ``hurry`` lets it show all that has come.
    """

    def __init__(
        self,
        ways: list[Way],
        kept: "dict[tuple[str, str], Kept]",
        lang: str,
        *,
        open: "Callable[[Target], Feed]",  # noqa: A002 - the app's word
        end: "Callable[[Feed, Callable[[], None]], None]",
        show: "Show | None" = None,
        hurry: Callable[[], None] = lambda: None,
    ) -> None:
        self.ways, self._kept, self._lang = ways, kept, lang
        self._open, self._end, self._show, self._hurry = open, end, show, hurry
        self._ending = False
        for way in ways:
            known = kept.get(way.key)
            if known is not None:
                way.helper = known.helper
                way.add(known.log)
                way.finish(lang)

    @property
    def feed(self) -> "Feed | None":
        """What runs for us now."""
        return next((way.feed for way in self.ways if way.feed is not None), None)

    @property
    def done(self) -> bool:
        """All have been run."""
        return all(way.done for way in self.ways)

    def tick(self, now: float) -> None:
        """Take in what has happened, and go on to the next one when this one is over."""
        way = next((way for way in self.ways if not way.done), None)
        if way is None or self._ending:
            return
        if self._show is not None and _key(self._show.target) == way.key:
            self._follow(way, self._show, now)
        elif way.feed is None:
            self._begin(way, now)
        else:
            self._take(way, way.feed, now)

    def _follow(self, way: Way, show: "Show", now: float) -> None:
        """Look at the run that is on the screen anyway."""
        way.begun = way.begun or now
        self._hurry()
        way.helper = show.feed.header.helper
        way.add(show.log[len(way.log) :])
        if show.failure or show.over or self._long(way, now):
            way.failure = safe(show.failure)
            way.finish(self._lang)

    def _begin(self, way: Way, now: float) -> None:
        way.begun = now
        try:
            way.feed = self._open(way.target)
            way.feed.start(lambda: None)
        except Exception as error:  # of the run, not of the screen
            self._fail(way, error)

    def _take(self, way: Way, feed: "Feed", now: float) -> None:
        try:
            way.add(feed.take())
        except Exception as error:
            self._fail(way, error)
            self._end(feed, lambda: None)
            return
        if feed.live and not self._long(way, now):
            return

        def ended() -> None:
            self._ending = False
            way.helper = feed.header.helper
            way.failure = safe(getattr(feed, "failure", ""))
            way.add(feed.take())
            way.finish(self._lang)
            self._keep(way)

        self._ending = True
        self._end(feed, ended)

    def _long(self, way: Way, now: float) -> bool:
        """Whether a run has had its time: some never end by themselves."""
        if way.world.ended is not None and not way.over:
            way.over = now
        return bool(way.over and now - way.over > LINGER) or now - way.begun > LIMIT

    def _keep(self, way: Way) -> None:
        from procviz.ui.desk import Kept

        if way.log:
            self._kept[way.key] = Kept(way.log, way.helper)

    def _fail(self, way: Way, error: Exception) -> None:
        why = safe(str(error)) or type(error).__name__
        way.failure = label("failed", self._lang, why)
        way.finish(self._lang)
