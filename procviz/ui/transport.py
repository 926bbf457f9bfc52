"""What the person does to the playhead: play, pause, step, seek, in both directions."""

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from procviz.draw.labels import label
from procviz.ui.desk import Desk
from procviz.ui.urgent import Urgent

if TYPE_CHECKING:
    from procviz.events import Event
    from procviz.ui.show import Show

SLICE = 0.008  # seconds of getting to know the log at a time: no key waits longer for it
REST = 0.003  # seconds between two such times
LOOK = 0.25  # seconds after which the screen shows how far it is
START = 1  # so many events are shown at the start: one, so that there is something to see


class Transport:
    """Moves the playhead of the run on the desk.

    ``tick`` draws; ``told`` gets sentences for the person (text, is it bad); ``spawn`` runs
    something beside all else, but never while a key is ``urgent``.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        clock: Callable[[], float],
        tick: Callable[[bool], None],
        told: Callable[[str, bool], None],
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        urgent: Urgent,
    ) -> None:
        self._desk, self._clock, self._tick = desk, clock, tick
        self._told, self._spawn, self._urgent = told, spawn, urgent
        self._wish: Callable[[], bool] | None = None  # true when it has come true
        self._learning: Show | None = None

    # -- getting to know the log ----------------------------------------------------------------

    def learn(self) -> None:
        """See to it that the whole log gets known, in the time that nobody needs."""
        show = self._desk.show
        if show is None or show.failure or self._learning is show or show.history.whole:
            return
        if show.history.work(SLICE / 4):
            self._learning = show
            self._spawn(self._learn(show))
        elif self._wish is not None:
            self._come_true()

    async def _learn(self, show: "Show") -> None:
        try:
            looked = self._clock()
            while show is self._desk.show and show.history.work(SLICE):
                await asyncio.sleep(REST)
                while self._urgent.waits:
                    await asyncio.sleep(REST)
                done = self._come_true()
                behind = self._wish is not None or not show.playhead.following
                if done or (behind and self._clock() - looked >= LOOK):
                    looked = self._clock()
                    self._tell()
        finally:
            self._learning = None
        if show is not self._desk.show:
            return
        head = show.playhead
        comes = head.following and not head.paused and show.feed.live  # a look, by itself
        if self._come_true() or not comes or self._desk.known is not None:
            self._tell()

    def _come_true(self) -> bool:
        if self._wish is None or not self._wish():
            return False
        self._wish = None
        return True

    def _want(self, wish: Callable[[], bool] | None) -> None:
        """Do it now, or as soon as enough of the log is known; the last wish wins."""
        self._wish = None
        if wish is not None and not wish():
            self._wish = wish
        self._tell()

    def _tell(self) -> None:
        """Draw; say how far it is while something waits."""
        show = self._desk.show
        waits = show is not None and self._wish is not None and not show.history.whole
        self._desk.known = show.history.known / len(show.log) if waits and show else None
        self._tick(True)

    # -- play -----------------------------------------------------------------------------------

    def pause(self) -> None:
        """Stop the picture, or let it go on; at the end of a finished run from the start."""
        show, now = self._desk.show, self._clock()
        if show is None:
            return
        if show.over and len(show.log) > START:
            show.seek(START, now)
        if show.playhead.paused:
            show.playhead.resume(now)
        else:
            show.playhead.pause(now)
        self._want(None)

    def speed(self, step: int) -> None:
        """Play faster or slower."""
        show = self._desk.show
        if show is not None:
            show.playhead.faster(step, self._clock())
            self._tell()

    def end(self) -> None:
        """Show everything, and go on from there."""
        show = self._desk.show
        if show is None:
            return
        show.take(self._clock())

        def wish() -> bool:
            if not show.reaches(len(show.log)):
                return False
            show.at_edge(self._clock())
            return True

        self._want(wish)

    # -- go somewhere ---------------------------------------------------------------------------

    def seek(self, n: int, *, moving: bool = False) -> None:
        """Show the first ``n`` events."""
        show = self._desk.show
        if show is None or not show.log:
            return

        def wish() -> bool:
            if not show.reaches(n):
                return False
            show.seek(n, self._clock(), moving=moving)
            return True

        self._want(wish)

    def seek_time(self, t: int) -> None:
        """Show the moment of a true time, ns."""
        show = self._desk.show
        if show is not None:
            self.seek(show.history.index_at(t))

    def home(self) -> None:
        """Show the start."""
        self.seek(START)

    def step(self, step: int) -> None:
        """Go one event on or back, whatever it is."""
        show = self._desk.show
        if show is not None:
            self.seek(show.playhead.at + step, moving=step > 0)

    def find(
        self,
        step: int,
        kinds: "frozenset[type[Event]]",
        pid: int | None = None,
        nothing: str = "",
    ) -> None:
        """Go to the next (or the previous) event of some kinds, of one process.

        ``nothing``: the label of what is told where there is none; "" = nothing.
        """
        show = self._desk.show
        if show is None:
            return
        show.take(self._clock())
        show.history.reach(min(len(show.log), show.playhead.at + 1_000))

        def wish() -> bool:
            from procviz.places import WORTH

            places, at = show.history.places, show.playhead.at
            if step > 0:
                found = places.next(at, kinds, pid)
            else:  # what comes after the event in the picture and is not seen is no step
                here = places.last(at, WORTH) if kinds is WORTH else at - 1
                found = places.last(here, kinds, pid)
            if found < 0 and step > 0 and not show.history.whole:
                return False
            if found >= 0:
                show.seek(found + 1, self._clock(), moving=step > 0)
            elif nothing:
                self._told(label(nothing, self._desk.lang), False)
            elif not show.playhead.paused:
                show.playhead.pause(self._clock())
            return True

        self._want(wish)

    # -- bookmarks ------------------------------------------------------------------------------

    def mark(self) -> None:
        """Set a bookmark at the playhead, or take it away."""
        show = self._desk.show
        if show is not None and show.log:
            key = "mark set" if show.mark() else "mark gone"
            self._told(label(key, self._desk.lang, show.world.t / 1e9), False)
            self._tell()

    def to_mark(self, step: int) -> None:
        """Go to the next or the previous bookmark; after the last comes the first."""
        show = self._desk.show
        if show is None:
            return
        if not show.marks:
            self._told(label("no marks", self._desk.lang), False)
            return
        at, marks = show.playhead.at, show.marks
        place = bisect_right(marks, at) if step > 0 else bisect_left(marks, at) - 1
        self.seek(marks[place % len(marks)])
