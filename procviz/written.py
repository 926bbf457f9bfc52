"""What the processes wrote, line by line, as far back as is kept."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
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


@dataclass(slots=True, repr=False)
class Output(Sequence[Line]):
    """The lines; only the newest can still grow, so it stands apart."""

    _done: Tape[Line] = field(default_factory=Tape)
    _open: Line | None = None

    def copy(self) -> "Output":
        """Return one that shares the lines."""
        return Output(self._done.copy(), self._open)

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
        if line.whole:
            self._done.append(line)
        self._open = None if line.whole else line
        more = len(self) - OUTPUT
        if more > 0:
            self._done.forget(more)
        return max(0, more)

    def add_all(self, lines: Iterable[Line]) -> int:
        """Add lines: those that are whole together, as a flood has thousands in one event."""
        dropped, whole = 0, list[Line]()
        for line in lines:
            if line.whole and self._open is None and len(line.text) <= LONGEST:
                whole.append(line)
                continue
            self._done.extend(whole)
            whole = []
            dropped += self.add(line)
        self._done.extend(whole)
        more = max(0, len(self) - OUTPUT)
        self._done.forget(more)
        return dropped + more

    def __len__(self) -> int:
        return len(self._done) + (self._open is not None)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        if isinstance(at, slice):
            return list(self)[at]
        if self._open is not None:
            if at in (-1, len(self._done)):
                return self._open
            at += at < 0
        return self._done[at]

    def __iter__(self) -> Iterator[Line]:
        yield from self._done
        if self._open is not None:
            yield self._open

    def __reversed__(self) -> Iterator[Line]:
        if self._open is not None:
            yield self._open
        yield from reversed(self._done)

    def __repr__(self) -> str:
        return f"Output({list(self)!r})"
