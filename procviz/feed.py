"""The seam between whatever gives events and the screen: a live run, or a recording."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # the first frame needs the seam, not what passes through it
    from procviz.events import Event
    from procviz.identity import ProcKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a recording says before its first event.

    ``start``: wall clock, ISO 8601 with zone.  ``sources``: who observes.  ``files``: path ->
    text of the program's source.  ``helper``: PID of procviz's helper process, the subreaper
    that adopts orphans.  ``host``: facts of the machine.
    """

    command: tuple[str, ...]
    scenario: str = ""
    variant: str = ""
    start: str = ""
    helper: int = 0
    sources: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    host: dict[str, Any] = field(default_factory=dict)


class Feed(Protocol):
    """Events in order, from now on or from long ago."""

    header: Header

    @property
    def events(self) -> "Sequence[Event]":
        """All events so far; what is in it does not change any more."""

    def start(self, wake: Callable[[], None]) -> None:
        """Begin.  ``wake`` is called from any thread when `take` has something new."""

    def take(self) -> "list[Event]":
        """Return the events since the last call, in log order."""

    @property
    def live(self) -> bool:
        """More events may come."""

    @property
    def now(self) -> int:
        """True time of the run, ns; stands still when it is over."""

    def send_signal(self, key: "ProcKey", signum: int) -> str:
        """Send a signal to a process of this run; return why it could not be done, or ""."""

    def stop(self) -> None:
        """End everything that was started; returns when nothing of it runs any more."""
