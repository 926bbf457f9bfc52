"""Keys go first: what is new is looked at when the keys that have come are answered.

A key goes through four turns of the event loop, from the thread that reads the terminal to the
screen.  Without this a look, which draws all panes, comes between any two of them.
"""

from collections.abc import Callable
from time import monotonic

PATIENCE = 0.5  # seconds after which a key that nobody has taken holds up nothing any more


class Urgent:
    """Whether a key waits.  Times are Textual's, of the events; ``clock``: seconds of any clock."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._came = self._had = self._since = float("-inf")

    def came(self, time: float) -> None:
        """A key has come; called from any thread."""
        self._came, self._since = time, self._clock()

    def had(self, time: float) -> None:
        """A screen has answered the key of that time, or a later one."""
        self._had = max(self._had, time)

    @property
    def waits(self) -> bool:
        """Whether a key has come that no screen has had yet."""
        return self._had < self._came and self._clock() - self._since < PATIENCE
