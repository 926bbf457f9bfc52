"""How long until the first picture, against an empty Textual app in the same run; idle CPU.

    uv run python -m tests.bench.startup [PAIRS]

Both are started in a terminal of 120x36 of their own.  The first picture is there when 2,000 bytes
came after the switch to the alternate screen: a frame has over 4,000 cells.  Idle: CPU time of
5 s on the picker, by proc_pid_stat(5).
"""

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time
from collections.abc import Sequence

from procviz.identity import read_stat

EMPTY = [sys.executable, "-c", "from textual.app import App; App().run()"]
PROCVIZ = [sys.executable, "-m", "procviz"]
ALTERNATE = b"\x1b[?1049h"
FRAME = 2_000
LIMIT = 20.0


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(self, argv: Sequence[str], width: int = 120, height: int = 36) -> None:
        self.begin = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as an installed program starts
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
            os.execv(argv[0], list(argv))

    def first_picture(self) -> float:
        """Return seconds from the start to the first frame."""
        seen = b""
        while len(seen.partition(ALTERNATE)[2]) < FRAME:
            if not select.select([self.fd], [], [], LIMIT)[0]:
                raise TimeoutError(f"no picture within {LIMIT} s; so far: {seen[-200:]!r}")
            seen += os.read(self.fd, 65536)
        return time.perf_counter() - self.begin

    def drain(self, seconds: float) -> int:
        """Read for a while; return the bytes that came."""
        end, count = time.perf_counter() + seconds, 0
        while (left := end - time.perf_counter()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                count += len(os.read(self.fd, 65536))
        return count

    def cpu(self) -> float:
        """Return the CPU seconds used so far."""
        stat = read_stat(self.pid)
        assert stat is not None
        return stat.user + stat.system

    def close(self) -> None:
        """End it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def first_picture(argv: Sequence[str]) -> float:
    """Start, measure, end."""
    terminal = Terminal(argv)
    try:
        return terminal.first_picture()
    finally:
        terminal.close()


def idle(seconds: float = 5.0) -> tuple[float, int]:
    """Return (share of a core, bytes sent) of procviz idle on the picker."""
    terminal = Terminal(PROCVIZ)
    try:
        terminal.first_picture()
        terminal.drain(2.0)  # what comes after the first frame: colours, late imports
        before = terminal.cpu()
        sent = terminal.drain(seconds)
        return (terminal.cpu() - before) / seconds, sent
    finally:
        terminal.close()


def main(pairs: int) -> None:
    """Measure and print."""
    for argv in (EMPTY, PROCVIZ):  # the first start compiles and fills the page cache
        first_picture(argv)
    empty, ours = [], []
    for _ in range(pairs):
        empty.append(first_picture(EMPTY))
        ours.append(first_picture(PROCVIZ))
    ratio = statistics.median(o / e for o, e in zip(ours, empty, strict=True))
    print(f"first picture, median of {pairs} pairs")
    print(f"  empty Textual app  {statistics.median(empty) * 1000:6.0f} ms")
    print(f"  procviz            {statistics.median(ours) * 1000:6.0f} ms   x{ratio:.2f}")
    share, sent = idle()
    print(f"idle on the picker: {share:.2%} of a core, {sent} bytes sent in 5 s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
