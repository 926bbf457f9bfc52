"""``python -m tests.bench.recording [EVENTS]``: what a long recording costs to open and to read.

Makes one of so many events (1,000,000) in a temporary folder.  Heap is what tracemalloc counts:
what the Python objects take, without the kernel's cache of the file.
"""

import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from procviz import events as ev
from procviz.events import Event, Where
from procviz.feed import Header
from procviz.recording import Log, create, read

RANDOM = 500


def lives(begin: int, end: int) -> list[Event]:
    """Some processes, three events each."""
    out: list[Event] = []
    here = Where("/home/you/lesson.py", 12, "main")
    for i in range(begin, end):
        seq, t, pid = 3 * i, i * 10_000, 1000 + i % 30_000
        both = ("kernel", "probe")
        out += [
            ev.Spawned(seq=seq + 1, t=t, pid=100, child=pid, child_start=i, source=both,
                       where=here),
            ev.Sampled(seq=seq + 2, t=t + 1_000, pid=pid, start=i, source=("polling",),
                       facts={"state": "S", "cpu": 1.5, "rss": 8 << 20}),
            ev.Exited(seq=seq + 3, t=t + 2_000, pid=pid, start=i, source=("kernel",), code=0),
        ]  # fmt: skip
    return out


def timed(what: str, times: int, unit: str, do: Callable[[], object]) -> None:
    """Print how long something takes, for each of ``times``."""
    begin = time.perf_counter()
    do()
    seconds = (time.perf_counter() - begin) / times
    scale = {"s": 1, "ms": 1e3, "µs": 1e6}[unit]
    print(f"{what:<34}{seconds * scale:>9.3f} {unit}")


def measure(path: Path) -> None:
    """Open, and read in several ways."""
    timed("open", 1, "s", lambda: read(path))
    tracemalloc.start()
    log: Log = read(path).events
    opened = tracemalloc.get_traced_memory()[0]
    where = random.Random(1).sample(range(len(log)), min(RANDOM, len(log)))
    for at in where:
        log[at]
    reading = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    print(f"{'heap after opening':<34}{opened / len(log):>9.3f} bytes an event")
    print(f"{f'heap after {RANDOM} at random':<34}{reading / len(log):>9.3f} bytes an event")
    where = random.Random(2).sample(range(len(log)), min(RANDOM, len(log)))
    timed("one event, anywhere", len(where), "ms", lambda: [log[at] for at in where])
    some = min(len(log), 100_000)
    timed("one event after the other", some, "µs", lambda: [None for _ in log[:some]])
    timed("the times of all", 1, "s", lambda: log.times())
    timed("where a time is", 9, "ms", lambda: [log.at(log.end * i // 10) for i in range(1, 10)])


def main(count: int = 1_000_000) -> None:
    """Make one and measure it, plain and compressed."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("long.procviz", "long.procviz.gz"):
            path = Path(folder) / name
            writer = create(path, Header(command=("python3", "lesson.py")))
            for begin in range(0, count // 3, 1_000):
                writer.write(lives(begin, min(begin + 1_000, count // 3)))
            writer.close()
            print(f"{name}: {count // 3 * 3} events, {path.stat().st_size / 1e6:.0f} MB")
            measure(path)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
