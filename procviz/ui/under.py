"""Who or what is at a cell of a pane: for the mouse, and for what is told on hovering.

Sizes and cells are those of the whole pane, its frame included.
"""

from typing import TYPE_CHECKING

from procviz.draw import source
from procviz.draw.canvas import Canvas
from procviz.draw.layout import Pane
from procviz.draw.view import View
from procviz.ui import sight
from procviz.ui.desk import Desk

if TYPE_CHECKING:
    from procviz.draw.gated import Ready
    from procviz.draw.output import Told
    from procviz.draw.stage_layout import Layout


def turn_at(desk: Desk, height: int, y: int, apart: bool) -> "Ready | None":
    """Return who stands in a row of the list of those that are ready (frame included)."""
    if desk.show is None or desk.show.turns is None:
        return None
    from procviz.draw import gated

    rows = height - 2 - (0 if apart else sight.narrator_rows(height - 2))
    above = sight.stage_rows(desk, height - 2, apart)
    return gated.hit(rows - above, desk.show.turns.seen, y - 1 - above)


def number_at(desk: Desk, height: int, x: int, y: int) -> tuple[str, int] | None:
    """Return the file and the line whose number is at a cell of the source's pane."""
    listing = desk.listing()
    if listing is None or not (1 <= y < height - 1 and 2 <= x < 2 + source.gutter(listing)):
        return None
    line = desk.source_top(listing, height - 2) + y
    return (listing.path, line) if line <= len(listing.lines) else None


def stage_layout(desk: Desk, width: int, height: int, now: float, apart: bool) -> "Layout | None":
    """Return what stands where in the stage's pane of this size (frame included)."""
    seen = sight.view(desk, now)
    if seen is None or not seen.world.processes:
        return None
    from procviz.draw import stage

    return stage.place(seen, width - 4, sight.stage_rows(desk, height - 2, apart)).layout


def folded(desk: Desk, width: int, height: int, now: float) -> bool | None:
    """Tell whether the selected process's sub-lanes are folded in a time line of this size."""
    seen = sight.view(desk, now)
    if seen is None or seen.process is None:
        return None
    from procviz.draw import timeline

    inside = sight.lanes(desk, Canvas(width - 4, height - 2))
    return timeline.folded(inside.width, inside.height, seen, seen.process.uid)


def head_at(desk: Desk, width: int, height: int, x: int, y: int, now: float) -> tuple[int, bool]:
    """Return whose sub-lanes the head at a cell of the time line's pane folds; see `timeline`."""
    seen = sight.view(desk, now)
    if seen is None:
        return 0, False
    from procviz.draw import timeline

    inside = sight.lanes(desk, Canvas(width - 4, height - 2))
    return timeline.head_at(inside.width, inside.height, seen, x - 2, y - 1)


def stage_told(
    desk: Desk, width: int, height: int, x: int, y: int, now: float, apart: bool
) -> list[str]:
    """Return what is told about the links at a cell of the stage's pane (frame included)."""
    seen = sight.view(desk, now)
    if seen is None:
        return []
    from procviz.draw import stage_told

    return stage_told.told(seen, width - 4, sight.stage_rows(desk, height - 2, apart), x - 2, y - 1)


def timeline_told(desk: Desk, width: int, height: int, x: int, y: int, now: float) -> list[str]:
    """Return what is told about a cell of the time line's pane (frame included)."""
    seen = sight.view(desk, now)
    if seen is None:
        return []
    from procviz.draw import timeline_told

    inside = sight.lanes(desk, Canvas(width - 4, height - 2))
    span = sight.window(desk, seen) or (0, sight.last(seen))
    return timeline_told.told(inside.width, inside.height, seen, x - 2, y - 1, span, desk.moved)


