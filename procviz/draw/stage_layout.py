"""Which processes the stage shows, in which form and where: a function of world and size."""

from dataclasses import dataclass, field, replace
from enum import Enum

from procviz.draw.family import Family, family
from procviz.draw.stage_tree import LARGE, MEDIUM, TINY, Box, Size, cards
from procviz.world import State, World

ROW = 34  # cells that a one-line row needs to say anything
INDENT = 2


class Form(Enum):
    """How the processes are shown: as large as there is room."""

    CARDS = "cards"
    ROWS = "rows"  # one line each, an indented tree
    GRID = "grid"  # PIDs only


@dataclass(frozen=True, slots=True)
class Layout:
    """The result.  ``boxes`` by uid; what is not in it is counted in ``past`` and ``more``."""

    form: Form
    tree: Family
    boxes: dict[int, Box] = field(default_factory=dict)
    past: int = 0  # reaped ones without a place
    more: int = 0  # others without a place

    def at(self, x: int, y: int) -> int:
        """Return the uid of the process at a cell, 0 where there is none."""
        return next((uid for uid, box in self.boxes.items() if box.holds(x, y)), 0)


def arrange(
    world: World, width: int, height: int, top: int = 0, without: int = 0, selected: int = 0
) -> Layout:
    """Lay out a world; ``top`` rows stay free; ``without`` is a uid to leave out.

    A reaped process keeps its place, so that the others keep theirs, until room is short.
    """
    whole = family(world)
    if without:
        whole = whole.without({without})
    fits = cards(whole, width, height, top)
    if fits is not None:
        return Layout(Form.CARDS, whole, fits)
    past = _oldest_first(world, whole)
    for least in (MEDIUM, TINY):
        found = _drop(whole, past, width, height, top, least)
        if found is not None:
            return found
    return _rows(world, whole, past, width, height, selected)


def _oldest_first(world: World, tree: Family) -> list[int]:
    """Return the reaped processes, those to forget first at the front.

    Those that still have somebody below them hold the tree together: they go last.
    """
    holding: set[int] = set()
    for uid in reversed(tree.order):
        if world.processes[uid].state is not State.GONE or uid in holding:
            holding.add(tree.parent[uid])
    gone = [uid for uid in tree.order if world.processes[uid].state is State.GONE]
    return sorted(gone, key=lambda uid: (uid in holding, world.processes[uid].gone or 0))


def _drop(
    whole: Family, past: list[int], width: int, height: int, top: int, least: Size
) -> Layout | None:
    """Find by bisection the fewest reaped ones to drop until cards of at least ``least`` fit."""
    most = (width // least[0]) * (height // least[1])  # cards, side by side without any gap
    low, high = max(1, len(whole.order) - most), len(past)
    best: Layout | None = None
    rest = whole.without(set(past[: low - 1]))
    while low <= high:
        middle = (low + high) // 2
        tree = rest.without(set(past[:middle]))
        fits = cards(tree, width, height, top, LARGE, least)
        if fits is None:
            low = middle + 1
        else:
            best, high = Layout(Form.CARDS, tree, fits, past=middle), middle - 1
    return best


def _rows(
    world: World, whole: Family, past: list[int], width: int, height: int, selected: int
) -> Layout:
    columns = max(1, min((width + 2) // (ROW + 2), -(-len(whole.order) // max(1, height))))
    room = columns * height
    drop = max(0, len(whole.order) - room)
    if drop:
        drop += 1  # the line that says "+3 reaped earlier"
    if drop > len(past):
        return _grid(world, whole.without(set(past)), len(past), width, height, selected)
    tree = whole.without(set(past[:drop])) if drop else whole
    # as few columns as will do: long lines say more
    columns = max(1, -(-(len(tree.order) + bool(drop)) // max(1, height)))
    margin = 1 if width > ROW else 0
    wide = (width - margin - 2 * (columns - 1)) // columns
    boxes = {}
    for i, uid in enumerate(tree.order):
        column, row = divmod(i, height)
        boxes[uid] = Box(margin + column * (wide + 2), row, wide, 1)
    return Layout(Form.ROWS, tree, boxes, past=drop)


def _grid(world: World, tree: Family, past: int, width: int, height: int, selected: int) -> Layout:
    digits = max((len(str(world.processes[uid].pid)) for uid in tree.order), default=1)
    wide = min(width, digits + 3)
    across = max(1, width // wide)
    order = tree.order
    room = across * height
    if len(order) > room or past:
        room = across * (height - 1)  # the last line counts the others
    shown = order[: max(0, room)]
    if selected in tree.parent and selected not in shown and shown:
        shown = [*shown[:-1], selected]
    left = (width - across * wide) // 2
    boxes = {}
    for i, uid in enumerate(shown):
        row, column = divmod(i, across)
        boxes[uid] = Box(left + column * wide, row, wide - 1, 1)
    return Layout(Form.GRID, tree, boxes, past, len(order) - len(shown))


def between(old: Layout, new: Layout, part: float) -> Layout:
    """Return ``new`` with its boxes moved back towards ``old``: 0 = as old, 1 = as new.

    Only cards of the same size glide; anything else would be a different picture.
    """
    if part >= 1 or old.form is not Form.CARDS or new.form is not Form.CARDS:
        return new
    boxes = dict(new.boxes)
    for uid, was in old.boxes.items():
        box = boxes.get(uid)
        if box is None or box[2:] != was[2:]:
            continue
        x = round(was.x + (box.x - was.x) * part)
        y = round(was.y + (box.y - was.y) * part)
        boxes[uid] = Box(x, y, *box[2:])
    return replace(new, boxes=boxes)
