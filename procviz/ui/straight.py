"""Frames straight to the terminal: what has changed and nothing else, a move and a run of cells.

Textual's compositor makes strips of whole rows, cuts, crops and filters them and sends each row
from its widget's left edge.  That is right for widgets that lie over each other.  A canvas that
nothing lies on needs none of it: its spans are sent as they are, through the same filters.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import compress, count, groupby
from operator import is_not, ne, or_
from typing import TYPE_CHECKING, NamedTuple

from rich.color import ColorSystem
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from procviz.draw.canvas import Canvas, Style
from procviz.draw.grid_rows import Laid, Piece
from procviz.draw.plainly import plainly
from procviz.ui.filters import Ascii
from procviz.ui.styles import rich_style

if TYPE_CHECKING:
    from textual.widget import Widget

Span = tuple[int, int, int]  # row, first column, column after the last
APART = 10  # equal cells between two spans of a row that are worth a move of the cursor
SEVERAL = 16  # rows; when more have changed, one span a row will do


def open_sky(widget: "Widget") -> bool:
    """Tell whether nothing lies over a widget and the terminal is ours to write to."""
    app = widget.app
    if app.is_headless or app._driver is None or app._driver.is_inline or app._batch_count:
        return False
    if not app._running or app._closed or app.screen is not widget.screen:
        return False
    screen = widget.screen
    if screen._layout_required or screen._compositor.size != screen.size:
        return False
    kind = type(widget)
    seen = screen._compositor.visible_widgets
    return widget in seen and all(isinstance(w, kind) or w is screen for w in seen)


def spans(before: Canvas, now: Canvas, rows: Sequence[int]) -> list[Span | Piece]:
    """Return what differs in these rows, small spans where few rows do."""
    out: list[Span | Piece] = []
    for y in rows:
        row, was = now.chars[y], before.chars[y]
        if type(row) is Laid and type(was) is Laid and (found := row.pieces(y, was)) is not None:
            out += found
            continue
        places = _differing(before, now, y)
        begin = end = next(places)
        if len(rows) > SEVERAL:
            end = max(deque(places, 1), default=begin)
        for x in places:
            if x - end > APART:
                out.append(_whole(before, now, y, begin, end + 1))
                begin = x
            end = x
        out.append(_whole(before, now, y, begin, end + 1))
    return out


def _differing(before: Canvas, now: Canvas, y: int) -> Iterator[int]:
    """Yield the columns in which a row differs."""
    chars, styles = now.chars[y], now.styles[y]
    old_chars, old_styles = before.chars[y], before.styles[y]
    if styles == old_styles:
        yield from compress(count(), map(ne, chars, old_chars))
        return
    # most that is the same is the same object: only of the rest it has to be found out
    others = map(or_, map(is_not, chars, old_chars), map(is_not, styles, old_styles))
    for x in compress(count(), others):
        if chars[x] != old_chars[x] or styles[x] != old_styles[x]:
            yield x


def _whole(before: Canvas, now: Canvas, y: int, left: int, right: int) -> Span:
    """Take both halves of a wide character, where one of them differs."""
    chars, old = now.chars[y], before.chars[y]
    left -= left > 0 and (chars[left] == "" or old[left] == "")
    right += right < now.width and (chars[right] == "" or old[right] == "")
    return y, left, right


def changed_rows(before: Canvas, now: Canvas) -> list[int]:
    """Return the rows in which two frames of one size differ."""
    return [
        y
        for y in range(now.height)
        if (now.chars[y] is not before.chars[y] and now.chars[y] != before.chars[y])
        or (now.styles[y] is not before.styles[y] and now.styles[y] != before.styles[y])
    ]


class Pen(NamedTuple):
    """A style as sequences: all of it, and its background alone.

    ``seen``: its attributes show on blanks, too.
    """

    whole: str
    bg: str
    seen: bool


_SEEN = {"4", "7", "9"}  # underlined, reversed, struck through


class Straight:
    """Writes spans of a canvas as a terminal takes them (ECMA-48: CUP and SGR)."""

    def __init__(
        self, filters: Sequence[LineFilter], behind: Color, system: ColorSystem | None
    ) -> None:
        self._ascii = any(isinstance(f, Ascii) for f in filters)
        colouring = tuple(f for f in filters if not isinstance(f, Ascii))

        @lru_cache(maxsize=16384)
        def pen(style: Style) -> Pen:
            segments = [Segment(" ", rich_style(style))]
            for one in colouring:
                segments = one.apply(segments, behind)
            rich = segments[0].style
            if rich is None or system is None:
                return _PLAIN
            made, back = rich._make_ansi_codes(system), "0"  # NO_COLOR: not even the default one
            if rich.bgcolor is not None:
                back = ";".join(rich.bgcolor.downgrade(system).get_ansi_codes(foreground=False))
            seen = bool(_SEEN & set(rich.without_color._make_ansi_codes(system).split(";")))
            return Pen(f"\x1b[0;{made}m" if made else "\x1b[0m", f"\x1b[{back}m", seen)

        self._pen = pen

    def text(self, canvas: Canvas, found: Sequence[Span | Piece], x0: int, y0: int) -> str:
        """Return the bytes for these spans of a canvas whose corner is at (x0, y0).

        Of blanks only the background is told.
        """
        out: list[str] = []
        pens, last, bg = self._pen, _NOTHING, ""
        row = column = -1  # where the cursor is, after a piece
        for each in found:
            if len(each) == 5:
                y, left, right, piece, style = each
                if y != row or left - column > 1:
                    out.append(f"\x1b[{y0 + y + 1};{x0 + left + 1}H")
                elif left > column:
                    out.append("\x1b[C")
                row, column = y, right
                pen = pens(style)
                if pen is not last or pen.bg != bg:
                    last, bg = pen, pen.bg
                    out.append(pen.whole)
                out.append(plainly(piece) if self._ascii else piece)
                continue
            y, left, right = each
            row = -1
            out.append(f"\x1b[{y0 + y + 1};{x0 + left + 1}H")
            chars, at = canvas.chars[y], left
            for style, alike in groupby(canvas.styles[y][left:right]):
                end = at + len(list(alike))
                pen = pens(style)
                piece = "".join(chars[at:end])
                at = end
                if piece.isspace() and not (pen.seen or last.seen):
                    if pen.bg != bg:
                        bg = pen.bg
                        out.append(bg)
                        if bg == _PLAIN.bg:  # took the rest away, too
                            last = _PLAIN
                elif pen is not last or pen.bg != bg:
                    last, bg = pen, pen.bg
                    out.append(pen.whole)
                out.append(plainly(piece) if self._ascii else piece)
        out.append("\x1b[0m")
        return "".join(out)


_NOTHING = Pen("", "", True)
_PLAIN = Pen("\x1b[0m", "\x1b[0m", False)
