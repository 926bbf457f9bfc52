"""Box drawing, blocks and braille as geometry: joints meet at any size, whatever the font.

What a character consists of is read from its Unicode name (UAX #44), which says it all:
"BOX DRAWINGS DOWN HEAVY AND LEFT UP LIGHT".
"""

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_WEIGHTS = {"LIGHT": 1, "SINGLE": 1, "HEAVY": 2, "DOUBLE": 3}
_SIDES = {
    "LEFT": ("left",), "RIGHT": ("right",), "UP": ("up",), "DOWN": ("down",),
    "HORIZONTAL": ("left", "right"), "VERTICAL": ("up", "down"),
}  # fmt: skip
_DASHES = {"DOUBLE": 2, "TRIPLE": 3, "QUADRUPLE": 4}
_FINE = 8  # arcs and diagonals are drawn so much larger first


@lru_cache(maxsize=512)
def arms(char: str) -> dict[str, int] | None:
    """Return the weight of each arm of a box drawing character: 1 light, 2 heavy, 3 double."""
    name = unicodedata.name(char, "")
    if not name.startswith("BOX DRAWINGS ") or "DIAGONAL" in name or "DASH" in name:
        return None
    words = name.removeprefix("BOX DRAWINGS ").replace("ARC ", "").split()
    parts = " ".join(words).split(" AND ")
    found: dict[str, int] = {}
    weight = 1
    if sum(word in _WEIGHTS for word in words) <= 1:
        weight = next((_WEIGHTS[word] for word in words if word in _WEIGHTS), 1)
    for part in parts:
        inside = part.split()
        weights = [_WEIGHTS[word] for word in inside if word in _WEIGHTS]
        if len(weights) > 1:  # LEFT LIGHT … RIGHT HEAVY without AND does not exist
            return None
        used = weights[0] if weights else weight
        for word in inside:
            for side in _SIDES.get(word, ()):
                found[side] = used
    return found


def drawn(char: str) -> bool:
    """Whether `draw` knows a character."""
    code = ord(char)
    return 0x2500 <= code <= 0x259F or 0x2800 <= code <= 0x28FF or char in "‖↵✗✕▔"


