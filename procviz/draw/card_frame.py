"""Borders that tell the state, and bars."""

from procviz.draw.canvas import Canvas, Style
from procviz.draw.stage_tree import Box
from procviz.world import State

ROUND, HEAVY, DOUBLE = "╭─╮│╰╯┬┴", "┏━┓┃┗┛┯┷", "╔═╗║╚╝╤╧"
DASHED, HEAVY_DASHED, DOTTED, SQUARE = "╭╌╮╎╰╯┬┴", "┏╍┓╏┗┛┯┷", "╭┈╮┊╰╯┬┴", "┌─┐│└┘┬┴"
EIGHTHS = " ▏▎▍▌▋▊▉█"


def border(state: State, chosen: bool) -> str:
    """Return the glyphs of a border: corners, edges, and where a link leaves or enters it."""
    if state is State.ZOMBIE:
        return HEAVY_DASHED if chosen else DASHED
    if state is State.GONE:
        return DOTTED
    return HEAVY if chosen else DOUBLE if state is State.STOPPED else ROUND


def frame(canvas: Canvas, box: Box, glyphs: str, style: Style) -> None:
    """Draw a border; ``glyphs`` as in :func:`border`."""
    across = glyphs[1] * (box.width - 2)
    canvas.put(box.x, box.y, glyphs[0] + across + glyphs[2], style)
    for y in range(box.y + 1, box.bottom):
        canvas.put(box.x, y, glyphs[3], style)
        canvas.put(box.x + box.width - 1, y, glyphs[3], style)
    canvas.put(box.x, box.bottom, glyphs[4] + across + glyphs[5], style)


def bar(canvas: Canvas, x: int, y: int, width: int, part: float, colour: str, back: str) -> None:
    """Draw a horizontal bar.  Full blocks on their own colour: no seams, and seen without any."""
    eighths = round(max(0.0, min(1.0, part)) * width * 8)
    canvas.fill(x, y, width, 1, Style(bg=back))
    full, rest = divmod(eighths, 8)
    canvas.put(x, y, "█" * full, Style(colour, colour))
    if rest:
        canvas.put(x + full, y, EIGHTHS[rest], Style(colour, back))
