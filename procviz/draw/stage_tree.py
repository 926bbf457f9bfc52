"""Where the cards go: a layered tree, each card centred over its children."""

from collections import Counter
from typing import NamedTuple

from procviz.draw.family import Family

LARGE, BROAD, MIDDLE, MEDIUM, SMALL, TINY = (30, 5), (30, 4), (22, 4), (20, 4), (14, 3), (11, 3)
SMALLER = {LARGE: BROAD, BROAD: MIDDLE, MIDDLE: MEDIUM, MEDIUM: SMALL, SMALL: TINY}
# columns between neighbours
APART = {LARGE: 4, BROAD: 4, MIDDLE: 2, MEDIUM: 2, SMALL: 2, TINY: 1}
# where links touch a card: the middle, but between tab and state in a medium one
TOUCH = {30: 15, 22: 8, 20: 8, 14: 7, 11: 5}
GAP = 5  # rows between two levels where there is room; the links bend in them
LEAST = 3  # where the room is needed elsewhere: a signal is still seen on its way


class Box(NamedTuple):
    """A rectangle of cells.  ``cx`` is the column where links touch it."""

    x: int
    y: int
    width: int
    height: int

    @property
    def cx(self) -> int:
        """The column of its links."""
        return self.x + TOUCH.get(self.width, self.width // 2)

    @property
    def bottom(self) -> int:
        """Its last row."""
        return self.y + self.height - 1

    def holds(self, x: int, y: int) -> bool:
        """Tell whether a cell is inside."""
        return self.x <= x < self.x + self.width and self.y <= y <= self.bottom


Size = tuple[int, int]


def _counts(tree: Family) -> list[int]:
    """Return how many there are on each level."""
    counts = Counter(map(tree.depth.__getitem__, tree.order))
    return [counts[level] for level in range(len(counts))]


def could(tree: Family, width: int, height: int, top: int, least: Size) -> bool:
    """Whether cards of the least size fit at all, level by level, whoever sits where."""
    counts = _counts(tree)
    tall = len(counts) * (least[1] + 1) - 1
    wide = max(counts, default=0) * (least[0] + APART[least]) - APART[least]
    return bool(counts) and tall <= height - top and wide <= width


def cards(
    tree: Family,
    width: int,
    height: int,
    top: int = 0,
    largest: Size = LARGE,
    least: Size = TINY,
    below: int = 0,
) -> dict[int, Box] | None:
    """Place all of a tree's cards, as large as fits; None when not even the small ones fit.

    Every level has one size: it begins large, and the level that stands in the way shrinks.
    ``below``: rows to leave free under the last level, if the gaps between levels can spare them.
    """
    if not could(tree, width, height, top, least):
        return None
    counts = _counts(tree)
    levels = len(counts)
    sizes = [largest] * levels
    while True:
        wide = [counts[i] * (s[0] + APART[s]) - APART[s] for i, s in enumerate(sizes)]
        tall = sum(s[1] for s in sizes)
        # two rows of gap read better than a larger card, one row better than no card at all
        gap = 2 if any(s[1] > TINY[1] for s in sizes) else 1
        if tall + gap * (levels - 1) > height - top:
            too_much = [s[1] if s != least else 0 for s in sizes]
        else:
            if max(wide) <= width:
                centres = _centres(tree, sizes)
                spans = [_around(centres[uid], sizes[tree.depth[uid]]) for uid in tree.order]
                left, right = min(a for a, _ in spans), max(b for _, b in spans)
                if right - left <= width:
                    return _boxes(
                        tree, sizes, centres, (width - left - right) // 2, height - top, top, below
                    )
            too_much = [w if s != least else 0 for w, s in zip(wide, sizes, strict=True)]
        worst = max(range(levels), key=lambda i: (too_much[i], i))
        if not too_much[worst]:
            return None
        sizes[worst] = SMALLER[sizes[worst]]


def _around(centre: int, size: Size) -> tuple[int, int]:
    """Return a card's first column and the one after its last, by where its links touch it."""
    left = centre - TOUCH[size[0]]
    return left, left + size[0]


def _centres(tree: Family, sizes: list[Size]) -> dict[int, int]:
    """Return the centre column of each card, from any origin.

    Subtrees are built from the leaves and pushed together until their outlines nearly touch
    (Reingold and Tilford's idea, Tidier Drawings of Trees, 1981).
    """
    offset: dict[int, int] = {}  # from the parent's centre
    outline: dict[int, list[tuple[int, int]]] = {}  # per level below: leftmost and rightmost
    for uid in (*reversed(tree.order), 0):
        places: list[int] = []
        merged: list[tuple[int, int]] = []
        for child in tree.children[uid]:
            mine = outline.pop(child)
            level = tree.depth[child]
            at = 0
            for i, (taken, new) in enumerate(zip(merged, mine, strict=False)):
                at = max(at, taken[1] + APART[sizes[level + i]] - new[0])
            places.append(at)
            shifted = [(a + at, b + at) for a, b in mine]
            joined = [
                (a[0], b[1]) for a, b in zip(merged, shifted, strict=False)
            ]  # the newer one is always the right one
            longer = merged if len(merged) > len(shifted) else shifted
            merged = joined + longer[len(joined) :]
        middle = (places[0] + places[-1]) // 2 if places else 0
        for child, at in zip(tree.children[uid], places, strict=True):
            offset[child] = at - middle
        below = [(a - middle, b - middle) for a, b in merged]
        if uid:
            outline[uid] = [_around(0, sizes[tree.depth[uid]]), *below]
    centres = {0: 0}
    for uid in tree.order:
        centres[uid] = centres[tree.parent[uid]] + offset[uid]
    return centres


def _boxes(
    tree: Family,
    sizes: list[Size],
    centres: dict[int, int],
    shift: int,
    height: int,
    top: int,
    below: int,
) -> dict[int, Box]:
    """Turn centres into boxes: spread the levels over the height, a little above the middle."""
    free, gaps = height - sum(s[1] for s in sizes), len(sizes) - 1
    gap = min(GAP, free // gaps) if gaps else 0
    while gap > LEAST and free - gap * gaps < below:
        gap -= 1
    free -= gap * gaps
    y = top + min(free // 3, 4, max(0, free - below))
    rows = []
    for size in sizes:
        rows.append(y)
        y += size[1] + gap
    boxes = {}
    for uid in tree.order:
        level = tree.depth[uid]
        wide, high = sizes[level]
        boxes[uid] = Box(_around(centres[uid] + shift, sizes[level])[0], rows[level], wide, high)
    return boxes
