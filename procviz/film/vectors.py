"""Box drawing, blocks and braille as SVG paths (SVG 2, 9.3), for pictures that scale."""

import unicodedata

from procviz.film.strokes import arms

_LIGHT = 1.0
_STEPS = {"DOUBLE": 2, "TRIPLE": 3, "QUADRUPLE": 4}


def path(char: str, x: float, width: float, height: float) -> str:
    """Return the outline of a character whose cell begins at ``x``, 0; "" if it has none here."""
    code = ord(char)
    if 0x2800 <= code <= 0x28FF:
        return _braille(code - 0x2800, x, width, height)
    if 0x2580 <= code <= 0x259F:
        return _block(code, x, width, height)
    if char in "╭╮╰╯":
        return _arc(char, x, width, height)
    name = unicodedata.name(char, "")
    if name.startswith("BOX DRAWINGS") and "DASH" in name:
        return _dashes(name.split(), x, width, height)
    if name.startswith("BOX DRAWINGS") and "DIAGONAL" in name:
        return _diagonals(char, x, width, height)
    sides = arms(char)
    return _arms(sides, x, width, height) if sides else ""


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _rect(x: float, y: float, width: float, height: float) -> str:
    return f"M{_n(x)} {_n(y)}h{_n(width)}v{_n(height)}h{_n(-width)}z"


def _arms(sides: dict[str, int], x: float, width: float, height: float) -> str:
    cx, cy, out = x + width / 2, height / 2, []
    for side, weight in sides.items():
        thick = _LIGHT * (2 if weight == 2 else 1)
        reach = _LIGHT * (1.5 if 3 in sides.values() else 1 if 2 in sides.values() else 0.5)
        for shift in (-_LIGHT, _LIGHT) if weight == 3 else (0.0,):
            inner = reach
            if weight == 3:
                inner = _inner(sides, side, shift)
            if side == "left":
                out.append(_rect(x, cy + shift - thick / 2, cx + inner - x, thick))
            elif side == "right":
                out.append(_rect(cx - inner, cy + shift - thick / 2, x + width - cx + inner, thick))
            elif side == "up":
                out.append(_rect(cx + shift - thick / 2, 0, thick, cy + inner))
            else:
                out.append(_rect(cx + shift - thick / 2, cy - inner, thick, height - cy + inner))
    return "".join(out)


def _inner(sides: dict[str, int], side: str, shift: float) -> float:
    """Return how far beyond the middle one line of a double arm goes."""
    across = ("up", "down") if side in ("left", "right") else ("left", "right")
    meets = [sides.get(name, 0) for name in across]
    if meets == [3, 3]:
        return -_LIGHT / 2
    if 3 in meets:
        towards = across[0] if meets[0] == 3 else across[1]
        near = (shift < 0) == (towards in ("up", "left"))
        return -_LIGHT / 2 if near else 1.5 * _LIGHT
    return _LIGHT / 2


def _arc(char: str, x: float, width: float, height: float) -> str:
    """Draw a quarter of a ring and the two straight pieces that it joins."""
    cx, cy, half = x + width / 2, height / 2, _LIGHT / 2
    right, down = char in "╭╰", char in "╭╮"
    radius = width / 2
    sx, sy = (1 if right else -1), (1 if down else -1)
    outer, inner = radius + half, radius - half
    sweep = 1 if right == down else 0
    begin = f"M{_n(cx - sx * half)} {_n(cy + sy * radius)}"
    ring = (
        f"{begin}A{_n(outer)} {_n(outer)} 0 0 {sweep} {_n(cx + sx * radius)} {_n(cy - sy * half)}"
        f"v{_n(sy * _LIGHT)}"
        f"A{_n(inner)} {_n(inner)} 0 0 {1 - sweep} {_n(cx + sx * half)} {_n(cy + sy * radius)}z"
    )
    top = cy + radius if down else 0
    return ring + _rect(cx - half, top, _LIGHT, height / 2 - radius)


def _dashes(words: list[str], x: float, width: float, height: float) -> str:
    count = next(_STEPS[word] for word in words[3:] if word in _STEPS)
    thick = _LIGHT * (2 if "HEAVY" in words else 1)
    if "HORIZONTAL" in words:
        step, y = width / count, (height - thick) / 2
        return "".join(_rect(x + i * step, y, step * 0.6, thick) for i in range(count))
    step, left = height / count, x + (width - thick) / 2
    return "".join(_rect(left, i * step, thick, step * 0.6) for i in range(count))


def _diagonals(char: str, x: float, width: float, height: float) -> str:
    half, out = _LIGHT * 0.6, ""
    if char in "╱╳":
        out += (
            f"M{_n(x + width - half)} 0h{_n(2 * half)}L{_n(x + half)} {_n(height)}h{_n(-2 * half)}z"
        )
    if char in "╲╳":
        out += (
            f"M{_n(x - half)} 0h{_n(2 * half)}L{_n(x + width + half)} {_n(height)}h{_n(-2 * half)}z"
        )
    return out


def _block(code: int, x: float, width: float, height: float) -> str:
    w, h = width / 8, height / 8
    if code == 0x2580:
        return _rect(x, 0, width, height / 2)
    if code <= 0x2588:
        return _rect(x, (8 - (code - 0x2580)) * h, width, (code - 0x2580) * h)
    if code <= 0x258F:
        return _rect(x, 0, (0x2590 - code) * w, height)
    if code == 0x2590:
        return _rect(x + width / 2, 0, width / 2, height)
    if code <= 0x2593:  # shades: stripes, as a path has one colour
        part = (code - 0x2590) / 4
        return "".join(_rect(x, i * h, width, h * part) for i in range(8))
    if code == 0x2594:
        return _rect(x, 0, width, h)
    if code == 0x2595:
        return _rect(x + 7 * w, 0, w, height)
    which = (4, 8, 1, 13, 9, 7, 11, 2, 6, 14)[code - 0x2596]
    places = ((0, 0), (4, 0), (0, 4), (4, 4))
    return "".join(
        _rect(x + a * w, b * h, 4 * w, 4 * h)
        for bit, (a, b) in enumerate(places)
        if which >> bit & 1
    )


def _braille(dots: int, x: float, width: float, height: float) -> str:
    size = width / 4
    places = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
    return "".join(
        _rect(
            x + (column + 0.5) * width / 2 - size / 2,
            (row + 0.5) * height / 4 - size / 2,
            size,
            size,
        )
        for bit, (column, row) in enumerate(places)
        if dots >> bit & 1
    )
