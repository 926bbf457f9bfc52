"""The stage: the tree of processes as cards, and what happens between them."""

from typing import NamedTuple

from procviz.draw import (
    card,
    gated,
    links,
    spell,
    stage_bonds,
    stage_grid,
    stage_inside,
    stage_links,
    stage_partners,
    stage_rows,
    ties,
)
from procviz.draw.canvas import Canvas, Style, mix
from procviz.draw.card import Look
from procviz.draw.card_frame import SQUARE, frame
from procviz.draw.grid_cells import Cells
from procviz.draw.grid_pen import Pen
from procviz.draw.kept import Kept, Picture, picture, theme_key
from procviz.draw.stage_layout import Form, Layout
from procviz.draw.stage_motion import Motion, motion
from procviz.draw.stage_scene import Scene, place
from procviz.draw.stage_tree import Box
from procviz.draw.ties import Tie
from procviz.draw.view import View
from procviz.world import Process, State

__all__ = ["draw", "hit", "place"]


class _Alike(NamedTuple):
    """What is the same for all cards of a frame; ``ground``: what is there before any of them."""

    theme: int
    lang: str
    ground: Style


_GROUNDS: Kept[Picture] = Kept(4)
_CARDS: Kept[Picture] = Kept(2000)


def draw(canvas: Canvas, view: View, *, floor: bool = True) -> None:
    """Draw the inside of the stage; nothing at all before the first process.

    ``floor``: with faint dots on the ground, which would not be faint as plain text.
    """
    world = view.world
    if not world.processes or canvas.width < 4 or canvas.height < 1:
        return
    scene = place(view, canvas.width, canvas.height)
    layout = scene.layout
    moving = motion(view, layout, canvas.width)
    if isinstance(layout.boxes, Cells):
        _grid(canvas, view, scene, layout.boxes, moving)
        return
    alike = _Alike(theme_key(view.theme), view.lang, canvas.style(0, 0))
    shown = [world.processes[uid] for uid in layout.boxes]
    _ground(canvas, view, scene, moving, floor)
    bonds = stage_bonds.lay(view, scene)
    stage_bonds.draw(canvas, view, bonds)
    tied = ties.ties(view) if layout.form is Form.ROWS else {}
    for process in shown:
        if moving.seen.get(process.uid, 1.0) > 0:
            own = tuple(tied.get(process.uid, ()))
            _process(canvas, view, scene, moving, process, own, alike)
    if scene.outside is not None:
        _adopter(canvas, view, scene)
    if layout.form is Form.CARDS:
        stage_links.joints(canvas, view, scene, moving)
        stage_inside.draw(canvas, view, scene)
    stage_bonds.names(canvas, view, scene, bonds)
    stage_links.captions(canvas, view, scene, moving)
    for traveller in moving.travellers:
        stage_links.travel(canvas, view, traveller, layout)
    _counts(canvas, view, layout)


def _ground(canvas: Canvas, view: View, scene: Scene, moving: Motion, floor: bool) -> None:
    """Draw what is behind the cards: the floor, and the links of the families."""

    def make(part: Canvas) -> None:
        if floor and scene.layout.form is Form.CARDS:
            _floor(part, view)
        stage_links.draw(part, view, scene, moving)

    if any(part < 1 for part in moving.grown.values()) or not canvas.width:
        make(canvas)
        return
    past = tuple(uid for uid in scene.routes if stage_links.over(view, scene, moving, uid))
    ground, size = canvas.style(0, 0), (canvas.width, canvas.height)
    key = scene.serial, theme_key(view.theme), past, ground, size, floor
    _GROUNDS.get(key, lambda: picture(*size, ground, make)).put(canvas, 0, 0)


