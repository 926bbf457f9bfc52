"""Sub-lanes of the time line: the threads of a process, and the tasks of its event loop."""

from procviz.draw import spell
from procviz.draw.canvas import Canvas, Style, mix
from procviz.draw.timeline_folds import indented
from procviz.draw.timeline_lanes import THREAD, Lanes, spans
from procviz.draw.timeline_scale import Scale
from procviz.draw.view import View
from procviz.safe import safe
from procviz.state import State

THREADS = {State.SLEEPING: THREAD, State.WAITING: "┄"}


def draw(canvas: Canvas, view: View, found: Lanes, scale: Scale) -> None:
    """Draw all sub-lanes that have a row."""
    theme = view.theme
    for (uid, key), y in found.inside.items():
        process = view.world.processes.get(uid)
        if process is None or key not in process.inside:
            continue  # it begins later
        lane, colour = process.inside[key], mix(view.colour(process), theme.panel, 0.3)
        indent = indented(found, process)
        style = Style(theme.dim if lane.over is None else theme.faint)
        room = max(0, found.left - 1 - indent)
        canvas.put(indent, y, f"┆ {spell.fit(safe(lane.name), room - 2)}", style, room)
        end = lane.over if lane.over is not None else process.died
        spans(canvas, view, lane.spans, scale, found.left, y, colour, THREADS, end)
