"""Writes a run into the ring of the last runs, beside the run and never in its way.

A thread of its own, which rests after each piece, so that whoever observes the run finds the
interpreter free; and whatever goes wrong (a full disk, no home) ends the recording and nothing
else: nobody has asked for it.
"""

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

from procviz import runs
from procviz.errors import Sentence
from procviz.events import Event
from procviz.feed import Header
from procviz.recording import Writer

_PIECE = 50  # events written at once: half a millisecond
_REST = 0.002  # seconds after each piece
_MOST = runs.BYTES // 4  # bytes of one run


class Keeper:
    """Keeps one run.  ``most``: how many runs are kept, this one included."""

    def __init__(self, where: Path, most: int) -> None:
        self._where, self._most = where, most
        self._queue: SimpleQueue[Sequence[Event] | None] = SimpleQueue()
        self._hurry = self._over = False
        self._thread: threading.Thread | None = None

    def begin(self, header: Header) -> None:
        """Begin to keep a run."""
        self._thread = threading.Thread(
            target=self._work, args=(header,), name="procviz keeper", daemon=True
        )
        self._thread.start()

    def put(self, events: Sequence[Event]) -> None:
        """Take in what has happened; returns at once."""
        if not self._over:
            self._queue.put(events)

    def close(self) -> None:
        """The run is over; returns at once."""
        self._queue.put(None)

    def wait(self, seconds: float) -> None:
        """Wait until all is written, or for so long."""
        self._hurry = True
        if self._thread is not None:
            self._thread.join(seconds)

    def _work(self, header: Header) -> None:
        with suppress(OSError, Sentence):
            self._where.mkdir(parents=True, exist_ok=True, mode=0o700)
            stem = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{runs.title(header)}"
            _, writer = runs.create(self._where, stem, runs.ENDING, header)
            try:
                self._follow(writer)
            finally:
                writer.close()
        self._over = True
        runs.prune(self._where, self._most)

    def _follow(self, writer: Writer) -> None:
        while (events := self._queue.get()) is not None:
            for at in range(0, len(events), _PIECE):
                if writer.size > _MOST:
                    return
                writer.write(events[at : at + _PIECE])
                if not self._hurry:
                    time.sleep(_REST)


def keeper() -> Keeper | None:
    """Return what keeps the next run, None where the person wants none to be kept."""
    most = runs.count()
    return Keeper(runs.folder(), most) if most else None
