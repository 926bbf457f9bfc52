"""Opening a recording."""

import os
import stat
from dataclasses import dataclass
from errno import EISDIR
from pathlib import Path

from procviz.codec import BadEvent, from_dict
from procviz.events import Event, SourceText
from procviz.feed import Header
from procviz.recording import packed
from procviz.recording.header import BadRecording, parse
from procviz.recording.lines import Lines
from procviz.recording.log import Log
from procviz.recording.pages import Pages
from procviz.recording.pages import parse as parse_event

_HEADER = 64 << 20  # bytes that a header may have: it holds source files
_STEP = 64 << 10
_TEXT = b'{"kind": "source_text"'


@dataclass(frozen=True, slots=True)
class Recording:
    """An opened recording.  ``note`` says what is amiss with its end, "" if nothing.

    ``procviz``: the version that wrote it, "" where unknown.
    """

    header: Header
    events: Log
    note: str = ""
    procviz: str = ""


def read(path: Path) -> Recording:
    """Open a recording; its events are decoded when they are asked for.

    A last line that was cut (procviz or the machine died while writing) is left out and noted; what
    is no event among the others is found only when it is asked for, and stands there as a `Lost`.
    Raises BadRecording for anything that is not a recording of this format.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            mode = os.fstat(fd).st_mode
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            note = ""
            if not stat.S_ISREG(mode) or packed.kind(os.pread(fd, 6, 0)) == "gzip":
                plain, note = packed.unpack(path, fd)
                os.close(fd)
                fd = plain
            return _opened(path, fd, note)
        finally:
            os.close(fd)
    except OSError as error:
        raise BadRecording(f"Cannot read {path}: {error.strerror}.") from None


def _opened(path: Path, fd: int, note: str) -> Recording:
    size = os.fstat(fd).st_size
    first = _first_line(fd)
    if not os.pread(fd, _STEP, 0).strip():
        raise BadRecording(f"{path} is empty: there is nothing to replay.")
    if other := packed.kind(first):
        raise BadRecording(
            f"{path} is compressed with {other}, and procviz reads gzip: unpack it first."
        )
    header, version = parse(path, first)
    lines = Lines(os.dup(fd), len(first), size, _TEXT)
    tail = lines.tail if len(first) < size else b""
    last = _event(tail, lines.count + 1)
    count = lines.count + (last is not None)
    if note:
        note += f"; the {count} events before that are shown."
    elif tail.strip() and last is None:
        note = f"The last line of {path} is cut; the {count} events before it are shown."
    pages = Pages(lines, path.name, last)
    for event in pages.found():
        if isinstance(event, SourceText):
            header.files.setdefault(event.file, event.text)
    return Recording(header, Log(pages), note, version)


def _event(line: bytes, seq: int) -> Event | None:
    data = parse_event(line)
    if isinstance(data, str):
        return None
    try:
        return from_dict({**data, "seq": seq})
    except BadEvent:
        return None


def _first_line(fd: int) -> bytes:
    """Return the first line without its newline, cut where it is too long for a header."""
    data = b""
    while len(data) < _HEADER:
        more = os.pread(fd, _STEP + len(data), len(data))
        at = more.find(b"\n")
        if at >= 0 or not more:
            return data + more[: max(at, 0)]
        data += more
    return data
