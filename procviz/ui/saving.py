"""What runs or is shown, so far, into the working directory: Ctrl+S, and the palette's exports."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from procviz.draw.labels import label
from procviz.errors import Sentence
from procviz.safe import safe

if TYPE_CHECKING:
    from procviz.events import Event
    from procviz.feed import Header
    from procviz.ui.app import ProcvizApp

    _Write = Callable[[Path, str, Header, Sequence[Event]], Path]

_PIECE = 500  # events written at once: the screen stays alive


async def save(app: "ProcvizApp") -> None:
    """Save it as a recording, and say so or why not; never replaces a file."""
    written = await _written(app, _record)
    if written is not None:
        app.tell(label("saved", app.desk.lang, written[1], safe(written[0].name)), False)


async def export(app: "ProcvizApp", kind: str) -> None:
    """Write it in the format of another tool, and say so or why not; never replaces a file."""
    lang = app.desk.lang

    def write(folder: Path, stem: str, header: "Header", events: "Sequence[Event]") -> Path:
        return _export(folder, stem, header, events, kind, lang)

    written = await _written(app, write)
    if written is not None:
        app.tell(label("exported", lang, safe(written[0].name)), False)


async def _written(app: "ProcvizApp", write: "_Write") -> tuple[Path, int] | None:
    """Return the file and the number of events; None where nothing is written, and it is said."""
    show, lang = app.desk.show, app.desk.lang
    if show is None:
        app.tell(label("nothing to save", lang), False)
        return None
    feed = show.feed
    events = feed.events[: len(feed.events)]  # what comes from now on is not in it
    from procviz import runs

    stem = f"{runs.title(feed.header)}-{datetime.now():%Y%m%d-%H%M%S}"
    try:
        path = await asyncio.to_thread(write, Path.cwd(), stem, feed.header, events)
    except (Sentence, OSError) as error:
        said = str(error)  # a sentence says all of it
        if isinstance(error, OSError):
            said = label("not written", lang, error.strerror or said)
        app.tell(safe(said), True)
        return None
    return path, len(events)


def _record(folder: Path, stem: str, header: "Header", events: "Sequence[Event]") -> Path:
    from procviz import runs

    path, writer = runs.create(folder, stem, ".procviz", header)
    try:
        for at in range(0, len(events), _PIECE):
            writer.write(events[at : at + _PIECE])
    except BaseException:
        path.unlink(missing_ok=True)  # half a recording that nobody knows to be half
        raise
    finally:
        writer.close()
    return path


def _export(
    folder: Path, stem: str, header: "Header", events: "Sequence[Event]", kind: str, lang: str
) -> Path:
    from procviz import export, runs

    # lone surrogates (undecodable names) are legal in JSON only as escapes
    def make(path: Path) -> TextIO:
        return open(path, "x", encoding="utf-8", errors="backslashreplace")

    path, file = runs.free(folder, stem, export.KINDS[kind][0], make)
    try:
        with file:
            file.writelines(export.write(kind, header, events, lang))
    except BaseException:
        path.unlink(missing_ok=True)  # half an export that nobody knows to be half
        raise
    return path
