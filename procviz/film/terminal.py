"""What a terminal shows after it was sent this: only what a full-screen program sends.

Cursor movement, erasing and colours (ECMA-48, xterm's ctlseqs); all else is passed over.  Films,
pictures and pages are folds over a cast through this, so they show what the cast shows.
"""

import re
from functools import lru_cache, reduce
from typing import Any

from rich.cells import get_character_cell_size

from procviz.draw.canvas import PLAIN, Canvas, Style
from procviz.film.asciicast import PALETTE

_PIECES = re.compile(
    r"\x1b\[([0-9;:?<=>!]*)[ -/]*([@-~])"  # CSI
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\)"  # OSC and other strings
    r"|\x1b[ -/]*[0-~]"
    r"|([\x00-\x1f\x7f])"
    r"|([^\x00-\x1f\x7f]+)",
    re.DOTALL,
)


class Terminal:
    """``canvas`` is what it shows; ``dirty`` the rows that were written to since it was emptied."""

    def __init__(self, cols: int, rows: int) -> None:
        self.canvas = Canvas(cols, rows)
        self.dirty: set[int] = set(range(rows))
        self._x = self._y = 0
        self._style = PLAIN
        self._reverse = False

    def resize(self, cols: int, rows: int) -> None:
        """Take another size; what was there is cleared, for whoever drew it draws it again."""
        self.__init__(cols, rows)  # type: ignore[misc]

    def feed(self, data: str) -> None:
        """Take in output."""
        for found in _PIECES.finditer(data):
            params, final, control, text = found.groups()
            if text is not None:
                self._text(text)
            elif final is not None:
                self._control(params, final)
            elif control == "\r":
                self._x = 0
            elif control == "\n":
                self._y = min(self._y + 1, self.canvas.height - 1)
            elif control == "\b":
                self._x = max(0, self._x - 1)

    def _text(self, text: str) -> None:
        canvas, x, y = self.canvas, self._x, self._y
        if not 0 <= y < canvas.height:
            return
        chars, styles = canvas.row(y)
        style = _reversed(self._style) if self._reverse else self._style
        self.dirty.add(y)
        if text.isascii() and x + len(text) <= canvas.width:
            count = len(text)
            _split(chars, x, count)
            chars[x : x + count] = text
            styles[x : x + count] = [style] * count
            self._x = x + count
            return
        for char in text:
            size = get_character_cell_size(char)
            if size and x + size <= canvas.width:
                _split(chars, x, size)
                chars[x], styles[x] = char, style
                if size == 2:
                    chars[x + 1], styles[x + 1] = "", style
            x += size
        self._x = x

    def _control(self, params: str, final: str) -> None:
        if params[:1] in ("?", "<", "=", ">"):
            return
        if final == "m":
            self._style, self._reverse = _sgr(self._style, self._reverse, params)
            return
        numbers = [int(n) if n.isdigit() else 0 for n in params.split(";")]
        first = max(1, numbers[0])
        if final in "Hf":
            self._y = min(first, self.canvas.height) - 1
            column = numbers[1] if len(numbers) > 1 else 1
            self._x = min(max(1, column), self.canvas.width) - 1
        elif final in "ABCD":
            dx, dy = {"A": (0, -1), "B": (0, 1), "C": (1, 0), "D": (-1, 0)}[final]
            self._x = min(max(0, self._x + dx * first), self.canvas.width - 1)
            self._y = min(max(0, self._y + dy * first), self.canvas.height - 1)
        elif final == "G":
            self._x = min(first, self.canvas.width) - 1
        elif final == "J" and numbers[0] == 2:
            for y in range(self.canvas.height):
                self._erase(y, 0, self.canvas.width)
        elif final == "K":
            begin = 0 if numbers[0] else self._x
            end = self._x + 1 if numbers[0] == 1 else self.canvas.width
            self._erase(self._y, begin, end)

    def _erase(self, y: int, begin: int, end: int) -> None:
        style = Style(bg=self._style.bg)
        chars, styles = self.canvas.row(y)
        _split(chars, begin, end - begin)
        chars[begin:end] = [" "] * (end - begin)
        styles[begin:end] = [style] * (end - begin)
        self.dirty.add(y)


def _split(chars: list[str], x: int, count: int) -> None:
    """Blank the halves of wide characters that lose their other half."""
    if x < len(chars) and chars[x] == "" and x:
        chars[x - 1] = " "
    if x + count < len(chars) and chars[x + count] == "":
        chars[x + count] = " "


def _reversed(style: Style) -> Style:
    return style._replace(fg=style.bg or "#000000", bg=style.fg or "#ffffff")


@lru_cache(maxsize=8192)
def _sgr(style: Style, reverse: bool, params: str) -> tuple[Style, bool]:
    """Return the style after Select Graphic Rendition (ECMA-48 8.3.117)."""
    numbers = [int(n) if n.isdigit() else 0 for n in params.replace(":", ";").split(";")]
    i = 0
    while i < len(numbers):
        n = numbers[i]
        if n == 0:
            style, reverse = PLAIN, False
        elif n in _ON:
            style = _with(style, _ON[n], True)
        elif n in _OFF:
            style = reduce(lambda s, name: _with(s, name, False), _OFF[n], style)
        elif n in (7, 27):
            reverse = n == 7
        elif n in (38, 48):
            colour, used = _colour(numbers[i + 1 :])
            style = _with(style, "fg" if n == 38 else "bg", colour)
            i += used
        elif n in (39, 49):
            style = _with(style, "fg" if n == 39 else "bg", "")
        elif 30 <= n <= 37 or 90 <= n <= 97:
            style = style._replace(fg=PALETTE[n - 30 if n < 90 else n - 82])
        elif 40 <= n <= 47 or 100 <= n <= 107:
            style = style._replace(bg=PALETTE[n - 40 if n < 100 else n - 92])
        i += 1
    return style, reverse


def _with(style: Style, name: str, value: Any) -> Style:
    return style._replace(**{name: value})


_ON = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 9: "strike"}
_OFF = {22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 29: ("strike",)}


def _colour(numbers: list[int]) -> tuple[str, int]:
    """Return the colour after 38 or 48, and how many numbers it took."""
    if len(numbers) >= 4 and numbers[0] == 2:
        return "#" + "".join(f"{min(n, 255):02x}" for n in numbers[1:4]), 4
    if len(numbers) >= 2 and numbers[0] == 5:
        return _indexed(min(numbers[1], 255)), 2
    return "", len(numbers)


def _indexed(n: int) -> str:
    """Return one of xterm's 256 colours: sixteen, a cube of 6, 24 greys."""
    if n < 16:
        return PALETTE[n]
    if n >= 232:
        return f"#{8 + (n - 232) * 10:02x}" + f"{8 + (n - 232) * 10:02x}" * 2
    steps = (0, 95, 135, 175, 215, 255)
    n -= 16
    return "#" + "".join(f"{steps[k]:02x}" for k in (n // 36, n // 6 % 6, n % 6))
