"""The events of a recording, decoded when they are asked for."""

import json
import re
import threading
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any, overload

from procviz.codec import BadEvent, from_dict
from procviz.events import Event, Lost
from procviz.recording.lines import MOST, Lines

_TIME = re.compile(rb'^\{"kind": "\w+", "seq": \d+, "t": (\d{1,18}), "pid": ', re.MULTILINE)
_KEPT = 64  # decoded pages: some 3 MB of events


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)  # NaN is none, and spoils all that it touches


class Some(Sequence[Event]):
    """A sequence of events that are got one after the other: what slices are."""

    def __init__(self, log: "Log", which: range) -> None:
        self._log, self._which = log, which

    def __len__(self) -> int:
        return len(self._which)

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> "Some": ...
    def __getitem__(self, index: int | slice) -> "Event | Some":
        if isinstance(index, slice):
            return Some(self._log, self._which[index])
        return self._log.event(self._which[index])

    def __iter__(self) -> Iterator[Event]:
        if self._which.step == 1:
            return self._log.between(self._which.start, self._which.stop)
        return map(self._log.event, self._which)

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
    ``name``: of the file, for those sentences.  ``last``: an event after the last newline.
    """

    def __init__(self, lines: Lines, name: str, last: Event | None = None) -> None:
        super().__init__(self, range(lines.count + (last is not None)))
        self._lines, self._name, self._last = lines, name, last
        self._pages: OrderedDict[int, tuple[Event, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def event(self, index: int) -> Event:
        """Return an event by its index from 0."""
        if index == self._lines.count and self._last is not None:
            return self._last
        page = self._lines.page_of(index)
        return self._page(page)[index - self._lines.bounds(page)[0]]

    def between(self, begin: int, end: int) -> Iterator[Event]:
        """Yield the events from index ``begin`` up to, not including, ``end``."""
        while begin < min(end, self._lines.count):
            page = self._lines.page_of(begin)
            first, after = self._lines.bounds(page)
            yield from self._page(page)[begin - first : end - first]
            begin = after
        if begin < end and self._last is not None:
            yield self._last

    def at(self, t: int) -> int:
        """Return how many events there are up to a time (ns), as far as their times are in order.

        Decodes a page for each halving: 10 ms in a million events.
        """
        return bisect_right(self, t, key=lambda event: event.t)

    def times(self, begin: int = 0, end: int | None = None) -> "array[int]":
        """Return the times (ns) of the events from ``begin`` up to, not including, ``end``.

        Without decoding them, where the lines are as procviz writes them: 1 s for a million.
        """
        end = len(self) if end is None else min(end, len(self))
        out = array("q")
        while begin < min(end, self._lines.count):
            page = self._lines.page_of(begin)
            first, after = self._lines.bounds(page)
            found = _TIME.findall(b"\n".join(self._lines.raw(page)))
            if len(found) != after - first:
                found = [event.t for event in self._page(page)]
            out.extend(map(int, found[begin - first : end - first]))
            begin = after
        if begin < end and self._last is not None:
            out.append(self._last.t)
        return out

    @property
    def end(self) -> int:
        """The latest time, ns, as far as times are in order; 0 without events."""
        last = self[-100:]
        return max((event.t for event in last), default=0)

    def damage(self) -> Iterator[Lost]:
        """Yield what stands for damaged lines.  Decodes all."""
        for event in self:
            if isinstance(event, Lost) and _OURS in event.source:
                yield event

    def _page(self, page: int) -> tuple[Event, ...]:
        with self._lock:
            found = self._pages.get(page)
            if found is not None:
                self._pages.move_to_end(page)
                return found
        decoded = self._decode(page)
        with self._lock:
            self._pages[page] = decoded
            while len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        return decoded

    def _decode(self, page: int) -> tuple[Event, ...]:
        first = self._lines.bounds(page)[0]
        lines = self._lines.raw(page)
        out: list[Event | BadEvent] = []
        for index, data in enumerate(_objects(lines)):
            try:
                if isinstance(data, str):
                    raise BadEvent(data)
                data["seq"] = first + index + 1
                out.append(from_dict(data))
            except BadEvent as error:
                out.append(error)
        t = next((event.t for event in out if isinstance(event, Event)), 0)
        events: list[Event] = []
        for index, event in enumerate(out, first):
            events.append(event if isinstance(event, Event) else self._lost(index, t, event))
            t = events[-1].t
        return tuple(events)

    def _lost(self, index: int, t: int, why: BadEvent) -> Lost:
        # the header is line 1
        text = f"line {index + 2} of {self._name} is damaged, so an event is missing here: {why}"
        return Lost(pid=0, seq=index + 1, t=t, count=1, why=text, source=(_OURS,))


_OURS = "recording"  # the source of what the reader says


def _objects(lines: list[bytes]) -> list[dict[str, Any] | str]:
    """Return the JSON objects of lines, or why one is none."""
    try:  # one call for all is three times as quick; lines that are no JSON by themselves fail it
        found = _DECODER.decode(f"[{b','.join(lines).decode()}]")
        if len(found) == len(lines) and all(type(data) is dict for data in found):
            return list(found)
    except (ValueError, RecursionError):
        pass
    return [parse(line) for line in lines]


def parse(line: bytes) -> dict[str, Any] | str:
    """Return the JSON object of a line, or why it is none."""
    if not line:
        return "the line is empty"
    if len(line) > MOST:
        return f"the line is longer than {MOST >> 20} MiB"
    try:
        data = _DECODER.decode(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return "it is not JSON"
    return data if isinstance(data, dict) else "it is not a JSON object"
