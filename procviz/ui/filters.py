"""The last stop before the terminal, for our panes and Textual's own widgets alike.

Fewer colours, none at all, or ASCII: decided here once, so that no drawing has to know.
"""

from collections.abc import Sequence
from functools import lru_cache

from rich.color import Color as RichColor
from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor

from procviz.draw.palette import contrast, fewer
from procviz.draw.plainly import plainly

GREY = (Monochrome, NoColor)  # Textual's answers to NO_COLOR: greys, or "default" colours
FILLED = 2.2  # contrast from which a background is a label, not a tint
FAINT = 3.0  # … and below which a text is faint


def _hex(color: RichColor | None, otherwise: str) -> str:
    if color is None or color.triplet is None:
        return otherwise
    return color.triplet.hex


@lru_cache(maxsize=16384)
def _fewer(style: Style, behind: str, count: int) -> Style:
    fg, bg = style.color, style.bgcolor
    own = [c for c in (fg, bg) if c is not None and c.type is ColorType.TRUECOLOR]
    if not own:  # a theme with the terminal's own colours
        return style
    back = _hex(bg, behind)
    front = _hex(fg, back)
    a, b = fewer(front, back, count)
    return style + Style.from_color(
        RichColor.from_ansi(a) if fg is not None else None, RichColor.from_ansi(b)
    )


class Fewer(LineFilter):
    """For terminals with 16 or 256 colours: the nearest that can be read."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Change the colours of a row."""
        behind, count = background.hex[:7].lower(), self.count
        return [
            segment if style is None else Segment(text, _fewer(style, behind, count), control)
            for segment in segments
            for text, style, control in (segment,)
        ]


@lru_cache(maxsize=16384)
def _uncoloured(style: Style, behind: str) -> Style:
    back = _hex(style.bgcolor, behind)
    front = _hex(style.color, back)
    filled = front != back and contrast(back, behind) >= FILLED
    faint = not filled and front != back and contrast(front, back) < FAINT
    return Style(
        bold=style.bold,
        dim=style.dim or faint or None,
        italic=style.italic,
        underline=style.underline,
        strike=style.strike,
        reverse=bool(style.reverse) != filled or None,
        meta=style.meta or None,
    )


class Uncoloured(LineFilter):
    """NO_COLOR: labels are reversed, faint text is dim, and no colour at all is sent."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Take the colours out of a row."""
        behind = background.hex[:7].lower()
        return [
            segment if style is None else Segment(text, _uncoloured(style, behind), control)
            for segment in segments
            for text, style, control in (segment,)
        ]


class Ascii(LineFilter):
    """For terminals that show ASCII only."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Translate a row."""
        return [Segment(plainly(text), style, control) for text, style, control in segments]


def last_stop(colours: int, ascii_only: bool) -> Sequence[LineFilter]:
    """Return what a row goes through; ``colours``: 0, 16, 256, or more = all."""
    out: list[LineFilter] = []
    if colours == 0:
        out.append(Uncoloured())
    elif colours in (16, 256):
        out.append(Fewer(colours))
    if ascii_only:
        out.append(Ascii())
    return out
