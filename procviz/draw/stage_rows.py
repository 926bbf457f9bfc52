"""The stage when cards do not fit: one line for each process."""

from procviz import narrate, words
from procviz.draw import card, gated, spell
from procviz.draw.canvas import Canvas, Style, cells, mix
from procviz.draw.card import Look
from procviz.draw.stage_tree import Box
from procviz.draw.theme import GLYPHS, state_colour
from procviz.draw.view import View
from procviz.safe import safe
from procviz.world import Process, State

WITH_USAGE = 64  # cells from which a row has room for CPU and memory


def row(canvas: Canvas, box: Box, view: View, process: Process, look: Look, indent: int) -> None:
    """Draw one process as one line at its place in the tree, ``indent`` cells from the left."""
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
