"""procviz itself, noting how long each turn of its event loop keeps all keys waiting.

    python -m tests.bench.slices FILE WORDS…

What procviz was told goes on as WORDS.  When it ends, FILE has a JSON list of the turns that took
a millisecond or more: when they began (s of CLOCK_MONOTONIC), how long they took, and how much CPU
time of the main thread (both ms).  No other thread, no tracing: 2 µs a turn.
"""

import json
import sys
import time
from asyncio import events
from pathlib import Path
from typing import NamedTuple

from procviz.cli import main as procviz

LEAST = 1.0  # ms


class Turn(NamedTuple):
    """A turn of the event loop."""

    began: float
    wall: float
    cpu: float


def read(file: Path) -> list[Turn]:
    """Return the turns that were noted."""
    return [Turn(*numbers) for numbers in json.loads(file.read_text())]


def main(file: Path, words: list[str]) -> int:
    """Run it."""
    turns: list[Turn] = []
    usual = events.Handle._run

    def run(handle: events.Handle) -> None:
        began, cpu = time.perf_counter(), time.thread_time()
        usual(handle)
        wall = (time.perf_counter() - began) * 1000
        if wall >= LEAST:
            turns.append(Turn(began, wall, (time.thread_time() - cpu) * 1000))

    events.Handle._run = run  # type: ignore[method-assign]
    sys.argv[1:] = words
    try:
        return procviz()
    finally:
        file.write_text(json.dumps(turns))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
