"""Which processes the stage shows, in which form and where: a function of world and size."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from procviz.draw.family import Family, around, family
from procviz.draw.kept import Kept
from procviz.draw.stage_grid import Cells, cells_of
from procviz.draw.stage_slots import seated
from procviz.draw.stage_tree import LARGE, MEDIUM, TINY, Box, Size, cards
from procviz.world import State, World

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
    key = world.shape, width, height, top, without, only, before
    return _LAYOUTS.get(key, lambda: _arrange(world, width, height, top, without, only, before))


def _arrange(
    world: World, width: int, height: int, top: int, without: int, only: int, before: int
) -> Layout:
    near = around(world, only) if only in world.processes else set[int]()
    shown = [uid for uid in world.processes if uid != without and (not near or uid in near)]
    here = sum(world.processes[uid].state is not State.GONE for uid in shown)
    if here > _listed(width, height, len(shown)):
        cells = cells_of(world, shown, width, height)
        return Layout(Form.GRID, _NOBODY, cells, past=len(shown) - len(cells))
    whole = family(world)
    if without or near:
        whole = whole.without(world.processes.keys() - set(shown))
    fits = cards(whole, width, height, top, below=_below(world, whole, before))
    if fits is not None:
        return Layout(Form.CARDS, whole, fits)
    past = _oldest_first(world, whole)
    for least in (MEDIUM, TINY):
        found = _drop(world, whole, past, width, height, top, least)
        if found is not None:
            return found
    return _rows(world, whole, past, width, height)


def _below(world: World, tree: Family, before: int) -> int:
    """Return the rows wanted under the last level for what is inside of its processes."""
    last = max(tree.depth.values())
    ends = [uid for uid in tree.order if tree.depth[uid] == last]
    rows = max((len(world.processes[uid].inside) - (uid == before) for uid in ends), default=0)
    return min(INSIDE, rows) + 1 if rows else 0


def _listed(width: int, height: int, count: int) -> int:
    """Return for how many processes there are rows."""
    columns = max(1, min((width + 2) // (ROW + 2), -(-count // max(1, height))))
    return min(LIST, columns * height - (count > columns * height))


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
    world: World, whole: Family, past: list[int], width: int, height: int, top: int, least: Size
) -> Layout | None:
    """Find by bisection the fewest reaped ones to drop until cards of at least ``least`` fit."""
    most = (width // least[0]) * (height // least[1])  # cards, side by side without any gap
    low, high = max(1, len(whole.order) - most), len(past)
    if low > high:
        return None
    rest = whole.without(set(past[: low - 1]))
    best: Layout | None = None
    while low <= high:
        middle = (low + high) // 2
        tree = seated(world, whole, rest.without(set(past[:middle])))
        fits = cards(tree, width, height, top, LARGE, least)
        if fits is None:
            low = middle + 1
        else:
            best, high = Layout(Form.CARDS, tree, fits, past=middle), middle - 1
    return best


def _rows(world: World, whole: Family, past: list[int], width: int, height: int) -> Layout:
    columns = max(1, min((width + 2) // (ROW + 2), -(-len(whole.order) // max(1, height))))
    room = min(LIST + 1, columns * height)
    drop = max(0, len(whole.order) - room)
    if drop:  # and the line that says "+3 reaped earlier"
        drop = min(len(past), drop + 1)
    tree = seated(world, whole, whole.without(set(past[:drop]))) if drop else whole
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
