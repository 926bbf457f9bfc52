"""Drawing the cells of very many processes: only those anew in which something has changed."""

from collections.abc import Iterable, Sequence

from procviz.draw.canvas import Canvas, Style, cut, mix
from procviz.draw.canvas import cells as width_of
from procviz.draw.card import Look
from procviz.draw.grid_cells import Cells
from procviz.draw.grid_rows import NO_INK, NO_TEXT, Ink, Laid, Text
from procviz.draw.kept import Kept, theme_key
from procviz.draw.theme import GLYPHS, state_colour
from procviz.draw.view import View
from procviz.safe import safe
from procviz.world import Process, State

HEATS = 6  # steps from idle to a whole CPU
# where several share a cell, the one that says most is seen
_FIRST = (State.STOPPED, State.ZOMBIE, State.RUNNING, State.WAITING, State.SLEEPING, State.GONE)
_STYLES: Kept[Style] = Kept(4096)


class Drawn:
    """A picture, cell by cell and row by row."""

    def __init__(self, cells: Cells, ground: Style) -> None:
        count = -(-len(cells) // cells.per)
        self.moment = 0, 0
        self.texts, self.inks = [NO_TEXT] * count, [NO_INK] * count
        self.named: list[tuple[State | None, str]] = [(None, "")] * count  # what a text says
        self.said: dict[tuple[int, State, str], Text] = {}
        self.hues: list[dict[State, list[Ink]] | None] = [None] * count  # by heat; many share one
        self.rows: dict[int, tuple[list[str], Laid, list[Style]]] = {}  # what is below; both grids
        self._wide, self._ground = cells.wide, ground
        self._texts: dict[str, Text] = {}
        self._inks: dict[Style, Ink] = {}
        self._hues: dict[tuple[str, bool, bool], dict[State, list[Ink]]] = {}

    def text(self, text: str) -> Text:
        """Return a text as it is in the grid, always the same object."""
        found = self._texts.get(text)
        if found is None:
            part = Canvas(self._wide, 1, self._ground)
            part.put(0, 0, text)
            if len(self._texts) > 4 * len(self.texts) + 100:
                self._texts.clear()
            found = self._texts[text] = Text(text, width_of(text), tuple(part.chars[0]))
        return found

    def ink(self, style: Style) -> Ink:
        """Return a style as it is in the grid, always the same object."""
        found = self._inks.get(style)
        if found is None:
            size = self._wide - (self._wide > 2)
            gap = [self._ground] * (self._wide - size)
            found = self._inks[style] = Ink(style, (*[style] * size, *gap))
        return found

    def hue(self, colour: str, chosen: bool, related: bool) -> dict[State, list[Ink]]:
        """Return where the inks of all processes are that differ in state and heat only."""
        return self._hues.setdefault((colour, chosen, related), {})


class Pen:
    """Draws cells; all that is the same for each of them is worked out once."""

    def __init__(self, view: View, cells: Cells) -> None:
        self._view, self._cells = view, cells
        chosen = view.world.processes.get(view.selected)
        self._maker = chosen.maker if chosen is not None else -1
        self._theme = theme_key(view.theme)

    def draw(self, canvas: Canvas, process: Process, number: int, look: Look) -> None:
        """Draw the cell of a process anew, as it looks just now."""
        style = self._style(process, look.state, _heat(process))
        if look.flash:
            flash = self._view.colour(process)
            back = mix(style.bg or self._view.theme.panel, flash, 0.5 * look.flash)
            style = style._replace(bg=back)
        box = self._cells.box(number)
        canvas.put(box.x, box.y, self._text(process, look.state), style)

    def renew(self, drawn: Drawn) -> set[int]:
        """Make the cells anew in which something has changed; return their rows."""
        world, cells = self._view.world, self._cells
        uids = world.since(drawn.moment)
        drawn.moment = world.moment
        if cells.per > 1:
            numbers = range(len(cells)) if uids is None else map(cells.index, uids)
            return self._several(drawn, {i // cells.per for i in numbers if i is not None})
        return self._each(drawn, cells.shown if uids is None else uids)

    def _each(self, drawn: Drawn, uids: Iterable[int]) -> set[int]:
        """Make cells with one process each: quickly, for they are very many."""
        cells, processes, rows = self._cells, self._view.world.processes, set[int]()
        texts, inks, named, hues = drawn.texts, drawn.inks, drawn.named, drawn.hues
        said, places, across = drawn.said, cells.places, cells.across
        for uid in uids:
            i = places.get(uid)
            if i is None:
                continue
            process = processes[uid]
            state, cpu = process.state, process.facts.get("cpu")
            was, name = named[i]
            if state is not was or process.name != name:
                named[i] = state, process.name
                says = uid, state, process.name
                text = said.get(says) or self._said(drawn, says, process)
                if text is not texts[i]:
                    texts[i] = text
                    rows.add(i // across)
            hue = hues[i] or self._hue(drawn, i, process)
            found = hue.get(state) or self._inks(drawn, hue, process, state)
            ink = found[_heat(process) if cpu else 0]  # most are idle
            if ink is not inks[i]:
                inks[i] = ink
                rows.add(i // across)
        return rows

    def _said(self, drawn: Drawn, says: tuple[int, State, str], process: Process) -> Text:
        if len(drawn.said) > 4 * len(drawn.texts) + 100:
            drawn.said.clear()
        text = drawn.said[says] = drawn.text(self._text(process, process.state))
        return text

    def _hue(self, drawn: Drawn, number: int, process: Process) -> dict[State, list[Ink]]:
        colour = self._view.colour(process) if self._cells.wide > 2 else ""
        chosen, related = process.uid == self._view.selected, self._related(process)
        hue = drawn.hues[number] = drawn.hue(colour, chosen, related)
        return hue

    def _inks(
        self, drawn: Drawn, hue: dict[State, list[Ink]], process: Process, state: State
    ) -> list[Ink]:
        styles = [self._style(process, state, heat) for heat in range(HEATS + 1)]
        hue[state] = [drawn.ink(style) for style in styles]
        return hue[state]

    def _several(self, drawn: Drawn, numbers: Iterable[int]) -> set[int]:
        """Make cells of several processes: of who says most, as hot as the hottest."""
        cells, processes, rows = self._cells, self._view.world.processes, set[int]()
        for number in numbers:
            first = number * cells.per
            who = [processes[uid] for uid in cells.shown[first : first + cells.per]]
            one = _speaker(who)
            chosen = any(p.uid == self._view.selected for p in who)
            ink = drawn.ink(self._style(one, one.state, max(map(_heat, who)), chosen))
            text = drawn.text(self._text(one, one.state))
            if text is not drawn.texts[number] or ink is not drawn.inks[number]:
                drawn.texts[number], drawn.inks[number] = text, ink
                rows.add(number // cells.across)
        return rows

    def _text(self, process: Process, state: State) -> str:
        """Return what stands in a cell, exactly as wide as the cell."""
        cells = self._cells
        if cells.wide <= 2:
            return (GLYPHS[state] if state is not State.GONE else "·").ljust(cells.wide)
        text = f"{GLYPHS[state]}{process.pid}"
        if cells.wide > cells.digits + 3:
            text = f"{text.ljust(cells.digits + 1)} {safe(process.name)}"
        text = cut(text, cells.wide - 1)
        return text + " " * (cells.wide - 1 - width_of(text))

    def _style(
        self, process: Process, state: State, heat: int, chosen: bool | None = None
    ) -> Style:
        view = self._view
        chosen = process.uid == view.selected if chosen is None else chosen
        related = self._related(process)
        colour = view.colour(process) if self._cells.wide > 2 else ""
        key = self._theme, colour, state, heat, chosen, related
        return _STYLES.get(key, lambda: _mixed(view, colour, state, heat, chosen, related))

    def _related(self, process: Process) -> bool:
        return process.uid == self._maker or process.maker == self._view.selected


def _heat(process: Process) -> int:
    """Return how much of a CPU a process uses, in steps."""
    cpu = process.facts.get("cpu")
    if not cpu or process.died is not None:
        return 0
    return -(-int(cpu) * HEATS // 100) if cpu < 100 else HEATS


def _speaker(who: Sequence[Process]) -> Process:
    """Choose whose state is seen where several share a cell."""
    return min(who, key=lambda p: _FIRST.index(p.state))


def _mixed(view: View, colour: str, state: State, heat: int, chosen: bool, related: bool) -> Style:
    theme = view.theme
    colour = colour or state_colour(theme, state)
    if chosen:
        return theme.tab(colour)
    if state is State.GONE:
        return Style(theme.faint, theme.panel, underline=related)
    back = mix(mix(theme.panel, colour, 0.1), theme.warn, 0.5 * heat / HEATS)
    if state is State.ZOMBIE:
        colour = mix(theme.panel, colour, 0.6)
    elif heat > HEATS // 2:
        colour = theme.bright
    return Style(colour, back, bold=state is State.RUNNING, underline=related)
