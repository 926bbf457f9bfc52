"""Very many processes: a cell for each, in birth order, hot where it works.

A cell keeps its place as long as its form does, for whoever is born comes last.  The picture is
kept, and only the cells of processes that have changed since are drawn anew.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from procviz import words
from procviz.draw import spell
from procviz.draw.canvas import Canvas, Style, cut, mix
from procviz.draw.card import Look
from procviz.draw.kept import Kept, theme_key
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
        self.canvas, self.revisions = canvas, [0] * count


_DRAWN: Kept[_Drawn] = Kept(3)
_STYLES: Kept[Style] = Kept(4096)


def draw(canvas: Canvas, view: View, cells: Cells, serial: int, ground: Style) -> None:
    """Draw all cells; ``serial`` stands for the layout."""
    size = canvas.width, canvas.height
    key = serial, theme_key(view.theme), view.selected, view.lang, size, ground
    drawn = _DRAWN.get(key, lambda: _Drawn(Canvas(*size, ground), len(cells)))
    processes = view.world.processes
    found = [processes[uid] for uid in cells.shown]
    revisions = [process.revision for process in found]
    if revisions != drawn.revisions:
        changed = {
            i // cells.per
            for i, (new, old) in enumerate(zip(revisions, drawn.revisions, strict=True))
            if new != old
        }
        relatives = _relatives(view)
        for number in changed:
            first = number * cells.per
            one(drawn.canvas, view, cells, found[first : first + cells.per], first, relatives)
        drawn.revisions = revisions
    for y in range(canvas.height):
        row, left = canvas.y0 + y, canvas.x0
        canvas.chars[row][left : left + canvas.width] = drawn.canvas.chars[y]
        canvas.styles[row][left : left + canvas.width] = drawn.canvas.styles[y]


def _relatives(view: View) -> set[int]:
    chosen = view.world.processes.get(view.selected)
    if chosen is None:
        return set()
    found = {uid for uid, p in view.world.processes.items() if p.maker == chosen.uid}
    return found | {chosen.maker}


def one(
    canvas: Canvas,
    view: View,
    cells: Cells,
    who: Sequence[Process],
    first: int,
    relatives: set[int],
    look: Look | None = None,
) -> None:
    """Draw one cell with the processes that share it; ``look``: how the one differs."""
    states = {p.state for p in who} if look is None else {look.state}
    state = next(s for s in _FIRST if s in states)
    speaker = next((p for p in who if p.state is state), who[0])
    cpu = max((p.facts.get("cpu", 0.0) for p in who if p.alive), default=0.0)
    heat = min(HEATS, -(-int(cpu) * HEATS // 100))
    chosen = any(p.uid == view.selected for p in who)
    related = any(p.uid in relatives for p in who)
    colour = view.colour(speaker) if cells.wide > 2 else state_colour(view.theme, state)
    style = _style(view, colour, state, heat, chosen, related)
    if look is not None and look.flash:
        style = style._replace(bg=mix(style.bg or view.theme.panel, colour, 0.5 * look.flash))
    box = cells.box(first)
    text = GLYPHS[state] if state is not State.GONE or cells.wide > 2 else "·"
    if cells.wide > 2:
        text += str(speaker.pid)
        if cells.wide > cells.digits + 3:
            text = f"{text.ljust(cells.digits + 1)} {safe(speaker.name)}"
        text = cut(text, box.width)
    after = canvas.put(box.x, box.y, text, style)
    if after < box.x + box.width:
        canvas.put(after, box.y, " " * (box.x + box.width - after), style)


def _style(view: View, colour: str, state: State, heat: int, chosen: bool, related: bool) -> Style:
    key = theme_key(view.theme), colour, state, heat, chosen, related
    return _STYLES.get(key, lambda: _mixed(view, colour, state, heat, chosen, related))


def _mixed(view: View, colour: str, state: State, heat: int, chosen: bool, related: bool) -> Style:
    theme = view.theme
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


_COUNTS: Kept[dict[State, int]] = Kept(4)


def counts(canvas: Canvas, view: View, cells: Cells) -> None:
    """Count the states in the last line: with very many nobody reads single ones."""
    theme, world = view.theme, view.world

    def count() -> dict[State, int]:
        return Counter(world.processes[uid].state for uid in cells.shown)

    found = _COUNTS.get((world.revision, len(cells)), count)
    y, x = canvas.height - 1, 1
    chosen = world.processes.get(view.selected)
    if chosen is not None and cells.wide <= 2:  # its cell has no room for this
        x = canvas.put(x, y, f" {chosen.pid} ", theme.tab(view.colour(chosen)))
        x = canvas.put(x + 1, y, safe(chosen.name), Style(theme.bright), canvas.width // 4) + 2
    if cells.per > 1:
        x = canvas.put(x, y, spell.word("a cell", view.lang, cells.per), Style(theme.text)) + 2
    for state in State:
        if found.get(state):
            text = f"{GLYPHS[state]} {found[state]} {words.state(state, view.lang)}"
            if x + len(text) >= canvas.width:
                break
            x = canvas.put(x, y, text, Style(state_colour(theme, state))) + 2
