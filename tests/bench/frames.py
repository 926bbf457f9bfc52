"""What a frame costs: CPU, bytes and delay, with up to 10,000 processes, against the goals.

    uv run python -m tests.bench.frames [SECONDS] [TRIAL…]

All in one run, one after another, on a terminal of 200x60: procviz itself in a pseudo-terminal
that this program reads, with made-up events (`tests.bench.frames_app`); then a really forked tree
beside htop, and keys in tmux.  The CPU share is that of procviz' process, per frame times 30, so
that a busy machine that gives us fewer frames does not flatter us.  How quick the machine is just
now stands in the last line, to compare figures of different days.  What cannot be measured here
says why.
"""

import fcntl
import json
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from procviz.identity import read_stat
from tests.bench.startup import EMPTY, PROCVIZ, first_picture

WIDTH, HEIGHT = 200, 60
RATE = 30.0
SLOW = 100_000  # bytes a second of the slow terminal
TREE = (
    "import os, time\nfor _ in range({}):\n    if os.fork() == 0: time.sleep(600)\ntime.sleep(600)"
)
SETTLE = 8.0  # seconds until a real tree has been born and shown


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    what: str
    figure: str
    goal: str
    good: bool | None  # None: could not be measured


class Tty:
    """A program in a pseudo-terminal of 200x60 whose output is read, at most so fast."""

    def __init__(self, argv: Sequence[str], speed: float = 0.0) -> None:
        self.speed = speed
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
            os.execvp(argv[0], list(argv))

    def read(self, seconds: float) -> int:
        """Read for a while or until it ends; return the bytes that came."""
        end, count = time.monotonic() + seconds, 0
        begin = time.monotonic()
        while (left := end - time.monotonic()) > 0:
            if self.speed and count > (time.monotonic() - begin) * self.speed:
                time.sleep(0.005)
                continue
            if select.select([self.fd], [], [], min(left, 0.1))[0]:
                try:
                    data = os.read(self.fd, 2048 if self.speed else 65536)
                except OSError:
                    return count
                count += len(data)
        return count

    def cpu(self) -> float:
        """Return the CPU seconds that it has used, itself and its helpers."""
        total, todo = 0.0, [self.pid]
        while todo:
            pid = todo.pop()
            stat = read_stat(pid)
            if stat is None:
                continue
            try:
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
            except OSError:
                continue
            if (
                pid == self.pid or b"time.sleep" not in command
            ):  # the tree that is watched is no cost of ours
                total += stat.user + stat.system
                todo += map(int, children.split())
        return total

    def close(self) -> None:
        """End it."""
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except OSError:
            pass
        os.close(self.fd)


