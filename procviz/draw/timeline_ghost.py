"""The time line beyond the playhead: what the run does later, pale, and bookmarks."""

from bisect import bisect_right
from dataclasses import replace

from procviz.draw import timeline_lanes
from procviz.draw.canvas import Canvas, Style, mix
from procviz.draw.timeline_lanes import Lanes
from procviz.draw.timeline_scale import Scale
from procviz.draw.view import View
from procviz.world import Process

PALE = 0.74  # how far colours go towards the ground
MARK = "◆"


def later(view: View) -> View:
    """Return the view of the run's end as far as it is known: its lanes stay where they are."""
    return view if view.ahead is None else replace(view, world=view.ahead, ahead=None)


def label(canvas: Canvas, view: View, found: Lanes, uid: int) -> None:
    """Write the PID and name of a lane whose process is not born yet; ``view`` of `later`."""
    style = Style(mix(view.theme.faint, view.theme.panel, 0.35))
    text = timeline_lanes.name(view, found.tree, uid)
    canvas.put(0, found.rows[uid], text, style, found.left - 1)


def draw(canvas: Canvas, view: View, found: Lanes, scale: Scale) -> None:
    """Draw what all processes do after the playhead; dots where that is not known yet."""
    if view.ahead is None:
        return
    now = max(view.now, view.world.t)
    for uid, y in found.rows.items():
        _states(canvas, view, view.ahead.processes[uid], now, scale, found.left, y)
    if view.ahead.t < view.end:
        style = Style(mix(view.theme.faint, view.theme.panel, 0.5))
        for column in range(scale.column(max(now, view.ahead.t)) + 1, scale.width, 2):
            for y in found.rows.values():
                canvas.put(found.left + column, y, "·", style)


def _states(
    canvas: Canvas, view: View, process: Process, now: int, scale: Scale, x: int, y: int
) -> None:
    assert view.ahead is not None
    first = max(0, bisect_right(process.spans, now, key=lambda span: span[0]) - 1)
    spans = process.spans[first:]
    if not spans:
        return
    spans[0] = max(now, spans[0][0]), spans[0][1]
    colour = mix(view.colour(process), view.theme.panel, PALE)
    end = view.ahead.t
    glyphs = timeline_lanes.GLYPH
    if spans[0][0] < end:
        timeline_lanes.spans(canvas, view, spans, scale, x, y, colour, glyphs, end)


def marks(canvas: Canvas, view: View, found: Lanes, scale: Scale) -> None:
    """Draw the bookmarks over the lanes."""
    for t in view.marks if found.top else ():
        if scale.shows(t):
            canvas.put(found.left + scale.column(t), 0, MARK, Style(view.theme.accent, bold=True))
