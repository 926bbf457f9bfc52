"""The links between cards: where they run, and what travels along them."""

from collections.abc import Iterable, Mapping

from procviz.draw.canvas import Canvas, Style, mix
from procviz.draw.family import Family
from procviz.draw.stage_layout import INDENT, Form, Layout
from procviz.draw.stage_tree import Box
from procviz.draw.strokes import (
    ARMS,
    DOWN,
    HEAVY,
    LEFT,
    RIGHT,
    UP,
    Cell,
    arms_at,
    direction,
    elbow,
    straight,
)

Routes = Mapping[int, list[Cell]]
TRAIL = 14  # cells behind a pill
_ARROWS = {UP: "▲", DOWN: "▼", LEFT: "◀", RIGHT: "▶", 0: "▼"}


def births(layout: Layout) -> dict[int, list[Cell]]:
    """Return the cells from each parent's border to its child's, by the child's uid."""
    routes: dict[int, list[Cell]] = {}
    tree, boxes = layout.tree, layout.boxes
    if layout.form is Form.GRID:
        return routes
    for uid, box in boxes.items():
        over = boxes.get(tree.parent[uid])
        if over is None:
            continue
        if layout.form is Form.CARDS:
            routes[uid] = drop(over.cx, over.bottom, box)
        elif over.x == box.x and (at := indent(layout, uid)) > indent(layout, tree.parent[uid]):
            x = box.x + at - INDENT
            routes[uid] = [*straight(x, over.y + 1, x, box.y), (x + 1, box.y)]
    return routes


def drop(x: int, bottom: int, box: Box) -> list[Cell]:
    """Return the cells from below row ``bottom`` at ``x`` to above a card, bent half-way."""
    first, last = bottom + 1, box.y - 1
    return elbow(x, first, box.cx, last, (first + last) // 2) if last >= first else []


def indent(layout: Layout, uid: int) -> int:
    """Return how far a row's text stands from the left: deep trees stop at a third."""
    return INDENT * min(layout.tree.depth[uid], max(0, layout.boxes[uid].width // 3 // INDENT))


def lane(
    boxes: Iterable[Box], want: int, until: int, width: int, half: int = 0, head: int = 0
) -> int | None:
    """Return the column nearest to ``want`` that is free from the top down to row ``until``.

    In the first ``head`` rows ``half`` more cells to each side must be free too.
    """
    taken = []
    for box in boxes:
        if box.y <= max(until, head):
            more = half + 1 if box.y <= head else 0
            taken.append((box.x - 1 - more, box.x + box.width + more))
    tries = {want, *(a - 1 for a, _ in taken), *(b + 1 for _, b in taken)}
    free = [x for x in tries if half <= x < width - half and not any(a <= x <= b for a, b in taken)]
    return min(free, key=lambda x: (abs(x - want), -x), default=None)


def between(tree: Family, routes: Routes, boxes: Mapping[int, Box], a: int, b: int) -> list[Cell]:
    """Return the cells from card ``a`` to card ``b`` along the links of the tree."""
    if a == b:
        return [(boxes[a].cx, boxes[a].bottom + 1)]
    up, down = (_upwards(tree, uid) if uid in tree.parent else [] for uid in (a, b))
    while up and down and up[-1] == down[-1]:
        up.pop()
        down.pop()
    legs = [routes.get(uid) for uid in (*up, *down)]
    if not legs or not all(legs) or (up and down and tree.parent[up[-1]] == 0):
        first, last = boxes[a], boxes[b]
        if first.bottom < last.y - 1:
            return drop(first.cx, first.bottom, last)
        return elbow(first.cx, first.y, last.cx, last.y, first.y)
    if up and down:  # over a common ancestor: turn where the two routes part, not at its card
        one, other = routes[up[-1]], routes[down[-1]]
        same = 0
        while same < min(len(one), len(other)) and one[same] == other[same]:
            same += 1
        path = [cell for uid in up[:-1] for cell in reversed(routes[uid])]
        path += [*reversed(one[max(0, same - 1) :]), *other[same:]]
        return path + [cell for uid in reversed(down[:-1]) for cell in routes[uid]]
    path = [cell for uid in up for cell in reversed(routes[uid])]
    return path + [cell for uid in reversed(down) for cell in routes[uid]]


def _upwards(tree: Family, uid: int) -> list[int]:
    chain = []
    while uid:
        chain.append(uid)
        uid = tree.parent.get(uid, 0)
    return chain


def from_top(boxes: Mapping[int, Box], uid: int, width: int) -> list[Cell]:
    """Return the cells from the top edge to a card: what comes from outside of the tree."""
    box = boxes[uid]
    row = max(0, box.y - 1)
    others = [other for key, other in boxes.items() if key != uid]
    x = lane(others, box.cx, row, width)
    if x is None:
        return [(box.cx, row)]
    return elbow(x, 0, box.cx, row, row)


def trail(canvas: Canvas, path: list[Cell], head: int, colour: str, panel: str) -> None:
    """Brighten the last cells before ``head``: heavy, and fading with the distance."""
    first = direction(*path[1], *path[0]) if len(path) > 1 else UP
    last = direction(*path[-2], *path[-1]) if len(path) > 1 else DOWN
    for i in range(max(0, head - TRAIL), min(head + 1, len(path))):
        x, y = path[i]
        arms = arms_at(path, i, first, last)
        here = ARMS.get(canvas.get(x, y), 0)
        glyph = HEAVY[arms] if here | arms == arms else canvas.get(x, y)
        style = Style(mix(colour, panel, min(0.8, 0.1 + 0.7 * (head - i) / TRAIL)))
        canvas.put(x, y, glyph, style)


def pill(canvas: Canvas, path: list[Cell], head: int, text: str, style: Style, into: int) -> None:
    """Put a filled label at a cell of a path, its arrow right on the link.

    ``into`` is the arm that leads from the path's last cell into the receiver.
    """
    x, y = path[head]
    way = direction(x, y, *path[head + 1]) if head + 1 < len(path) else into
    arrow = _ARROWS[way]
    size = len(text) + 4
    if x - 1 + size <= canvas.width or x + 2 < size:
        canvas.put(x - 1, y, f" {arrow} {text} ", style)
    else:
        canvas.put(x + 2 - size, y, f" {text} {arrow} ", style)
