"""How the inspector sets its rows: heads of sections, labels, values, other processes."""

from collections.abc import Iterable

from procviz.draw.canvas import Style, cells, cut
from procviz.draw.labels import label
from procviz.draw.rows import Row, Span
from procviz.draw.view import View
from procviz.safe import safe

LABEL = 10  # cells


def section(view: View, key: str, width: int, known: str = "", how: str = "") -> list[Row]:
    """Head of a section: its name, a line, and whether it is exact or sampled (or just how)."""
    theme = view.theme
    name = label(key, view.lang)
    tag = how or (label(known, view.lang) if known else "")
    space = width - cells(name) - cells(tag) - (2 if tag else 1)
    spans: list[Span] = [
        (f"{name} ", Style(theme.dim, bold=True)),
        ("─" * max(0, space), Style(theme.line)),
    ]
    if tag:
        colour = theme.ok if known == "exact" else theme.warn
        spans.append((f" {tag}", Style(colour, italic=True)))
    return [spans]


def titled(view: View, key: str, width: int, rows: list[Row], known: str = "") -> list[Row]:
    """Put a head over rows, if there are any."""
    return section(view, key, width, known) + rows if rows else []


def field(view: View, key: str, spans: Iterable[Span]) -> Row:
    """One labelled value; "" continues the one above."""
    name = label(key, view.lang) if key else ""
    pad = " " * max(1, LABEL - cells(name))
    return [(name + pad, Style(view.theme.dim)), *spans]


def fields(view: View, key: str, width: int, *parts: list[Span]) -> list[Row]:
    """One value in parts, beside each other as far as there is room, else below each other."""
    rows: list[list[Span]] = [[]]
    used = LABEL
    for part in parts:
        size, apart = sum(cells(text) for text, _ in part), 2 if rows[-1] else 0
        if rows[-1] and used + apart + size > width:
            rows.append([])
            used, apart = LABEL, 0
        rows[-1] += [*([("  ", Style())] if apart else []), *part]
        used += apart + size
    return [field(view, "" if i else key, row) for i, row in enumerate(rows)]


def who(view: View, pid: int) -> list[Span]:
    """Name another process in its colour."""
    theme = view.theme
    other = view.world.by_pid(pid)
    if other is not None:
        style = Style(view.colour(other))
        return [(f"{pid} ", style._replace(bold=True)), (cut(safe(other.name), 20), style)]
    known = {1: label("init", view.lang), view.adopter: label("helper", view.lang)}
    text = known.get(pid, "") if pid else ""
    return [(f"{pid} {text}".rstrip() if pid else "procviz", Style(theme.text))]
