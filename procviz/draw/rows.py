"""Rows of styled spans, and wrapping: for panes that are text more than picture."""

from collections.abc import Sequence

from rich.cells import get_character_cell_size

from procviz.draw.canvas import Canvas, Style, cells, cut

Span = tuple[str, Style]
Row = Sequence[Span]

_WIDE = 0x2E80  # from here on scripts are written without spaces: a line may end anywhere
_NO_BEGIN = "，。、；：？！）》」』”’…—·%"  # … but never before one of these (GB/T 15834)
_NO_END = "（《「『“‘"  # … nor after one of these


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most ``width`` cells: at spaces, Chinese between any two.

    A word that is longer than a line is broken where the line ends.
    """
    if width <= 1:
        return [cut(text, width)]
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text):
        bare = piece.rstrip(" ")
        after = piece[len(bare) :]
        size = cells(bare)
        if used + size > width and line:
            lines.append(line.rstrip(" "))
            line, used = "", 0
        while size > width:
            head = _head(bare, width)
            lines.append(head)
            bare = bare[len(head) :]
            piece = bare + after
            size = cells(bare)
        line += piece
        used += cells(piece)
    if line.strip() or not lines:
        lines.append(line.rstrip(" "))
    return lines


def fewer(rows: list[str], count: int, width: int) -> list[str]:
    """Return ``count`` rows, the last of them with as much of the rest as fits."""
    rest = ""
    for row in rows[count - 1 :]:
        spaced = rest and ord(rest[-1]) < _WIDE and ord(row[0]) < _WIDE
        rest += f" {row}" if spaced else row
    return [*rows[: count - 1], cut(rest, width)]


def _head(text: str, width: int) -> str:
    used = 0
    for i, char in enumerate(text):
        used += get_character_cell_size(char)
        if used > width:
            return text[: max(1, i)]
    return text


def _pieces(text: str) -> list[str]:
    """Cut a text into what must stay together, each with the spaces after it."""
    out: list[str] = []
    for i, char in enumerate(text):
        before = text[i - 1] if i else ""
        joined = (
            out
            and char not in (" ",)
            and before != " "
            and (
                char in _NO_BEGIN
                or before in _NO_END
                or (ord(char) < _WIDE and ord(before) < _WIDE)
            )
        )
        if out and (joined or char == " "):
            out[-1] += char
        else:
            out.append(char)
    return out


def put(canvas: Canvas, x: int, y: int, row: Row, width: int | None = None) -> int:
    """Write the spans of a row one after another, cut with … to ``width``; return the x after."""
    end = canvas.width if width is None else min(canvas.width, x + width)
    whole = "".join(text for text, _ in row)
    too_long = x + cells(whole) > end and x + cells(whole.rstrip()) > end
    for text, style in row:
        if x >= end:
            break
        room = end - x
        if too_long and cells(text) >= room:  # here it ends, though this span alone may just fit
            return canvas.put(x, y, text + "…", style, room)
        x = canvas.put(x, y, text, style, room)
    return x


def column(canvas: Canvas, rows: Sequence[Row], top: int = 0) -> None:
    """Write rows from row ``top`` of them on, as many as fit."""
    for y, row in enumerate(rows[top : top + canvas.height]):
        put(canvas, 0, y, row)
