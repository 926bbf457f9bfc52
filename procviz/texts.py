"""The source texts of a run: those that its events name, read once, while they are still there."""

import stat
from collections.abc import Iterable
from pathlib import Path

from procviz.events import Event, SourceText

MOST = 1 << 20  # bytes of one file
ALL = 8 << 20  # of all
FILES = 500  # that are looked at


class Texts:
    """Remembers which files are known.  ``known``: path -> text, from before the run."""

    def __init__(self, known: Iterable[str]) -> None:
        self._seen = set(known)
        self._looked = 0
        self._left = ALL

    def news(self, events: Iterable[Event], t: int) -> list[SourceText]:
        """Return the texts of files that these events name for the first time.

        ``t``: the time to give them.  What cannot be read is left out: the program may have made
        its code up, or run it from an archive.
        """
        found = []
        for event in events:
            if event.where is not None and event.where.file not in self._seen:
                self._seen.add(event.where.file)
                text = self._read(event.where.file)
                if text:
                    found.append(
                        SourceText(pid=0, t=t, file=event.where.file, text=text, source=("launch",))
                    )
        return found

    def _read(self, path: str) -> str:
        self._looked += 1
        if self._looked > FILES or not path.startswith("/"):
            return ""
        return self._counted(readable(path, min(MOST, self._left)))

    def _counted(self, text: str) -> str:
        self._left -= len(text.encode("utf-8", "replace"))
        return text


def readable(path: str, most: int = MOST) -> str:
    """Return the text of a source file; "" when it is none, or larger than so many bytes.

    Looks first what it is: to read a device or a pipe could take for ever.
    """
    from procviz.scenarios.catalog import source_text  # late, as the whole catalogue

    try:
        about = Path(path).stat()
        if stat.S_ISREG(about.st_mode) and about.st_size <= most:
            return source_text(Path(path))
    except (OSError, ValueError, LookupError):  # gone, a null byte, an unknown encoding
        pass
    return ""
