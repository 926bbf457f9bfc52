"""Pages of a recording's events, decoded when they are asked for."""

import json
import re
import threading
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from procviz.codec import BadEvent, from_dict
from procviz.events import Event, Lost
from procviz.recording.lines import MOST, Lines

_TIME = re.compile(rb'^\{"kind": "\w+", "seq": \d+, "t": (\d{1,18}), "pid": ', re.MULTILINE)
OURS = "recording"  # the source of what the reader says
_KEPT = 64  # decoded pages: some 3 MB of events


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)  # NaN is none, and spoils all that it touches


class Pages:
    """Decodes the page that an event is in, and keeps the latest pages.

    ``name``: of the file, for what is said of damaged lines.  ``last``: an event after the last
    newline.  ``count``: events there are.
    """

    def __init__(self, lines: Lines, name: str, last: Event | None = None) -> None:
        self.count = lines.count + (last is not None)
        self._lines, self._name, self._last = lines, name, last
        self._pages: OrderedDict[int, tuple[Event, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def found(self) -> Iterator[Event]:
        """Yield the events of the pages that were looked for."""
        for page in self._lines.found:
            yield from self._page(page)

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

    def times(self, begin: int, end: int) -> "array[int]":
        """Return the times (ns) of the events from ``begin`` up to, not including, ``end``."""
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
        return Lost(pid=0, seq=index + 1, t=t, count=1, why=text, source=(OURS,))


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
