"""For an audience: the narrator's sentence as a large caption, and the key that was pressed."""

from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.rows import fewer, wrap
from procviz.draw.theme import Theme

_PAD = 3  # cells left and right of it


def draw(canvas: Canvas, theme: Theme, text: str, key: str = "") -> None:
    """Draw a safe text in up to three rows, dark on light or light on dark, never faint."""
    ground, ink = theme.text, theme.on(theme.text)
    canvas.fill(0, 0, canvas.width, canvas.height, Style(ink, ground, bold=True))
    room = canvas.width - 2 * _PAD - (cells(key) + 4 if key else 0)
    height = max(1, canvas.height - 2)
    rows = wrap(text, max(4, room)) if text else []
    if len(rows) > height:
        rows = fewer(rows, height, room)
    top = (canvas.height - len(rows)) // 2
    for y, row in enumerate(rows, max(0, top)):
        canvas.put(_PAD, y, row, Style(ink, ground, bold=True))
    if key:
        cap = f" {key} "
        x = canvas.width - cells(cap) - 2
        canvas.put(x, canvas.height // 2, cap, Style(ground, ink, bold=True))
