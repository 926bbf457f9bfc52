"""The time line: a lane for each process, true time from left to right."""

from procviz.draw import spell, timeline_folds, timeline_ghost, timeline_inside, timeline_lanes
from procviz.draw.canvas import Canvas, Style
from procviz.draw.strokes import ARMS, LEFT, RIGHT
from procviz.draw.timeline_ghost import later
from procviz.draw.timeline_lanes import Lanes, lanes
from procviz.draw.timeline_scale import Scale
from procviz.draw.timeline_strokes import strokes
from procviz.draw.view import View


def draw(
    canvas: Canvas,
    view: View,
    span: tuple[int, int] | None = None,
    *,
    left: int = 0,
    legend: bool = True,
) -> int:
    """Draw lanes, strokes and playhead; ``span`` is the time in sight (ns), the whole run if None.

    Nothing is drawn before the first process.  ``left``: the fewest columns for the names; returned
    is how many they have.
    """
    if not view.world.processes or canvas.width < 12 or canvas.height < 1:
        return left
    now = max(view.now, view.world.t)
    known, processes = later(view), view.world.processes
    found = lanes(known, canvas.width, canvas.height, left=left, legend=legend)
    begin, end = span or (0, max(now, view.end))
    scale = Scale(begin, end, canvas.width - found.left)
    for uid in found.rows:
        if uid in processes:
            timeline_lanes.label(canvas, view, found, uid)
        else:
            timeline_ghost.label(canvas, known, found, uid)
    _axis(canvas, view, found, scale, now)
    timeline_ghost.draw(canvas, view, found, scale)
    for uid, y in found.rows.items():
        if uid in processes:
            timeline_lanes.states(canvas, view, processes[uid], scale, found.left, y)
    timeline_inside.draw(canvas, view, found, scale)
    timeline_folds.draw(canvas, view, known, found, scale)
    strokes(canvas, view, found, scale)
    timeline_ghost.marks(canvas, view, found, scale)
    _playhead(canvas, view, found, scale, now)
    if found.more:
        text = spell.word("more", view.lang, found.more)
        canvas.put(0, found.bottom, text, Style(view.theme.dim), canvas.width)
    if found.legend:
        threads = any(kind == "thread" for _, (kind, _) in found.inside)
        timeline_lanes.legend(canvas, view, canvas.height - 1, threads)
    return found.left


def time_at(width: int, height: int, view: View, x: int, span: tuple[int, int]) -> int:
    """Return the moment at a column, ns; that of the first or last column beyond the lanes."""
    found = lanes(later(view), width, height)
    scale = Scale(*span, width - found.left)
    return scale.time(min(max(0.0, x - found.left + 0.5), scale.width))


def left(width: int, height: int, view: View) -> int:
    """Return the first column of the time scale."""
    return lanes(later(view), width, height).left


def over(width: int, height: int, view: View, x: int, y: int) -> bool:
    """Tell whether a cell is on the time scale: over the lanes, beside their names."""
    found = lanes(later(view), width, height)
    return found.left <= x < width and 0 <= y < found.bottom


def hit(
    width: int, height: int, view: View, x: int, y: int, span: tuple[int, int] | None = None
) -> int:
    """Return the uid of the process whose lane is at a cell, 0 where there is none."""
    if not view.world.processes or not 0 <= x < width:
        return 0
    found = lanes(later(view), width, height)
    return found.owner(y)


def folded(width: int, height: int, view: View, uid: int) -> bool | None:
    """Tell whether the sub-lanes of a process are folded at this size; None where it has none."""
    own = lanes(later(view), width, height).inner.get(uid)
    return not own.shown if own is not None else None


def head_at(width: int, height: int, view: View, x: int, y: int) -> tuple[int, bool]:
    """Return the uid whose sub-lanes the head at a cell folds, and if that row is the folded one.

    0 where there is no head, or nothing to fold.
    """
    if not view.world.processes:
        return 0, False
    found = lanes(later(view), width, height)
    uid = found.owner(y) if 0 <= x < found.left else 0
    return (uid, found.folds.get(uid) == y) if uid in found.inner else (0, False)


def _axis(canvas: Canvas, view: View, found: Lanes, scale: Scale, now: int) -> None:
    """Write round times over the lanes, and let faint lines hang down from them."""
    theme = view.theme
    unit, ticks = scale.ticks()
    taken, bottom, faint = _flag(canvas.width, found, scale, now), found.bottom, Style(theme.line)
    for column, label in ticks:
        x = found.left + column
        canvas.upright(x, found.top, bottom, "┊", faint)
        if found.top and (x + len(label) < taken.start or taken.stop < x < canvas.width - 8):
            canvas.put(x, 0, label, Style(theme.dim))
    if found.top:
        canvas.put(max(0, found.left - 1 - len(unit)), 0, unit, Style(theme.dim))


def _playhead(canvas: Canvas, view: View, found: Lanes, scale: Scale, now: int) -> None:
    if not scale.shows(now):
        return
    theme, x = view.theme, found.left + scale.column(now)
    for y in range(found.top, found.bottom):
        crossed = ARMS.get(canvas.get(x, y), 0) & (LEFT | RIGHT)
        glyph = "│" if not crossed else "┤" if x == canvas.width - 1 else "┼"
        canvas.put(x, y, glyph, Style(theme.bright, bold=True))
    if found.top:
        at = _flag(canvas.width, found, scale, now).start
        canvas.put(at, 0, f" {spell.clock(now)} ", theme.tab(theme.bright))


def _flag(width: int, found: Lanes, scale: Scale, now: int) -> range:
    """Return the columns of the time at the playhead, beyond the edge where it is out of sight."""
    if not scale.shows(now):
        return range(width, width)
    size = len(spell.clock(now)) + 2
    at = max(0, min(width - size, found.left + scale.column(now) - size // 2))
    return range(at, at + size)
