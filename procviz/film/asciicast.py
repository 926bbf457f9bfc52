"""asciicast, version 2 and 3: what a terminal was sent, and when, as JSON Lines.

https://docs.asciinema.org/manual/asciicast/v3/ and …/v2/.  Times are kept in milliseconds: version
3 writes intervals, and whole ones add up where rounded ones would drift.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from procviz.errors import Sentence

OUTPUT, INPUT, MARKER, RESIZE = "o", "i", "m", "r"
# what "red" means where a program leaves it to the terminal: VGA's sixteen, as xterm has them
PALETTE = (
    "#000000", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc", "#11a8cd", "#e5e5e5",
    "#666666", "#f14c4c", "#23d18b", "#f5f543", "#3b8eea", "#d670d6", "#29b8db", "#ffffff",
)  # fmt: skip


class BadCast(Sentence):
    """This file is no cast."""


class Event(NamedTuple):
    """``t``: ms since the beginning; ``code``: o, i, m or r; ``data``: as the format says."""

    t: int
    code: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The size at the beginning in cells, and the colours of a terminal that is told none."""

    cols: int
    rows: int
    title: str = ""
    fg: str = "#cdd9e8"
    bg: str = "#0b0f17"

    def line(self, version: int) -> str:
        """Return the first line.  No time stamp, no environment: the same film, the same bytes."""
        theme = {"fg": self.fg, "bg": self.bg, "palette": ":".join(PALETTE)}
        head: dict[str, Any]
        if version == 2:
            head = {"version": 2, "width": self.cols, "height": self.rows, "theme": theme}
        else:
            term = {"cols": self.cols, "rows": self.rows, "type": "xterm-256color", "theme": theme}
            head = {"version": 3, "term": term}
        if self.title:
            head["title"] = self.title
        return _json(head)


@dataclass(slots=True)
class Cast:
    """A whole cast."""

    head: Head
    events: list[Event] = field(default_factory=list)

    @property
    def duration(self) -> int:
        """How long it lasts, ms."""
        return self.events[-1].t if self.events else 0


class Writer:
    """Writes a cast as it comes."""

    def __init__(self, file: TextIO, head: Head, version: int = 3) -> None:
        self._file, self._version, self._last = file, version, 0
        file.write(head.line(version) + "\n")

    def write(self, events: Iterable[Event]) -> None:
        """Add events, in order of time."""
        for event in events:
            t = max(event.t, self._last)
            ms = t - self._last if self._version == 3 else t
            self._last = t
            self._file.write(f"[{ms / 1000:.3f}, {_json(event.code)}, {_json(event.data)}]\n")


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()  # a lone surrogate is no UTF-8


def save(cast: Cast, file: TextIO, version: int = 3) -> None:
    """Write a whole cast."""
    Writer(file, cast.head, version).write(cast.events)


def read(path: Path) -> Cast:
    """Read a cast of version 2 or 3; one that was cut in its last line is read up to there.

    Raises BadCast.
    """
    try:
        lines = path.read_text("utf-8", "replace").split("\n")
    except OSError as error:
        raise BadCast(f"Cannot read {path}: {error.strerror}.") from None
    try:
        first = json.loads(lines[0])
        version, term = first["version"], first.get("term", first)
        old = version == 2
        size = term["width" if old else "cols"], term["height" if old else "rows"]
        if version not in (2, 3) or not all(isinstance(n, int) and 0 < n < 10_000 for n in size):
            raise ValueError
        theme = term.get("theme") or {}
        title = first.get("title")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadCast(f"{path} is no asciicast of version 2 or 3.") from None
    colours = {k: theme[k] for k in ("fg", "bg") if _colour(theme.get(k))}
    cast = Cast(Head(cols=size[0], rows=size[1], title=str(title or ""), **colours))
    t = 0
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or (line.startswith("#") and not old):
            continue
        try:
            when, code, data = json.loads(line)
            ms = round(float(when) * 1000)
        except (ValueError, TypeError, OverflowError):
            if number >= len(lines) - 1:
                break
            raise BadCast(f"{path}, line {number}, is no event of an asciicast.") from None
        t = ms if old else t + ms
        cast.events.append(Event(t, str(code), str(data)))
    return cast


def _colour(value: Any) -> bool:
    digits = "0123456789abcdefABCDEF"
    return isinstance(value, str) and len(value) == 7 and not value[1:].strip(digits)
