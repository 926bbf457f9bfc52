"""A recording as a feed: the same screen on what happened long ago."""

from collections.abc import Callable

from procviz.events import Event
from procviz.feed import Header
from procviz.identity import ProcKey
from procviz.recording import Log, Recording


class Replay:
    """The playhead reads ``events`` itself: the whole log, decoded when asked for."""

    def __init__(self, recording: Recording) -> None:
        self.header: Header = recording.header
        self.note = recording.note
        self.events: Log = recording.events
        self._end = recording.events.end

    def start(self, wake: Callable[[], None]) -> None:
        """Begin."""
        wake()

    def take(self) -> list[Event]:
        """Return nothing new: everything is in `events`."""
        return []

    @property
    def live(self) -> bool:
        """Nothing more can come."""
        return False

    @property
    def now(self) -> int:
        """Time of the last event, ns."""
        return self._end

    def send_signal(self, key: ProcKey, signum: int) -> str:
        """Refuse: these processes are long gone."""
        return f"This is a recording: process {key.pid} is long gone."

    def stop(self) -> None:
        """Nothing runs."""
