"""The source pane: the program's text, and every process on the line where it stands."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from procviz.draw.canvas import Canvas, Style, cells, mix
from procviz.draw.highlight import PLAIN, Token
from procviz.draw.labels import label
from procviz.draw.rows import put
from procviz.draw.theme import Theme
from procviz.draw.view import View
from procviz.state import State

if TYPE_CHECKING:
    from procviz.world import Process

FADED = 12  # lines back at which a trail has faded: as many as are remembered
GUTTER = 5  # processes with a column of their own
_TINT = 0.13  # of a process's colour, behind its line


class Listing(NamedTuple):
    """A file as it is shown; ``lines`` are coloured or not (`procviz.draw.highlight`)."""

    path: str
    lines: Sequence[Sequence[Token]]


def here(view: View, path: str) -> "list[Process]":
    """Return the living processes that stand in a file, in birth order."""
    return [view.world.processes[uid] for uid in standing(view, path)[0]]


def standing(view: View, path: str) -> tuple[Sequence[int], Mapping[int, Sequence[int]]]:
    """Return the uids of the living processes that stand in a file, and those by line."""
    if view.gated is None:
        from procviz.draw.whereabouts import whereabouts  # late: the first frame has no processes

        found = whereabouts(view.world, path)
        return found.uids, found.on
    from procviz.draw import gated  # late, as that is

    lines: dict[int, list[int]] = {}
    uids = []
    for process in view.world.processes.values():
        where = gated.stands(view, process) if process.alive else None
        if where is not None and where.file == path:
            uids.append(process.uid)
            lines.setdefault(where.line, []).append(process.uid)
    return uids, lines


def follow(top: int, line: int, height: int, total: int) -> int:
    """Return the first row to show, from 0, so that ``line`` (from 1) is well in sight.

    Stays as it is while the line is inside a margin: the text must not swim.
    """
    margin = min(3, max(0, height // 4))
    row = line - 1
    if row < top + margin:
        top = row - (height * 2) // 3
    elif row >= top + height - margin:
        top = row - height // 3
    return max(0, min(top, total - height))


def draw(
    canvas: Canvas,
    theme: Theme,
    listing: Listing,
    top: int = 0,
    view: View | None = None,
    dots: Collection[int] = (),
) -> None:
    """Draw the lines from row ``top`` (from 0) on; ``view``: who stands on them, if anybody.

    ``dots``: lines at which the picture stops.
    """
    there, by_line = standing(view, listing.path) if view is not None else ((), {})
    columns = _columns(view, there) if view is not None else []
    digits = gutter(listing) - 1
    code_x = digits + 1 + max(2, len(columns)) + 1
    for y in range(canvas.height):
        number = top + y + 1
        if number > len(listing.lines):
            break
        who = [view.world.processes[uid] for uid in by_line.get(number, ())] if view else []
        canvas.put(0, y, f"{number:>{digits}}", Style(theme.dim if who else theme.faint))
        if number in dots:
            canvas.put(0, y, f"●{number:>{digits - 1}}", Style(theme.signal, bold=True))
        end = canvas.width
        if view is not None:
            if who:
                canvas.tint(digits + 1, y, canvas.width, _ground(view, who))
            for i, process in enumerate(columns):
                _mark(canvas, view, digits + 1 + i, y, process, listing.path, number)
            end = _pills(canvas, view, y, who)
        put(canvas, code_x, y, _styled(theme, listing.lines[number - 1]), end - code_x)


def gutter(listing: Listing) -> int:
    """Return the cells with the numbers of the lines."""
    return max(3, len(str(len(listing.lines)))) + 1


def _columns(view: View, there: Sequence[int]) -> "list[Process]":
    """Choose who gets a column in the gutter: the selected one always, else the youngest."""
    chosen = list(there[-GUTTER:])
    selected = view.process
    if selected is not None and selected.uid not in chosen and selected.uid in there:
        chosen = [selected.uid, *chosen[1:]]
    return [view.world.processes[uid] for uid in chosen]


def _ground(view: View, who: "list[Process]") -> str:
    first = next((p for p in who if p.uid == view.selected), who[0])
    part = _TINT if not first.sampled else _TINT / 2
    event = view.world.event
    if event is not None and event.pid == first.pid:  # the line lights up when it acts
        part += 0.14 * (1 - view.progress)
    return view.theme.towards(view.colour(first), part)


def _mark(
    canvas: Canvas, view: View, x: int, y: int, process: "Process", path: str, number: int
) -> None:
    from procviz.draw import gated  # late, as that is

    colour = view.colour(process)
    where = gated.stands(view, process)
    if where is not None and where.file == path and where.line == number:
        ready = gated.turn(view, process)
        if ready is not None:
            canvas.put(x, y, gated.sign(view, ready)[0], Style(colour, bold=True))
            return
        if process.sampled:  # nobody told: this is where it was when last looked at
            canvas.put(x, y, "≈", Style(colour))
            return
        dim = process.state in (State.STOPPED, State.SLEEPING)
        canvas.put(x, y, "▷" if dim else "▶", Style(colour, bold=True))
        return
    for age, (_, past) in enumerate(reversed(process.trail)):
        if past.line == number and past.file == path:
            seen = 0.75 * (1 - age / FADED) + 0.08
            canvas.put(x, y, "▎", Style(mix(view.theme.panel, colour, seen)))
            return


def _pills(canvas: Canvas, view: View, y: int, who: "list[Process]") -> int:
    """Draw the PIDs at the right end of a line; return where the code must end."""
    from procviz.draw import gated  # late, as that is

    x = canvas.width
    room = max(1, canvas.width // 3)
    for i, process in enumerate(reversed(who)):
        ready = gated.turn(view, process)
        text = f" {process.pid} "
        if ready is not None and not ready.returned and canvas.width >= 50:
            text = f" {process.pid} {gated.word('about', view.lang)} "
        sampled = ready is None and process.sampled
        if sampled:
            told = label("sampled", view.lang) if canvas.width >= 50 else ""
            text = f" ≈ {process.pid} {told}".rstrip() + " "
        left = len(who) - i
        if canvas.width - x + cells(text) > room and i:
            more = f" +{left} "
            canvas.put(x - len(more), y, more, Style(view.theme.dim))
            return x - len(more) - 1
        x -= cells(text)
        tab = view.theme.tab(view.colour(process))
        if ready is not None:  # not there yet: an outline of the tab
            tab = Style(view.colour(process), view.theme.panel, bold=True, underline=True)
        if sampled:
            tab = Style(view.colour(process), view.theme.panel)
        canvas.put(x, y, text, tab)
    return x - 1 if who else x


def _styled(theme: Theme, line: Sequence[Token]) -> list[tuple[str, Style]]:
    syntax = theme.syntax
    return [(text, Style(theme.text if kind == PLAIN else syntax[kind])) for text, kind in line]