def _grid(canvas: Canvas, view: View, scene: Scene, cells: Cells, moving: Motion) -> None:
    stage_grid.draw(canvas, view, cells, scene.serial, canvas.style(0, 0))
    pen = Pen(view, cells)
    for uid, look in moving.looks.items():
        index = cells.index(uid)
        if index is not None and cells.per == 1:
            pen.draw(canvas, view.world.processes[uid], index, look)
    own = stage_partners.of_selected(view)
    stage_partners.mark(canvas, view, cells, own)
    for traveller in moving.travellers:
        stage_links.travel(canvas, view, traveller, scene.layout)
    stage_grid.counts(
        canvas, view, cells, scene.serial, stage_partners.words(view, own, canvas.width // 2)
    )


def hit(width: int, height: int, view: View, x: int, y: int) -> int:
    """Return the uid of the process whose card is at a cell, 0 where there is none."""
    if not view.world.processes:
        return 0
    scene = place(view, width, height)
    return scene.layout.at(x, y) or stage_inside.hit(view, scene, width, x, y)


def _floor(canvas: Canvas, view: View) -> None:
    """Lay faint dots: they give the eye a ground to see motion against."""
    style = Style(mix(view.theme.panel, view.theme.line, 0.8))
    dots = "   ·" * (canvas.width // 4)
    for y in range(1, canvas.height, 2):
        canvas.put(0, y, dots, style)


def _process(
    canvas: Canvas,
    view: View,
    scene: Scene,
    moving: Motion,
    process: Process,
    own: tuple[Tie, ...],
    alike: _Alike,
) -> None:
    layout, look = scene.layout, moving.look(process)
    box = layout.boxes[process.uid]
    seen = moving.seen.get(process.uid, 1.0)
    inside = box.x >= 0 and box.x + box.width <= canvas.width and box.y >= 0
    if seen >= 1 and look.flash in (0, 1) and inside and box.bottom < canvas.height:
        _kept(canvas, view, layout, process, look, own, alike)
        return
    _one(canvas, box, view, layout, process, look, own)
    if seen < 1:
        _fade(canvas, box, view.theme.panel, seen)


def _one(
    canvas: Canvas,
    box: Box,
    view: View,
    layout: Layout,
    process: Process,
    look: Look,
    own: tuple[Tie, ...],
) -> None:
    if layout.form is Form.CARDS:
        card.draw(canvas, box, view, process, look)
    else:
        indent = links.indent(layout, process.uid)
        stage_rows.row(canvas, box, view, process, look, indent, own)


def _kept(
    canvas: Canvas,
    view: View,
    layout: Layout,
    process: Process,
    look: Look,
    own: tuple[Tie, ...],
    alike: _Alike,
) -> None:
    """Draw it as it was drawn before, if nothing has happened that is seen on it."""
    box = layout.boxes[process.uid]
    # what it waits for or holds, others may take or give back; a zombie grows older
    others = view.world.shared if process.open or process.holds or not process.alive else 0
    aged = ""
    if look.state is State.ZOMBIE:
        now = max(view.now, view.world.t)
        aged = spell.age(now - (process.died if process.died is not None else now))
    rest = links.indent(layout, process.uid) if layout.form is Form.ROWS else 0
    chosen = view.selected == process.uid
    ready = gated.turn(view, process)
    turn = (ready.who, *gated.doing(view, ready)) if ready is not None else None
    size = box.width, box.height, rest
    key = process.revision, others, aged, look, chosen, size, turn, own, alike

    def make(part: Canvas) -> None:
        _one(part, Box(0, 0, box.width, box.height), view, layout, process, look, own)

    drawn = _CARDS.get(key, lambda: picture(box.width, box.height, alike.ground, make, rest))
    drawn.put(canvas, box.x + rest, box.y)


def _fade(canvas: Canvas, box: Box, panel: str, seen: float) -> None:
    for y in range(max(0, box.y), min(canvas.height, box.bottom + 1)):
        for x in range(max(0, box.x), min(canvas.width, box.x + box.width)):
            style = canvas.style(x, y)
            fg = mix(panel, style.fg, seen) if style.fg else ""
            bg = mix(panel, style.bg, seen) if style.bg else ""
            canvas.row(canvas.y0 + y)[1][canvas.x0 + x] = style._replace(fg=fg, bg=bg)


def _adopter(canvas: Canvas, view: View, scene: Scene) -> None:
    """Draw who adopts orphans: it is not part of the program, so its card is plain."""
    box, theme = scene.outside, view.theme
    if box is None:
        return
    canvas.fill(box.x, box.y, box.width, box.height, Style(theme.dim, theme.panel))
    frame(canvas, box, SQUARE, Style(theme.dim))
    canvas.put(box.x + 2, box.y + 1, scene.title, Style(theme.text), box.width - 4)
    name = f" {spell.word('outside', view.lang)} "
    canvas.put(box.x + 1, box.y, name, Style(theme.dim), box.width - 2)


def _counts(canvas: Canvas, view: View, layout: Layout) -> None:
    """Say what is not shown."""
    parts = []
    chosen = view.world.processes.get(view.family)
    if chosen is not None:
        count = len(view.world.processes)
        parts.append(spell.word("family of", view.lang, chosen.pid, count))
    if layout.more:
        parts.append(spell.word("more", view.lang, layout.more))
    if layout.past:
        parts.append(spell.word("more gone", view.lang, layout.past))
    text = " · ".join(parts)
    style = Style(view.theme.accent if chosen is not None else view.theme.dim)
    x = 1
    if layout.form is Form.ROWS:  # the free row is that of the last column
        x = max(box.x for box in layout.boxes.values())
    canvas.put(x, canvas.height - 1, text, style, canvas.width - x)
