"""The stage when cards do not fit: one line for each process."""

from collections.abc import Sequence

from procviz import narrate, words
from procviz.draw import card, gated, rows, spell, ties
from procviz.draw.canvas import Canvas, Style, cells, mix
from procviz.draw.card import Look
from procviz.draw.stage_tree import Box
from procviz.draw.theme import GLYPHS, state_colour
from procviz.draw.ties import Tie
from procviz.draw.view import View
from procviz.safe import safe
from procviz.world import Process, State

_USAGE = 12  # cells for CPU and memory
WITH_USAGE = 64  # cells from which a row has room for CPU and memory
# cells from which a row has a column of so many for its links, before CPU and memory
_LINKS = ((110, 28), (84, 21), (64, 17), (48, 10), (0, 8))


def row(
    canvas: Canvas,
    box: Box,
    view: View,
    process: Process,
    look: Look,
    indent: int,
    own: Sequence[Tie] = (),
) -> None:
    """Draw one process as one line at its place in the tree, ``indent`` cells from the left.

    ``own``: its links to others, which have a column at the row's end.
    """
    theme, colour = view.theme, view.colour(process)
    line = canvas.part(box.x, box.y, box.width, 1)
    x = indent
    chosen = view.selected == process.uid
    if look.state is State.GONE:
        _past(line, view, process, x, chosen)
        return
    tint = min(0.5, (0.16 if chosen else 0.0) + 0.4 * look.flash)
    if tint:
        line.fill(x, 0, line.width, 1, Style(bg=mix(theme.panel, colour, tint)))
    style = theme.tab(colour)
    if look.state is State.ZOMBIE:
        style = Style(colour, mix(theme.panel, colour, 0.25), bold=True)
    x = line.put(x, 0, f" {process.pid} ", style) + 1
    word = f"{GLYPHS[look.state]} {words.state(look.state, view.lang)}"
    ink = state_colour(theme, look.state)
    ready = gated.turn(view, process) if look.state is not State.STOPPED else None
    if ready is not None:
        word, ink = gated.state(view, ready)
    column = max(x + 8, min(26, line.width // 2))
    if line.width - column < cells(word):
        column = max(x, line.width - cells(word))
    name = Style(theme.accent if look.renamed else theme.bright, bold=True, underline=chosen)
    line.put(x, 0, safe(process.name), name, column - x - 1)
    x = line.put(column, 0, word, Style(ink, bold=True)) + 1
    x = max(x, column + 11)
    right = line.width
    if look.mark:
        mark = f" {look.mark} "
        right -= cells(mark)
        line.put(right, 0, mark, theme.tab(look.mark_colour or theme.accent))
    elif line.width >= WITH_USAGE and look.state is not State.ZOMBIE:
        usage = card.usage(process)
        right -= len(usage)
        line.put(right, 0, usage, Style(theme.dim))
    right = _links(line, view, own, x, right)
    if look.state is State.ZOMBIE:
        _zombie(line, view, process, x, right, colour)
        return
    if ready is not None:
        room = max(0, right - x - 1)
        line.put(x, 0, *gated.doing(view, ready, room), room)
        return
    doing = safe(narrate.doing(process, view.world, view.lang))
    doing = f"{doing} {card.line_number(process, doing)}"
    line.put(x, 0, doing, Style(theme.text), max(0, right - x - 1))


def _links(line: Canvas, view: View, own: Sequence[Tie], x: int, right: int) -> int:
    """Draw the links in their column left of ``right``; return where what is before must end."""
    room = next(size for wide, size in _LINKS if line.width >= wide)
    # the same column in all rows, whatever stands behind it
    at = max(x, line.width - room - (_USAGE + 2 if line.width >= WITH_USAGE else 0))
    room = min(room, right - at - (right < line.width))
    row = ties.short(view, list(own), room) if own and room > 0 else ()
    if not row:
        return right
    rows.put(line, at, 0, row, room)
    return at


def _past(line: Canvas, view: View, process: Process, x: int, chosen: bool) -> None:
    theme = view.theme
    by = process.reaped_by
    whom = spell.word("reaped by", view.lang, by) if by else spell.word("ended", view.lang)
    text = f" {process.pid} {GLYPHS[State.GONE]} {whom} · {spell.how_it_ended(process, view.lang)}"
    line.put(x, 0, text, Style(theme.dim if chosen else theme.faint), line.width - x)


def _zombie(line: Canvas, view: View, process: Process, x: int, right: int, colour: str) -> None:
    line.fill(x, 0, right - x, 1, Style(mix(view.theme.panel, colour, 0.3)), "╱")
    now = max(view.now, view.world.t)
    aged = spell.age(now - (process.died if process.died is not None else now))
    text = f"{spell.how_it_ended(process, view.lang)} · {spell.word('unreaped', view.lang, aged)} "
    line.put(x, 0, text, Style(view.theme.text), right - x)
