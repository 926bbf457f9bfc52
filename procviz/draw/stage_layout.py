"""Which processes the stage shows, in which form and where: a function of world and size."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from procviz.draw.family import Family, around, family
from procviz.draw.grid_cells import Cells, cells_of
from procviz.draw.kept import Kept
from procviz.draw.stage_slots import Crowd, crowd
from procviz.draw.stage_tree import LARGE, MEDIUM, TINY, Box, Size, cards, could
from procviz.world import World

ROW = 34  # cells that a one-line row needs to say anything
INDENT = 2
INSIDE = 6  # threads and tasks that a card names
LIST = 60  # rows at most; with more of them a grid is quicker to read


class Form(Enum):
    """How the processes are shown: as large as there is room."""

    CARDS = "cards"
    ROWS = "rows"  # one line each, an indented tree
    GRID = "grid"  # a cell each


@dataclass(frozen=True, slots=True)
class Layout:
    """The result.  ``boxes`` by uid; what is not in it is counted in ``past`` and ``more``."""

    form: Form
    tree: Family
    boxes: Mapping[int, Box] = field(default_factory=dict)
    past: int = 0  # reaped ones without a place
    more: int = 0  # others without a place

    def at(self, x: int, y: int) -> int:
        """Return the uid of the process at a cell, 0 where there is none."""
        if isinstance(self.boxes, Cells):
            return self.boxes.at(x, y)
        return next((uid for uid, box in self.boxes.items() if box.holds(x, y)), 0)


_LAYOUTS: Kept[Layout] = Kept(8)
_NOBODY = Family({}, {0: []}, [], {0: -1})


def arrange(
    world: World,
    width: int,
    height: int,
    top: int = 0,
    without: int = 0,
    only: int = 0,
    before: int = 0,
) -> Layout:
    """Lay out a world; ``top`` rows stay free; ``without`` is a uid to leave out.

    ``only``: a uid, then just its family is shown.  ``before``: the uid of a process that has one
    thread or task too many inside.  A reaped process keeps its place, so that the others keep
    theirs, until room is short.
    """
    below = lines(world, width, height, only, without, before)
    key = world.shape, width, height, top, without, only, below
    return _LAYOUTS.get(key, lambda: _arrange(world, *key[1:]))


def _arrange(
    world: World, width: int, height: int, top: int, without: int, only: int, below: int
) -> Layout:
    shown = _shown(world, only, without)
    near = set(shown) if only in world.processes else None
    everybody = crowd(world, only, near, without)
    if everybody.here > _listed(width, height, len(shown)):
        cells = cells_of(world, shown, width, height)
        return Layout(Form.GRID, _NOBODY, cells, past=len(shown) - len(cells))
    if len(shown) <= _most(width, height, TINY):
        whole = _tree(world, shown)
        fits = cards(whole, width, height, top, below=below)
        if fits is not None:
            return Layout(Form.CARDS, whole, fits)
    for least in (MEDIUM, TINY):
        found = _drop(everybody, width, height, top, least)
        if found is not None:
            return found
    return _rows(everybody, width, height)


def _shown(world: World, only: int, without: int) -> list[int]:
    near = around(world, only) if only in world.processes else set[int]()
    if not near and not without:
        return list(world.processes)
    return [uid for uid in world.processes if uid != without and (not near or uid in near)]


def _tree(world: World, shown: list[int]) -> Family:
    whole = family(world)
    if len(shown) < len(world.processes):
        whole = whole.without(world.processes.keys() - set(shown))
    return whole


_LINES: Kept[int] = Kept(16)


def lines(
    world: World, width: int, height: int, only: int = 0, without: int = 0, before: int = 0
) -> int:
    """Return the rows wanted under the last level of cards for what is inside of its processes."""
    if len(world.processes) > _most(width, height, TINY) and not only:
        return 0  # some have no card, and so there is no room for more
    key = world.shape, world.inside, only, without, before
    return _LINES.get(key, lambda: _lines(world, only, without, before))


def _lines(world: World, only: int, without: int, before: int) -> int:
    tree = _tree(world, _shown(world, only, without))
    last = max(tree.depth.values())
    ends = [uid for uid in tree.order if tree.depth[uid] == last]
    rows = max((len(world.processes[uid].inside) - (uid == before) for uid in ends), default=0)
    return min(INSIDE, rows) + 1 if rows else 0


def _listed(width: int, height: int, count: int) -> int:
    """Return for how many processes there are rows."""
    columns = max(1, min((width + 2) // (ROW + 2), -(-count // max(1, height))))
    return min(LIST, columns * height - (count > columns * height))


def _most(width: int, height: int, size: Size) -> int:
    """Return how many cards there can be, side by side without any gap."""
    return (width // size[0]) * (height // size[1])


def _drop(everybody: Crowd, width: int, height: int, top: int, least: Size) -> Layout | None:
    """Find by bisection the fewest reaped ones to drop until cards of at least ``least`` fit."""
    low, high = max(1, len(everybody) - _most(width, height, least)), len(everybody.past)
    best: Layout | None = None
    while low <= high:
        middle = (low + high) // 2
        tree, fits = everybody.without(middle), None
        if could(tree, width, height, top, least):
            tree = everybody.seated(middle)
            fits = cards(tree, width, height, top, LARGE, least)
        if fits is None:
            low = middle + 1
        else:
            best, high = Layout(Form.CARDS, tree, fits, past=middle), middle - 1
    return best


def _rows(everybody: Crowd, width: int, height: int) -> Layout:
    columns = max(1, min((width + 2) // (ROW + 2), -(-len(everybody) // max(1, height))))
    room = min(LIST + 1, columns * height)
    drop = max(0, len(everybody) - room)
    if drop:  # and the line that says "+3 reaped earlier"
        drop = min(len(everybody.past), drop + 1)
    tree = everybody.seated(drop) if drop else everybody.without(0)
    # as few columns as will do: long lines say more
    columns = max(1, -(-(len(tree.order) + bool(drop)) // max(1, height)))
    margin = 1 if width > ROW else 0
    wide = (width - margin - 2 * (columns - 1)) // columns
    boxes = {}
    for i, uid in enumerate(tree.order):
        column, row = divmod(i, height)
        boxes[uid] = Box(margin + column * (wide + 2), row, wide, 1)
    return Layout(Form.ROWS, tree, boxes, past=drop)


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
