"""When a line of strace was written, by CLOCK_MONOTONIC."""

import time

from procviz.sources.strace_lines import Record


class Clock:
    """Adds up the steps from line to line.

    strace stamps them with CLOCK_MONOTONIC, so only the first line needs the wall clock: whoever
    sets that one, ntpd or a person, moves no event.
    """

    def __init__(self) -> None:
        self._last: int | None = None

    def at(self, record: Record) -> int:
        """Return the time of the next line, ns."""
        self._last = self.ahead(record)
        return self._last

    def ahead(self, record: Record) -> int:
        """Return what `at` would, for a line of which only the beginning is there yet."""
        if self._last is None:
            return record.wall - (time.time_ns() - time.monotonic_ns())
        return self._last + record.step

    def missed(self) -> None:
        """A line could not be read, and its step neither: begin anew."""
        self._last = None
