"""The time line beyond the playhead: what the run does later, pale, and bookmarks."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from procviz.draw import timeline_lanes
from procviz.draw.canvas import Canvas, Style, mix
from procviz.draw.timeline_inside import THREADS
from procviz.draw.timeline_lanes import GLYPH, Lanes
from procviz.draw.timeline_scale import Scale
from procviz.draw.view import View
from procviz.world import Process, State

PALE = 0.58  # how far colours go towards the ground
MARK = "◆"


def later(view: View) -> View:
    """Return the view of the run's end as far as it is known: its lanes stay where they are."""
    return view if view.ahead is None else view._replace(world=view.ahead, ahead=None)


def label(canvas: Canvas, view: View, found: Lanes, uid: int) -> None:
    """Write the PID and name of a lane whose process is not born yet; ``view`` of `later`."""
    style = Style(mix(view.theme.faint, view.theme.panel, 0.35))
    text = timeline_lanes.name(view, found.tree, uid, found.left - 1)
    canvas.put(0, found.rows[uid], text, style, found.left - 1)


def draw(canvas: Canvas, view: View, found: Lanes, scale: Scale) -> None:
    """Draw what all processes do after the playhead; dots where that is not known yet."""
    if view.ahead is None:
        return
    now = max(view.now, view.world.t)
    for uid, y in found.rows.items():
        process = view.ahead.processes[uid]
        _states(canvas, view, process, process.spans, now, scale, found.left, y)
    for (uid, key), y in found.inside.items():
        process = view.ahead.processes[uid]
        lane = process.inside[key]
        over = lane.over if lane.over is not None else process.died
        _states(canvas, view, process, lane.spans, now, scale, found.left, y, THREADS, over)
    if view.known < view.end:
        style = Style(mix(view.theme.faint, view.theme.panel, 0.5))
        for column in range(scale.column(max(now, view.known)) + 1, scale.width, 2):
            for y in found.rows.values():
                canvas.put(found.left + column, y, "·", style)


def _states(
    canvas: Canvas,
    view: View,
    process: Process,
    spans: Sequence[tuple[int, State]],
    now: int,
    scale: Scale,
    x: int,
    y: int,
    glyphs: Mapping[State, str] = GLYPH,
    over: int | None = None,
) -> None:
    assert view.ahead is not None
    first = max(0, bisect_right(spans, now, key=lambda span: span[0]) - 1)
    rest = list(spans[first:])
    end = view.ahead.t if over is None else over
    if rest and max(now, rest[0][0]) < end:
        rest[0] = max(now, rest[0][0]), rest[0][1]
        colour = mix(view.colour(process), view.theme.panel, PALE)
        timeline_lanes.spans(canvas, view, rest, scale, x, y, colour, glyphs, end)


def marks(canvas: Canvas, view: View, found: Lanes, scale: Scale) -> None:
    """Draw the bookmarks over the lanes."""
    for t in view.marks if found.top else ():
        if scale.shows(t):
            canvas.put(found.left + scale.column(t), 0, MARK, Style(view.theme.accent, bold=True))
