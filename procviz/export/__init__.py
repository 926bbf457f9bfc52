"""Exports: the same event log in the formats of other tools.

Each format is a module with ``write(header, events, lang)``, which folds the log once and yields
text; nothing here reads a clock, a file or a screen.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from procviz.events import Event
from procviz.feed import Header

# name -> what files of it end in; the first one is the usual one
KINDS = {
    "perfetto": (".json", ".perfetto", ".pftrace"),
    "mermaid": (".mmd", ".mermaid"),
    "dot": (".dot", ".gv"),
    "text": (".txt", ".log"),
    "jsonl": (".jsonl", ".ndjson", ".procviz"),
    "report": (".md", ".markdown"),
}


def kind_of(path: Path) -> str:
    """Return the format that a file's name asks for, "" where it asks for none."""
    suffix = path.suffix.lower()
    return next((kind for kind, suffixes in KINDS.items() if suffix in suffixes), "")


def write(kind: str, header: Header, events: Sequence[Event], lang: str = "en") -> Iterator[str]:
    """Yield the text of a log in a format, piece by piece."""
    pieces: Iterator[str] = import_module(f"procviz.export.{kind}").write(header, events, lang)
    return pieces
