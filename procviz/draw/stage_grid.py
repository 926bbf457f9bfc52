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

    def index(self, uid: int) -> int | None:
        """Return a process's number among those shown."""
        if self._at is None:
            self._at = {uid: i for i, uid in enumerate(self.shown)}
        return self._at.get(uid)

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
    """A picture and the revisions of what is on it."""

    def __init__(self, canvas: Canvas, count: int) -> None:
        self.canvas, self.revisions, self.moment = canvas, [0] * count, (0, 0)
        self.texts: dict[tuple[int, State, str], tuple[str, bool]] = {}
        self.styles: dict[tuple[int, State, int, bool], Style] = {}


_DRAWN: Kept[_Drawn] = Kept(3)
_STYLES: Kept[Style] = Kept(4096)


def draw(canvas: Canvas, view: View, cells: Cells, serial: int, ground: Style) -> None:
    """Draw all cells; ``serial`` stands for the layout."""
    size = canvas.width, canvas.height
    key = serial, theme_key(view.theme), view.selected, view.lang, size, ground
    drawn = _DRAWN.get(key, lambda: _Drawn(Canvas(*size, ground), len(cells)))
    changed = _changed(drawn, view.world, cells)
    if changed:
        processes, pen = view.world.processes, Pen(view, cells)
        if cells.per == 1:
            pen.each(drawn, processes, changed)
        for number in {i // cells.per for i in changed} if cells.per > 1 else ():
            first = number * cells.per
            who = [processes[uid] for uid in cells.shown[first : first + cells.per]]
            pen.draw(drawn.canvas, who, number)
    for y in range(canvas.height):
        row, left = canvas.y0 + y, canvas.x0
        canvas.chars[row][left : left + canvas.width] = drawn.canvas.chars[y]
        canvas.styles[row][left : left + canvas.width] = drawn.canvas.styles[y]


def _changed(drawn: _Drawn, world: World, cells: Cells) -> list[int]:
    """Return the numbers of those that have changed since they were drawn."""
    processes, revisions, shown = world.processes, drawn.revisions, cells.shown
    uids = world.since(drawn.moment)
    if uids is None:
        numbers: Iterable[int] = range(len(shown))
    else:
        numbers = [i for i in map(cells.index, uids) if i is not None]
    changed = [i for i in numbers if processes[shown[i]].revision != revisions[i]]
    for i in changed:
        revisions[i] = processes[shown[i]].revision
    drawn.moment = world.moment
    return changed


class Pen:
    """Draws cells; all that is the same for each of them is worked out once."""

    def __init__(self, view: View, cells: Cells) -> None:
        self._view, self._cells = view, cells
        chosen = view.world.processes.get(view.selected)
        self._maker = chosen.maker if chosen is not None else -1
        self._theme = theme_key(view.theme)

    def draw(
        self, canvas: Canvas, who: Sequence[Process], number: int, look: Look | None = None
    ) -> None:
        """Draw one cell with the processes that share it; ``look``: how a single one differs."""
        view, cells = self._view, self._cells
        process = who[0] if len(who) == 1 else _speaker(who)
        state = process.state if look is None else look.state
        heat = max(_heat(p) for p in who)
        chosen = view.selected in [p.uid for p in who]
        style = self._style(process, state, heat, chosen)
        if look is not None and look.flash:
            flash = view.colour(process)
            style = style._replace(bg=mix(style.bg or view.theme.panel, flash, 0.5 * look.flash))
        box = cells.box(number * cells.per)
        canvas.put(box.x, box.y, self._text(process, state), style)

    def each(self, drawn: _Drawn, processes: Mapping[int, Process], changed: Iterable[int]) -> None:
        """Draw those that have changed, a cell each: quickly, for they are very many."""
        cells, selected, maker = self._cells, self._view.selected, self._maker
        chars, pens, texts, styles = (
            drawn.canvas.chars, drawn.canvas.styles, drawn.texts, drawn.styles
        )  # fmt: skip
        across, wide, left = cells.across, cells.wide, cells.left
        size, hues = wide - (wide > 2), len(self._view.theme.pids)
        for i in changed:
            process = processes[cells.shown[i]]
            uid, state = process.uid, process.state
            heat = _heat(process)
            named = uid, state, process.name
            known = texts.get(named)
            if known is None:
                text = self._text(process, state)
                known = texts[named] = text, width_of(text) == len(text) == size
            text, plain = known
            look = process.order % hues, state, heat, uid == maker or process.maker == selected
            style = styles.get(look) if uid != selected else None
            if style is None:
                style = self._style(process, state, heat, uid == selected)
                if uid != selected:
                    styles[look] = style
            row, column = divmod(i, across)
            x = left + column * wide
            if plain:
                chars[row][x : x + size] = text
                pens[row][x : x + size] = [style] * size
            else:
                drawn.canvas.put(x, row, text, style)

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

    def _style(self, process: Process, state: State, heat: int, chosen: bool) -> Style:
        view = self._view
        related = process.uid == self._maker or process.maker == view.selected
        colour = view.colour(process) if self._cells.wide > 2 else ""
        key = self._theme, colour, state, heat, chosen, related
        return _STYLES.get(key, lambda: _mixed(view, colour, state, heat, chosen, related))


def _heat(process: Process) -> int:
    """Return how much of a CPU a process uses, in steps."""
    cpu = process.facts.get("cpu")
    return min(HEATS, -(-int(cpu) * HEATS // 100)) if cpu and process.died is None else 0


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
