"""Our styles in Rich's form."""

from functools import lru_cache

from rich.style import Style as RichStyle

from procviz.draw.canvas import Style


@lru_cache(maxsize=16384)
def rich_style(style: Style) -> RichStyle:
    """Return Rich's form of a style; cached, as making one costs 10 µs."""
    return RichStyle(
        color=style.fg or None,
        bgcolor=style.bg or None,
        bold=style.bold or None,
        dim=style.dim or None,
        italic=style.italic or None,
        underline=style.underline or None,
        strike=style.strike or None,
    )
