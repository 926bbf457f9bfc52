"""Links that are no family: who waits for whose lock, and through which pipe data can flow.

They run along the tree's links, as signals do: dashed towards the holder of what is waited for,
double from who writes to who reads.
"""

from typing import NamedTuple

from procviz.draw import links, ties
from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.kept import Kept
from procviz.draw.stage_layout import Form
from procviz.draw.stage_scene import Scene
from procviz.draw.strokes import ARMS, DOWN, LEFT, LIGHT, RIGHT, UP, Cell, arms_at, direction
from procviz.draw.view import View
from procviz.narrate import things
from procviz.safe import safe
from procviz.world import World

MOST = 8  # links; with more of them nobody could follow any
DOUBLE = " ║║║═╝╗╣═╚╔╠═╩╦╬"
_DASHED = {UP | DOWN: "┆", LEFT | RIGHT: "┄"}
_ARROWS = {UP: "▲", DOWN: "▼", LEFT: "◀", RIGHT: "▶"}
_GROUND = frozenset(" ·┆┊")


class Bond(NamedTuple):
    """From who waits to who holds, or from who writes to who reads; what it is about."""

    waits: bool
    source: int
    target: int
    names: tuple[str, ...]


_BONDS: Kept[list[Bond]] = Kept(8)


def bonds(world: World, lang: str) -> list[Bond]:
    """Return the links of a world, several things between the same two as one, at most `MOST`."""
    return _BONDS.get((world.shared, world.shape, lang), lambda: _bonds(world, lang))


def _bonds(world: World, lang: str) -> list[Bond]:
    found: dict[tuple[bool, int, int], list[str]] = {}
    for channel in world.channels.values():
        writers, readers = ties.ends(world, channel)
        for source, target in ((w, r) for w in writers for r in readers if w != r):
            name = things.spaced(things.channel_name(channel, lang))
            found.setdefault((False, source, target), []).append(name)
    for thing in world.objects.values():
        if not thing.holders or not thing.waiters or thing.signalling:
            continue
        name = things.spaced(things.thing_name(thing, lang))
        for who in thing.wanted_by:
            for holder in thing.holders:
                if holder.uid != who.uid:
                    found.setdefault((True, who.uid, holder.uid), []).append(name)
    # with too many pipes only the waits are shown, with too many waits the first ones
    if len(found) > MOST:
        found = {key: names for key, names in found.items() if key[0]}
    return [Bond(*key, tuple(dict.fromkeys(names))) for key, names in found.items()][:MOST]


class Laid(NamedTuple):
    """A link with the cells that it runs through."""

    bond: Bond
    path: list[Cell]


def lay(view: View, scene: Scene) -> list[Laid]:
    """Find the ways of all links between cards that are shown."""
    layout = scene.layout
    if layout.form is not Form.CARDS:
        return []
    found = []
    for bond in bonds(view.world, view.lang):
        if bond.source in layout.boxes and bond.target in layout.boxes:
            path = links.between(layout.tree, scene.routes, layout.boxes, bond.source, bond.target)
            found.append(Laid(bond, path))
    return [laid for laid in found if laid.path]


def draw(canvas: Canvas, view: View, laid: list[Laid]) -> None:
    """Draw the links; cards are drawn over them."""
    for bond, path in laid:
        style = Style(view.theme.warn if bond.waits else view.theme.accent)
        first, last = _outer(path)
        for i, (x, y) in enumerate(path):
            arms = arms_at(path, i, first, last)
            if bond.waits:
                arms |= ARMS.get(canvas.get(x, y), 0)
                glyph = _DASHED.get(arms) or LIGHT[arms]
            else:
                glyph = DOUBLE[arms]
            canvas.put(x, y, glyph, style)


def _outer(path: list[Cell]) -> tuple[int, int]:
    """Return the arms at both ends of a path, on into the cards."""
    if len(path) < 2:
        return UP, DOWN
    return direction(*path[1], *path[0]), direction(*path[-2], *path[-1])


def names(canvas: Canvas, view: View, scene: Scene, laid: list[Laid]) -> None:
    """Point at the holder or the reader, and write at the other end what it is about."""
    boxes = scene.layout.boxes
    for bond, path in laid:
        colour = view.theme.warn if bond.waits else view.theme.accent
        last = _outer(path)[1]
        x, y = path[-1]
        if not any(box.holds(x, y) for box in boxes.values()):
            canvas.put(x, y, _ARROWS.get(last, "▼"), Style(colour, bold=True))
        text = safe(", ".join(bond.names))
        _name(canvas, path, text, Style(colour, italic=True))


def _name(canvas: Canvas, path: list[Cell], text: str, style: Style) -> None:
    """Write a name where nothing would be covered: right or left of the path, or not at all."""
    size = cells(text)
    for x, y in path:
        for at in (x + 2, x - 1 - size):
            ground = {canvas.get(i, y) for i in range(at - 1, at + size + 1)}
            if at > 0 and at + size < canvas.width and ground <= _GROUND:
                canvas.put(at - 1, y, f" {text} ", style)
                return
