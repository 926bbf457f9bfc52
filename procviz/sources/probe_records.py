"""The probe's file, cut into records: damaged ones are skipped, never guessed at.

The format is described in ``procviz/probe/_procviz_log.py``.
"""

import _imp
import marshal
from functools import lru_cache
from typing import Any, NamedTuple

from procviz.sources.probe_lean import KEY as _KEY
from procviz.sources.probe_lean import LEAN, Lean, lean_at

MAGIC = b"\xa5Z"
_HEAD = len(MAGIC) + 4 + 8
_LONGEST = 8 << 20
_NUMBERS, _PLACE = [int] * 4, [str, int, str]
_SITES = [str] * 2, [str] * 3
_TASKS = frozenset(("submitted", "task", "task ended"))
_BARE = frozenset((int, float, bool, type(None)))


class Record(NamedTuple):
    """What one process said: ``n`` is unique within it, ``place`` is (file, line, function)."""

    kind: str
    n: int
    t: int
    pid: int
    tid: int
    place: tuple[str, int, str] | None
    args: tuple[Any, ...]


class Cutter:
    """Bytes in, records out; ``skipped`` counts the bytes that belong to no whole record."""

    def __init__(self) -> None:
        self._rest = b""
        self.skipped = 0

    def feed(self, data: bytes, last: bool = False) -> list[Record]:
        """Return the records that are complete now.

        A record that is not complete waits for its rest, unless a whole one follows it: then the
        process that wrote it was killed meanwhile.  With ``last`` nothing waits any longer.
        """
        buffer = self._rest + data
        records: list[Record] = []
        at = 0
        while True:
            found = _record_at(buffer, at)
            if found is None:
                after = _next_record(buffer, at + 1)
                if after is None:
                    break
                self.skipped += after - at
                at = after
                continue
            record, at = found
            if record is None:
                self.skipped += 1
            else:
                records.append(record)
        self._rest = buffer[at:]
        if last:
            self.skipped += len(self._rest)
            self._rest = b""
        return records


def _record_at(buffer: bytes, at: int) -> tuple[Record | None, int] | None:
    """Return the record at this offset and where it ends; None if there is no whole one."""
    magic = buffer[at : at + len(MAGIC)]
    if len(buffer) < at + _HEAD:
        return None
    if magic == LEAN:
        found = lean_at(buffer, at)
        return None if found is None else (_of_lean(found[0]), found[1])
    if magic != MAGIC:
        return None
    size = int.from_bytes(buffer[at + 2 : at + 6], "little")
    end = at + _HEAD + size
    if size > _LONGEST or end > len(buffer):
        return None
    body = buffer[at + _HEAD : end]
    if _imp.source_hash(_KEY, body) != buffer[at + 6 : at + _HEAD]:
        return None
    return _decode(body), end


def _next_record(buffer: bytes, at: int) -> int | None:
    while (at := buffer.find(MAGIC[:1], at)) >= 0:
        if _record_at(buffer, at) is not None:
            return at
        at += 1
    return None


def _decode(body: bytes) -> Record | None:
    try:
        kind, n, t, pid, tid, place, args = _plain(marshal.loads(body))
    except (ValueError, EOFError, TypeError, RecursionError):
        return None
    if not (isinstance(kind, str) and isinstance(args, tuple)):
        return None
    if [type(number) for number in (n, t, pid, tid)] != _NUMBERS:
        return None
    if place is not None:
        place = _place(place)
        if place is None:
            return None
    return Record(kind, n, t, pid, tid, place, args)


def _of_lean(lean: Lean) -> Record | None:
    site = _site_of(lean.site)
    if site is None:
        return None
    kind, args = lean.kind, lean.args
    place = None if kind == "task ended" else (site[0], lean.line, site[1])
    if kind in _TASKS:
        args = site[-1], *args
    return Record(kind, lean.n, lean.t, lean.pid, 0, place, args)


@lru_cache(4096)
def _site_of(site: bytes) -> tuple[str, ...] | None:
    try:
        parts = _plain(marshal.loads(site))
    except (ValueError, EOFError, TypeError, RecursionError):
        return None
    return parts if type(parts) is tuple and [*map(type, parts)] in _SITES else None


def _place(place: Any) -> tuple[str, int, str] | None:
    if type(place) is not tuple or len(place) != 3:
        return None
    place = place[0], place[1] or 0, place[2]  # code without a line: None
    return place if [*map(type, place)] == _PLACE else None


def _plain(value: Any) -> Any:
    """Return ``value`` with only numbers, None and text that UTF-8 can hold in it.

    Half the time of reading went here: so the common types, which marshal gives as they are, are
    told apart without a call for each.
    """
    kind = type(value)
    if kind is tuple:
        return tuple([item if type(item) in _BARE else _plain(item) for item in value])
    if kind is str:
        # a file name that is no UTF-8 has lone surrogates (PEP 383)
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if kind in _BARE:
        return value
    raise TypeError
