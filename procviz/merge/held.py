"""Events held back until their order is settled, and until other sources have told of them too."""

import heapq
from collections import deque
from collections.abc import Iterator

from procviz import events as ev
from procviz.events import Event

_Fact = tuple[type[Event], int]
_OWN = frozenset((
    ev.Exited, ev.Execed, ev.Reparented, ev.Wrote, ev.SessionChanged, ev.GroupChanged,
    ev.WaitBegan, ev.WaitEnded, ev.SignalSent,
))  # fmt: skip


def fact(event: Event) -> _Fact | None:
    """Return what several sources may tell of: the kind of fact and the process it is about."""
    kind = type(event)
    if kind in _OWN:  # asked of every event, and isinstance would go through them all
        return kind, event.pid
    if isinstance(event, ev.Spawned | ev.Reaped):
        return kind, event.child
    return None


class Held:
    """The probe's events in file order, all others by time, and an index of facts over both."""

    def __init__(self) -> None:
        self._ordered: deque[Event] = deque()
        self._own: dict[int, deque[int]] = {}  # PID -> times of its events in _ordered
        self._timed: list[tuple[int, int, Event]] = []  # a heap
        self._count = 0
        self._facts: dict[_Fact, dict[int, Event]] = {}  # by id(): thousands may be held
        self._writes: dict[int, ev.Wrote] = {}  # by id(), in the order in which they were read
        self._gone: set[int] = set()  # id() of timed events that were taken out of order

    def push(self, event: Event) -> None:
        """Hold an event back; the probe's must come in file order."""
        if "probe" in event.source:
            self._ordered.append(event)
            self._own.setdefault(event.pid, deque()).append(event.t)
        else:
            self._count += 1
            heapq.heappush(self._timed, (event.t, self._count, event))
        key = fact(event)
        if key is not None:
            self._facts.setdefault(key, {})[id(event)] = event
            if isinstance(event, ev.Wrote):
                self._writes[id(event)] = event

    @property
    def ordered(self) -> Event | None:
        """The probe's next event."""
        return self._ordered[0] if self._ordered else None

    @property
    def timed(self) -> Event | None:
        """The next event of the others."""
        while self._timed and id(self._timed[0][2]) in self._gone:
            self._gone.discard(id(heapq.heappop(self._timed)[2]))
        return self._timed[0][2] if self._timed else None

    def pop_ordered(self) -> Event:
        """Take the probe's next event."""
        event = self._ordered.popleft()
        own = self._own[event.pid]
        own.popleft()
        if not own:
            del self._own[event.pid]
        self._forget(event)
        return event

    def pop_timed(self) -> Event:
        """Take the next event of the others (`timed` was not None)."""
        event = heapq.heappop(self._timed)[2]
        self._forget(event)
        return event

    def older(self, event: Event) -> bool:
        """Tell whether the probe has something of the same process from before ``event``."""
        own = self._own.get(event.pid)
        return own is not None and own[0] < event.t

    def speaks(self, pid: int) -> bool:
        """Tell whether the probe has something of this process."""
        return pid in self._own

    def take(self, kind: type[Event], pid: int) -> Event | None:
        """Return the first held event with this fact, out of order.

        One of the probe's stays where it is, as its file order must be kept; whoever settles facts
        drops the second sight of it.
        """
        for event in self.peek(kind, pid)[:1]:
            self.drop(event)
            return event
        return None

    def drop(self, event: Event) -> None:
        """Take out an event, unless it is the probe's."""
        if "probe" not in event.source:
            self._remove(event)

    def before(self, death: ev.Exited) -> Iterator[Event]:
        """Take out, by time, what others than the probe saw this process exec and make until then.

        Nearly always nothing is left of that time, and then there is nothing to search.
        """
        first = self.timed
        if first is None or first.t > death.t:
            return
        found = [
            one for one in self._timed
            if one[2].pid == death.pid and one[0] <= death.t
            and isinstance(one[2], ev.Execed | ev.Spawned)
        ]  # fmt: skip
        for *_, event in sorted(found):
            if id(event) not in self._gone:
                self._remove(event)
                yield event

    def same(self, event: Event) -> Iterator[Event]:
        """Yield what other sources tell of the same fact, and take it out where order allows."""
        key = fact(event)
        assert key is not None
        for other in self.peek(*key):
            if other is not event and other.source != event.source:
                self.drop(other)
                yield other

    def peek(self, kind: type[Event], pid: int) -> list[Event]:
        """Return all held events with this fact, leaving them."""
        return list(self._facts.get((kind, pid), {}).values())

    def written(self, pid: int) -> list[ev.Wrote]:
        """Take out what a process wrote, and what others had written to the same before."""
        fds = {line.fd for line in self.peek(ev.Wrote, pid) if isinstance(line, ev.Wrote)}
        found: list[ev.Wrote] = []
        for fd in fds:
            lines = [line for line in self._writes.values() if line.fd == fd]
            while lines[-1].pid != pid:
                lines.pop()
            found += lines
        for line in found:
            self._remove(line)
        return found

    def _remove(self, event: Event) -> None:
        self._gone.add(id(event))
        self._forget(event)

    def _forget(self, event: Event) -> None:
        key = fact(event)
        if key is None:
            return
        self._writes.pop(id(event), None)
        facts = self._facts.get(key)
        if facts is not None:
            facts.pop(id(event), None)
            if not facts:
                del self._facts[key]
