"""The texts of the program's files, coloured once the first frame is out."""

from collections.abc import Mapping

from procviz.draw.highlight import plain, tokens
from procviz.draw.source import Listing


class Files:
    """Listings by path; ``colours`` stays off until the first frame has been drawn."""

    def __init__(self) -> None:
        self.colours = False
        self._texts: dict[str, str] = {}
        self._listings: dict[tuple[str, bool], Listing] = {}

    def listing(self, path: str, known: Mapping[str, str], *, here: bool = True) -> Listing | None:
        """Return a file as it is shown; None when it cannot be read.

        ``known``: texts that came with the run; they are what really ran.  ``here``: it ran on
        this machine just now, so that other files are what they were.
        """
        text = known.get(path)
        if text is None and here:
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
            from procviz.texts import readable  # late: the first frame needs no events

            self._texts[path] = readable(path)
        return self._texts[path]