def map_at(
    desk: Desk, width: int, height: int, x: int, y: int, now: float, *, beyond: bool = False
) -> int | None:
    """Return the moment at a cell of the map in the time line's pane (frame included), ns.

    ``beyond``: in any row, and left and right of it too, for a mouse that is being dragged.
    """
    seen = sight.view(desk, now)
    if seen is None or not seen.world.processes:
        return None
    from procviz.draw import timeline, timeline_map

    whole = Canvas(width - 4, height - 2)
    inside = sight.lanes(desk, whole)
    if inside.height == whole.height or not (beyond or y - 1 == inside.height):
        return None
    left = timeline.left(inside.width, inside.height, seen)
    x = min(max(x - 2, left), inside.width - 1) if beyond else x - 2
    return timeline_map.time_at(inside.width, left, sight.last(seen), x)


def time_at(desk: Desk, width: int, height: int, x: int, now: float) -> int | None:
    """Return the moment at a column of the time line's pane (frame included), ns."""
    seen = sight.view(desk, now)
    if seen is None or not seen.world.processes:
        return None
    from procviz.draw import timeline

    inside = sight.lanes(desk, Canvas(width - 4, height - 2))
    window = sight.window(desk, seen) or (0, sight.last(seen))
    return timeline.time_at(inside.width, inside.height, seen, x - 2, window)


def on_scale(desk: Desk, width: int, height: int, x: int, y: int, now: float) -> bool:
    """Tell whether a cell of the time line's pane (frame included) is on its scale."""
    seen = sight.view(desk, now)
    if seen is None or not seen.world.processes or width < 16:
        return False
    from procviz.draw import timeline

    inside = sight.lanes(desk, Canvas(width - 4, height - 2))
    return timeline.over(inside.width, inside.height, seen, x - 2, y - 1)


def process_at(
    desk: Desk, pane: Pane, width: int, height: int, x: int, y: int, now: float, apart: bool
) -> int:
    """Return the uid of the process at a cell of a pane of this size (frame included), or 0."""
    seen = sight.view(desk, now)
    x, y, width, height = x - 2, y - 1, width - 4, height - 2
    if seen is None or not (0 <= x < width and 0 <= y < height):
        return 0
    from procviz.draw import stage, timeline

    if pane is Pane.STAGE:
        return stage.hit(width, sight.stage_rows(desk, height, apart), seen, x, y)
    if pane is Pane.TIMELINE:
        inside = sight.lanes(desk, Canvas(width, height))
        return timeline.hit(width, inside.height, seen, x, y)
    if pane is Pane.OUTPUT:
        line = line_at(desk, width + 4, height + 2, x + 2, y + 1, now)
        return line.uid if line is not None else 0
    if pane is Pane.SOURCE:
        return _standing(desk, seen, height, y)
    return 0


def _standing(desk: Desk, seen: View, height: int, y: int) -> int:
    """Return who stands on a line of the source: after the selected one, the next there."""
    listing = desk.listing()
    if listing is None:
        return 0
    number = desk.source_top(listing, height) + y + 1
    from procviz.draw.gated import stands

    here = [(p.uid, stands(seen, p)) for p in source.here(seen, listing.path)]
    there = [uid for uid, where in here if where is not None and where.line == number]
    at = there.index(seen.selected) + 1 if seen.selected in there else 0
    return there[at % len(there)] if there else 0


def line_at(desk: Desk, width: int, height: int, x: int, y: int, now: float) -> "Told | None":
    """Return the line of output at a cell of the output pane (frame included)."""
    seen = sight.view(desk, now)
    x, y, width, height = x - 2, y - 1, width - 4, height - 2
    if seen is None or not (0 <= x < width and 0 <= y < height):
        return None
    from procviz.draw import output  # late: the first frame has none

    return output.find(
        width,
        height,
        seen,
        sight.told(desk, seen),
        y,
        query=desk.query,
        typing=desk.typing is Pane.OUTPUT,
        back=desk.scroll.get(Pane.OUTPUT, 0),
    )
