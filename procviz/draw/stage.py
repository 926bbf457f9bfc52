"""The stage: the tree of processes as cards, and what happens between them."""

from procviz.draw import card, spell, stage_bonds, stage_links, stage_rows
from procviz.draw.canvas import Canvas, Style, mix
from procviz.draw.card_frame import SQUARE, frame
from procviz.draw.stage_layout import Form, Layout
from procviz.draw.stage_motion import Motion, motion
from procviz.draw.stage_scene import Scene, place
from procviz.draw.stage_tree import Box
from procviz.draw.view import View
from procviz.world import Process

__all__ = ["draw", "hit", "place"]


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
    shown = [world.processes[uid] for uid in layout.boxes]
    if floor and layout.form is Form.CARDS:
        _floor(canvas, view)
    stage_links.draw(canvas, view, scene, moving)
    bonds = stage_bonds.lay(view, scene)
    stage_bonds.draw(canvas, view, bonds)
    for process in shown:
        if moving.seen.get(process.uid, 1.0) > 0:
            _process(canvas, view, scene, moving, process)
    if scene.outside is not None:
        _adopter(canvas, view, scene)
    if layout.form is Form.CARDS:
        stage_links.joints(canvas, view, scene, moving)
    stage_bonds.names(canvas, view, scene, bonds)
    stage_links.captions(canvas, view, scene, moving)
    for traveller in moving.travellers:
        stage_links.travel(canvas, view, traveller, layout)
    _counts(canvas, view, layout)


def hit(width: int, height: int, view: View, x: int, y: int) -> int:
    """Return the uid of the process whose card is at a cell, 0 where there is none."""
    if not view.world.processes:
        return 0
    return place(view, width, height).layout.at(x, y)


def _floor(canvas: Canvas, view: View) -> None:
    """Lay faint dots: they give the eye a ground to see motion against."""
    style = Style(mix(view.theme.panel, view.theme.line, 0.8))
    dots = "   ·" * (canvas.width // 4)
    for y in range(1, canvas.height, 2):
        canvas.put(0, y, dots, style)


def _process(canvas: Canvas, view: View, scene: Scene, moving: Motion, process: Process) -> None:
    layout, look = scene.layout, moving.look(process)
    box = layout.boxes[process.uid]
    if layout.form is Form.CARDS:
        card.draw(canvas, box, view, process, look)
    elif layout.form is Form.ROWS:
        stage_rows.row(canvas, view, layout, process, look)
    else:
        stage_rows.pid(canvas, view, layout, process, look)
    seen = moving.seen.get(process.uid, 1.0)
    if seen < 1:
        _fade(canvas, box, view.theme.panel, seen)


def _fade(canvas: Canvas, box: Box, panel: str, seen: float) -> None:
    for y in range(max(0, box.y), min(canvas.height, box.bottom + 1)):
        for x in range(max(0, box.x), min(canvas.width, box.x + box.width)):
            style = canvas.style(x, y)
            fg = mix(panel, style.fg, seen) if style.fg else ""
            bg = mix(panel, style.bg, seen) if style.bg else ""
            canvas.styles[canvas.y0 + y][canvas.x0 + x] = style._replace(fg=fg, bg=bg)


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
    if layout.more:
        parts.append(spell.word("more", view.lang, layout.more))
    if layout.past:
        parts.append(spell.word("more gone", view.lang, layout.past))
    text = " · ".join(parts)
    canvas.put(1, canvas.height - 1, text, Style(view.theme.dim), canvas.width - 1)
