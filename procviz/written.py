"""What the processes wrote, line by line, as far back as is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, overload

from procviz.tape import Tape

OUTPUT = 5_000  # lines of output kept; older ones are counted as dropped
LONGEST = 2_000  # characters of a line that are kept


class Line(NamedTuple):
    """One line (or the beginning of one) that a process wrote."""

    t: int
    uid: int
    pid: int
    fd: int
    text: str
    whole: bool = False  # ended by a newline
    more: int = 0  # characters that it goes on for
    lines: int = 0  # lines before it that the log does not have
    bytes: int = 0  # … and their bytes


class _Lump(NamedTuple):
    """Whole lines that came together: in a flood thousands, of which hardly one is ever seen."""

    t: int
    uid: int
    pid: int
    fd: int
    text: str  # shared with the log
    begin: int
    end: int  # after the newline of the last one
    size: int  # lines

    def backwards(self) -> Iterator[Line]:
        """Return its lines, the last one first, each when it is asked for."""
        end = self.end - 1
        for _ in range(self.size):
            begin = max(self.begin, self.text.rfind("\n", self.begin, end) + 1)
            yield Line(self.t, self.uid, self.pid, self.fd, self.text[begin:end], True)
            end = begin - 1


@dataclass(slots=True, repr=False)
class Output(Sequence[Line]):
    """The lines; only the newest can still grow, so it stands apart."""

    _done: Tape[Line | _Lump] = field(default_factory=Tape)
    _size: int = 0  # lines of these
    _gone: int = 0  # lines of the oldest of these that are dropped
    _open: Line | None = None

    def copy(self) -> "Output":
        """Return one that shares the lines."""
        return Output(self._done.copy(), self._size, self._gone, self._open)

    def write(self, line: Line) -> int:
        """Add a text of any number of lines; return how many lines were dropped for it.

        What ``lines`` and ``bytes`` tell is about its first one.  Costs as much for thousands of
        lines as for one, nearly: they are taken apart when they are looked at.
        """
        text, begin, dropped = line.text, 0, 0
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if line.bytes or (text and self._open is not None):
            end = text.find("\n")
            whole = end >= 0
            dropped = self.add(line._replace(text=text[:end] if whole else text, whole=whole))
            begin = end + 1 if whole else len(text)
        end = text.rfind("\n", begin) + 1
        if end > begin:
            dropped += self._add_whole(line, text, begin, end)
        begin = max(begin, end)
        if begin < len(text):
            dropped += self.add(Line(*line[:4], text[begin:]))
        return dropped

    def _add_whole(self, line: Line, text: str, begin: int, end: int) -> int:
        """Add whole lines, while none is open."""
        size = text.count("\n", begin, end)
        if size > 1 and end - begin > LONGEST:
            lines = text[begin : end - 1].split("\n")
            if len(max(lines, key=len)) > LONGEST:
                return sum(self.add(Line(*line[:4], each, True)) for each in lines)
        if size == 1:
            return self.add(Line(*line[:4], text[begin : end - 1], True))
        self._done.append(_Lump(*line[:4], text, begin, end, size))
        self._size += size
        return self._drop()

    def add(self, line: Line) -> int:
        """Add a line, or the rest of the newest one; return how many were dropped for it."""
        last = self._open
        if len(line.text) > LONGEST:
            line = line._replace(text=line.text[:LONGEST], more=len(line.text) - LONGEST)
        if last is not None and (last.pid, last.fd) == (line.pid, line.fd) and not line.bytes:
            text = last.text + line.text if len(last.text) < LONGEST else last.text
            more = last.more + line.more + len(last.text) + len(line.text) - len(text)
            line = last._replace(text=text, whole=line.whole, more=more)
        elif last is not None:
            self._done.append(last)
            self._size += 1
        if line.whole:
            self._done.append(line)
            self._size += 1
        self._open = None if line.whole else line
        return self._drop()

    def _drop(self) -> int:
        """Drop the oldest lines of what is too many; return how many."""
        more = len(self) - OUTPUT
        if more <= 0:
            return 0
        self._size -= more
        self._gone += more
        passed = 0
        while self._gone >= (size := _size(self._done[passed])):
            self._gone -= size
            passed += 1
        self._done.forget(passed)
        return more

    def __len__(self) -> int:
        return self._size + (self._open is not None)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        if isinstance(at, slice):
            return list(self)[at]
        back = -at - 1 if at < 0 else len(self) - at - 1
        if not 0 <= back < len(self):
            raise IndexError(at)
        return next(islice(reversed(self), back, None))

    def __iter__(self) -> Iterator[Line]:
        return iter(list(reversed(self))[::-1])

    def __reversed__(self) -> Iterator[Line]:
        if self._open is not None:
            yield self._open
        yield from islice(self._backwards(), self._size)

    def _backwards(self) -> Iterator[Line]:
        for item in reversed(self._done):
            if isinstance(item, _Lump):
                yield from item.backwards()
            else:
                yield item

    def __repr__(self) -> str:
        return f"Output({list(self)!r})"


def _size(item: Line | _Lump) -> int:
    return item.size if isinstance(item, _Lump) else 1
