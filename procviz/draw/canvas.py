"""A rectangle of styled character cells, the one thing all panes draw on."""

from functools import lru_cache
from typing import NamedTuple, Self

from rich.cells import get_character_cell_size

from procviz.safe import safe


class Style(NamedTuple):
    """Colours as ``#rrggbb`` (empty: whatever is behind) and attributes."""

    fg: str = ""
    bg: str = ""
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False


PLAIN = Style()


@lru_cache(maxsize=8192)
def mix(a: str, b: str, part: float) -> str:
    """Return colour ``a`` moved towards ``b`` by ``part`` (0 = a, 1 = b)."""
    pairs = ((int(a[i : i + 2], 16), int(b[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(x + (y - x) * part):02x}" for x, y in pairs)


@lru_cache(maxsize=8192)
def over(style: Style, bg: str) -> Style:
    """Return a style that has no background of its own, on the one that is there."""
    return style._replace(bg=bg)


@lru_cache(maxsize=8192)
def _one(style: Style) -> Style:
    """Return one and the same object for all styles that are equal: to compare them is quick."""
    return style


def cells(text: str) -> int:
    """Return how many terminal cells a text takes: 2 for East Asian wide characters."""
    if text.isascii():
        return len(text)
    return sum(get_character_cell_size(char) for char in text)


@lru_cache(maxsize=8192)
def _narrow(text: str) -> bool:
    """Whether every character takes exactly one cell."""
    return text.isascii() or all(get_character_cell_size(char) == 1 for char in text)


def _lay(styles: list[Style], at: int, count: int, style: Style) -> None:
    """Set the styles of ``count`` cells; without ``bg`` each keeps its background."""
    if style.bg:
        styles[at : at + count] = [_one(style)] * count
        return
    merged, under = style, ""
    for i in range(at, at + count):
        if styles[i].bg != under:
            under = styles[i].bg
            merged = over(style, under)
        styles[i] = merged


def cut(text: str, width: int) -> str:
    """Cut a text to ``width`` cells, with … as the last one where something is missing."""
    if width <= 0:
        return ""
    if cells(text) <= width:
        return text
    out, used = "", 0
    for char in text:
        size = get_character_cell_size(char)
        if used + size > width - 1:
            break
        out, used = out + char, used + size
    return out + "…"


class Canvas:
    """Cells in two grids, characters and styles; a part of one shares the grids of the whole.

    A wide character stands in its left cell; the cell right of it holds the empty string.
    Whatever falls outside is clipped, so that callers need not check.

    Rows may be `shared` with other canvases and pictures: these are copied before anything is
    written to them.  So what nobody touches costs nothing, and is seen to be the same as before.
    """

    __slots__ = ("chars", "height", "shared", "styles", "width", "x0", "y0")

    def __init__(self, width: int, height: int, style: Style = PLAIN) -> None:
        self.x0 = self.y0 = 0
        self.width, self.height = max(0, width), max(0, height)
        self.chars = [[" "] * self.width] * self.height
        self.styles = [[style] * self.width] * self.height
        self.shared = set(range(self.height))

    def part(self, x: int, y: int, width: int, height: int) -> Self:
        """Return the rectangle at (x, y) as a canvas of its own on the same cells."""
        other = object.__new__(type(self))
        left, top = max(0, x), max(0, y)
        other.x0, other.y0 = self.x0 + left, self.y0 + top
        other.width = max(0, min(x + width, self.width) - left)
        other.height = max(0, min(y + height, self.height) - top)
        other.chars, other.styles, other.shared = self.chars, self.styles, self.shared
        return other

    def row(self, y: int) -> tuple[list[str], list[Style]]:
        """Return a row of the grids, counted from the top of the whole, to write to."""
        if y in self.shared:
            self.shared.discard(y)
            self.chars[y], self.styles[y] = self.chars[y].copy(), self.styles[y].copy()
        return self.chars[y], self.styles[y]

    def share(self, y: int, chars: list[str], styles: list[Style]) -> None:
        """Take a whole row of the grids from elsewhere; nobody may write to it any more."""
        self.chars[y], self.styles[y] = chars, styles
        self.shared.add(y)

    def put(self, x: int, y: int, text: str, style: Style = PLAIN, width: int | None = None) -> int:
        """Write a text at (x, y), cut with … to ``width`` cells; return the x after it.

        A style without ``bg`` keeps the background that is there.  The text must be safe already;
        if somebody forgot, it is made safe here, for a cell is the last stop before the terminal.
        """
        if not text.isprintable():
            text = safe(text)
        if width is not None:
            text = cut(text, width)
        if not 0 <= y < self.height:
            return x + cells(text)
        row, styles = self.row(self.y0 + y)
        count = len(text)
        if x >= 0 and 0 < count <= self.width - x and _narrow(text):  # the usual case: 4x quicker
            at = self.x0 + x
            self._clear(row, at, count)
            row[at : at + count] = text
            _lay(styles, at, count, style)
            return x + count
        filled, length = bool(style.bg), len(row)
        for char in text:
            size = 1 if char.isascii() else get_character_cell_size(char)
            if size == 0:
                continue
            if x >= 0 and x + size <= self.width:
                at = self.x0 + x
                after = at + size
                if row[at] == "" or (after < length and row[after] == ""):
                    self._clear(row, at, size)
                styles[at] = style if filled else over(style, styles[at].bg)
                if size > 1:
                    styles[at + 1] = style if filled else over(style, styles[at + 1].bg)
                    row[at + 1] = ""
                row[at] = char
            x += size
        return x

    @staticmethod
    def _clear(row: list[str], at: int, size: int) -> None:
        """Blank the other half of a wide character that is about to be half overwritten."""
        if row[at] == "" and at > 0:
            row[at - 1] = " "
        after = at + size
        if after < len(row) and row[after] == "":
            row[after] = " "

    def get(self, x: int, y: int) -> str:
        """Return the character at (x, y); a space outside."""
        if 0 <= x < self.width and 0 <= y < self.height:
            return self.chars[self.y0 + y][self.x0 + x]
        return " "

    def style(self, x: int, y: int) -> Style:
        """Return the style at (x, y)."""
        if 0 <= x < self.width and 0 <= y < self.height:
            return self.styles[self.y0 + y][self.x0 + x]
        return PLAIN

    def fill(self, x: int, y: int, width: int, height: int, style: Style, char: str = " ") -> None:
        """Fill a rectangle with one (narrow) character."""
        left, right = max(0, x), min(x + width, self.width)
        if right <= left:
            return
        for row in range(max(0, y), min(y + height, self.height)):
            if not style.bg:  # each cell keeps its own background
                self.put(left, row, char * (right - left), style)
                continue
            chars, styles = self.row(self.y0 + row)
            count = right - left
            self._clear(chars, self.x0 + left, count)
            chars[self.x0 + left : self.x0 + right] = [char] * count
            styles[self.x0 + left : self.x0 + right] = [_one(style)] * count

    def upright(self, x: int, top: int, bottom: int, char: str, style: Style) -> None:
        """Write a narrow character into the rows from ``top`` to before ``bottom`` of a column.

        Each cell keeps its background.
        """
        if not 0 <= x < self.width:
            return
        at = self.x0 + x
        for y in range(self.y0 + max(0, top), self.y0 + min(bottom, self.height)):
            row, styles = self.row(y)
            self._clear(row, at, 1)
            row[at] = char
            styles[at] = over(style, styles[at].bg)

    def tint(self, x: int, y: int, width: int, bg: str) -> None:
        """Change only the background of a part of one row."""
        if 0 <= y < self.height:
            styles = self.row(self.y0 + y)[1]
            for i in range(self.x0 + max(0, x), self.x0 + min(x + width, self.width)):
                styles[i] = over(styles[i], bg)

    def text(self) -> list[str]:
        """Return the rows as plain text, without trailing spaces: for tests and goldens."""
        rows = self.chars[self.y0 : self.y0 + self.height]
        return ["".join(r[self.x0 : self.x0 + self.width]).rstrip() for r in rows]
