"""What it costs to look where processes stand, and whether it is true.

``python -m tests.bench.now [PYTHON …]``: for each Python, the one that runs this by default:

* a process that stands still, a thread of one, a child: read against ``sys._current_frames``;
* a process that calls and returns all the while: stacks that cannot be, of so many read;
* the time of one read, and the share of a CPU that ten processes take which compute for ever.
"""

import itertools
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

from procviz.identity import ProcKey, start_of
from procviz.sources.now.objects import Frame
from procviz.sources.now.reader import Reader
from procviz.sources.now.source import NowSource
from tests.test_now_reader import STANDS, read_until

READS, AIM = 5_000, 1.0  # percent of a CPU
CALLS = """
def inner(n):
    return n + 1

def left(n):
    return inner(n)

def right(n):
    return inner(inner(n))

def deep(n):
    return deep(n - 1) if n else left(n)

def main():
    n = 0
    while True:
        n = left(n) + right(n)
        n = deep(7) % 9

main()
"""
# who calls whom, on which lines
LEGAL = {
    ("inner", "left", 6), ("inner", "right", 9), ("left", "deep", 12), ("deep", "deep", 12),
    ("left", "main", 17), ("right", "main", 17), ("deep", "main", 18), ("main", "<module>", 20),
}  # fmt: skip


def legal(frames: tuple[Frame, ...]) -> bool:
    """Whether each is called by the next one, where that one calls it."""
    pairs = itertools.pairwise(frames)
    return frames[-1].function == "<module>" and all(
        (one.function, other.function, other.line) in LEGAL for one, other in pairs
    )


def truth(python: str, folder: Path) -> int:
    """Return how many of three processes stand where they say."""
    script, right = folder / "stands.py", 0
    script.write_text(textwrap.dedent(STANDS))
    for arg in ("", "thread", "fork"):
        argv = [python, "-I", "-S", "-W", "ignore", str(script), arg]
        with subprocess.Popen(argv, stdout=subprocess.PIPE, start_new_session=True) as process:
            assert process.stdout is not None
            pid, told = json.loads(process.stdout.readline())
            wanted = {
                int(tid): [Frame(*row) for row in rows if row[0] != "tell"]
                for tid, rows in told.items()
            }
            right += read_until(pid, wanted) == wanted
            os.killpg(process.pid, 9)
    return right


def moving(python: str, folder: Path) -> tuple[int, int, float]:
    """Read a process that never rests: return how many stacks, how many wrong, µs a read."""
    script, count, wrong = folder / "calls.py", 0, 0
    script.write_text(CALLS)
    with subprocess.Popen([python, "-I", "-S", str(script)]) as process:
        look, start = Reader(), start_of(process.pid)
        while not look.read(process.pid, start):
            time.sleep(0.02)
        begin = time.thread_time()
        for _ in range(READS):
            found = look.read(process.pid, start).get(process.pid)
            if found is not None:
                count += 1
                wrong += not legal(found.frames)
        each = (time.thread_time() - begin) / READS * 1e6
        process.kill()
    return count, wrong, each


def share(python: str, seconds: float = 5.0) -> float:
    """Return the percentage of a CPU that ten busy processes take to be looked at."""
    argv = [python, "-I", "-S", "-c", "def f():\n    while True: pass\nf()"]
    busy = [subprocess.Popen(argv) for _ in range(10)]
    keys = [ProcKey(p.pid, start_of(p.pid)) for p in busy]
    now, begin, used = NowSource(), time.monotonic(), time.thread_time()
    while time.monotonic() - begin < seconds:
        now.poll(lambda: keys)
        time.sleep(0.015)
    spent = time.thread_time() - used
    idle = time.thread_time()
    for _ in range(round(seconds / 0.015)):
        time.sleep(0.015)
    spent -= time.thread_time() - idle
    for process in busy:
        process.kill()
        process.wait()
    return 100 * spent / seconds


def main(pythons: list[str]) -> int:
    """Measure; 1 when something is not true, or dearer than it should be."""
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for python in pythons or [sys.executable]:
            right = truth(python, Path(folder))
            count, wrong, each = moving(python, Path(folder))
            part = share(python)
            bad += right < 3 or wrong > 0 or part > AIM
            print(
                f"{python}: {right} of 3 stand where they say; moving: {count} stacks in {READS} "
                f"reads, {wrong} wrong; {each:.0f} µs a read; ten that compute: {part:.2f} % of a "
                f"CPU (aim {AIM:.0f} %)"
            )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
