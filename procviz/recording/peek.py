"""The header of a recording without the rest of it, for lists of many."""

import os
import zlib
from pathlib import Path

from procviz.feed import Header
from procviz.recording.header import BadRecording, parse
from procviz.recording.packed import GZIP

_STEP = 64 << 10
_MOST = 64 << 20  # bytes of a header: it holds source files


def peek(path: Path) -> Header:
    """Return the header of a recording, reading no more than it needs; raises BadRecording."""
    try:
        with path.open("rb") as file:
            return parse(path, _line(file.fileno()))[0]
    except zlib.error:
        raise BadRecording(f"{path} is damaged.") from None
    except OSError as error:
        raise BadRecording(f"Cannot read {path}: {error.strerror}.") from None


def _line(fd: int) -> bytes:
    """Return the first line without its newline, or what there is of it."""
    line, engine = b"", None
    while len(line) < _MOST and b"\n" not in line:
        data = os.read(fd, _STEP)
        if not data:
            break
        if not line and engine is None and data.startswith(GZIP):
            engine = zlib.decompressobj(16 + zlib.MAX_WBITS)
        line += engine.decompress(data, _MOST) if engine is not None else data
    return line.partition(b"\n")[0]
