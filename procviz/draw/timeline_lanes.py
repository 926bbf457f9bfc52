"""The lanes of the time line: which processes have one, their names, and their states."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from procviz.draw import spell
from procviz.draw.canvas import Canvas, Style, cells, cut, mix
from procviz.draw.card_frame import EIGHTHS
from procviz.draw.family import Family, family
from procviz.draw.kept import Kept, Picture, theme_key
from procviz.draw.palette import SIGN, readable
from procviz.draw.theme import GLYPHS
from procviz.draw.timeline_folds import Inner, Key, inner, wanted
from procviz.draw.timeline_scale import Scale
from procviz.draw.view import View
from procviz.safe import safe
from procviz.world import Process, State

GLYPH = {State.SLEEPING: "─", State.WAITING: "┄", State.STOPPED: "═", State.ZOMBIE: "╱"}
THREAD = "╌"  # a thread lives: nobody told whether it runs or waits
_NONE = Inner((), (), False)
NAMES = 26  # cells at most for the PIDs and names
INVERSE = " ▏▎▍▌▋▊▉"  # drawn in the ground's colour they leave the right part of a cell


class Lanes(NamedTuple):
    """What fits: rows by uid, and how many processes have no row."""

    rows: dict[int, int]
    inside: dict[tuple[int, Key], int]  # rows of threads and tasks by uid and key
    folds: dict[int, int]  # rows of those that share one, by uid
    inner: dict[int, Inner]  # who has any
    pitch: int  # rows from one lane to the next
    left: int  # first column of the time scale
    top: int  # first row below the axis
    legend: bool
    more: int
    tree: Family

    @property
    def bottom(self) -> int:
        """The first row below the lanes."""
        rows = *self.rows.values(), *self.inside.values(), *self.folds.values()
        return max([self.top, *rows]) + 1

    def owner(self, y: int) -> int:
        """Return the uid of the process whose lane or sub-lane is in a row, 0 where none is."""
        every = [*self.rows.items(), *self.folds.items()]
        every += [(uid, row) for (uid, _), row in self.inside.items()]
        return next((uid for uid, row in every if row == y), 0)


_LANES: "Kept[Lanes]" = Kept(8)


def lanes(view: View, width: int, height: int, *, left: int = 0, legend: bool = True) -> Lanes:
    """Choose lanes for a size: the selected one always, reaped ones only while there is room.

    ``left``: the fewest columns for the names.  ``legend``: if there is room for one.
    """
    world, folds = view.world, tuple(view.folds.items())
    # births, deaths, names, threads and tasks: none of that is one process's own affair
    key = world.shared, world.shape, view.selected, folds, width, height, left, legend
    return _LANES.get(key, lambda: _lanes(view, width, height, left, legend))


def _lanes(view: View, width: int, height: int, left: int, legend: bool) -> Lanes:
    world = view.world
    tree = family(world)
    top = 1 if height >= 3 else 0
    legend = legend and height >= top + min(len(tree.order), 4) + 2
    space = max(1, height - top - legend)
    asked = wanted(view, space)
    room, shown = space - asked, tree.order
    if len(shown) > room:
        room = max(1, room - 1)  # a row for "+12 more"
        gone = [uid for uid in shown[1:] if world.processes[uid].state is State.GONE]
        gone.sort(key=lambda uid: world.processes[uid].gone or 0)
        drop = set([uid for uid in gone if uid != view.selected][: len(shown) - room])
        shown = [uid for uid in shown if uid not in drop]
        if len(shown) > room:
            at = shown.index(view.selected) if view.selected in shown else 0
            begin = max(0, at - room + 1)
            shown = [*shown[:1], *shown[begin + 1 : begin + room]]  # the first one always
    whole = len(shown) == len(tree.order)
    left_over = space - len(shown) - (not whole)
    within = inner(view, shown, left_over if whole or asked else 0)
    count = sum(found.rows for found in within.values())
    pitch = 2 if whole and 2 * len(shown) + count <= space else 1
    rows: dict[int, int] = {}
    inside: dict[tuple[int, Key], int] = {}
    folds: dict[int, int] = {}
    y = top + pitch - 1
    for uid in shown:
        rows[uid] = y
        own = within.get(uid, _NONE)
        for i, key in enumerate(own.shown, 1):
            inside[uid, key] = y + i
        if own.row:
            folds[uid] = y + own.rows
        y += pitch + own.rows
    longest = max((cells(name(view, tree, uid)) for uid in shown), default=0)
    if inside or folds:
        longest = max(longest, min(NAMES - 2, longest + 8))
    left = min(max(longest + 2, left), NAMES, max(width * 2 // 5, 8), max(0, width - 4))
    more = len(tree.order) - len(shown)
    return Lanes(rows, inside, folds, within, pitch, left, top, legend, more, tree)


def name(view: View, tree: Family, uid: int, room: int = NAMES) -> str:
    """Return a lane's PID and name in so many cells, the name indented by its depth."""
    process = view.world.processes[uid]
    depth = min(tree.depth[uid], 6)
    head = f"{process.pid} {'  ' * (depth - 1)}{'└ ' if depth else ''}"
    return cut(f"{head}{spell.fit(safe(process.name), room - len(head))}", room)


