"""Cards of the dead: a zombie keeps its status and its place, a reaped process its outline."""

from procviz import words
from procviz.draw import spell
from procviz.draw.canvas import Canvas, Style, cells, cut, mix
from procviz.draw.card_frame import DOTTED, frame
from procviz.draw.stage_tree import Box
from procviz.draw.theme import GLYPHS
from procviz.draw.view import View
from procviz.safe import safe
from procviz.world import Process, State


def zombie(canvas: Canvas, view: View, process: Process, hatch: str) -> None:
    """Hatch the card; its status and its age are all that a zombie still has."""
    theme = view.theme
    canvas.fill(0, 0, canvas.width, canvas.height, Style(hatch), "╱")
    now = max(view.now, view.world.t)
    aged = spell.age(now - (process.died if process.died is not None else now))
    lines = [(spell.how_it_ended(process, view.lang), theme.text)]
    if canvas.height > 1:
        lines.append((spell.word("unreaped", view.lang, aged), theme.warn))
    elif cells(lines[0][0]) + 2 < canvas.width:
        lines = [(f"{GLYPHS[State.ZOMBIE]} {lines[0][0]}", theme.text)]
    if canvas.height > 2:
        word = f" {GLYPHS[State.ZOMBIE]} {words.state(State.ZOMBIE, view.lang)} "
        name = cut(safe(process.name), canvas.width - cells(word) - 3)
        lines.insert(0, (name, theme.dim))
        canvas.put(canvas.width - cells(word), 0, word, Style(theme.dim, bold=True))
    for y, (text, colour) in enumerate(lines):
        after = " " if cells(text) + 1 < canvas.width else ""
        canvas.put(0, y, f" {cut(text, canvas.width - 1)}{after}", Style(colour))


def gone(canvas: Canvas, box: Box, view: View, process: Process, chosen: bool) -> None:
    """Leave the outline of a process that is no more, so that the others keep their places."""
    theme = view.theme
    style = Style(mix(theme.panel, theme.dim if chosen else theme.faint, 0.75))
    canvas.fill(box.x, box.y, box.width, box.height, style)
    frame(canvas, box, DOTTED, style)
    by = process.reaped_by
    whom = spell.word("reaped by", view.lang, by) if by else spell.word("ended", view.lang)
    inner = canvas.part(box.x + 1, box.y + 1, box.width - 2, box.height - 2)
    text = f"{GLYPHS[State.GONE]} {process.pid}"
    dim = style._replace(fg=mix(theme.panel, theme.dim, 0.85))
    if inner.width >= cells(text) + cells(whom) + 3:
        lines = [f"{text} {whom}", spell.how_it_ended(process, view.lang), safe(process.name)]
    else:
        lines = [text, whom, spell.how_it_ended(process, view.lang)]
    for y, line in enumerate(lines[: inner.height]):
        inner.put(1, y, line, dim, inner.width - 2)
