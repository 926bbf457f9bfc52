"""One process as a card: as much as its size allows, from five rows down to three."""

import re
from dataclasses import dataclass

from procviz import narrate, words
from procviz.draw import card_dead, gated, spell
from procviz.draw.canvas import Canvas, Style, cells, cut, mix
from procviz.draw.card_frame import bar, border, frame
from procviz.draw.palette import readable
from procviz.draw.stage_tree import Box
from procviz.draw.theme import GLYPHS, state_colour
from procviz.draw.view import View
from procviz.safe import safe
from procviz.world import Process, State

BAR = 8
_NUMBER = 4  # cells that the number of a line takes as a rule


@dataclass(frozen=True, slots=True)
class Look:
    """How a card differs from what its process says: what just happened to it.

    ``flash`` and ``renamed`` are 0 to 1; ``mark`` is a short word in the lower border.
    """

    state: State
    flash: float = 0.0
    renamed: float = 0.0
    mark: str = ""
    mark_colour: str = ""


def draw(canvas: Canvas, box: Box, view: View, process: Process, look: Look) -> None:
    """Draw a card into its box."""
    theme, colour = view.theme, view.colour(process)
    chosen = view.selected == process.uid
    if look.state is State.GONE:
        card_dead.gone(canvas, box, view, process, chosen)
        _mark(canvas, box, view, look)
        return
    if look.state is State.STOPPED:  # frozen: the colour has gone out of it
        colour = mix(colour, theme.faint, 0.45)
    if look.state is State.ZOMBIE:
        colour = mix(colour, theme.panel, 0.35)
    back = mix(theme.panel, colour, min(0.5, (0.13 if chosen else 0.07) + 0.4 * look.flash))
    canvas.fill(box.x, box.y, box.width, box.height, Style(theme.text, back))
    frame(canvas, box, border(look.state, chosen), Style(colour, back, bold=chosen))
    inner = canvas.part(box.x + 1, box.y + 1, box.width - 2, box.height - 2)
    if look.state is State.ZOMBIE:
        card_dead.zombie(inner, view, process, mix(theme.panel, colour, 0.38))
    elif box.height >= 5:
        _large(inner, view, process, look, back)
    elif box.height == 4:
        _medium(inner, view, process, look)
    else:
        _state(inner, 1, 0, _word(view, process, look.state), inner.width - 2)
    if box.height == 4:
        word, ink = _word(view, process, look.state)
        word = f" {word} "
        if len(str(process.pid)) + cells(word) > box.width - 4:  # the PID's label keeps its edge
            word = word.rstrip()
        at = box.x + box.width - 1 - cells(word)
        canvas.put(at, box.y, word, Style(ink, back, bold=True))
    tab = theme.tab(colour)
    if look.state is State.ZOMBIE:
        ground = mix(theme.panel, colour, 0.25)
        tab = Style(readable(view.colour(process), ground, theme.bright), ground, bold=True)
    canvas.put(box.x + 1, box.y, f" {process.pid} ", tab, box.width - 2)
    if look.flash:
        _legible(canvas, box, theme.bright)
    _mark(canvas, box, view, look)


def _legible(canvas: Canvas, box: Box, bright: str) -> None:
    """Let its words be read while its ground is lit up."""
    for y in range(max(0, box.y), min(canvas.height, box.bottom + 1)):
        for x in range(max(0, box.x), min(canvas.width, box.x + box.width)):
            style = canvas.style(x, y)
            stroke = "\u2500" <= canvas.get(x, y) <= "\u259f"  # borders and bars
            if style.fg and style.bg and not stroke:
                fg = readable(style.fg, style.bg, bright)
                canvas.row(canvas.y0 + y)[1][canvas.x0 + x] = style._replace(fg=fg)


def usage(process: Process) -> str:
    """Return CPU and memory in a few cells, nothing where nobody measured."""
    parts = []
    if "cpu" in process.facts:
        parts.append(f"{process.facts['cpu']:.1f}%")
    if "rss" in process.facts:
        parts.append(f"{spell.size(process.facts['rss']):>5}")
    return " ".join(parts)


