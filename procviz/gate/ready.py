"""Who may go on, and to do what."""

from dataclasses import dataclass
from typing import Any

from procviz.events import Where
from procviz.identity import ProcKey

_ENDS = """
forked, spawned, waited, sent, received, eof, polled, signal woken, acquired, not acquired, woken,
put, got, proxied, connected, returned
"""
# kinds of stops at which a call has come back: see procviz/probe/_procviz_gate.py
RETURNS = frozenset(kind.strip() for kind in _ENDS.split(","))
# of these, those that are a choice even if nothing else went on meanwhile: somebody new may run
BRANCHES = frozenset(("forked", "returned"))


@dataclass(frozen=True, slots=True)
class Stop:
    """What a thread said when it came to the gate; ``pid`` and ``tid`` are the kernel's."""

    number: int
    depth: int
    tid: int
    pid: int
    point: str
    place: tuple[str, int, str] | None
    args: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """A thread that may go on; see the package's text."""

    who: str
    key: ProcKey
    tid: int
    depth: int
    point: str
    call: str
    where: Where | None
    number: int

    @property
    def returned(self) -> bool:
        """A call has come back: the thread is not about to do something, but to go on."""
        return self.point in RETURNS


def order(who: str) -> tuple[int, int]:
    """Return (birth of the process, index of the thread) for ``"2.1"``."""
    birth, _, thread = who.partition(".")
    return int(birth), int(thread or 0)


def name(birth: int, thread: int) -> str:
    """Return the reverse."""
    return f"{birth}.{thread}" if thread else str(birth)
