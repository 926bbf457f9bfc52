"""Threads and tasks inside their process: a compartment of its card, where there is room for one.

It opens under a card that has no children, else beside it, and only over empty ground: nobody
moves for it, and whoever needs the ground closes it.
"""

from typing import NamedTuple

from procviz import narrate
from procviz.draw import spell
from procviz.draw.canvas import Canvas, Style, cells, cut
from procviz.draw.kept import Kept, Picture, picture, theme_key
from procviz.draw.labels import label
from procviz.draw.stage_layout import INSIDE, Form
from procviz.draw.stage_scene import Scene
from procviz.draw.stage_tree import Box
from procviz.draw.theme import GLYPHS, state_colour
from procviz.draw.view import View
from procviz.safe import safe
from procviz.state import State
from procviz.world import Process

NARROW, BESIDE = 16, 34  # columns of one beside its card
LEAST = 4  # rows of a card that can be opened
_GROUND = frozenset(" ·")
# where the compartment's border leaves the card's: at the left, the right, above and below
_CORNERS = {"╭": (*"├┤┬┴",), "┏": (*"┣┫┳┻",), "╔": (*"╠╣╦╩",)}
_STROKES = {"╭": (*"─│╯╰╮",), "┏": (*"━┃┛┗┓",), "╔": (*"═║╝╚╗",)}

_ROWS: Kept[Picture] = Kept(200)

Key = tuple[str, int]  # ("thread", tid) or ("task", number)


class Room(NamedTuple):
    """A compartment: its cells without the border that it shares with the card."""

    box: Box
    below: bool


def listed(process: Process, rows: int) -> tuple[list[Key], int]:
    """Return what is named in so many rows, in the order of birth, and how many are not.

    Those that are over make room for those that live.
    """
    keys = list(process.inside)
    if len(keys) <= rows:
        return keys, 0
    here = set([key for key in keys if process.inside[key].over is None][: rows - 1])
    for key in reversed(keys):
        if len(here) >= rows - 1:
            break
        here.add(key)
    return [key for key in keys if key in here], len(keys) - len(here)


def room(scene: Scene, process: Process, width: int) -> Room | None:
    """Return where the compartment of a process goes; None where it has none."""
    if not process.inside or not process.alive:
        return None
    box = scene.layout.boxes.get(process.uid)
    if box is None or box.height < LEAST:
        return None
    if all(lane.over is not None for lane in process.inside.values()):
        return None
    if not scene.layout.tree.children.get(process.uid):
        rows = min(INSIDE, len(process.inside))
        return Room(Box(box.x, box.bottom + 1, box.width, rows + 1), True)
    x = box.x + box.width
    wide = min(BESIDE, width - 1 - x)
    return Room(Box(x, box.y, wide, box.height), False) if wide >= NARROW else None


def _free(canvas: Canvas, found: Room) -> bool:
    """Whether nothing is drawn there, nor right next to it."""
    box = found.box
    if box.x < 0 or box.x + box.width > canvas.width or box.y < 0 or box.bottom >= canvas.height:
        return False
    xs = slice(canvas.x0 + box.x, canvas.x0 + min(canvas.width, box.x + box.width + 1))
    bottom = min(canvas.height, box.y + box.height + found.below)
    rows = canvas.chars[canvas.y0 + box.y : canvas.y0 + bottom]
    return all(_GROUND.issuperset(row[xs]) for row in rows)


def hit(view: View, scene: Scene, width: int, x: int, y: int) -> int:
    """Return the uid of the process whose compartment would be at a cell, 0 where there is none."""
    for uid in scene.layout.boxes if scene.layout.form is Form.CARDS else ():
        found = room(scene, view.world.processes[uid], width)
        if found is not None and found.box.holds(x, y):
            return uid
    return 0


def draw(canvas: Canvas, view: View, scene: Scene) -> None:
    """Open the compartments of all cards that have something inside and room for it."""
    for uid, card in scene.layout.boxes.items():
        process = view.world.processes[uid]
        found = room(scene, process, canvas.width)
        if found is not None and _free(canvas, found):
            _open(canvas, view, card, process, found)


def _open(canvas: Canvas, view: View, card: Box, process: Process, found: Room) -> None:
    corner = canvas.get(card.x, card.y)
    if corner not in _CORNERS:
        return  # half drawn, fading, or dead
    style, box = canvas.style(card.x, card.y), found.box
    across, down, last, first, top = _STROKES[corner]
    left, right, above, below = _CORNERS[corner]
    ground = Style(view.theme.text, style.bg)
    canvas.fill(box.x, box.y, box.width, box.height, ground)
    if found.below:
        edge = Style(style.fg, style.bg)
        canvas.put(card.x, card.bottom, left, style)
        canvas.put(card.x + 1, card.bottom, "┄" * (card.width - 2), edge)
        canvas.put(card.x + card.width - 1, card.bottom, right, style)
        for y in range(box.y, box.bottom):
            canvas.put(box.x, y, down, style)
            canvas.put(box.x + box.width - 1, y, down, style)
        canvas.put(box.x, box.bottom, first + across * (box.width - 2) + last, style)
        inner = canvas.part(box.x + 2, box.y, box.width - 4, box.height - 1)
    else:
        x = card.x + card.width - 1
        canvas.put(x, card.y, above, style)
        canvas.put(x, card.bottom, below, style)
        for y in range(card.y + 1, card.bottom):
            canvas.put(x, y, "┆", style)
            canvas.put(box.x + box.width - 1, y, down, style)
        canvas.put(box.x, box.y, across * (box.width - 1) + top, style)
        canvas.put(box.x, box.bottom, across * (box.width - 1) + last, style)
        inner = canvas.part(box.x + 1, box.y + 1, box.width - 3, box.height - 2)
    # what it waits for or holds, others may take or give back
    others = view.world.shared if process.open or process.holds else 0
    size = inner.width, inner.height
    key = process.revision, others, theme_key(view.theme), view.lang, size, ground
    kept = _ROWS.get(key, lambda: picture(*size, ground, lambda part: _rows(part, view, process)))
    kept.put(inner, 0, 0)


def _rows(canvas: Canvas, view: View, process: Process) -> None:
    theme = view.theme
    keys, rest = listed(process, canvas.height)
    doing = {key: narrate.inside(process, key, view.world, view.lang) for key in keys}
    most = canvas.width // 2 if any(doing.values()) else canvas.width - 2
    names = [spell.fit(safe(process.inside[key].name), most) for key in keys]
    wide = max(map(cells, names), default=0)
    for y, key in enumerate(keys):
        lane = process.inside[key]
        over = lane.over is not None
        state = State.GONE if over else lane.spans[-1][1]
        if key[0] == "thread" and not over and narrate.waits(process, key[1]):
            state = State.WAITING
        told = key[0] == "task" or state is not State.SLEEPING  # else nobody tells if it runs
        glyph = GLYPHS[state] if told else "·"
        ink = theme.faint if over else state_colour(theme, state) if told else theme.dim
        canvas.put(0, y, glyph, Style(ink, bold=told))
        canvas.put(2, y, names[y], Style(theme.dim if over else theme.text))
        room = canvas.width - wide - 3
        if cells(doing[key]) <= room or not doing[key].startswith("≈"):  # half a place is none
            canvas.put(wide + 3, y, cut(doing[key], room), Style(theme.dim))
    if rest:
        text = label("more inside", view.lang, rest)
        canvas.put(2, len(keys), text, Style(theme.dim), canvas.width - 2)
