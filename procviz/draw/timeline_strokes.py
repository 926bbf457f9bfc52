"""What goes from lane to lane: forks, signals and reaps as vertical strokes."""

from collections.abc import Sequence

from procviz.draw.canvas import Canvas, Style, cells, mix
from procviz.draw.strokes import ARMS, DOWN, LEFT, LIGHT, RIGHT, UP
from procviz.draw.timeline_lanes import Lanes
from procviz.draw.timeline_scale import Scale
from procviz.draw.timeline_together import Stroke, together
from procviz.draw.view import View
from procviz.safe import safe
from procviz.world import Link

_BLOCKS = frozenset("█▏▎▍▌▋▊▉")


def strokes(canvas: Canvas, view: View, found: Lanes, scale: Scale) -> None:
    """Draw all links in sight; those of one kind in one column are one stroke."""
    for (order, column), stroke in together(view.world, found, scale):
        _DRAW[order](canvas, view, found, found.left + column, stroke)


def _put(canvas: Canvas, view: View, x: int, y: int, glyph: str, colour: str) -> None:
    """Put a glyph over whatever is there; on a filled cell in a colour that can be read."""
    under = canvas.get(x, y)
    if under in _BLOCKS:
        style = canvas.style(x, y)
        fill = style.bg if under == "█" else style.fg
        if fill == (canvas.style(x, y).bg or view.theme.panel) and under != "█":
            fill = style.bg
        canvas.put(x, y, glyph, Style(view.theme.on(fill), fill, bold=True))
    else:
        canvas.put(x, y, glyph, Style(colour))


def _cross(canvas: Canvas, view: View, x: int, y: int, arms: int, colour: str) -> None:
    under = canvas.get(x, y)
    if under in _BLOCKS and arms == UP | DOWN:
        _put(canvas, view, x, y, LIGHT[arms], colour)
    else:
        _put(canvas, view, x, y, LIGHT[ARMS.get(under, 0) | arms], colour)


def _vertical(
    canvas: Canvas, view: View, x: int, ends: Sequence[int], colour: str
) -> tuple[int, int]:
    """Draw the stroke between the outermost of ``ends``, without these rows themselves."""
    top, bottom = min(ends), max(ends)
    for y in range(top + 1, bottom):
        if y not in ends:
            _cross(canvas, view, x, y, UP | DOWN, colour)
    return top, bottom


def _colour(view: View, links: Sequence[Link], uid: int) -> str:
    """Return the colour of the process that a stroke is about, grey where it is several."""
    process = view.world.processes.get(uid)
    return view.colour(process) if len(links) == 1 and process else view.theme.dim


def _tree(canvas: Canvas, view: View, x: int, ends: list[int], colour: str, side: int) -> None:
    """Draw a stroke with a branch to ``side`` at each of its lower ends."""
    top, bottom = _vertical(canvas, view, x, ends, colour)
    for y in ends[1:]:
        _cross(canvas, view, x, y, UP | side | (DOWN if y < bottom else 0), colour)
    if bottom > top:
        _cross(canvas, view, x, top, DOWN, colour)


def _fork(canvas: Canvas, view: View, _: Lanes, x: int, it: Stroke) -> None:
    _tree(canvas, view, x, it.ends, _colour(view, it.links, it.links[0].target), RIGHT)


def _reap(canvas: Canvas, view: View, _: Lanes, x: int, it: Stroke) -> None:
    colour = mix(_colour(view, it.links, it.links[0].source), view.theme.panel, 0.35)
    _tree(canvas, view, x, it.ends, colour, LEFT)
    for row in it.targets:
        _put(canvas, view, x, row, "✓", view.theme.ok)


def _adopt(canvas: Canvas, view: View, _: Lanes, x: int, it: Stroke) -> None:
    for row in it.targets:
        _put(canvas, view, x, row, "◆", view.theme.warn)


def _signal(canvas: Canvas, view: View, found: Lanes, x: int, it: Stroke) -> None:
    """Draw a stroke with an arrow at each receiver, and the name where there is room.

    With a free row between the lanes the arrow stands there, just before the receiver's lane.
    """
    colour, arrows = view.theme.signal, it.arrows
    if not arrows:
        return
    ends = sorted({*arrows, *(() if it.own else it.senders)})
    top, bottom = _vertical(canvas, view, x, ends, colour)
    for y in it.senders - arrows.keys() if not it.own else ():
        if y >= found.top:
            arms = (UP if y > top else 0) | (DOWN if y < bottom else 0)
            _cross(canvas, view, x, y, arms, colour)
    for y, arrow in arrows.items():
        _put(canvas, view, x, y, arrow, colour)
    text = safe(next(iter(it.names))) if len(it.names) == 1 else ""
    text += f" ×{len(it.links)}" if len(it.links) > 1 else ""
    if found.pitch > 1:
        _name(canvas, found, x, max(arrows), text.strip(), Style(colour, bold=True))


def _name(canvas: Canvas, found: Lanes, x: int, y: int, text: str, style: Style) -> None:
    """Write a name left of the stroke, or right of it, where nothing would be covered."""
    size = cells(text)
    for at in (x - 1 - size, x + 2):
        ground = [canvas.get(i, y) for i in range(at - 1, at + size + 1)]
        if found.left <= at and at + size <= canvas.width and set(ground) <= {" ", "┊"}:
            canvas.put(at, y, text, style)
            return


_DRAW = (_fork, _adopt, _reap, _signal)  # as `ORDER` has them