def label(canvas: Canvas, view: View, found: Lanes, uid: int) -> None:
    """Write the name of a lane."""
    process, theme = view.world.processes[uid], view.theme
    y, colour = found.rows[uid], view.colour(process)
    gone = not process.alive
    if view.selected == uid:
        canvas.tint(0, y, canvas.width, mix(theme.panel, colour, 0.14))
    own, room = found.inner.get(uid, _NONE), found.left - 1
    # where there is no row to say it in
    count = f" +{len(own.hidden)}" if own.hidden and not own.row else ""
    text = name(view, found.tree, uid, max(0, room - cells(count)))
    after = canvas.put(0, y, text, Style(theme.dim if gone else theme.text), room)
    canvas.put(after, y, count, Style(theme.dim), room - after)
    pid = str(process.pid)
    if process.state is State.GONE:
        colour = readable(mix(colour, theme.panel, 0.4), theme.panel, theme.bright, SIGN)
    canvas.put(0, y, pid, Style(colour, bold=True), found.left - 1)


def states(canvas: Canvas, view: View, process: Process, scale: Scale, x: int, y: int) -> None:
    """Draw what a process did, column by column.

    A column may hold many changes: running is drawn as the part of it from its first to its last
    moment, of all the others the latest counts.
    """
    spans(canvas, view, process.spans, scale, x, y, view.colour(process), GLYPH, mark=process.mark)


_Columns = tuple[dict[int, tuple[int, int]], dict[int, State]]  # runs (eighths), other states
_PAST: Kept[_Columns] = Kept(400)
_PIECES: Kept[list[tuple[int, Picture]]] = Kept(400)  # the same as pictures, from which column on
_BLOCK = 32  # so many spans more, and they are kept with those before
_QUIET = 500_000_000  # ns without a change, and so are all but the latest


def spans(
    canvas: Canvas,
    view: View,
    spans: Sequence[tuple[int, State]],
    scale: Scale,
    x: int,
    y: int,
    colour: str,
    glyphs: Mapping[State, str],
    over: int | None = None,
    mark: int = 0,
) -> None:
    """Draw states in one row; ``over``: when the last of them ended, None = it goes on.

    ``mark``: what the spans are kept under, all but the latest.
    """
    if not spans:
        return
    last = len(spans) - 1
    runs: dict[int, tuple[int, int]] = {}  # column -> first and last eighth
    others: dict[int, State] = {}
    now = max(view.now, view.world.t) if over is None else over
    first = last // _BLOCK * _BLOCK if mark else 0
    if mark and now - spans[last][0] > _QUIET:
        first = last
    if first:
        key = mark, first, scale.begin, scale.end, scale.width
        kept = _PAST.get(key, lambda: _columns(spans, 0, first, spans[first][0], scale, ({}, {})))
        until = min(scale.width - 1, *(int(scale.at(spans[i][0])) for i in range(first, last + 1)))
        row = canvas.styles[canvas.y0 + y][canvas.x0 + x : canvas.x0 + x + until]
        grounds = {style.bg for style in row}
        if len(grounds) == 1 and x + until <= canvas.width:
            ground = grounds.pop()
            like = *key, theme_key(view.theme), colour, ground, id(glyphs)
            for begin, piece in _PIECES.get(
                like, lambda: _pieces(view, kept, scale.width, colour, glyphs, ground)
            ):
                piece.put_part(canvas, x + begin, y, until - begin)
        else:
            until = 0
        runs = {column: run for column, run in kept[0].items() if column >= until}
        others = {column: state for column, state in kept[1].items() if column >= until}
    _columns(spans, first, last + 1, now, scale, (runs, others))
    _put_columns(canvas, view, (runs, others), x, y, colour, glyphs)


def _pieces(
    view: View, kept: _Columns, width: int, colour: str, glyphs: Mapping[State, str], ground: str
) -> list[tuple[int, Picture]]:
    """Draw columns apart; return what is drawn, piece by piece."""
    canvas = Canvas(width, 1, Style(bg=ground))
    _put_columns(canvas, view, kept, 0, 0, colour, glyphs)
    out = []
    columns = sorted({*kept[0], *kept[1]})
    for _, group in groupby(enumerate(columns), key=lambda at: at[1] - at[0]):
        at = [column for _, column in group]
        part = slice(at[0], at[-1] + 1)
        out.append((at[0], Picture([canvas.chars[0][part]], [canvas.styles[0][part]])))
    return out