def _word(view: View, process: Process, state: State) -> tuple[str, str]:
    """Return the glyph and word for a state, and their colour."""
    ready = gated.turn(view, process)
    if ready is not None and state is not State.STOPPED:
        return gated.state(view, ready)
    return f"{GLYPHS[state]} {words.state(state, view.lang)}", state_colour(view.theme, state)


def _state(canvas: Canvas, x: int, y: int, word: tuple[str, str], width: int) -> None:
    text, ink = word
    if cells(text) > width:  # the margin is worth less than the word
        x, width = 0, canvas.width
        text = text if cells(text) <= width else text.replace(" ", "", 1)
    canvas.put(x, y, text, Style(ink, bold=True), width)


def _name(canvas: Canvas, view: View, process: Process, look: Look, width: int) -> None:
    style = Style(view.theme.bright, bold=True)
    if look.renamed:
        part = look.renamed
        bg = mix(view.theme.panel, view.theme.accent, 0.15 + 0.5 * part)
        style = Style(view.theme.bright, bg, bold=True, underline=True)
    canvas.put(1, 0, spell.fit(safe(process.name) or "?", width), style)


def _line_number(canvas: Canvas, view: View, text: str, y: int) -> int:
    """Put the line that it stands on at the right; return the cells left of it."""
    if not text:
        return canvas.width - 2
    canvas.put(canvas.width - 1 - len(text), y, text, Style(view.theme.dim))
    return canvas.width - 3 - len(text)


def line_number(process: Process, doing: str) -> str:
    """Return the line that a process stands on, nothing where ``doing`` says it already."""
    where = process.stands
    if where is None or re.search(rf"(?<!\d){where.line}(?!\d)", doing):
        return ""
    return f"≈:{where.line}" if process.sampled else f":{where.line}"


def _large(canvas: Canvas, view: View, process: Process, look: Look, back: str) -> None:
    theme, colour = view.theme, view.colour(process)
    word = _word(view, process, look.state)
    at = canvas.width - 1 - cells(word[0])
    _name(canvas, view, process, look, at - 2)
    _state(canvas, at, 0, word, cells(word[0]))
    room = canvas.width - 2
    doing, ink = _doing(view, process, room)
    number = line_number(process, doing)
    fits = cells(doing) + cells(number) < room or cells(doing) > room
    if fits and gated.turn(view, process) is None:
        room = _line_number(canvas, view, number, 1)
    canvas.put(1, 1, doing, ink, room)
    text = usage(process)
    if text:
        canvas.put(canvas.width - 1 - len(text), 2, text, Style(theme.dim))
        part = process.facts.get("cpu", 0.0) / 100
        if look.state is State.STOPPED:
            colour = theme.faint
        bar(canvas, 1, 2, BAR, part, colour, mix(back, colour, 0.16))


def _medium(canvas: Canvas, view: View, process: Process, look: Look) -> None:
    room = above = canvas.width - 2
    doing, ink = _doing(view, process, room)
    number = line_number(process, doing) if gated.turn(view, process) is None else ""
    # beside the name; where that is long, beside what it does; where both are, nowhere
    if cells(safe(process.name)) < above - _NUMBER:
        above = _line_number(canvas, view, number, 0)
    elif cells(doing) + len(number) < room:
        _line_number(canvas, view, number, 1)
    _name(canvas, view, process, look, above)
    canvas.put(1, 1, doing, ink, room)


def _doing(view: View, process: Process, room: int) -> tuple[str, Style]:
    """Return what it does, or that nothing in it could tell: another program without our probe."""
    ready = gated.turn(view, process)
    if ready is not None:
        return gated.doing(view, ready, room)
    doing = safe(narrate.doing(process, view.world, view.lang))
    if not doing and process.execed and not process.probed:
        return spell.word("outside only", view.lang), Style(view.theme.dim, italic=True)
    if cells(doing) > room:  # the remark in brackets goes first, and whole
        doing = re.sub(r"( \([^()]*\)|（[^（）]*）)$", "", doing)
    return doing, Style(view.theme.text)


def _mark(canvas: Canvas, box: Box, view: View, look: Look) -> None:
    if look.mark:
        text = f" {cut(look.mark, box.width - 4)} "
        style = view.theme.tab(look.mark_colour or view.theme.accent)
        canvas.put(box.x + box.width - 1 - cells(text), box.bottom, text, style)
