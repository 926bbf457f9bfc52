"""What kind of event stands where in a log, and whose: five bytes each, to find the next one.

And when some of them were, evenly spread, to see where in a run much happened.
"""

from array import array
from collections.abc import Iterable

from procviz import events as ev
from procviz.events import Event
from procviz.pace import hold

_CLASSES: list[type[Event]] = [
    cls for cls in vars(ev).values()
    if isinstance(cls, type) and issubclass(cls, Event) and cls is not Event
]  # fmt: skip
_CODES = {cls: i for i, cls in enumerate(_CLASSES)}
_CHUNK = 4_096
_TIMES = 8_192  # at most so many times are kept
_PID = 0x7FFFFFFF  # PIDs are less than 2^22 (proc_sys_kernel(5)); a recording may say anything

EVERY = frozenset(_CLASSES)
WORTH = frozenset(cls for cls in _CLASSES if hold(cls) > 0)  # a step
LINES = frozenset({ev.LineReached})
DEEDS = WORTH - LINES  # what a process does, apart from going on
KINDS: dict[str, frozenset[type[Event]]] = {  # what a person may look for, most wanted first
    "signal": frozenset({ev.SignalSent, ev.SignalDelivered, ev.HandlerBegan, ev.Stopped,
                         ev.Continued}),
    "exit": frozenset({ev.Exited, ev.RunEnded}),
    "reap": frozenset({ev.Reaped}),
    "fork": frozenset({ev.Spawned}),
    "exec": frozenset({ev.Execed, ev.ExecFailed}),
    "wait": frozenset({ev.WaitBegan, ev.WaitEnded}),
    "zombie": frozenset({ev.Zombie}),
    "adopted": frozenset({ev.Reparented}),
    "lock": frozenset({ev.AcquireBegan, ev.Acquired, ev.AcquireFailed, ev.Released, ev.WaitingOn,
                       ev.Woken, ev.Notified}),
    "queue": frozenset({ev.PutBegan, ev.Put, ev.GetBegan, ev.Got}),
    "pipe": frozenset({ev.PipeOpened, ev.FdClosed, ev.SendBegan, ev.Sent, ev.ReceiveBegan,
                       ev.Received, ev.EofRead}),
    "task": frozenset({ev.TaskBegan, ev.TaskEnded, ev.TaskCreated, ev.TaskFinished}),
    "thread": frozenset({ev.ThreadStarted, ev.ThreadEnded}),
    "output": frozenset({ev.Wrote}),
    "lost": frozenset({ev.Lost}),
}  # fmt: skip


class Places:
    """Kinds and PIDs of the events from the beginning of a log on."""

    def __init__(self) -> None:
        self._kinds = bytearray()
        self._pids = array("i")
        self._times = array("q")
        self.each = 1  # of so many events one has its time here

    def __len__(self) -> int:
        return len(self._kinds)

    def add(self, event: Event) -> None:
        """Add the next event."""
        if len(self._kinds) % self.each == 0:
            self._times.append(event.t)
            if len(self._times) == _TIMES:
                del self._times[1::2]
                self.each *= 2
        self._kinds.append(_CODES[type(event)])
        self._pids.append(event.pid & _PID)

    def times(self, begin: int, end: int, without: Iterable[type[Event]]) -> list[int | None]:
        """Return the times (ns) of events number ``begin`` * `each` on, in steps of `each`.

        Up to that number ``end`` or as far as is known; None for some kinds.
        """
        codes = {_CODES[kind] for kind in without}
        kinds = self._kinds[begin * self.each : end * self.each : self.each]
        found = zip(kinds, self._times[begin:end], strict=False)
        return [None if code in codes else t for code, t in found]

    def count(self, kinds: Iterable[type[Event]]) -> int:
        """Return how many events of some kinds are known."""
        return sum(self._kinds.count(_CODES[kind]) for kind in kinds)

    def next(self, begin: int, kinds: Iterable[type[Event]], pid: int | None = None) -> int:
        """Return the first place from ``begin`` on with one of these kinds, -1 if none is known."""
        begin = max(0, begin)
        if pid is None:
            found = (self._kinds.find(_CODES[kind], begin) for kind in kinds)
            return min((at for at in found if at >= 0), default=-1)
        codes = {_CODES[kind] for kind in kinds}
        while begin < len(self._pids):
            try:
                begin = self._pids.index(pid & _PID, begin)
            except ValueError:
                return -1
            if self._kinds[begin] in codes:
                return begin
            begin += 1
        return -1

    def last(self, end: int, kinds: Iterable[type[Event]], pid: int | None = None) -> int:
        """Return the last place before ``end`` with one of these kinds, -1 if there is none."""
        end = min(end, len(self._kinds))
        if pid is None:
            found = (self._kinds.rfind(_CODES[kind], 0, max(0, end)) for kind in kinds)
            return max(found, default=-1)
        codes = {_CODES[kind] for kind in kinds}
        while end > 0:
            begin = max(0, end - _CHUNK)
            part = self._pids[begin:end]
            for i in range(len(part) - 1, -1, -1):
                if part[i] == pid & _PID and self._kinds[begin + i] in codes:
                    return begin + i
            end = begin
        return -1
