"""How long a key waits for its answer: with 1,000 events a second, and in a long recording.

    uv run python -m tests.bench.keys [SECONDS] [EVENTS]

procviz runs on a pseudo-terminal of 160x45.  While a program makes events, `e` is pressed: its
answer is the other title of the output pane.  In a recording nothing moves by itself: the answer
of a key is the first that comes, and it is whole when the terminal is quiet, which is later where
the key sets something in motion (a step on: 0.4 s).  Escape waits for 0.1 s in Textual, as it may
begin the code of another key.  `tests.bench.flood` does the same under a flood of output.

Beside the time stands what of it procviz has to answer for: the longest turn of its event loop, in
CPU time, and the time for which the main thread was ready to go on and had no core (schedstat of
proc(5)), which belongs to whoever else runs here.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench import seek, slices
from tests.on_pty import OnPty

SILENT = 2.0  # seconds without any after which a key has changed nothing
QUIET = 0.15  # seconds without output after which an answer is whole
GAP = 0.05  # seconds from an answer to the next key: a person, not a test
EVENTS = """
import os, sys, time
begun, done = time.monotonic(), 0
while (now := time.monotonic()) - begun < float(sys.argv[1]):
    if done * 0.002 > now - begun:
        time.sleep(0.001)
        continue
    done += 1
    read, write = os.pipe()
    os.close(read)
    os.close(write)
"""
WAYS = {
    "step on": b"\x1b[C", "step back": b"\x1b[D",
    "event on": b"\x1b[1;5C", "event back": b"\x1b[1;5D",
    "next deed": b".", "deed before": b",", "to the end": b"\x1b[F", "to the start": b"\x1b[H",
    "events or output": b"e", "next process": b"\t", "zoom in": b"+", "zoom out": b"-",
    "full screen": b"33", "help": b"?", "and away": b"\x1b",
}  # fmt: skip


class Key(NamedTuple):
    """A key: when it was pressed (s of CLOCK_MONOTONIC), and ms."""

    at: float
    took: float
    waited: float  # for a core
    whole: float = 0.0  # ms until nothing of the answer came any more


class Timed(OnPty):
    """procviz with its turns noted, read by `turns` when it has ended."""

    def __init__(self, folder: Path, *words: str) -> None:
        self._told = folder / "turns"
        self.PROGRAM = ("-m", "tests.bench.slices", str(self._told))
        super().__init__(160, 45, *words, PYTHONDONTWRITEBYTECODE=None)

    def waited(self) -> float:
        """Return for how long the main thread has been ready to run, and was not, ms."""
        pid = self.key.pid
        return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[1]) / 1e6

    def timed(self, keys: bytes, answered: Callable[[], bool]) -> Key:
        """Press, and read until it has been answered."""
        self.screen()
        before, began = self.waited(), time.perf_counter()
        self.press(keys)
        while not answered():
            self.read(1.0)
        return Key(began, (time.perf_counter() - began) * 1000, self.waited() - before)

    def events_or_output(self, number: int) -> Key:
        """Press e."""
        title = f"6 {('Events', 'Output')[number % 2]}"
        return self.timed(b"e", lambda: title in self.screen())

    def answer(self, keys: bytes) -> Key:
        """Press, and read until there is quiet."""
        self.screen()
        before, began = self.waited(), time.perf_counter()
        self.press(keys)
        first, last, waited = 0.0, began, before
        while time.perf_counter() - last < (QUIET if first else SILENT):
            had = len(self.raw)
            self.read(QUIET)
            if len(self.raw) > had:
                last = time.perf_counter()
                if not first:
                    first, waited = last, self.waited()
        return Key(began, ((first or began) - began) * 1000, waited - before, (last - began) * 1000)

    def turns(self, keys: list[Key]) -> list[slices.Turn]:
        """Return the turns from the first key to the last; when it has ended."""
        begin, end = keys[0].at, keys[-1].at + max(keys[-1].took, keys[-1].whole) / 1000
        return [t for t in slices.read(self._told) if begin - t.wall / 1000 < t.began < end]


@contextmanager
def timed(*words: str) -> Iterator[Timed]:
    """Run procviz and end it."""
    with tempfile.TemporaryDirectory() as folder:
        it = Timed(Path(folder), *words)
        try:
            yield it
        finally:
            it.close()


def told(keys: list[Key], turns: list[slices.Turn]) -> dict[str, float]:
    """Return the figures of a table."""
    took = sorted(key.took for key in keys)
    waited = sorted(key.waited for key in keys)
    return {
        "keys": len(keys),
        "key, median ms": statistics.median(took),
        "key, 95 % ms": took[int(len(took) * 0.95)],
        "key, longest ms": took[-1],
        "  … without core ms": max(key.took - key.waited for key in keys),
        "longest turn, CPU ms": max((turn.cpu for turn in turns), default=0.0),
        "no core, median ms": statistics.median(waited),
        "no core, longest ms": waited[-1],
    }


def live(seconds: float) -> dict[str, float]:
    """Press e while a program makes 1,000 events a second (two calls, each 2 ms)."""
    with tempfile.TemporaryDirectory() as name:
        script = Path(name) / "events.py"
        script.write_text(EVENTS)
        with timed("--lang", "en", "--", sys.executable, str(script), str(seconds + 60)) as it:
            it.sees("pipe")
            keys: list[Key] = []
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                keys.append(it.events_or_output(len(keys)))
                rest = time.monotonic() + GAP
                while (left := rest - time.monotonic()) > 0:
                    it.read(left)
            it.quit()
            return told(keys, it.turns(keys))


def paused(count: int, rounds: int = 4) -> Iterator[tuple[str, list[float]]]:
    """Press keys in a recording of so many events, after all of it is known.

    Returns for each kind of key ms: the median and the longest, the longest until the answer is
    whole, the longest turn in CPU time, and the longest time without a core.
    """
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "long.procviz"
        seek.write(path, count)
        with timed("replay", str(path), "--lang", "en") as it:
            it.sees("make")
            it.press(b" ")
            while True:  # until it knows all of it, and rests
                cpu = _cpu(it.key.pid)
                it.read(1.0)
                time.sleep(0.5)
                if _cpu(it.key.pid) - cpu < 0.02:
                    break
            pressed = [
                (name, it.answer(keys)) for _ in range(rounds) for name, keys in WAYS.items()
            ]
            it.quit()
            turns = it.turns([key for _, key in pressed])
    for name in WAYS:
        keys = [key for what, key in pressed if what == name]
        ends = [(key.at, key.at + key.whole / 1000) for key in keys]
        own = [t.cpu for t in turns if any(a <= t.began <= b for a, b in ends)]
        took = [key.took for key in keys]
        whole, waited = max(key.whole for key in keys), max(key.waited for key in keys)
        yield name, [statistics.median(took), max(took), whole, max(own, default=0.0), waited]


def _cpu(pid: int) -> float:
    """Return the CPU seconds of a process."""
    numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / 100


def main(seconds: float = 10.0, count: int = 1_000_000) -> None:
    """Print the tables."""
    print("1,000 events a second")
    for name, value in live(seconds).items():
        print(f"{name:24}{value:10.1f}")
    columns = "median", "longest", "whole", "turn, CPU", "no core"
    print(
        f"\n{f'{count:,} events, paused':30}" + "".join(f"{word:>10}" for word in columns) + " ms"
    )
    for name, row in paused(count):
        print(f"{name:30}" + "".join(f"{figure:10.1f}" for figure in row))


if __name__ == "__main__":
    main(*(kind(word) for kind, word in zip((float, int), sys.argv[1:], strict=False)))
