"""Ctrl+S: the recording of what runs or is shown, so far, into the working directory."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from procviz.draw.labels import label
from procviz.errors import Sentence
from procviz.safe import safe

if TYPE_CHECKING:
    from procviz.events import Event
    from procviz.feed import Header
    from procviz.ui.app import ProcvizApp

_PIECE = 500  # events written at once: the screen stays alive


async def save(app: "ProcvizApp") -> None:
    """Save it, and say so or why not; never replaces a file."""
    show, lang = app.desk.show, app.desk.lang
    if show is None:
        app.tell(label("nothing to save", lang), False)
        return
    feed = show.feed
    events = feed.events[: len(feed.events)]  # what comes from now on is not in it
    try:
        path = await asyncio.to_thread(_write, Path.cwd(), feed.header, events)
    except (Sentence, OSError) as error:
        app.tell(safe(str(error)), True)
        return
    app.tell(label("saved", lang, len(events), safe(path.name)), False)


def _write(folder: Path, header: "Header", events: "Sequence[Event]") -> Path:
    from procviz import runs
    from procviz.recording import BadRecording

    stem = f"{runs.title(header)}-{datetime.now():%Y%m%d-%H%M%S}"
    path, writer = runs.create(folder, stem, ".procviz", header)
    try:
        for at in range(0, len(events), _PIECE):
            writer.write(events[at : at + _PIECE])
    except OSError as error:
        path.unlink(missing_ok=True)  # half a recording that nobody knows to be half
        raise BadRecording(f"Cannot write the recording {path}: {error.strerror}.") from None
    finally:
        writer.close()
    return path
