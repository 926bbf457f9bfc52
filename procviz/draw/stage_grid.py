"""Very many processes: a cell for each, in birth order, hot where it works.

A cell keeps its place as long as its form does, for whoever is born comes last.  The picture is
kept, and only the cells of processes that have changed since are drawn anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from procviz import words
from procviz.draw import spell
from procviz.draw.canvas import Canvas, Style, cut, mix
from procviz.draw.canvas import cells as width_of
from procviz.draw.card import Look
from procviz.draw.census import among, census
from procviz.draw.grid_rows import NO_INK, NO_TEXT, Ink, Laid, Text, laid
from procviz.draw.kept import Kept, theme_key
from procviz.draw.rows import Row, put
from procviz.draw.stage_tree import Box
from procviz.draw.theme import GLYPHS, state_colour
from procviz.draw.view import View
from procviz.safe import safe
from procviz.world import Process, State, World

NAMED = 13  # cells that a name needs beside the PID
HEATS = 6  # steps from idle to a whole CPU
# where several share a cell, the one that says most is seen
_FIRST = (State.STOPPED, State.ZOMBIE, State.RUNNING, State.WAITING, State.SLEEPING, State.GONE)


class Cells(Mapping[int, Box]):
    """Places by uid, worked out when asked for: ``per`` processes share a cell ``wide`` wide."""

    def __init__(self, world: World, shown: Sequence[int], width: int, height: int) -> None:
        self.shown = shown
        digits = max((len(str(pid)) for pid in world.current), default=1)
        self.rows = max(1, height - 1)  # the last line counts
        for wide in (digits + 2 + NAMED, digits + 3, 2, 1):
            if (width // wide) * self.rows >= len(shown):
                break
        self.wide, self.across = wide, max(1, width // wide)
        self.digits, self.per = digits, max(1, -(-len(shown) // (self.across * self.rows)))
        self.left = (width - self.across * wide) // 2
        self._at: dict[int, int] | None = None

    @property
    def places(self) -> Mapping[int, int]:
        """The number of each among those shown, by uid."""
        if self._at is None:
            self._at = {uid: i for i, uid in enumerate(self.shown)}
        return self._at

    def index(self, uid: int) -> int | None:
        """Return a process's number among those shown."""
        return self.places.get(uid)

    def box(self, index: int) -> Box:
        """Return the place of the ``index``-th process."""
        row, column = divmod(index // self.per, self.across)
        size = self.wide - 1 if self.wide > 2 else self.wide
        return Box(self.left + column * self.wide, row, size, 1)

    def __getitem__(self, uid: int) -> Box:
        index = self.index(uid)
        if index is None:
            raise KeyError(uid)
        return self.box(index)

    def __contains__(self, uid: object) -> bool:
        return isinstance(uid, int) and self.index(uid) is not None

    def __iter__(self) -> Iterator[int]:
        return iter(self.shown)

    def __len__(self) -> int:
        return len(self.shown)

    def at(self, x: int, y: int) -> int:
        """Return the uid of the (first) process at a cell, 0 where there is none."""
        column = (x - self.left) // self.wide
        if not 0 <= column < self.across or not 0 <= y < self.rows:
            return 0
        index = (y * self.across + column) * self.per
        return self.shown[index] if index < len(self.shown) else 0

    def moved(self, uid: int, rows: int) -> int:
        """Return the uid of the process so many rows below (above where negative)."""
        index = self.index(uid)
        if index is None:
            return self.shown[0] if self.shown else 0
        there = index + rows * self.across * self.per
        return self.shown[there] if 0 <= there < len(self.shown) else uid


def cells_of(world: World, shown: Sequence[int], width: int, height: int) -> Cells:
    """Lay out; of those reaped long ago whole blocks go, and seldom, when there are too many."""
    room = max(1, width) * max(1, height - 1)
    if len(shown) > room:
        alive = sum(world.processes[uid].state is not State.GONE for uid in shown)
        if alive <= room // 2:
            keep = room // 2  # so that as many can come before this has to be done again
            begin = -(-(len(shown) - keep) // keep) * keep
            old = [u for u in shown[:begin] if world.processes[u].state is not State.GONE]
            shown = [*old, *shown[begin:]]
    return Cells(world, shown, width, height)


class _Drawn:
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


_DRAWN: Kept[_Drawn] = Kept(3)
_STYLES: Kept[Style] = Kept(4096)


def draw(canvas: Canvas, view: View, cells: Cells, serial: int, ground: Style) -> None:
    """Draw all cells; ``serial`` stands for the layout."""
    size = canvas.width, canvas.height
    key = serial, theme_key(view.theme), view.selected, view.lang, size, ground
    drawn = _DRAWN.get(key, lambda: _Drawn(cells, ground))
    for y in Pen(view, cells).renew(drawn):
        drawn.rows.pop(y, None)
    across, left = cells.across, canvas.x0 + cells.left
    for y in range(min(canvas.height, -(-len(drawn.texts) // across))):
        below, row = canvas.chars[canvas.y0 + y], drawn.rows.get(y)
        if row is None or row[0] is not below:
            here, styles = slice(y * across, (y + 1) * across), canvas.styles[canvas.y0 + y]
            made = laid(below, styles, left, drawn.texts[here], drawn.inks[here])
            row = drawn.rows[y] = below, *made
        canvas.share(canvas.y0 + y, row[1], row[2])


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

    def renew(self, drawn: _Drawn) -> set[int]:
        """Make the cells anew in which something has changed; return their rows."""
        world, cells = self._view.world, self._cells
        uids = world.since(drawn.moment)
        drawn.moment = world.moment
        if cells.per > 1:
            numbers = range(len(cells)) if uids is None else map(cells.index, uids)
            return self._several(drawn, {i // cells.per for i in numbers if i is not None})
        return self._each(drawn, cells.shown if uids is None else uids)

    def _each(self, drawn: _Drawn, uids: Iterable[int]) -> set[int]:
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

    def _said(self, drawn: _Drawn, says: tuple[int, State, str], process: Process) -> Text:
        if len(drawn.said) > 4 * len(drawn.texts) + 100:
            drawn.said.clear()
        text = drawn.said[says] = drawn.text(self._text(process, process.state))
        return text

    def _hue(self, drawn: _Drawn, number: int, process: Process) -> dict[State, list[Ink]]:
        colour = self._view.colour(process) if self._cells.wide > 2 else ""
        chosen, related = process.uid == self._view.selected, self._related(process)
        hue = drawn.hues[number] = drawn.hue(colour, chosen, related)
        return hue

    def _inks(
        self, drawn: _Drawn, hue: dict[State, list[Ink]], process: Process, state: State
    ) -> list[Ink]:
        styles = [self._style(process, state, heat) for heat in range(HEATS + 1)]
        hue[state] = [drawn.ink(style) for style in styles]
        return hue[state]

    def _several(self, drawn: _Drawn, numbers: Iterable[int]) -> set[int]:
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


def counts(canvas: Canvas, view: View, cells: Cells, serial: int, links: Row = ()) -> None:
    """Count the states in the last line: with very many nobody reads single ones.

    ``serial`` stands for the layout; ``links``: with whom the selected process has to do, which
    stands there before that.
    """
    theme, world = view.theme, view.world
    everybody = len(cells) == len(world.processes)
    found = (census(world) if everybody else among(world, serial, cells)).states
    y, x = canvas.height - 1, 1
    chosen = world.processes.get(view.selected)
    if chosen is not None and (links or cells.wide <= 2):  # its cell has no room for this
        x = canvas.put(x, y, f" {chosen.pid} ", theme.tab(view.colour(chosen))) + 1
        if not links:
            x = canvas.put(x, y, safe(chosen.name), Style(theme.bright), canvas.width // 4)
        x = put(canvas, x, y, links) + 2
    if cells.per > 1:  # which is which is not to be seen
        x = canvas.put(x, y, spell.word("a cell", view.lang, cells.per), Style(theme.text)) + 2
    for state in State:
        if found.get(state):
            text = f"{GLYPHS[state]} {found[state]} {words.state(state, view.lang)}"
            if x + len(text) >= canvas.width:
                break
            x = canvas.put(x, y, text, Style(state_colour(theme, state))) + 2
    hint = spell.word("to family", view.lang)
    at = canvas.width - width_of(hint) - 1
    if at > x + 1:
        canvas.put(at, y, hint, Style(theme.faint))
