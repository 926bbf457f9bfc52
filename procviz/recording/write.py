"""Writing a recording as the events come, compressed where its name ends with ``.gz``."""

import contextlib
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from procviz.codec import dumps
from procviz.events import Event
from procviz.feed import Header
from procviz.recording.header import BadRecording, header_line

_GZIP = 16 + zlib.MAX_WBITS  # RFC 1952


class Writer:
    """Writes a recording as the events come; whatever was written can be read after a crash.

    ``packed``: as gzip, with everything up to the last `write` in whole blocks (Z_SYNC_FLUSH).
    ``size``: bytes written so far.
    """

    def __init__(self, file: BinaryIO, header: Header, packed: bool = False) -> None:
        self._file = file
        self._pack = zlib.compressobj(6, zlib.DEFLATED, _GZIP) if packed else None
        self.size = 0
        self._put(header_line(header) + "\n")

    def write(self, events: Iterable[Event]) -> None:
        """Add events and flush; raises OSError, such as for a full disk."""
        self._put("".join(dumps(event) + "\n" for event in events))

    def _put(self, text: str) -> None:
        # lone surrogates (undecodable names) are legal in JSON only as escapes
        data = text.encode("utf-8", "backslashreplace")
        if self._pack is not None:
            data = self._pack.compress(data) + self._pack.flush(zlib.Z_SYNC_FLUSH)
        self._send(data)

    def _send(self, data: bytes) -> None:
        self._file.write(data)
        self._file.flush()
        self.size += len(data)

    def close(self) -> None:
        """Close the file."""
        if self._pack is not None:
            with contextlib.suppress(OSError):
                self._send(self._pack.flush())
        _close(self._file)


def _close(file: BinaryIO) -> None:
    with contextlib.suppress(OSError):  # what could not be written was told when it was
        file.close()


def create(path: Path, header: Header, new: bool = False) -> Writer:
    """Begin a recording in a file; raises BadRecording when it cannot be written.

    ``new``: raise FileExistsError instead of replacing a file.
    """
    if path.suffix in (".zst", ".xz", ".bz2"):
        raise BadRecording(
            f"Cannot write the recording {path}: procviz compresses with gzip only, so name it "
            f"{path.with_suffix('.gz').name}."
        )
    file = None
    try:
        file = open(path, "xb" if new else "wb")  # noqa: SIM115 - kept open
        return Writer(file, header, path.suffix == ".gz")
    except FileExistsError:
        raise
    except OSError as error:
        if file is not None:
            _close(file)
        raise BadRecording(f"Cannot write the recording {path}: {error.strerror}.") from None
