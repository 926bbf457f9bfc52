"""The playhead: which events the picture shows by now, at a pace that a person can follow.

Reality is quicker than the eye.  Each event worth seeing stands still for a moment, a backlog is
worked off within `CATCH_UP` seconds, and nothing is ever reordered or left out.  Knows no clock:
every method gets ``now`` in seconds of any clock that only goes forward.
"""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from procviz.events import Event
from procviz.pace import SEEN, hold

CATCH_UP = 8.0  # seconds after which a backlog has been shown
FLOOR = 0.02  # nothing worth seeing is shown shorter, while that leaves time to catch up
IDLE = 1.0  # longest pause of a replay in which nothing happens, s


class Behind(NamedTuple):
    """How far the picture is behind: events worth seeing that wait, and true time, ns."""

    events: int
    lag: int


class _Debt(NamedTuple):
    """All work up to ``work`` has to be shown by ``due``."""

    work: float
    due: float


class Pacer:
    """Queue between the log and the picture.

    ``replay``: the whole log is known from the start, and time in it passes as recorded, save
    that idle time is shortened to `IDLE`; else events are fed as they happen.  ``motion``: false
    shows every event at rest.
    """

    def __init__(self, *, replay: bool = False, motion: bool = True) -> None:
        self.replay, self.motion = replay, motion
        self.paused = False
        self._future: deque[tuple[float, Event]] = deque()  # replay only: s of play time, event
        self._queue: deque[Event] = deque()  # has happened, not shown
        self._worth = 0  # of these, how many are worth seeing
        self._debts: deque[_Debt] = deque()
        self._fed = self._paid = 0.0  # seconds of holding, in all
        self._free = 0.0  # until when the shown event keeps the picture
        self._waited = False  # the head of the queue had to wait for that
        self._begun, self._hold = 0.0, 0.0  # the motion that runs
        self._frozen: float | None = None  # its progress while paused
        self._last_t: int | None = None  # true time of the last event that was fed
        self._shown_t = 0
        self._play = 0.0  # replay: seconds played
        self._anchor = (0.0, 0)  # replay: play time and true time of the last event so far
        self._looked: float | None = None

    def feed(self, events: Iterable[Event], now: float) -> None:
        """Add events at the end of the queue."""
        for event in events:
            if not self.replay:
                self._arrive(event)
                continue
            gap = 0.0 if self._last_t is None else (event.t - self._last_t) / 1e9
            before = self._future[-1][0] if self._future else self._play
            self._last_t = event.t if self._last_t is None else max(event.t, self._last_t)
            self._future.append((before + min(max(gap, 0.0), IDLE), event))
        self._owe(now)

    def _arrive(self, event: Event) -> None:
        self._queue.append(event)
        seconds = hold(event)
        self._fed += seconds
        self._worth += seconds > 0
        if not self.replay:
            self._last_t = max(event.t, self._last_t or 0)

    def _owe(self, now: float) -> None:
        if self._queue and (not self._debts or self._debts[-1].work < self._fed):
            self._debts.append(_Debt(self._fed, now + CATCH_UP))

    def due(self, now: float) -> list[Event]:
        """Return the events that the picture has to take in now, in order."""
        if self.paused:
            return []
        self._pass_time(now)
        out: list[Event] = []
        scale = self._scale(now)
        while self._queue and (hold(self._queue[0]) == 0 or self._free <= now):
            event = self._pop()
            out.append(event)
            seconds = hold(event)
            if seconds:
                shown = seconds * scale
                if shown < FLOOR and self._time_for_floor(now):
                    shown = FLOOR
                # one that waited is counted from when it could begin: frames lose no time
                begin = self._free if self._waited else now
                self._begun, self._hold, self._free = begin, shown, begin + shown
                self._waited = True
        self._waited = bool(self._queue)
        return out

    def _pass_time(self, now: float) -> None:
        """Replay: let the recorded time pass."""
        if not self.replay:
            return
        self._play += now - self._looked if self._looked is not None else 0.0
        self._looked = now
        self._reach()
        self._owe(now)

    def _reach(self) -> None:
        """Replay: what has happened by now is no longer the future."""
        while self._future and self._future[0][0] <= self._play:
            at, event = self._future.popleft()
            self._anchor = (at, event.t)
            self._arrive(event)

    def _scale(self, now: float) -> float:
        """Return by how much holds are cut so that every debt is paid in time."""
        while self._debts and self._debts[0].work <= self._paid + 1e-9:
            self._debts.popleft()
        needed = ((d.work - self._paid) / max(d.due - now, FLOOR) for d in self._debts)
        return 1 / max(1.0, max(needed, default=1.0))

    def _time_for_floor(self, now: float) -> bool:
        """Whether all can be shown in time with FLOOR seconds each."""
        return not self._debts or self._worth * FLOOR <= max(self._debts[-1].due - now, FLOOR)

    def _pop(self) -> Event:
        event = self._queue.popleft()
        seconds = hold(event)
        self._paid += seconds
        self._worth -= seconds > 0
        self._shown_t = max(self._shown_t, event.t)
        return event

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
        self._owe(now)
        self._free = min(self._free, now)

    def step(self, now: float) -> list[Event]:
        """While paused: return the next event worth seeing, and what comes before it."""
        while self._future and not self._worth:
            self._play = max(self._play, self._future[0][0])
            self._reach()
        out: list[Event] = []
        while self._queue:
            out.append(self._pop())
            if hold(out[-1]):
                self._begun, self._hold, self._free = now, SEEN, now + SEEN
                self._frozen = None
                break
        return out

    def skip(self, now: float) -> list[Event]:
        """Return all that is left: the picture is at the live edge, or at a recording's end."""
        out = [*self._queue, *(event for _, event in self._future)]
        self._queue.clear()
        self._future.clear()
        self._debts.clear()
        self._paid, self._worth = self._fed, 0
        self._shown_t = max([self._shown_t, *(event.t for event in out)])
        self._begun, self._hold, self._free = now, 0.0, now
        return out

    def progress(self, now: float) -> float:
        """Return how far the motion of the event shown last has come, 0 to 1."""
        if not self.motion or self._hold <= 0:
            return 1.0
        if self._frozen is not None:
            return self._frozen
        return min(1.0, max(0.0, (now - self._begun) / self._hold))

    def true_time(self, reality: int) -> int:
        """Return the true time of the picture, ns; ``reality`` is the run's own time now."""
        if self._queue:
            return self._shown_t
        if not self._future:
            return self._shown_t if self.replay else max(reality, self._shown_t)
        (begin, t), (end, event) = self._anchor, self._future[0]
        part = (self._play - begin) / (end - begin) if end > begin else 0.0
        return max(self._shown_t, t + round((event.t - t) * min(1.0, part)))

    def moving(self, now: float) -> bool:
        """Whether the picture will change without anything new happening."""
        if self.progress(now) < 1 and self._frozen is None:
            return True
        return not self.paused and bool(self._queue or self._future)

    @property
    def behind(self) -> Behind:
        """How far the picture is behind what has happened."""
        if not self._queue:
            return Behind(0, 0)
        return Behind(self._worth, max(0, self._queue[-1].t - self._shown_t))

    @property
    def finished(self) -> bool:
        """Everything fed has been shown."""
        return not self._queue and not self._future