def draw(char: str, width: int, height: int) -> "Image":
    """Return a character as a mask of this size, 0 to 255."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (width, height))
    pen = ImageDraw.Draw(image)
    code = ord(char)

    def box(x: float, y: float, right: float, bottom: float, fill: int = 255) -> None:
        """Fill a part of the cell, given in eighths of it."""
        edges = [round(x * width / 8), round(y * height / 8)]
        edges += [round(right * width / 8) - 1, round(bottom * height / 8) - 1]
        if edges[2] >= edges[0] and edges[3] >= edges[1]:
            pen.rectangle(edges, fill=fill)

    if code >= 0x2800:
        _braille(pen, code - 0x2800, width, height)
    elif 0x2580 <= code <= 0x259F or char == "▔":
        _block(box, code)
    elif char in "╭╮╰╯╱╲╳‖↵✗✕":
        return _fine(char, width, height)
    elif "DASH" in unicodedata.name(char, ""):
        _dashes(pen, unicodedata.name(char), width, height)
    else:
        _arms(pen, arms(char) or {}, width, height)
    return image


def _line(width: int, height: int, weight: int) -> int:
    light = max(1, round(min(width, height / 2) / 9))
    return light * 2 if weight == 2 else light


def _arms(pen, sides: dict[str, int], width: int, height: int) -> None:  # type: ignore[no-untyped-def]
    thin = _line(width, height, 1)
    x, y = (width - thin) // 2, (height - thin) // 2
    for side, weight in sides.items():
        thick = _line(width, height, weight)
        for shift in (-thin, thin) if weight == 3 else (0,):
            left, top = x - (thick - thin) // 2 + shift, y - (thick - thin) // 2 + shift
            if side in ("left", "right"):
                begin = 0 if side == "left" else _inner(x, thin, sides, shift, "right")
                end = _inner(x, thin, sides, shift, "left") if side == "left" else width - 1
                pen.rectangle((begin, top, end, top + thick - 1), fill=255)
            else:
                begin = 0 if side == "up" else _inner(y, thin, sides, shift, "down")
                end = _inner(y, thin, sides, shift, "up") if side == "up" else height - 1
                pen.rectangle((left, begin, left + thick - 1, end), fill=255)


def _inner(middle: int, thin: int, sides: dict[str, int], shift: int, side: str) -> int:
    """Return where an arm ends inside the cell: at the far side of what it meets."""
    across = ("up", "down") if side in ("left", "right") else ("left", "right")
    meets = [sides.get(name, 0) for name in across]
    reach = max(thin if w == 3 else thin // 2 if w == 2 else 0 for w in (*meets, 0))
    if shift and 3 in meets and 0 in meets:  # a double corner: one line outside, one inside
        outer = across[0] if meets[1] == 3 else across[1]
        inside = (shift < 0) == (outer in ("down", "right"))
        reach = -thin if inside else thin
    elif shift and meets == [3, 3]:
        reach = -thin
    far = reach + thin - 1
    return middle - reach if side in ("right", "down") else middle + far


def _dashes(pen, name: str, width: int, height: int) -> None:  # type: ignore[no-untyped-def]
    words = name.split()
    count = next(_DASHES[word] for word in words[3:] if word in _DASHES)
    thick = _line(width, height, 2 if "HEAVY" in words else 1)
    length = width if "HORIZONTAL" in words else height
    gap = max(1, round(length / count * 0.35))
    for i in range(count):
        begin, end = round(i * length / count), round((i + 1) * length / count) - gap - 1
        if "HORIZONTAL" in words:
            y = (height - thick) // 2
            pen.rectangle((begin, y, max(begin, end), y + thick - 1), fill=255)
        else:
            x = (width - thick) // 2
            pen.rectangle((x, begin, x + thick - 1, max(begin, end)), fill=255)


def _block(box, code: int) -> None:  # type: ignore[no-untyped-def]
    if code == 0x2580:
        box(0, 0, 8, 4)
    elif code <= 0x2588:
        box(0, 8 - (code - 0x2580), 8, 8)
    elif code <= 0x258F:
        box(0, 0, 0x2590 - code, 8)
    elif code == 0x2590:
        box(4, 0, 8, 8)
    elif code <= 0x2593:
        box(0, 0, 8, 8, (code - 0x2590) * 64)
    elif code == 0x2594:
        box(0, 0, 8, 1)
    elif code == 0x2595:
        box(7, 0, 8, 8)
    else:
        quarters = ((0, 0), (4, 0), (0, 4), (4, 4))  # upper left, upper right, lower left …
        which = (4, 8, 1, 13, 9, 7, 11, 2, 6, 14)[code - 0x2596]
        for bit, (x, y) in enumerate(quarters):
            if which >> bit & 1:
                box(x, y, x + 4, y + 4)


def _braille(pen, dots: int, width: int, height: int) -> None:  # type: ignore[no-untyped-def]
    """Bits 0 to 7 are dots 1 to 8: three down the left, three down the right, the bottom two."""
    size = max(1, round(min(width / 4, height / 8)))
    for bit, (column, row) in enumerate(
        ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
    ):
        if dots >> bit & 1:
            x = round((column + 0.5) * width / 2 - size / 2)
            y = round((row + 0.5) * height / 4 - size / 2)
            pen.rectangle((x, y, x + size - 1, y + size - 1), fill=255)


def _fine(char: str, width: int, height: int) -> "Image":
    """Draw curves and diagonals larger and shrink them: smooth edges."""
    from PIL import Image, ImageDraw

    w, h, k = width * _FINE, height * _FINE, _FINE
    image = Image.new("L", (w, h))
    pen = ImageDraw.Draw(image)
    thin = _line(width, height, 1)
    x, y = (width - thin) // 2 * k, (height - thin) // 2 * k  # the light lines that it meets
    thick = thin * k
    cx, cy = x + thick // 2, y + thick // 2
    if char in "╭╮╰╯":
        radius = min(w - x, h - y, cx) - 1
        right, down = char in "╭╰", char in "╭╮"
        ox, oy = cx + (radius if right else -radius), cy + (radius if down else -radius)
        start = {"╭": 180, "╮": 270, "╯": 0, "╰": 90}[char]
        reach = radius + thick // 2
        pen.arc((ox - reach, oy - reach, ox + reach, oy + reach), start, start + 90, 255, thick)
        pen.rectangle((ox, y, w, y + thick - 1) if right else (0, y, ox, y + thick - 1), fill=255)
        pen.rectangle((x, oy, x + thick - 1, h) if down else (x, 0, x + thick - 1, oy), fill=255)
    elif char in "╱╲╳":
        if char in "╱╳":
            pen.line((0, h, w, 0), 255, thick)
        if char in "╲╳":
            pen.line((0, 0, w, h), 255, thick)
    elif char == "‖":
        for left in (w * 0.3, w * 0.6):
            pen.rectangle((left, h * 0.22, left + thick, h * 0.78), fill=255)
    elif char == "↵":
        pen.line((w * 0.8, h * 0.3, w * 0.8, h * 0.58, w * 0.25, h * 0.58), 255, thick)
        tip = [(w * 0.08, h * 0.58), (w * 0.42, h * 0.44), (w * 0.42, h * 0.72)]
        pen.polygon(tip, fill=255)
    else:
        top, bottom = h * 0.28, h * 0.72
        pen.line((w * 0.12, top, w * 0.88, bottom), 255, round(thick * 1.4))
        pen.line((w * 0.88, top, w * 0.12, bottom), 255, round(thick * 1.4))
    return image.resize((width, height), Image.Resampling.BOX)
