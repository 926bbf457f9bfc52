"""Recordings that cannot be read at any place at once: compressed ones, and pipes.

They are copied into an unlinked temporary file, piece by piece: memory stays bounded, and nothing
is left behind however procviz ends.
"""

import contextlib
import os
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

from procviz.recording.header import BadRecording

GZIP = b"\x1f\x8b"
OTHERS = {b"\x28\xb5\x2f\xfd": "zstd", b"\xfd7zXZ": "xz", b"BZh": "bzip2"}
_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 64 << 10
_SHARE = 2  # at most this part of what is free is filled: 1/2


def unpack(path: Path, fd: int) -> tuple[int, str]:
    """Return a descriptor of the unpacked text, and what is amiss with the file, "" if nothing.

    ``fd`` is read from where it stands, to its end or to where it is damaged.  Raises BadRecording
    when there is not enough space, OSError when it cannot be read.
    """
    with tempfile.TemporaryFile(prefix="procviz-") as file:
        free = os.fstatvfs(file.fileno())
        left = free.f_bavail * free.f_frsize // _SHARE

        def put(data: bytes) -> None:
            nonlocal left
            left -= len(data)
            if left < 0:
                raise BadRecording(
                    f"Cannot unpack {path}: it would fill more than half of what is free in "
                    f"{tempfile.gettempdir()} (TMPDIR names another folder)."
                )
            file.write(data)

        first = _read(fd, 6)
        note = _inflate(fd, first, put) if first.startswith(GZIP) else _copy(fd, first, put)
        file.flush()
        return os.dup(file.fileno()), f"{path} {note}" if note else ""


def kind(first: bytes) -> str:
    """Return the compression that a file has by its first bytes; "" for none that is known."""
    if first.startswith(GZIP):
        return "gzip"
    return next((name for magic, name in OTHERS.items() if first.startswith(magic)), "")


def _read(fd: int, size: int) -> bytes:
    """Read exactly so many bytes, less only at the end: a pipe gives what it has."""
    data = b""
    while len(data) < size and (more := os.read(fd, size - len(data))):
        data += more
    return data


def _copy(fd: int, data: bytes, put: Callable[[bytes], None]) -> str:
    while data:
        put(data)
        data = os.read(fd, _PIECE)
    return ""


def _inflate(fd: int, data: bytes, put: Callable[[bytes], None]) -> str:
    """Unpack gzip members one after the other, RFC 1952; return what is amiss."""
    engine = zlib.decompressobj(_GZIP)
    data += os.read(fd, _PIECE)
    while data:
        before = engine.copy()
        try:
            put(engine.decompress(data, 4 * _PIECE))
        except zlib.error:
            _salvage(before, data, put)
            return "is damaged"
        data = engine.unconsumed_tail
        if engine.eof:
            data = engine.unused_data.lstrip(b"\0") or os.read(fd, _PIECE).lstrip(b"\0")
            if not data:
                return ""
            engine = zlib.decompressobj(_GZIP)
        elif not data:
            data = os.read(fd, _PIECE)
    put(engine.flush())
    return "is cut"


def _salvage(engine: "zlib._Decompress", data: bytes, put: Callable[[bytes], None]) -> None:
    """Take what there is before the damage: zlib drops what it has when it finds some."""
    with contextlib.suppress(zlib.error):
        for byte in data:
            put(engine.decompress(bytes((byte,))))