def _put_columns(
    canvas: Canvas,
    view: View,
    found: _Columns,
    x: int,
    y: int,
    colour: str,
    glyphs: Mapping[State, str],
) -> None:
    _put_others(canvas, view, found, x, y, colour, glyphs)
    runs, full = found[0], Style(colour, colour)
    for column, (begin, end) in _joined(runs):
        if end - begin >= 8:
            canvas.put(x + column, y, "█" * ((end - begin) // 8), full)
            continue
        ground = canvas.style(x + column, y).bg or view.theme.panel
        if end == 8 and begin:
            canvas.put(x + column, y, INVERSE[begin], Style(ground, colour))
        else:
            canvas.put(x + column, y, EIGHTHS[end - begin], Style(colour, ground))


def _columns(
    spans: Sequence[tuple[int, State]],
    first: int,
    stop: int,
    end: int,
    scale: Scale,
    found: _Columns,
) -> _Columns:
    """Add the spans from ``first`` to before ``stop``, of which the last ends at ``end``."""
    runs, others = found
    for i in range(first, stop):
        since, state = spans[i]
        until = spans[i + 1][0] if i + 1 < stop else end
        if state is State.GONE or until < scale.begin or since > scale.end:
            continue
        left, right = scale.at(since), scale.at(until)
        if state is State.RUNNING:
            _run(runs, round(left * 8), round(right * 8), scale.width)
        else:
            to = min(scale.width - 1, int(right))
            columns = range(int(left), to + (right > to or to == int(left)))
            others.update(dict.fromkeys(columns, state))
    return found


def _put_others(
    canvas: Canvas,
    view: View,
    found: _Columns,
    x: int,
    y: int,
    colour: str,
    glyphs: Mapping[State, str],
) -> None:
    """Draw sleep, wait, stops and zombie, as few pieces as can be."""
    runs, others = found
    panel = view.theme.panel
    rest, zombie = Style(mix(colour, panel, 0.15)), Style(mix(colour, panel, 0.5))
    columns = sorted(others.keys() - runs.keys() if runs else others)
    begin = 0
    for i, column in enumerate(columns, 1):
        after = columns[i] if i < len(columns) else -1
        if after == column + 1 and others[after] is others[column]:
            continue
        state = others[column]
        style = zombie if state is State.ZOMBIE else rest
        canvas.put(x + columns[begin], y, glyphs.get(state, " ") * (i - begin), style)
        begin = i


def _joined(runs: Mapping[int, tuple[int, int]]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Return the runs from left to right, whole columns beside each other as one."""
    begin = end = -1
    for column in sorted(runs):
        first, last = runs[column]
        if last - first >= 8:
            if column != end:
                if end > begin:
                    yield begin, (0, 8 * (end - begin))
                begin = column
            end = column + 1
        else:
            yield column, (first, last)
    if end > begin:
        yield begin, (0, 8 * (end - begin))


def _run(runs: dict[int, tuple[int, int]], begin: int, end: int, width: int) -> None:
    """Add a span of running, in eighths of a column; the shortest is one eighth."""
    begin = min(begin, width * 8 - 1)
    end = max(end, begin + 1)
    left, right = begin // 8, min(width - 1, (end - 1) // 8)
    runs.update(dict.fromkeys(range(left + 1, right), (0, 8)))
    for column in {left, right}:
        first, last = max(0, begin - column * 8), min(8, end - column * 8)
        was = runs.get(column)
        runs[column] = (min(first, was[0]), max(last, was[1])) if was else (first, last)


def legend(canvas: Canvas, view: View, y: int, threads: bool = False) -> None:
    """Explain the glyphs, as many as fit; ``threads``: that of threads too."""
    theme, x = view.theme, 0
    for glyph, key, colour in (
        *([(THREAD, "thread", theme.dim)] if threads else ()),
        ("█", "run", theme.dim),
        ("─", "sleep", theme.dim),
        ("┄", "wait", theme.dim),
        ("═", "stopped", theme.dim),
        ("╱", "zombie", theme.dim),
        ("▼", "signal", theme.signal),
        ("╰", "fork", theme.dim),
        (GLYPHS[State.GONE], "reap", theme.ok),
    ):
        word = spell.word(key, view.lang)
        if x + cells(word) + 2 > canvas.width:
            break
        canvas.put(x, y, glyph, Style(colour))
        x = canvas.put(x + 2, y, word, Style(theme.dim)) + 2
