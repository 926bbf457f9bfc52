"""The events of a recording, as a sequence that has none of them."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import overload

from procviz.events import Event, Lost
from procviz.recording.pages import OURS, Pages


class Some(Sequence[Event]):
    """A sequence of events that are got one after the other: what slices are."""

    def __init__(self, pages: Pages, which: range) -> None:
        self._pages, self._which = pages, which

    def __len__(self) -> int:
        return len(self._which)

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> "Some": ...
    def __getitem__(self, index: int | slice) -> "Event | Some":
        if isinstance(index, slice):
            return Some(self._pages, self._which[index])
        return self._pages.event(self._which[index])

    def __iter__(self) -> Iterator[Event]:
        if self._which.step == 1:
            return self._pages.between(self._which.start, self._which.stop)
        return map(self._pages.event, self._which)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self)} events>"


class Log(Some):
    """All events of a recording.  May be used by several threads.

    The event at index i has ``seq`` i + 1, whatever the line says.  A line that is no event stands
    as a `Lost` that names the file and the line: one bad sector does not cost the whole recording.
    """

    def __init__(self, pages: Pages) -> None:
        super().__init__(pages, range(pages.count))

    def at(self, t: int) -> int:
        """Return how many events there are up to a time (ns), as far as their times are in order.

        Decodes a page for each halving: 10 ms in a million events.
        """
        return bisect_right(self, t, key=lambda event: event.t)

    def times(self, begin: int = 0, end: int | None = None) -> "array[int]":
        """Return the times (ns) of the events from ``begin`` up to, not including, ``end``.

        Without decoding them, where the lines are as procviz writes them: 1 s for a million.
        """
        return self._pages.times(begin, len(self) if end is None else min(end, len(self)))

    @property
    def end(self) -> int:
        """The latest time, ns, as far as times are in order; 0 without events."""
        last = self[-100:]
        return max((event.t for event in last), default=0)

    def damage(self) -> Iterator[Lost]:
        """Yield what stands for damaged lines.  Decodes all."""
        for event in self:
            if isinstance(event, Lost) and OURS in event.source:
                yield event
