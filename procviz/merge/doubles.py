"""Calls that both the probe and strace tell of: told once, as the probe tells them.

In a process that the probe runs in, its waits and pipes win: it has the line of the source, and it
folds what a library does in the program's name.  strace is added to the sources where it saw the
same call.  A signal is told by strace alone where C sent it, as abort(3) does.  Of processes
without the probe everything is taken from strace.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from procviz import events as ev
from procviz.events import Event

_PAIRED = ev.WaitBegan | ev.WaitEnded | ev.SignalSent
_FOLDED = (
    ev.WaitBegan, ev.WaitEnded, ev.ExecFailed, ev.PipeOpened, ev.FdDuped, ev.FdClosed,
)  # fmt: skip
_Call = tuple[type[Event], object]
_REMEMBERED = 32  # calls of one process that wait for their second sight


@dataclass(slots=True)
class Doubles:
    """The calls of one process of which only one of the two has told."""

    by_probe: deque[_Call] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    by_strace: deque[_Call] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))

    def settle(self, event: Event, held: Iterable[Event]) -> tuple[Event | None, Event | None]:
        """Return the event as it is to be told, or None, and the held one that it answers for.

        ``held``: what is still to come of the same kind from the same process.
        """
        call = _call(event)
        if "strace" in event.source:
            return self._strace(event, call, held), None
        if call is None or "probe" not in event.source:
            return event, None
        if call in self.by_strace:
            self.by_strace.remove(call)
            return _named(event), None
        for other in held:
            if "strace" in other.source and _call(other) == call:
                return _named(event), other
        self.by_probe.append(call)
        return event, None

    def _strace(self, event: Event, call: _Call | None, held: Iterable[Event]) -> Event | None:
        if call is not None and call in self.by_probe:
            self.by_probe.remove(call)
            return None
        if isinstance(event, _FOLDED):
            if call is not None:
                self.by_strace.append(call)
            return None
        # a refused signal is told by the probe only after the call
        if call is not None and any("probe" in o.source and _call(o) == call for o in held):
            self.by_strace.append(call)
            return None
        return event


def _call(event: Event) -> _Call | None:
    """Return what makes two sights of it the same call; None for events that are never doubled."""
    if not isinstance(event, _PAIRED):
        return None
    if isinstance(event, ev.WaitEnded):
        return ev.WaitEnded, event.child
    return type(event), event.signal if isinstance(event, ev.SignalSent) else None


def _named(event: Event) -> Event:
    return replace(event, source=tuple(sorted({*event.source, "strace"})))
