"""Runs one thing at a time: starts and ends feeds, and is the only clock of the screen."""

import asyncio
import contextvars
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from textual.screen import Screen
from textual.timer import Timer

from procviz.draw.labels import label
from procviz.safe import safe
from procviz.target import Target
from procviz.ui.desk import Desk
from procviz.ui.transport import Transport
from procviz.ui.urgent import Urgent

if TYPE_CHECKING:
    from procviz.feed import Feed
    from procviz.ui.show import Show

FRAME = 1 / 30  # seconds, while something moves
BURST = 30  # wakes that are answered at once; of more there is one a frame
STOPPED = 1.0  # seconds: while the picture is stopped only the count of what waits can change
YIELD = 1 / 120  # seconds that a look is put off for a key
GLANCE = 1 / 4  # while a run is live: its true time, the age of its zombies


class _Wish(NamedTuple):
    """What to go to: a target, perhaps with its feed, or (None) the picker."""

    target: Target | None
    feed: "Feed | None" = None


class Player:
    """Plays feeds on a desk.

    ``repaint`` draws the panes (false: only those with motion); ``told`` gets sentences for the
    person (text, is it bad); ``over`` is called when all of a run has been shown.  What comes by
    itself is looked at when no key is ``urgent``.
    """

    def __init__(
        self,
        screen: "Screen[None]",
        desk: Desk,
        *,
        open: "Callable[[Target], Feed]",  # noqa: A002 - the app's word
        clock: Callable[[], float],
        motion: bool,
        repaint: Callable[[bool], None],
        told: Callable[[str, bool], None],
        over: "Callable[[Show], None]",
        urgent: Urgent,
    ) -> None:
        self._screen, self._desk, self._open, self._clock = screen, desk, open, clock
        self._motion, self._repaint, self._told, self._over = motion, repaint, told, over
        self._urgent = urgent
        self._timer: Timer | None = None
        self._interval = 0.0
        self._poked = False
        self._tokens, self._looked = float(BURST), 0.0
        self._wish: _Wish | None = None
        self._changing = False
        self._closed = False
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()  # Textual finds its app through this
        self.transport = Transport(
            desk,
            clock=clock,
            tick=self.tick,
            told=told,
            spawn=lambda work: screen.run_worker(work, group="learning"),
            urgent=urgent,
        )

    # -- one after another ----------------------------------------------------------------------

    def play(self, target: Target, feed: "Feed | None" = None) -> None:
        """End what runs and run this; the last wish wins."""
        self._want(_Wish(target, feed))

    def leave(self) -> None:
        """End what runs; nothing else begins."""
        self._want(_Wish(None))

    def _want(self, wish: _Wish) -> None:
        self._wish = wish
        if not self._changing:
            self._changing = True
            self._screen.run_worker(self._change(), group="player")

    async def _change(self) -> None:
        try:
            while self._wish is not None:
                wish, self._wish = self._wish, None
                old = self._desk.show
                if wish.target is None:
                    self._clear()
                await self._stop(old)
                if wish.target is not None and self._wish is None and not self._closed:
                    self._begin(wish.target, wish.feed)
        finally:
            self._changing = False

    async def end(self) -> None:
        """End what runs, for good: nothing can be begun any more."""
        self._wish, self._closed = None, True
        await self._stop(self._desk.show)

    def _clear(self) -> None:
        self._beat(0.0)
        self._desk.clear()
        self._repaint(True)

    async def _stop(self, show: "Show | None") -> None:
        """End a run in a thread: it may take a moment, and the screen stays alive."""
        if show is None:
            return
        try:
            await asyncio.to_thread(show.feed.stop)
        except Exception as error:
            self._fail("not ended", error)

    def _begin(self, target: Target, feed: "Feed | None") -> None:
        from procviz.ui.show import Show  # late: it needs all events, the first frame none

        replay = feed is not None
        try:
            feed = feed or self._open(target)
            feed.start(self._wake)
        except Exception as error:
            self._clear()
            self._fail("failed", error)
            return
        show = Show(feed, target, lang=self._desk.lang, replay=replay, motion=self._motion)
        self._gate(show)
        show.break_at(self._desk.breaks)
        shelf = self._desk.shelf
        shelf.choose(target.scenario, target.variant)
        shelf.point(shelf.key(target))
        self._desk.begin(show)
        self.tick(True)

    def _gate(self, show: "Show") -> None:
        """Take the place of the scheduler, where there is a gate."""
        gate = getattr(show.feed, "gate", None)
        if gate is not None and show.target.gate:
            from procviz.ui.turns import Turns

            show.turns = Turns(gate, show.target.gate)
            gate.listen(self._wake)

    def _stopped_at(self, show: "Show") -> None:
        """Say that the picture stops at a break; under the gate nothing goes on by itself then."""
        if show.hit is not None:
            self._told(label("break hit", self._desk.lang, show.hit.text), False)
            show.hit = None
        if show.turns is not None:
            show.turns.take("manual")

    def _fail(self, key: str, error: Exception) -> None:
        """One sentence, no traceback: an error of a run is no error of the screen."""
        why = safe(str(error)) or type(error).__name__
        self._told(label(key, self._desk.lang, why), True)

    # -- the clock ------------------------------------------------------------------------------

    def _wake(self) -> None:
        """Called from any thread; many calls before the loop looks become one."""
        if not self._poked:
            self._poked = True
            try:
                self._loop.call_soon_threadsafe(self._woken, context=self._context)
            except RuntimeError:  # the loop is closed: the app is gone
                self._poked = False

    def _woken(self) -> None:
        """Look at once, or with the next frame when a flood of events comes."""
        show, now = self._desk.show, self._loop.time()
        each = STOPPED if show is not None and show.playhead.paused else FRAME
        self._tokens = min(float(BURST), self._tokens + (now - self._looked) / each)
        self._looked = now
        if self._tokens < 1:
            delay = (1 - self._tokens) * each
            self._loop.call_later(delay, self._look, context=self._context)
        else:
            self._look()

    def _look(self) -> None:
        if self._urgent.waits:
            self._loop.call_later(YIELD, self._look, context=self._context)
            return
        self._poked = False
        self._tokens -= 1
        if self._screen.is_attached:
            self.tick()

    def _beaten(self) -> None:
        """The time for a look has come."""
        if self._urgent.waits:
            self._loop.call_later(YIELD, self._beaten, context=self._context)
        elif self._screen.is_attached and self._interval:
            self.tick()

    def tick(self, everything: bool = False) -> None:
        """Take in what is new, show what is due, draw it, and see when to look again.

        ``everything``: draw all panes, even if the world has not moved.
        """
        show = self._desk.show
        if show is None or show.failure:
            self._beat(0.0)
            self._repaint(True)
            return
        now = self._clock()
        try:
            show.take(now)
            moved = show.advance(now)
        except Exception as error:
            show.failure = str(error) or type(error).__name__
            self._beat(0.0)
            self._fail("broken off", error)
            self._screen.run_worker(self._stop(show), group="player")
            return
        if show.hit is not None:
            self._stopped_at(show)
        turned = show.turns is not None and show.turns.look(show, now)
        self.transport.learn()
        if show.over and not show.ended:
            show.ended = True
            self._finished(show)
        still = self._interval == FRAME or show.playhead.paused
        self._repaint(everything or moved or turned or not still)
        if show.playhead.moving(now) or (show.turns is not None and show.turns.moving(now)):
            self._beat(FRAME)
        else:
            self._beat(GLANCE if show.feed.live and not show.playhead.paused else 0.0)

    def _finished(self, show: "Show") -> None:
        failure = getattr(show.feed, "failure", "")  # why a live run could not be started
        if failure:
            self._told(safe(failure), True)
        elif show.log:
            self._desk.shelf.done.add(self._desk.shelf.key(show.target))
            self._desk.keep(show)
            self._over(show)

    @property
    def interval(self) -> float:
        """Seconds between two looks; 0 = nothing moves."""
        return self._interval

    def _beat(self, interval: float) -> None:
        """Look again every ``interval`` seconds; 0 = when something happens."""
        if interval == self._interval:
            return
        if self._timer is not None:
            self._timer.stop()
        self._interval = interval
        self._timer = self._screen.set_interval(interval, self._beaten) if interval else None
