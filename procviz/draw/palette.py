"""Colours by numbers: contrast, and the nearest of few colours that can still be read."""

from functools import lru_cache

from procviz.draw.canvas import mix

# what xterm and the Linux console call 0 to 15; terminals let people change them, but keep the hues
SIXTEEN = (
    "#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
    "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff",
)  # fmt: skip
_STEPS = (0, 95, 135, 175, 215, 255)
TEXT, SIGN = 4.5, 3.0  # contrasts that WCAG 2 AA asks of text, and of large text and signs
_KEEP = 0.8  # what was fainter than that may lose so much of its contrast, not more


def rgb(colour: str) -> tuple[int, int, int]:
    """Return the numbers of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2), 0 to 1."""
    parts = [part / 255 for part in rgb(colour)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    """Return the contrast of two colours (WCAG 2), 1 to 21."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4096)
def readable(colour: str, on: str, towards: str, least: float = TEXT) -> str:
    """Return a colour, moved ``towards`` black or white until it can be read ``on`` another."""
    for part in range(21):
        moved = mix(colour, towards, part / 20)
        if contrast(moved, on) >= least:
            return moved
    return towards


@lru_cache(maxsize=4)
def palette(count: int) -> dict[int, str]:
    """Return the colours of a terminal with 16 or 256 by number.

    Of 256 only those that are the same everywhere: the cube and the greys.
    """
    if count == 16:
        return dict(enumerate(SIXTEEN))
    cube = [f"#{r:02x}{g:02x}{b:02x}" for r in _STEPS for g in _STEPS for b in _STEPS]
    greys = [f"#{level:02x}{level:02x}{level:02x}" for level in range(8, 248, 10)]
    return dict(enumerate(cube + greys, 16))


def _far(a: str, b: str) -> float:
    """Return how different two colours look: weighted as in Riemersma's "redmean"."""
    (r1, g1, b1), (r2, g2, b2) = rgb(a), rgb(b)
    red = (r1 + r2) / 2
    return (
        (2 + red / 256) * (r1 - r2) ** 2
        + 4 * (g1 - g2) ** 2
        + (2 + (255 - red) / 256) * (b1 - b2) ** 2
    )


@lru_cache(maxsize=8192)
def nearest(colour: str, count: int) -> int:
    """Return the number of the colour that looks most like this one."""
    colours = palette(count)
    return min(colours, key=lambda number: _far(colour, colours[number]))


@lru_cache(maxsize=8192)
def fewer(fg: str, bg: str, count: int) -> tuple[int, int]:
    """Return the numbers for a pair of colours, such that what could be read still can.

    A filled cell (both the same) stays filled.
    """
    back = nearest(bg, count)
    if fg == bg:
        return back, back
    colours = palette(count)
    front = nearest(fg, count)
    needed = min(SIGN, contrast(fg, bg) * _KEEP)
    if front != back and contrast(colours[front], colours[back]) >= needed:
        return front, back
    enough = [
        number
        for number, colour in colours.items()
        if number != back and contrast(colour, colours[back]) >= needed
    ]
    return min(enough, key=lambda number: _far(fg, colours[number])), back
