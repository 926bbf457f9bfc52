"""A recording: the event log as JSON Lines, a header first (format in :mod:`procviz.events`).

Header keys: ``kind`` "header", ``format`` (this is 1), ``procviz`` (version), ``command`` (list),
``scenario``, ``variant``, ``start`` (wall clock, ISO 8601), ``helper`` (PID of the subreaper),
``sources`` (who observed), ``files`` (path -> source text), ``host`` (facts of the machine).
"""

import contextlib
import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from procviz import __version__
from procviz.codec import BadEvent, dumps, from_dict
from procviz.errors import Sentence
from procviz.events import Event
from procviz.feed import Header

FORMAT = 1


class BadRecording(Sentence):
    """This file cannot be replayed, or not be written."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that was read whole.  ``note`` says what is amiss with it, "" if nothing."""

    header: Header
    events: list[Event]
    note: str = ""


def host() -> dict[str, Any]:
    """Return what a reader of the recording wants to know of this machine."""
    return {
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "cpus": os.cpu_count() or 1,
    }


def header_line(header: Header) -> str:
    """Return the first line of a recording, without the newline."""
    body = {"kind": "header", "format": FORMAT, "procviz": __version__, **asdict(header)}
    return json.dumps(body, ensure_ascii=False)


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


def read(path: Path) -> Recording:
    """Read a recording whole.

    A last line that was cut (procviz or the machine died while writing) is left out and noted.
    Raises BadRecording for anything else that is not a recording of this format.
    """
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise BadRecording(f"Cannot read {path}: {error.strerror}.") from None
    if not text.strip():
        raise BadRecording(f"{path} is empty: there is nothing to replay.")
    lines = text.split("\n")
    cut = lines.pop()  # "" where the last line was whole
    header = _header(path, lines[0] if lines else cut)
    events: list[Event] = []
    for number, line in enumerate(lines[1:], 2):
        try:
            events.append(from_dict(_object(line)))
        except (ValueError, RecursionError) as error:
            what = str(error) if isinstance(error, BadEvent) else "it is not JSON"
            raise BadRecording(f"{path}, line {number}, is no event: {what}.") from None
    note = ""
    if cut.strip():
        try:
            events.append(from_dict(_object(cut)))
        except (ValueError, RecursionError):
            note = f"The last line of {path} is cut; the {len(events)} events before it are shown."
    return Recording(header, events, note)


def _object(line: str) -> dict[str, Any]:
    data = json.loads(line)
    if not isinstance(data, dict):
        raise BadEvent("it is not a JSON object")
    return data


def _header(path: Path, line: str) -> Header:
    ours = f"{path} is not a procviz recording: its first line is not a header."
    try:
        data = _object(line)
    except (ValueError, RecursionError):
        raise BadRecording(ours) from None
    if data.get("kind") != "header" or not isinstance(data.get("format"), int):
        raise BadRecording(ours)
    if data["format"] > FORMAT:
        raise BadRecording(
            f"{path} has format {data['format']}, this procviz reads up to {FORMAT}: "
            "a newer procviz can replay it."
        )
    files = data.get("files")
    facts = data.get("host")
    return Header(
        command=_texts(data.get("command")),
        scenario=str(data.get("scenario", "")),
        variant=str(data.get("variant", "")),
        start=str(data.get("start", "")),
        helper=data["helper"] if isinstance(data.get("helper"), int) else 0,
        sources=_texts(data.get("sources")),
        files={str(k): str(v) for k, v in files.items()} if isinstance(files, dict) else {},
        host=facts if isinstance(facts, dict) else {},
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
