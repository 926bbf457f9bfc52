"""The texts of the program's files, coloured once the first frame is out."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from procviz.draw.highlight import Token, plain, tokens
from procviz.draw.source import Listing

_Lines = list[list[Token]]


class _Kept(NamedTuple):
    """What a file is shown as."""

    text: str
    coloured: bool
    listing: Listing


class Files:
    """Listings by path; ``colours`` stays off until the first frame has been drawn.

    ``beside`` has work done that takes long, and draws when it is done: until then a text is
    shown without colours.  None = there is nobody whose keys would wait.
    """

    def __init__(self) -> None:
        self.colours = False
        self.beside: Callable[[Callable[[], None]], object] | None = None
        self._texts: dict[str, str] = {}
        self._kept: dict[str, _Kept] = {}
        self._asked: set[str] = set()  # texts that are being coloured
        self._coloured: dict[str, _Lines] = {}  # that are, and nobody has seen it yet

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
        kept = self._kept.get(path)
        if kept is not None and kept.text != text:
            kept = None
        if kept is None or (self.colours and not kept.coloured):
            body = text.rstrip("\n")
            lines = self._colour(body) if self.colours else None
            if kept is None or lines is not None:
                listing = Listing(path, plain(body) if lines is None else lines)
                kept = self._kept[path] = _Kept(text, lines is not None, listing)
        return kept.listing

    def _colour(self, text: str) -> _Lines | None:
        """Return a text in colours; None while that is being done."""
        if self.beside is None:
            return tokens(text)
        if text in self._coloured:
            self._asked.discard(text)
            return self._coloured.pop(text)
        if text not in self._asked:
            self._asked.add(text)
            self.beside(lambda: self._coloured.__setitem__(text, tokens(text)))
        return None

    def _read(self, path: str) -> str:
        if path not in self._texts:
            from procviz.texts import readable  # late: the first frame needs no events

            self._texts[path] = readable(path)
        return self._texts[path]
