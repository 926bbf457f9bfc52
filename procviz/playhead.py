"""The playhead: how much of the log the picture shows by now, at a pace that a person can follow.

Reality is quicker than the eye.  At human pace each event worth seeing stands still for a moment
and a backlog is worked off within `CATCH_UP` seconds; at any other speed true time passes, quicker
or slower.  Nothing is ever reordered or left out.  Knows no clock: every method gets ``now`` in
seconds of any clock that only goes forward.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from procviz.events import Event
from procviz.pace import SEEN, hold

CATCH_UP = 8.0  # seconds after which a backlog has been shown
FLOOR = 0.02  # nothing worth seeing is shown shorter, while that leaves time to catch up
IDLE = 1.0  # longest pause at human pace in which nothing happens, s
AT_ONCE = 1_000  # events that one look shows at most, 20 ms of work: a key may be waiting
HUMAN = 0.0  # the speed that is none: human pace
SPEEDS = (HUMAN, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0, 8.0)


class Behind(NamedTuple):
    """How far the picture is behind: events that wait, and true time, ns."""

    events: int
    lag: int


class _Debt(NamedTuple):
    """All work up to ``work`` has to be shown by ``due``."""

    work: float
    due: float


class Playhead:
    """A place in a log: the first ``at`` events are shown.

    While ``following``, everything in the log has happened, and the picture catches up with it;
    else time passes as recorded, save that at human pace idle time is shortened to `IDLE`.
    ``live``: more events may come.  ``motion``: false shows every event at rest.  ``stop``: playing
    stops at each event for which it is true (a breakpoint).
    """

    def __init__(
        self,
        log: Sequence[Event],
        *,
        following: bool = True,
        live: bool = True,
        motion: bool = True,
    ) -> None:
        self.log, self.following, self.live, self.motion = log, following, live, motion
        self.at = 0
        self.paused = False
        self.speed = HUMAN
        self.stop: Callable[[Event], bool] | None = None
        self._seen = 0  # so many have happened; from `at` to here they wait
        self._holds: deque[float] = deque()  # of those that wait, seconds
        self._worth = 0  # how many of them are worth seeing
        self._debts: deque[_Debt] = deque()
        self._fed = self._paid = 0.0  # seconds of holding, in all
        self._free = 0.0  # until when the shown event keeps the picture
        self._waited = False  # the next one had to wait for that
        self._begun, self._hold = 0.0, 0.0  # the motion that runs
        self._frozen: float | None = None  # its progress while paused
        self._shown_t = 0
        self._play = 0.0  # seconds played
        self._anchor = (0.0, 0)  # play time and true time of the last event that has happened
        self._time = 0.0  # true time at another speed than human pace, ns
        self._looked: float | None = None

    # -- time passes ----------------------------------------------------------------------------

    def due(self, now: float) -> bool:
        """Move on to what the picture has to show now; True when it has moved."""
        if self.paused:
            if self.following:
                self._happen(len(self.log))
            return False
        before = self.at
        passed = now - self._looked if self._looked is not None else 0.0
        self._looked = now
        if self.speed != HUMAN:
            self._run(now, passed)
        else:
            self._pass_time(now, passed)
            self._show(now)
        if self.live and self.finished and (self.speed == HUMAN or self.speed >= 1):
            self.following = True  # it has come up with what happens
        return self.at > before

    def _pass_time(self, now: float, passed: float) -> None:
        """Let happen what happens by now, and see when it has to have been shown."""
        if self.following:
            self._happen(len(self.log))
        else:
            self._play += passed
            while self._seen < len(self.log):
                event = self.log[self._seen]
                place = self._place(event)
                if place > self._play:
                    break
                self._anchor = (place, max(event.t, self._anchor[1]))
                self._happen(self._seen + 1)
        if self._holds and (not self._debts or self._debts[-1].work < self._fed):
            self._debts.append(_Debt(self._fed, now + CATCH_UP))

    def _place(self, event: Event) -> float:
        """Return the play time at which the event that comes next happens."""
        begin, t = self._anchor
        gap = (event.t - t) / 1e9 if self._seen else 0.0
        return begin + min(max(gap, 0.0), IDLE)

    def _happen(self, until: int) -> None:
        for i in range(self._seen, until):
            seconds = hold(self.log[i])
            self._holds.append(seconds)
            self._fed += seconds
            self._worth += seconds > 0
        self._seen = max(self._seen, until)

    def _show(self, now: float) -> None:
        scale = self._scale(now)
        until = self.at + AT_ONCE
        while self._holds and self.at < until and (self._holds[0] == 0 or self._free <= now):
            seconds = self._pop()
            if seconds:
                shown = seconds * scale
                if shown < FLOOR and self._time_for_floor(now):
                    shown = FLOOR
                # one that waited is counted from when it could begin: frames lose no time
                begin = self._free if self._waited else now
                self._begun, self._hold, self._free = begin, shown, begin + shown
                self._waited = True
            if self._stops(now):
                return
        self._waited = bool(self._holds)

    def _scale(self, now: float) -> float:
        """Return by how much holds are cut so that every debt is paid in time."""
        while self._debts and self._debts[0].work <= self._paid + 1e-9:
            self._debts.popleft()
        needed = ((d.work - self._paid) / max(d.due - now, FLOOR) for d in self._debts)
        return 1 / max(1.0, max(needed, default=1.0))

    def _time_for_floor(self, now: float) -> bool:
        """Whether all can be shown in time with FLOOR seconds each."""
        return not self._debts or self._worth * FLOOR <= max(self._debts[-1].due - now, FLOOR)

    def _pop(self) -> float:
        seconds = self._holds.popleft()
        self._paid += seconds
        self._worth -= seconds > 0
        self._shown_t = max(self._shown_t, self.log[self.at].t)
        self.at += 1
        return seconds

    def _stops(self, now: float) -> bool:
        """Whether playing stops at the event shown last."""
        if self.stop is None or not self.stop(self.log[self.at - 1]):
            return False
        self.paused = True  # its motion plays to its end
        return True

    def _run(self, now: float, passed: float) -> None:
        """Let true time pass at a speed."""
        self._time = max(self._time, float(self._shown_t)) + passed * self.speed * 1e9
        everything = self.following and self.speed >= 1
        self.following = everything
        until = min(len(self.log), self.at + AT_ONCE)
        while self.at < until:
            event = self.log[self.at]
            if not everything and event.t > self._time:
                break
            self._to(self.at + 1)
            self._shown_t = max(self._shown_t, event.t)
            if hold(event):
                self._begun, self._hold = now, SEEN
            if self._stops(now):
                break

    # -- the person moves it --------------------------------------------------------------------

    def pause(self, now: float) -> None:
        """Stop the picture.  Reality goes on, a replay stands still."""
        if not self.paused:
            self._frozen, self.paused = self.progress(now), True

    def resume(self, now: float) -> None:
        """Let the picture go on, and catch up from now."""
        if not self.paused:
            return
        self.paused, self._frozen, self._looked = False, None, now
        self._debts.clear()
        self._free = min(self._free, now)
        self._time = float(self._shown_t)

    def seek(self, n: int, t: int, now: float, *, moving: bool = False) -> None:
        """Show the first ``n`` events; ``t``: the true time then, ns.

        Stops the picture.  ``moving``: the motion of the last of them plays, else it is at rest.
        Who goes back no longer follows what happens.
        """
        n = max(0, min(n, len(self.log)))
        self.following = self.following and n >= self.at
        self._to(n)
        self._shown_t, self._time = t, float(t)
        self.paused, self._frozen = True, None
        self._begun, self._hold = now, SEEN if moving else 0.0
        self._free, self._waited = now + self._hold, False

    def _to(self, n: int) -> None:
        """Move; what waits and is not passed goes on waiting."""
        if self.at <= n <= self._seen:
            for _ in range(n - self.at):
                seconds = self._holds.popleft()
                self._paid += seconds
                self._worth -= seconds > 0
        else:
            self._arrive(n, self.log[n - 1].t if n else 0)
        self.at = n

    def _arrive(self, n: int, t: int) -> None:
        """Let nothing wait: so many events have happened by the true time ``t``, ns."""
        self._holds.clear()
        self._debts.clear()
        self._paid, self._worth, self._seen = self._fed, 0, n
        self._anchor = (self._play, t)

    def follow(self, now: float) -> None:
        """Go on playing at the end of the log, as things happen; all of it is shown."""
        self.paused, self._frozen, self._looked = False, None, now
        self.following = self.live
        self._begun, self._hold, self._free = now, 0.0, now

    def faster(self, step: int, now: float) -> None:
        """Take the next speed of `SPEEDS`, or the one before."""
        at = SPEEDS.index(self.speed) + step
        t = self.true_time(self._shown_t)
        self.speed = SPEEDS[max(0, min(at, len(SPEEDS) - 1))]
        self._time, self._looked = float(t), now
        if not self.following:
            self._arrive(self.at, t)

    # -- where it is ----------------------------------------------------------------------------

    def progress(self, now: float) -> float:
        """Return how far the motion of the event shown last has come, 0 to 1."""
        if not self.motion or self._hold <= 0:
            return 1.0
        if self._frozen is not None:
            return self._frozen
        return min(1.0, max(0.0, (now - self._begun) / self._hold))

    def true_time(self, reality: int) -> int:
        """Return the true time of the picture, ns; ``reality`` is the run's own time now."""
        if (self.at < len(self.log) and self.following) or self._holds:
            return self._shown_t
        if self.at == len(self.log):
            return max(reality, self._shown_t) if self.following else self._shown_t
        if self.speed != HUMAN:
            return max(self._shown_t, min(round(self._time), self.log[self.at].t))
        event, (begin, t) = self.log[self.at], self._anchor
        end = self._place(event)
        part = (self._play - begin) / (end - begin) if end > begin else 0.0
        return max(self._shown_t, t + round((event.t - t) * min(1.0, part)))

    def moving(self, now: float) -> bool:
        """Whether the picture will change without anything new happening."""
        if self.progress(now) < 1 and self._frozen is None:
            return True
        return not self.paused and not self.finished

    @property
    def behind(self) -> Behind:
        """How far the picture is behind: what has happened while following, else all of the log."""
        if self.following:
            if not self._holds:
                return Behind(0, 0)
            return Behind(self._worth, max(0, self.log[self._seen - 1].t - self._shown_t))
        if self.finished:
            return Behind(0, 0)
        return Behind(len(self.log) - self.at, max(0, self.log[-1].t - self._shown_t))

    @property
    def finished(self) -> bool:
        """Everything in the log has been shown."""
        return self.at >= len(self.log)
