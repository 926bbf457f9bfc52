"""From the palette: the run that is shown, so far, in the format of another tool."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from procviz.draw.labels import label
from procviz.errors import Sentence
from procviz.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procviz.events import Event
    from procviz.feed import Header
    from procviz.ui.app import ProcvizApp

_TRIES = 100  # names that may be taken


async def export(app: "ProcvizApp", kind: str) -> None:
    """Write it to the working directory, and say where or why not; never replaces a file."""
    show, lang = app.desk.show, app.desk.lang
    if show is None:
        app.tell(label("nothing to save", lang), False)
        return
    feed = show.feed
    events = feed.events[: len(feed.events)]  # what comes from now on is not in it
    try:
        path = await asyncio.to_thread(_write, Path.cwd(), kind, feed.header, events, lang)
    except (Sentence, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        app.tell(label("not written", lang, safe(why or str(error))), True)
        return
    app.tell(label("exported", lang, safe(path.name)), False)


def _write(folder: Path, kind: str, header: "Header", events: "Sequence[Event]", lang: str) -> Path:
    from procviz import export, runs

    stem = f"{runs.title(header)}-{datetime.now():%Y%m%d-%H%M%S}"
    for number in range(1, _TRIES):
        tail = f"-{number}" if number > 1 else ""
        path = folder / f"{stem}{tail}{export.KINDS[kind][0]}"
        try:
            # lone surrogates (undecodable names) are legal in JSON only as escapes
            with open(path, "x", encoding="utf-8", errors="backslashreplace") as file:
                file.writelines(export.write(kind, header, events, lang))
        except FileExistsError:
            continue
        except BaseException:
            path.unlink(missing_ok=True)  # half an export that nobody knows to be half
            raise
        return path
    raise FileExistsError(17, "too many files of that name", str(folder))