def made_up(trial: str, count: int, seconds: float, speed: float = 0.0) -> dict[str, float]:
    """Run `tests.bench.frames_app` and return its figures."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder, "figures")
        words = [trial, str(count), str(seconds), str(result)]
        tty = Tty([sys.executable, "-m", "tests.bench.frames_app", *words], speed)
        try:
            end = time.monotonic() + seconds + 60
            while not result.exists() and time.monotonic() < end:
                tty.read(0.5)
            tty.read(0.2)
            figures: dict[str, float] = json.loads(result.read_text())
        finally:
            tty.close()
    figures["share"] = figures["cpu"] / max(figures["fps"], 0.1) * RATE
    return figures


def share(what: str, trial: str, count: int, most: float) -> Callable[[float], list[Row]]:
    """Return a trial of CPU a frame."""

    def run(seconds: float) -> list[Row]:
        f = made_up(trial, count, seconds)
        figure = f"{f['share']:6.1%}   {f['frame_bytes']:7.0f} B/frame   {f['fps']:.0f} fps"
        return [Row(what, figure, f"<= {most:.0%}", f["share"] <= most)]

    return run


def crowd(seconds: float) -> list[Row]:
    """10,000 known, 50 of them changing: every event goes all the way from feed to terminal."""
    f = made_up("some", 10_000, seconds)
    could = f["fps"] / f["cpu"] if f["cpu"] else 0.0
    figure = f"{could:6.0f} fps a core   ({f['fps']:.0f} fps seen)"
    return [Row("10,000 known, 50 changing", figure, ">= 30 fps", could >= RATE)]


def one_signal(seconds: float) -> list[Row]:
    """One signal after another among 1,000."""
    f = made_up("signal", 1000, seconds)
    good = f["share"] <= 0.06 and f["frame_bytes"] <= 1000
    figure = f"{f['share']:6.1%}   {f['frame_bytes']:7.0f} B/frame"
    return [Row("one signal among 1,000", figure, "<= 6 %, 1 kB", good)]


def slow(seconds: float) -> list[Row]:
    """The same on a terminal that takes 100 kB/s: it must not fall behind."""
    f = made_up("signal", 1000, seconds, SLOW)
    rate = f["frame_bytes"] * RATE / 1000
    figure = f"{rate:6.1f} kB/s for 30 fps   {f['queued']:.0f} frames waited"
    good = rate * 1000 <= SLOW and f["queued"] <= 3
    return [Row("... on a terminal of 100 kB/s", figure, "<= 100 kB/s", good)]


def rest(seconds: float) -> list[Row]:
    """Nothing happens, or the picture is stopped while things happen."""
    rows = []
    for what, trial in (("idle, 1,000 processes", "idle"), ("paused, 1,000 processes", "paused")):
        f = made_up(trial, 1000, seconds)
        rows.append(Row(what, f"{f['cpu']:6.2%}", "< 0.5 %", f["cpu"] < 0.005))
    return rows


def flood(seconds: float) -> list[Row]:
    """1,000 events a second on all panes: how old an event is when the terminal has it."""
    f = made_up("latency", 20, seconds)
    figure = f"p99 {f['p99'] * 1000:5.1f} ms, median {f['median'] * 1000:.1f} ms"
    return [Row("event to frame, 1,000 events/s", figure, "p99 <= 50 ms", f["p99"] <= 0.05)]


def tree(count: int) -> Callable[[float], list[Row]]:
    """Return a trial with so many real processes, htop looking at them ten times a second."""

    def run(seconds: float) -> list[Row]:
        what = f"{count:,} real processes, htop -d 1 beside it"
        if shutil.which("htop") is None:
            return [Row(what, "no htop here", "<= htop", None)]
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder, "time.sleep.py")
            script.write_text(TREE.format(count - 1))
            ours = Tty([*PROCVIZ, str(script)])
            theirs = Tty(["htop", "-d", "1"])
            try:
                ours.read(SETTLE)
                os.write(ours.fd, b"\x1b[F")  # End: show all that has come
                theirs.read(0.5)
                ours.read(2.0)
                before = ours.cpu(), theirs.cpu()
                end = time.monotonic() + seconds
                while time.monotonic() < end:
                    ours.read(0.05)
                    theirs.read(0.05)
                a, b = (t.cpu() - was for t, was in zip((ours, theirs), before, strict=True))
            finally:
                os.write(ours.fd, b"q")
                ours.read(2.0)
                theirs.close()
                ours.close()
        figure = f"{a / seconds:6.1%}   htop {b / seconds:.1%}"
        return [Row(what, figure, "<= htop", a <= b)]

    return run


def key(seconds: float) -> list[Row]:
    """A key on the picker, in tmux: until the screen of the outer terminal changes."""
    what = "key to changed screen, in tmux"
    if shutil.which("tmux") is None:
        return [Row(what, "no tmux here", "p95 <= 20 ms", None)]
    socket = Path(tempfile.mkdtemp(), "tmux")
    tmux = ["tmux", "-S", str(socket), "-f", os.devnull]
    tty = Tty([*tmux, "new-session", *PROCVIZ])
    try:
        tty.read(4.0)
        subprocess.run([*tmux, "set-option", "-g", "status", "off"], check=False, timeout=20)
        tty.read(1.0)
        delays = []
        for i in range(max(40, int(seconds * 10))):
            tty.read(0.06)
            begin = time.perf_counter()
            os.write(tty.fd, b"\x1b[A" if i % 2 else b"\x1b[B")
            if select.select([tty.fd], [], [], 2.0)[0]:
                delays.append(time.perf_counter() - begin)
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, timeout=20, capture_output=True)
        tty.close()
    p95 = statistics.quantiles(delays, n=20)[-1]
    figure = f"p95 {p95 * 1000:5.1f} ms, median {statistics.median(delays) * 1000:.1f} ms"
    return [Row(what, figure, "p95 <= 20 ms", p95 <= 0.02)]


def start(_: float) -> list[Row]:
    """The first picture, against an empty Textual app."""
    for argv in (EMPTY, PROCVIZ):
        first_picture(argv)
    ratio = statistics.median(first_picture(PROCVIZ) / first_picture(EMPTY) for _ in range(9))
    return [Row("first picture / empty Textual app", f"x{ratio:5.2f}", "<= x1.15", ratio <= 1.15)]


TRIALS: dict[str, Callable[[float], list[Row]]] = {
    "moving-200": share("200 moving at 30 fps, drawing", "moving", 200, 0.10),
    "moving-1000": share("1,000 moving at 30 fps, drawing", "moving", 1000, 0.20),
    "folded-200": share("200 moving at 30 fps, with their events", "folded", 200, 0.35),
    "crowd": crowd,
    "signal": one_signal,
    "slow": slow,
    "rest": rest,
    "panes": share("all panes, 6 processes sampled 30 times a second", "panes", 6, 0.20),
    "flood": flood,
    "htop-277": tree(277),
    "htop-1086": tree(1086),
    "key": key,
    "start": start,
}


def additions() -> float:
    """Return how many seconds 10 million additions take: shares of other days mean others."""
    total, begin = 0, time.perf_counter()
    for i in range(10_000_000):
        total += i
    return time.perf_counter() - begin


def main(seconds: float, names: Sequence[str]) -> int:
    """Measure and print; 1 where a goal is missed."""
    missed = 0
    before = additions()
    for name in names or TRIALS:
        for row in TRIALS[name](seconds):
            mark = {True: "ok", False: "MISSED", None: "skipped"}[row.good]
            print(f"{row.what:50} {row.figure:46} {row.goal:14} {mark}", flush=True)
            missed += row.good is False
    print(f"10 million additions in Python: {before:.2f} s before, {additions():.2f} s after")
    return missed > 0


if __name__ == "__main__":
    words = sys.argv[1:]
    length = float(words.pop(0)) if words and words[0].replace(".", "").isdigit() else 6.0
    sys.exit(main(length, words))
