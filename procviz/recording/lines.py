"""Where the lines of a file are, without keeping an entry for each of them.

The file is read with pread(2) and not mapped: whoever truncates a mapped file kills its readers by
SIGBUS.  A block is `BLOCK` bytes; a *page* is the lines whose preceding newline is in one block, so
that each line belongs to one page and a page is found by bisection.
"""

import os
import weakref
from array import array
from bisect import bisect_right

BLOCK = 16 << 10  # bytes: about 100 events, half a millisecond of decoding
MOST = 16 << 20  # bytes of one line; a longer one is damage
_READ = 1 << 20


class Lines:
    """The lines after the first one of a file.

    ``fd`` is closed with this object.  ``begin``: where the first line's newline stands.  What is
    appended later is not seen.  ``count``: lines that are whole.  ``tail``: the bytes after the
    last newline, a line that was cut, at most `MOST` of them.  ``found``: pages with a line that
    begins with ``wanted``.
    """

    def __init__(self, fd: int, begin: int, size: int, wanted: bytes = b"") -> None:
        self._fd, self._begin, self._size = fd, begin, size
        weakref.finalize(self, os.close, fd)
        self._firsts = array("Q")  # number of the first line of a block's page
        self.count = 0
        self.found: list[int] = []
        self._scan(b"\n" + wanted)

    def _scan(self, wanted: bytes) -> None:
        newlines = 0
        last = self._begin  # of all newlines
        for offset in range(self._begin, self._size, _READ):
            self._find(wanted, offset)
            data = self._read(offset, _READ)
            for at in range(0, len(data), BLOCK):
                self._firsts.append(newlines)
                newlines += data.count(b"\n", at, at + BLOCK)
            if (here := data.rfind(b"\n")) >= 0:
                last = offset + here
        self.count = max(newlines - 1, 0)
        self.tail = self._read(last + 1, MOST)

    def _find(self, wanted: bytes, offset: int) -> None:
        if len(wanted) == 1:
            return
        data = self._read(offset, _READ + len(wanted))
        at = data.find(wanted)
        while at >= 0:
            page = (offset + at - self._begin) // BLOCK
            if page not in self.found[-1:]:
                self.found.append(page)
            at = data.find(wanted, at + 1)

    def _read(self, offset: int, size: int) -> bytes:
        size = min(size, self._size - offset)
        try:
            return os.pread(self._fd, size, offset) if size > 0 else b""
        except OSError:  # a broken disk: these lines are lost, and told as such
            return b""

    def page_of(self, line: int) -> int:
        """Return the page that a line is in, both from 0."""
        return bisect_right(self._firsts, line) - 1

    def bounds(self, page: int) -> tuple[int, int]:
        """Return the number of the first line of a page, and of the first one after it."""
        first = min(self._firsts[page], self.count)
        after = self._firsts[page + 1] if page + 1 < len(self._firsts) else self.count
        return first, min(after, self.count)

    def raw(self, page: int) -> list[bytes]:
        """Return the lines of a page, without newlines; b"" for those that are not there any more.

        A line longer than `MOST` is cut.
        """
        first, after = self.bounds(page)
        wanted = after - first
        if not wanted:
            return []
        offset = self._begin + page * BLOCK
        data = self._read(offset, BLOCK)
        begin = data.find(b"\n") + 1
        size = BLOCK
        # the page's last line ends in a later block
        while data.count(b"\n", begin) < wanted and size < MOST:
            more = self._read(offset + size, size)
            if not more:
                break
            data += more
            size *= 2
        lines = data[begin:].split(b"\n", wanted)[:wanted]
        return lines + [b""] * (wanted - len(lines))
