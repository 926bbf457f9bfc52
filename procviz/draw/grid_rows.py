"""Rows of many cells of one width: they know what they are made of, so need not be taken apart."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from procviz.draw.canvas import PLAIN, Style


class Text(NamedTuple):
    """What stands in a cell, ``size`` wide, and the same in the grid of a canvas, with a gap."""

    text: str
    size: int
    chars: tuple[str, ...]


class Ink(NamedTuple):
    """How it is written, and the same in the grid of a canvas, with what is in the gap."""

    style: Style
    styles: tuple[Style, ...]


NO_TEXT, NO_INK = Text("", 0, ()), Ink(PLAIN, ())
Piece = tuple[int, int, int, str, Style]  # row, columns from and up to, and what is there


class Laid(list[str]):
    """The characters of a row, which nobody changes any more: its copies are lists as any other.

    From column ``left`` on there are cells, everywhere else it is the list ``below``.
    """

    __slots__ = ("below", "inks", "left", "texts")

    def __init__(
        self, below: list[str], left: int, texts: Sequence[Text], inks: Sequence[Ink]
    ) -> None:
        super().__init__(below)
        self.below, self.left, self.texts, self.inks = below, left, texts, inks
        new = [*chain.from_iterable([text[2] for text in texts])]
        self[left : left + len(new)] = new

    def pieces(self, y: int, before: "Laid") -> list[Piece] | None:
        """Return what differs from another row ``y``; None where more than cells may differ."""
        texts, left = self.texts, self.left
        if self.below is not before.below or left != before.left or not texts:
            return None
        wide = len(texts[0].chars)
        if len(texts) != len(before.texts) or wide != len(before.texts[0].chars):
            return None
        places = range(left, left + wide * len(texts), wide)
        return [
            (y, x, x + text[1], text[0], ink[0])
            for x, text, ink, was, dipped in zip(
                places, texts, self.inks, before.texts, before.inks, strict=True
            )
            if text is not was or ink is not dipped
        ]


def laid(
    below: list[str], styles: list[Style], left: int, texts: Sequence[Text], inks: Sequence[Ink]
) -> tuple[Laid, list[Style]]:
    """Return both grids of a row with cells over what is below them."""
    pens = styles.copy()
    new = [*chain.from_iterable([ink[1] for ink in inks])]
    pens[left : left + len(new)] = new
    return Laid(below, left, texts, inks), pens
