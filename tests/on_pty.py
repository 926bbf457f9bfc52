"""The real program on a pseudo-terminal: every byte that it sends, and what they draw."""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from procviz.identity import ProcKey, start_of
from tests.real import LIMIT, descendants, gone, until

# what Textual sends: CSI, a mode or keypad switch, a title; text is everything else
_PART = re.compile(
    r"\x1b\[([0-9;?<>=]*)([ -/]*[@-~])|\x1b[=>78M()B0]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|(.)", re.S
)
_SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
_COLOUR = (range(30, 50), range(90, 108))  # set or reset a colour, ECMA-48 and aixterm


class OnPty:
    """procviz as a child of its own terminal; ``PROGRAM``: how Python is to run it."""

    PROGRAM: tuple[str, ...] = ("-m", "procviz")

    def __init__(self, width: int, height: int, *words: str, **environ: str | None) -> None:
        # readline, which pytest loads, puts COLUMNS and LINES where only C sees them: not handed on
        given = {**os.environ, "TERM": "xterm-256color", **environ}
        known = {k: v for k, v in given.items() if v is not None and k not in ("COLUMNS", "LINES")}
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            try:
                size = struct.pack("HHHH", height, width, 0, 0)
                fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                os.execve(sys.executable, [sys.executable, *self.PROGRAM, *words], known)
            finally:
                os._exit(127)
        self.key = ProcKey(self._pid, start_of(self._pid))
        self.raw = b""
        self._read = 0
        self._text = ""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._cells = [[" "] * width for _ in range(height)]
        self._x = self._y = 0

    def read(self, seconds: float) -> None:
        """Take in what comes within a time; returns at the first that comes."""
        if select.select([self._fd], [], [], seconds)[0]:
            try:
                data = os.read(self._fd, 1 << 16)
            except OSError:  # the terminal's other side is closed
                data = b""
            self.raw += data
            if not data:
                time.sleep(0.01)

    def press(self, keys: bytes) -> None:
        """Type bytes."""
        os.write(self._fd, keys)

    def press_until(self, keys: bytes, text: str) -> None:
        """Type bytes again and again, until a text is seen."""
        end = time.monotonic() + LIMIT
        while text not in (shown := self.screen()):
            assert time.monotonic() < end, f"never saw {text} on\n{shown}"
            self.press(keys)
            again = time.monotonic() + 0.5
            while text not in self.screen() and time.monotonic() < again:
                self.read(0.1)

    def hover(self, text: str, *told: str) -> None:
        """Rest the mouse on a text (xterm's SGR mouse reports) until all of ``told`` is seen.

        Again and again: the app may still draw what keys before have asked for, and the text move.
        """
        end = time.monotonic() + LIMIT
        while True:
            rows = self.sees(text).split("\n")
            y = next(y for y, row in enumerate(rows) if text in row)
            for step in (1, 2):
                self.press(b"\x1b[<35;%d;%dM" % (rows[y].index(text) + step, y + 1))
            rested = time.monotonic() + 2
            while time.monotonic() < rested:
                shown = self.screen()
                if all(part in shown for part in told):
                    return
                self.read(0.2)
            assert time.monotonic() < end, f"never saw {told} on\n{shown}"

    def screen(self) -> str:
        """Return what the terminal would show."""
        self._text += self._decode(self.raw[self._read :])
        self._read = len(self.raw)
        end = self._text.rfind("\x1b")  # the last escape code may be cut
        rest = ""
        if end >= 0 and len(self._text) - end < 24:
            self._text, rest = self._text[:end], self._text[end:]
        for part in _PART.finditer(self._text):
            numbers, final, char = part.groups()
            if char:
                self._put(char)
            elif final == "H":
                row, _, column = (numbers or "1;1").partition(";")
                self._y, self._x = int(row or 1) - 1, int(column or 1) - 1
            elif final == "J":
                for line in self._cells:
                    line[:] = [" "] * len(line)
        self._text = rest
        return "\n".join("".join(line) for line in self._cells)

    def _put(self, char: str) -> None:
        if char == "\r":
            self._x = 0
        elif char == "\n":
            self._y += 1
        elif char >= " ":
            if self._y < len(self._cells) and self._x < len(self._cells[0]):
                self._cells[self._y][self._x] = char
            self._x += 2 if unicodedata.east_asian_width(char) in "WF" else 1

    def sees(self, *texts: str, limit: float = LIMIT) -> str:
        """Wait until all of these stand on the screen; return it."""
        end = time.monotonic() + limit
        while not all(text in (shown := self.screen()) for text in texts):
            assert time.monotonic() < end, f"never saw {texts} on\n{shown}"
            self.read(0.2)
        return shown

    def sees_not(self, text: str) -> str:
        """Wait until this is gone from the screen; return it."""
        end = time.monotonic() + LIMIT
        while text in (shown := self.screen()):
            assert time.monotonic() < end, f"{text} stays on\n{shown}"
            self.read(0.2)
        return shown

    def colours(self) -> set[int]:
        """Return the SGR codes for colours that were sent."""
        found = set()
        for match in _SGR.finditer(self.raw):
            for part in match[1].replace(b":", b";").split(b";"):
                if part and any(int(part) in span for span in _COLOUR):
                    found.add(int(part))
        return found

    def quit(self) -> int:
        """Press q, wait for the end, see that nothing is left; return the exit status."""
        started = descendants(self._pid)
        self.press(b"q")
        status = self._end()
        until(lambda: all(map(gone, started)))
        return status

    def _end(self) -> int:
        end = time.monotonic() + LIMIT
        while True:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self._pid = 0
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < end, "it does not end"
            self.read(0.05)

    def close(self) -> None:
        """End it, whatever it does."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._fd)


@contextmanager
def on_pty(width: int, height: int, *words: str, **environ: str | None) -> Iterator[OnPty]:
    """Run procviz on a terminal of this size, with these changes to the environment."""
    it = OnPty(width, height, "--lang", "en", *words, **environ)
    try:
        yield it
    finally:
        it.close()
