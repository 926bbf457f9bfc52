"""How much of a flood of output is kept: nobody reads 50 MB a second, and memory has an end.

What is not kept is read all the same, at once, so that no program waits in write() for procviz,
and it is counted.  Of each pause its last lines are kept: the screen shows what is written now.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

BURST = 1 << 20  # bytes that may come at once
RATE = 256 << 10  # bytes a second that may go on
ENOUGH = 64 << 20  # bytes of a run after which only the ends of lines go on being kept
TAIL = 1024  # bytes of the last lines
OFTEN, SELDOM = 100_000_000, 1_000_000_000  # ns between two looks at the last lines
BACKLOG = 256 << 20  # bytes that may wait for a reader that lags

_CONTINUED = re.compile(rb"\A[\x80-\xbf]{1,3}")  # the rest of a cut UTF-8 character


class Ration:
    """A purse that fills by time (`allows` is asked with CLOCK_MONOTONIC ns)."""

    def __init__(self) -> None:
        self._purse, self._since = float(BURST), time.monotonic_ns()
        self._kept = 0

    @property
    def pause(self) -> int:
        """How long what is not kept is gathered, ns."""
        return OFTEN if self._kept < ENOUGH else SELDOM

    def allows(self, size: int, now: int) -> bool:
        """Whether so many bytes are to be kept; then they are paid for."""
        if self._kept >= ENOUGH:
            return False
        self._purse = min(BURST, self._purse + (now - self._since) * RATE / 1e9)
        self._since = now
        if self._purse < size:
            return False
        self._purse -= size
        self._kept += size
        return True


class Lag:
    """For a reader that wants everything, as long as it reads it: ``waiting`` tells the bytes."""

    pause = OFTEN

    def __init__(self, waiting: Callable[[], int]) -> None:
        self._waiting = waiting

    def allows(self, size: int, now: int) -> bool:
        """Whether so many bytes are to be kept."""
        return self._waiting() + size <= BACKLOG


@dataclass(slots=True)
class Skipped:
    """What one process wrote to one descriptor, and was not kept, but for its ``tail``."""

    since: int  # ns
    until: int = 0
    size: int = 0
    lines: int = 0
    tail: bytes = b""

    def add(self, data: bytes, now: int) -> None:
        """Count it."""
        self.until = now
        self.size += len(data)
        self.lines += data.count(b"\n")
        self.tail = data[-TAIL:] if len(data) >= TAIL else (self.tail + data)[-TAIL:]

    def end(self) -> tuple[bytes, int, int]:
        """Return the last whole lines and how many bytes and lines are missing before them."""
        tail = self.tail
        if self.size > len(tail):
            _, newline, after = tail.partition(b"\n")
            tail = after if newline and after else _CONTINUED.sub(b"", tail)
        return tail, self.size - len(tail), self.lines - tail.count(b"\n")
