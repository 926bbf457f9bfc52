"""Help for the tests on pipes and sockets: what one process told of its ends."""

from collections.abc import Sequence

from procviz.events import (
    EofRead,
    Event,
    FdClosed,
    FdDuped,
    PipeOpened,
    ReceiveBegan,
    Received,
    SendBegan,
    Sent,
)
from tests.probed import Probed

CHANNEL = (PipeOpened, FdDuped, FdClosed, SendBegan, Sent, ReceiveBegan, Received, EofRead)


def short(events: Sequence[Event]) -> list[tuple[str, int]]:
    """Return (kind, descriptor) of each."""
    return [(type(e).__name__, getattr(e, "fd", -1)) for e in events]


def of_pid(probed: Probed, pid: int) -> list[Event]:
    """Return what is told of channels by one process, its outputs apart."""
    mine = [e for e in probed.log if isinstance(e, CHANNEL) and e.pid == pid]
    return [e for e in mine if getattr(e, "fd", -1) not in (1, 2)]


def index(probed: Probed, event: Event) -> int:
    return next(i for i, e in enumerate(probed.log) if e is event)


def lines(events: Sequence[Event]) -> list[int]:
    return [e.where.line if e.where else 0 for e in events]
