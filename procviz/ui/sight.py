"""What of a run is in sight: where the playhead stands, and how a pane divides its rows."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from procviz.draw.canvas import Canvas
from procviz.draw.view import View
from procviz.ui.desk import Desk

if TYPE_CHECKING:
    from procviz.draw.output import Told
    from procviz.draw.window import Window

_ROOMY = 16  # rows of the time line from which the whole run has a map, zoomed or not


def view(desk: Desk, now: float) -> View | None:
    """Return what there is to see of the run, None while nothing runs."""
    show = desk.show
    if show is None:
        return None
    seen = show.view(desk.theme, show.playhead.progress(now))
    if desk.family or desk.folds:
        return seen._replace(family=desk.family, folds=desk.folds)
    return seen


def narrator_rows(height: int) -> int:
    """Rows of the stage that the narrator takes, the free one above it included."""
    return 6 if height >= 24 else 5 if height >= 21 else 4 if height >= 18 else 3


def stage_rows(desk: Desk, height: int, apart: bool) -> int:
    """Return the rows of the stage that are for the processes."""
    rows = height - (0 if apart else narrator_rows(height))
    if desk.show is None or desk.show.turns is None:
        return rows
    from procviz.draw import gated

    return rows - gated.height(rows)


def lanes(desk: Desk, inside: Canvas) -> Canvas:
    """Return the part of the time line's inside with the lanes; the row below is the map's."""
    mapped = inside.height >= (6 if desk.window is not None else _ROOMY)
    return inside.part(0, 0, inside.width, inside.height - mapped)


def last(seen: View) -> int:
    """Return the end of the time scale with the whole run: it rests while the run goes on."""
    from procviz.draw.timeline_scale import resting

    return resting(max(seen.now, seen.world.t, seen.end))


def window(desk: Desk, seen: View) -> "Window | None":
    """Return the window; when the playhead has gone over its edge, it follows."""
    now = max(seen.now, seen.world.t)
    if desk.window is not None:
        if desk.window.holds(desk.seen_at) and not desk.window.holds(now):
            desk.window = desk.window.following(now)
        desk.seen_at = now
    return desk.window


def told(desk: Desk, seen: View) -> "Iterable[Told]":
    """Return what the pane of output lists up to the playhead: lines, or events."""
    if desk.events and desk.show is not None:
        return desk.show.story.before(desk.show.playhead.at)
    from procviz.draw.output import written  # late: the first frame has no output

    return written(seen)
