"""A sentence for the audience, in a band below everything else."""

from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.rows import wrap
from procviz.draw.theme import Theme

MOST = 3  # lines


def _lines(text: str, width: int) -> list[str]:
    return wrap(text, max(1, min(width - 8, 100)))[:MOST]


def rows(text: str, width: int) -> int:
    """Return the rows that a caption takes, the free ones above and below it included."""
    return len(_lines(text, width)) + 2


def draw(canvas: Canvas, theme: Theme, text: str) -> None:
    """Draw it in the middle of the band."""
    back = theme.towards(theme.accent, 0.14)
    canvas.fill(0, 0, canvas.width, canvas.height, Style(theme.bright, back))
    canvas.fill(0, 0, canvas.width, 1, Style(theme.accent), "▔")
    lines = _lines(text, canvas.width)
    left = max(0, (canvas.width - max(map(cells, lines), default=0)) // 2)
    for y, line in enumerate(lines, 1):
        canvas.put(left, y, line, Style(theme.bright, bold=True))
