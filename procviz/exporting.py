"""``procviz export``: a recording, or a run made for it, written in the format of another tool."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from procviz import export, recording
from procviz.errors import Sentence
from procviz.recording import Recording
from procviz.safe import safe
from procviz.session import Program

STDOUT = Path("-")


class Unwritable(Sentence):
    """The export cannot be made, or not be written there."""


def kind(output: Path | None, asked: str | None) -> str:
    """Return the format to write; raises Unwritable where nothing says which."""
    names = ", ".join(f"{name} ({suffixes[0]})" for name, suffixes in export.KINDS.items())
    if output is None:
        raise Unwritable("`procviz export` needs -o and a file to write, or -o - for stdout.")
    found = asked or export.kind_of(output)
    if found in export.KINDS:
        return found
    if asked:
        raise Unwritable(f"There is no format {safe(asked)!r}; there are {names}.")
    shown = "stdout" if output == STDOUT else safe(str(output))
    raise Unwritable(f"Which format is {shown} to have? Say it with --as: {names}.")


def of_recording(path: Path, output: Path, kind: str, lang: str) -> int:
    """Export a recording; returns the exit status.  Raises Unwritable, BadRecording."""
    if output.exists() and path.exists() and output.samefile(path):
        raise Unwritable(f"{safe(str(path))} is the recording itself: choose another file for -o.")
    _save(recording.read(path), output, kind, lang)
    return 0


def of_run(
    program: Program, output: Path, kind: str, lang: str, timeout: float | None, linger: float
) -> int:
    """Run a program to its end and export that; returns the program's exit status (sh(1))."""
    from procviz import headless

    if output != STDOUT:
        _writable(output)
    with tempfile.TemporaryDirectory(prefix="procviz-") as folder:
        path = Path(folder) / "run.procviz"
        # nobody listens: what happened is told by the export
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            options = headless.Options(as_json=True, record=path, timeout=timeout, linger=linger)
            status = headless.run(program, options, nowhere)
        if path.exists():
            _save(recording.read(path), output, kind, lang)
    return status


def _writable(output: Path) -> None:
    """Raise now what would fail after the run."""
    there = output.exists()
    try:
        with open(output, "a", encoding="utf-8"):
            pass
    except OSError as error:
        raise _cannot(output, error) from None
    if not there:
        output.unlink()


def _cannot(output: Path, error: OSError) -> Unwritable:
    return Unwritable(f"Cannot write {safe(str(output))}: {error.strerror}.")


def _save(found: Recording, output: Path, kind: str, lang: str) -> None:
    if found.note:
        print(f"procviz: {found.note}", file=sys.stderr)
    pieces = export.write(kind, found.header, found.events, lang)
    if output == STDOUT:
        out = sys.stdout
        out.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
        _write(pieces, out)
        return
    try:
        # lone surrogates (undecodable names) are legal in JSON only as escapes
        with open(output, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(pieces)
    except OSError as error:
        raise _cannot(output, error) from None


def _write(pieces: Iterator[str], out: TextIO) -> None:
    try:
        out.writelines(pieces)
        out.flush()
    except BrokenPipeError:
        # whoever read has gone; Python flushes stdout once more at its end: give it somewhere to go
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
