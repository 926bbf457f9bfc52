"""The texts of the program's files, coloured once the first frame is out."""

from collections.abc import Mapping
from pathlib import Path

from procviz.draw.highlight import plain, tokens
from procviz.draw.source import Listing

MOST = 1 << 20  # bytes of a file that are read


class Files:
    """Listings by path; ``colours`` stays off until the first frame has been drawn."""

    def __init__(self) -> None:
        self.colours = False
        self._texts: dict[str, str] = {}
        self._listings: dict[tuple[str, bool], Listing] = {}

    def listing(self, path: str, known: Mapping[str, str]) -> Listing | None:
        """Return a file as it is shown; None when it cannot be read.

        ``known``: texts that came with the run; they are what really ran.
        """
        text = known.get(path)
        if text is None:
            text = self._read(path)
        if not text:
            return None
        text = text.rstrip("\n")
        key = (path, self.colours)
        listing = self._listings.get(key)
        if listing is None or len(listing.lines) != text.count("\n") + 1:
            lines = tokens(text) if self.colours else plain(text)
            listing = self._listings[key] = Listing(path, lines)
        return listing

    def _read(self, path: str) -> str:
        if path not in self._texts:
            from procviz.scenarios.catalog import source_text  # late, as the whole catalogue

            try:
                small = Path(path).stat().st_size <= MOST
                self._texts[path] = source_text(Path(path)) if small else ""
            except (OSError, ValueError, LookupError):  # gone, a directory, an unknown encoding
                self._texts[path] = ""
        return self._texts[path]
