"""Runs of one scenario in its variants, one above the other on one scale of time."""

from collections.abc import Sequence
from dataclasses import dataclass

from procviz.draw import frame, spell, timeline, timeline_lanes
from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.labels import TABLES, label
from procviz.draw.rows import Row, Span, put, wrap
from procviz.draw.tally import Tally
from procviz.draw.theme import Theme
from procviz.draw.view import View

_DOT = " · "
_LEAST = 3  # rows of a time line: the axis and two lanes


@dataclass(frozen=True, slots=True)
class Ran:
    """One variant.  ``view`` None: there is nothing to see, ``note`` says why.

    ``tally`` None: its numbers are not known yet.  The texts must be safe already.
    """

    name: str
    text: str = ""
    view: View | None = None
    tally: Tally | None = None
    note: str = ""


def end(runs: Sequence[Ran]) -> int:
    """Return where the longest of them ends, ns."""
    return max((_now(ran.view) for ran in runs if ran.view is not None), default=0)


def draw(
    canvas: Canvas,
    theme: Theme,
    lang: str,
    title: str,
    runs: Sequence[Ran],
    span: tuple[int, int] | None = None,
) -> None:
    """Draw them in a frame; ``span`` is the time in sight (ns), all of the longest if None."""
    inside = frame.draw(canvas, theme, title=title, focused=True)
    legend = inside.height >= 12
    room = inside.height - legend
    plan = _plan(runs, theme, lang, inside.width, room)
    left = max(
        (
            timeline_lanes.lanes(ran.view, inside.width, max(1, rows), legend=False).left
            for ran, (_, rows, _) in zip(runs, plan.parts, strict=True)
            if ran.view is not None
        ),
        default=0,
    )
    body, y = inside.part(0, 0, inside.width, room), 0
    for ran, (head, rows, tail) in zip(runs, plan.parts, strict=True):
        for row in head:
            put(body, 0, y, row)
            y += 1
        if ran.view is None or not ran.view.world.processes:
            body.put(2, y, ran.note, Style(theme.dim, italic=True), body.width - 2)
        else:
            part = body.part(0, y, body.width, rows)
            timeline.draw(part, ran.view, span or (0, end(runs)), left=left, legend=False)
        y += rows
        for text in tail:
            body.put(2, y, text, Style(theme.warn), body.width - 2)
            y += 1
        y += plan.gap
    seen = next((ran.view for ran in runs if ran.view is not None), None)
    if legend and seen is not None:
        timeline_lanes.legend(inside, seen, inside.height - 1)


def _now(view: View) -> int:
    return max(view.now, view.world.t)


# -- what fits ----------------------------------------------------------------------------------

_Part = tuple[list[Row], int, list[str]]  # rows above, of the time line, and sentences below


@dataclass(frozen=True, slots=True)
class _Plan:
    parts: list[_Part]
    gap: int


def _plan(runs: Sequence[Ran], theme: Theme, lang: str, width: int, room: int) -> _Plan:
    """Share out the rows: the lanes first, then the descriptions, distance, and sentences."""
    lanes = [len(ran.view.world.processes) if ran.view is not None else 1 for ran in runs]
    heads = [_head(ran, runs, theme, lang, width, short=False) for ran in runs]
    tails = [_tail(ran, width) for ran in runs]
    gap = 1 if len(runs) > 1 else 0
    used = sum(map(len, heads)) + gap * (len(runs) - 1)
    rows = [1 + count for count in lanes]
    if used + sum(rows) > room:
        gap = 0
        used = sum(map(len, heads))
    if used + sum(rows) > room:
        heads = [_head(ran, runs, theme, lang, width, short=True) for ran in runs]
        used = sum(map(len, heads))
    while used + sum(rows) > room and max(rows) > _LEAST:
        rows[rows.index(max(rows))] -= 1
    spare = room - used - sum(rows)
    if spare < sum(map(len, tails)):
        tails = [[] for _ in runs]
    spare -= sum(map(len, tails))
    if sum(lanes) <= spare and rows == [1 + count for count in lanes]:
        rows = [1 + 2 * count for count in lanes]
    return _Plan(list(zip(heads, rows, tails, strict=True)), gap)


def _tail(ran: Ran, width: int) -> list[str]:
    found = ran.tally.found if ran.tally is not None else ()
    told = (f"! {spell.clock(one.t)}  {one.sentence}" for one in found)
    return [line for text in told for line in wrap(text, width - 2)]


# -- the words ----------------------------------------------------------------------------------


def _head(
    ran: Ran, runs: Sequence[Ran], theme: Theme, lang: str, width: int, *, short: bool
) -> list[Row]:
    """Return name, description and numbers; ``short``: name and numbers, in as few rows as can be.

    What is not the same in all runs is bright.
    """
    pill: Span = (f" {ran.name} ", theme.tab(theme.accent))
    told = _told(ran, lang)
    others = [_told(other, lang) for other in runs if ran.tally is not None and other.tally]
    spans: list[Span] = []
    for i, text in enumerate(told):
        differs = any(other[i] != text for other in others)
        style = Style(theme.bright, bold=True) if differs else Style(theme.dim)
        spans.append((text, style))
    if short:
        return _packed([pill], spans, theme, width)
    first: Row = [pill, ("  ", Style()), (ran.text, Style(theme.text))]
    return [first, *_packed([("  ", Style())], spans, theme, width)] if spans else [first]


def _packed(begin: list[Span], spans: list[Span], theme: Theme, width: int) -> list[Row]:
    """Put spans one after another, in a new row where the next one does not fit."""
    rows: list[list[Span]] = [list(begin)]
    used, first = sum(cells(text) for text, _ in begin), True
    gap = "  " if begin[0][0].strip() else ""
    for text, style in spans:
        between = gap if first else _DOT
        if not first and used + len(between) + cells(text) > width:
            rows.append([("  ", Style())])
            used, between = 2, ""
        rows[-1] += [(between, Style(theme.faint)), (text, style)]
        used += len(between) + cells(text)
        first = False
    return list(rows)


def _told(ran: Ran, lang: str) -> list[str]:
    """Return the numbers in words."""
    if ran.tally is None:
        return [label("live", lang), spell.clock(_now(ran.view))] if ran.view is not None else []
    it = ran.tally
    processes = "one process" if it.processes == 1 else "processes"
    zombies = "one zombie" if it.zombies == 1 else "zombies"
    found = ", ".join(
        _kind(one.kind, lang) + (f" ×{one.times}" if one.times > 1 else "") for one in it.found
    )
    ended = label("not ended itself", lang)
    return [
        label(processes, lang, it.processes),
        label(zombies, lang, it.zombies),
        spell.clock(it.lasted),
        ended if it.end is None else spell.ending(it.end.code, it.end.signal, lang),
        label("found these", lang, found) if found else label("found nothing", lang),
    ]


def _kind(kind: str, lang: str) -> str:
    return TABLES[lang].get(f"finding {kind}", kind)
