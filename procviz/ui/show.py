"""One run on the screen: its log, its playhead, and the world that the picture shows."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from procviz import breaks
from procviz.draw.theme import Theme
from procviz.draw.view import View
from procviz.events import Event, Where
from procviz.feed import Feed
from procviz.history import History, Past
from procviz.playhead import Playhead
from procviz.target import Target
from procviz.ui.story import Story
from procviz.world import Process, World

if TYPE_CHECKING:
    from procviz.ui.turns import Turns

NEAR = 5_000  # events that are folded at once; what is further off has to be known first


class Show:
    """Moves a world along a log.  Used by one thread only; reads no clock.

    The log of a replay is the feed's, whole; to that of a live run `take` adds.
    """

    def __init__(
        self, feed: Feed, target: Target, *, lang: str, replay: bool = False, motion: bool = True
    ) -> None:
        self.feed, self.target, self.lang, self.replay = feed, target, lang, replay
        self._live: list[Event] = []
        self.log: Sequence[Event] = feed.events if replay else self._live
        self.history = History(self.log)
        self.playhead = Playhead(
            self.log, following=not replay, live=not replay and feed.live, motion=motion
        )
        self.world = World()  # what the picture shows
        self.story = Story(self.history, lang)
        self.turns: Turns | None = None  # under the gate
        self.marks: list[int] = []  # bookmarks: so many events are shown there
        self.selected = 0
        self.following = True
        self.hit: breaks.Break | None = None  # the picture has stopped at it just now
        self._breaks: Sequence[breaks.Break] = ()
        self._world_at = 0  # so many events are in the world
        self.failure = ""  # one sentence, when the feed cannot go on
        self.ended = False  # its end has been noticed
        self._back: int | None = None  # where it was before it looked back
        self._now = 0

    # -- time passes ----------------------------------------------------------------------------

    def take(self, now: float) -> None:
        """Take in what has happened; ``now`` in seconds of the screen's clock."""
        if not self.replay:
            live = self.feed.live
            self._live += self.feed.take()
            self.playhead.live = live

    def advance(self, now: float) -> bool:
        """Show what is due; True when the world has moved."""
        self._world_at = self.playhead.at
        moved = self.playhead.due(now)
        if moved:
            self._go_on()
        return moved

    def _go_on(self) -> None:
        """Bring the world to where the playhead is."""
        at = self.playhead.at
        self.world = self.history.forward(self.world, self._world_at, at)
        self._world_at = at

    def break_at(self, conditions: "Sequence[breaks.Break]") -> None:
        """Stop playing wherever one of them holds."""
        self._breaks = tuple(conditions)
        self.playhead.stop = self._stops if conditions else None

    def _stops(self, event: Event) -> bool:
        if not any(each.maybe(event) for each in self._breaks):
            return False
        self._go_on()
        self.hit = breaks.hit(self._breaks, event, self.world)
        return self.hit is not None

    def view(self, theme: Theme, progress: float) -> View:
        """Return what the panes draw."""
        world, head = self.world, self.playhead
        now = head.true_time(self.feed.now)
        if head.following:  # it never goes back while it follows
            now = self._now = max(self._now, now)
        ahead = self.history.latest if self.history.known > head.at else None
        return View(
            world=world,
            theme=theme,
            lang=self.lang,
            selected=self.selected or (world.root.uid if world.root else 0),
            progress=progress,
            now=now,
            log=Past(self.log, head.at, self.history.places),
            adopter=self.feed.header.helper,
            ahead=None if head.following else ahead,
            known=self.extent if self.history.whole else self.history.latest.t,
            end=0 if head.following else self.extent,
            marks=[self.time_of(n) for n in self.marks],
            gated=self.turns.seen if self.turns is not None else None,
        )

    @property
    def extent(self) -> int:
        """The end of the run as far as it is known, ns."""
        end = self.log[-1].t if self.log else 0
        return max(end, self.feed.now, self.world.t)

    def time_of(self, n: int) -> int:
        """Return the true time of the last of ``n`` events, ns."""
        return self.log[n - 1].t if 0 < n <= len(self.log) else 0

    # -- the person moves it --------------------------------------------------------------------

    def reaches(self, n: int) -> bool:
        """Whether the world after ``n`` events can be shown at once."""
        return n <= max(self.history.known, self.playhead.at) + NEAR

    def seek(self, n: int, now: float, *, moving: bool = False) -> None:
        """Show the world after the first ``n`` events; stops the picture."""
        at = self.playhead.at
        n = max(min(1, len(self.log)), min(n, len(self.log)))
        if n >= at:
            self.world = self.history.forward(self.world, at, n)
        else:
            self.world = self.history.world_at(n)
        self.playhead.seek(n, self.world.t, now, moving=moving)

    def at_edge(self, now: float) -> None:
        """Show everything, and go on from there."""
        self.seek(len(self.log), now)
        self.playhead.follow(now)
        self._back = None

    def look(self, seq: int, now: float = 0.0) -> None:
        """Look back at the moment of an event; 0 = at where it was before again."""
        if seq:
            back = self.playhead.at if self._back is None else self._back
            n = bisect_left(self.log, seq, key=lambda event: event.seq) + 1
            self.seek(n, now)
            process = self.world.by_pid(self.world.event.pid) if self.world.event else None
            self.selected = process.uid if process is not None else self.selected
            self._back = back
        elif self._back is not None:
            back, self._back = self._back, None
            if back >= len(self.log):
                self.at_edge(now)
            else:
                self.seek(back, now)

    def mark(self) -> bool:
        """Set a bookmark here, or take it away; True when there is one now."""
        n = self.playhead.at
        if n in self.marks:
            self.marks.remove(n)
            return False
        self.marks = sorted([*self.marks, n])
        return True

    # -- what is selected -----------------------------------------------------------------------

    @property
    def process(self) -> Process | None:
        """The selected process; the first one until somebody selects."""
        return self.world.processes.get(self.selected) or self.world.root

    @property
    def stands(self) -> Where | None:
        """Where the selected process stands; at the gate: where its next step is."""
        process = self.process
        if process is None or self.turns is None:
            return process.stands if process is not None else None
        return self.turns.where(process.pid) or process.stands

    def select(self, step: int) -> None:
        """Select the next or the previous process that is not reaped, in birth order."""
        here = self.process
        there = [p for p in self.world.processes.values() if p.gone is None or p is here]
        if here is None or not there:
            return
        self.selected = there[(there.index(here) + step) % len(there)].uid

    # -- where it is ----------------------------------------------------------------------------

    @property
    def past(self) -> bool:
        """Whether the picture looks back at an earlier moment, to return from there."""
        return self._back is not None

    @property
    def over(self) -> bool:
        """Nothing more will come, and all has been shown."""
        return not self.feed.live and self.playhead.finished

    @property
    def plays(self) -> bool:
        """Whether the picture goes on by itself; at the gate the person lets it."""
        return not (self.playhead.paused or self.over or self.turns is not None)

    @property
    def mode(self) -> str:
        """What the header calls this: live, replay, over, or past while it looks back."""
        if self.past:
            return "past"
        if self.over:
            return "over"
        if self.replay:
            return "replay"
        return "live" if self.playhead.following else "past"
