"""The table of a process's signals: which are caught, ignored, blocked, pending."""

from procviz.draw.canvas import Style, cells
from procviz.draw.labels import label
from procviz.draw.rows import Row, Span
from procviz.draw.view import View
from procviz.world import Process

_USUAL = ("SIGHUP", "SIGINT", "SIGUSR1", "SIGTERM", "SIGCHLD")  # shown while there is room
_QUIET = {"SIGPIPE", "SIGXFSZ", "SIGXFZ"}  # CPython ignores them at its start: no news


def table(view: View, process: Process, width: int, indent: int) -> list[Row]:
    """Return the rows; the set signals come first when not all fit."""
    sets = {
        key: {str(name) for name in process.facts.get(key, ())}
        for key in ("caught", "ignored", "blocked", "pending")
    }
    for name, (action, _) in process.dispositions.items():  # known before the next sample
        sets["caught"].discard(name)
        sets["ignored"].discard(name)
        if action == "handler":
            sets["caught"].add(name)
        elif action == "ignore":
            sets["ignored"].add(name)
    columns, left = _columns(sets, width - indent)
    if not columns:
        return []
    theme = view.theme
    head: list[Span] = [(" " * indent, Style())]
    head += [(f"{name.removeprefix('SIG')} ", Style(theme.dim)) for name in columns]
    if left:
        head.append((f"+{left}", Style(theme.faint)))
    rows: list[Row] = [head]
    colours = {"caught": theme.ok, "ignored": theme.dim, "blocked": theme.warn}
    for key, names in sets.items():
        text = label(key, view.lang)
        row: list[Span] = [(text + " " * max(1, indent - cells(text)), Style(theme.dim))]
        for name in columns:
            wide = len(name.removeprefix("SIG"))
            on = name in names
            style = Style(colours.get(key, theme.signal)) if on else Style(theme.faint)
            row.append((("■" if on else "·").center(wide) + " ", style))
        rows.append(row)
    return rows


def _columns(sets: dict[str, set[str]], room: int) -> tuple[list[str], int]:
    """Choose which signals get a column; return them in a usual order, and how many did not."""
    set_ones = set().union(*sets.values())
    urgent = sorted(set_ones - _QUIET, key=lambda n: (n not in sets["pending"], n))
    usual = [name for name in _USUAL if name not in set_ones]
    wanted = [*urgent, *usual, *sorted(set_ones & _QUIET)]
    chosen: list[str] = []
    room -= 3  # for the number of those that do not fit
    for name in wanted:
        size = len(name.removeprefix("SIG")) + 1
        if size > room:
            continue
        room -= size
        chosen.append(name)
    missing = sum(name not in chosen for name in set_ones)
    place = {name: i for i, name in enumerate(_USUAL)}
    return sorted(chosen, key=lambda n: (place.get(n, 9), n)), missing
