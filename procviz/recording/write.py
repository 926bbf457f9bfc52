"""Writing a recording as the events come."""

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from procviz.codec import dumps
from procviz.events import Event
from procviz.feed import Header
from procviz.recording.header import BadRecording, header_line


class Writer:
    """Writes a recording as the events come; whatever was written can be read after a crash."""

    def __init__(self, file: TextIO, header: Header) -> None:
        self._file = file
        self._file.write(header_line(header) + "\n")
        self._file.flush()

    def write(self, events: Iterable[Event]) -> None:
        """Add events and flush; raises OSError, such as for a full disk."""
        self._file.write("".join(dumps(event) + "\n" for event in events))
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        _close(self._file)


def _close(file: TextIO) -> None:
    with contextlib.suppress(OSError):  # what could not be written was told when it was
        file.close()


def create(path: Path, header: Header) -> Writer:
    """Begin a recording in a file; raises BadRecording when it cannot be written."""
    file = None
    try:
        # lone surrogates (undecodable names) are legal in JSON only as escapes
        file = open(path, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115 - kept open
        return Writer(file, header)
    except OSError as error:
        if file is not None:
            _close(file)
        raise BadRecording(f"Cannot write the recording {path}: {error.strerror}.") from None
