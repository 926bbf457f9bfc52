"""The first line of a recording: what was run, when, where and by whom it was observed."""

import json
import os
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

from procviz import __version__
from procviz.errors import Sentence
from procviz.feed import Header

FORMAT = 1


class BadRecording(Sentence):
    """This file cannot be replayed, or not be written."""


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


def parse(path: Path, line: bytes) -> tuple[Header, str]:
    """Return the header, and which procviz wrote it; raises BadRecording.

    A value of a wrong type counts as not given: nothing of the header is needed for a replay.
    """
    ours = f"{path} is not a procviz recording: its first line is not a header."
    try:
        data = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise BadRecording(ours) from None
    if not isinstance(data, dict) or data.get("kind") != "header":
        raise BadRecording(ours)
    if type(data.get("format")) is not int or data["format"] < 1:
        raise BadRecording(ours)
    if data["format"] > FORMAT:
        raise BadRecording(
            f"{path} has format {data['format']}, this procviz reads up to {FORMAT}: "
            "a newer procviz can replay it."
        )
    files = data.get("files")
    facts = data.get("host")
    helper = data.get("helper")
    header = Header(
        command=_texts(data.get("command")),
        scenario=_text(data.get("scenario")),
        variant=_text(data.get("variant")),
        start=_text(data.get("start")),
        helper=helper if type(helper) is int else 0,
        sources=_texts(data.get("sources")),
        files={k: _text(v) for k, v in files.items()} if isinstance(files, dict) else {},
        host=facts if isinstance(facts, dict) else {},
    )
    return header, _text(data.get("procviz"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
