"""Drawing the links of a scene: grown as far as the motion is, set into the cards' borders."""

from procviz.draw import links
from procviz.draw.canvas import Canvas, Style, cells, mix
from procviz.draw.card_frame import SQUARE, border
from procviz.draw.stage_layout import Form, Layout
from procviz.draw.stage_motion import Motion, Traveller
from procviz.draw.stage_scene import Scene
from procviz.draw.strokes import DOWN, UP, Cell, arms_at, join
from procviz.draw.view import View
from procviz.world import State

Drawn = dict[tuple[int, int, Style], int]  # arms already drawn there in that style
_EDGES = frozenset("─━═╌╍┈")


def draw(canvas: Canvas, view: View, scene: Scene, moving: Motion) -> None:
    """Draw all links, those of the living over those that are only history."""
    theme = view.theme
    past = Style(theme.line)
    live = Style(mix(theme.faint, theme.dim, 0.5))

    drawn: Drawn = {}
    ended = {uid for uid in scene.routes if over(view, scene, moving, uid)}
    for uid in sorted(scene.routes, key=lambda uid: (uid not in ended, uid)):
        route = scene.routes[uid]
        part = moving.grown.get(uid, 1.0)
        if uid in scene.adopted:  # its first link is drawn back while the new one grows
            part = 1 - part
        _grown(canvas, route, part, past if uid in ended else live, scene.layout.form, drawn)
    for uid, route in scene.adopted.items():
        part = moving.grown.get(uid, 1.0)
        _grown(canvas, route, part, Style(theme.warn), scene.layout.form, drawn)


def over(view: View, scene: Scene, moving: Motion, uid: int) -> bool:
    """Whether the link to a process is only history."""
    processes = view.world.processes
    child, parent = processes[uid], processes.get(scene.layout.tree.parent[uid])
    gone = moving.look(child).state is State.GONE
    return gone or child.adopted_from is not None or parent is None or not parent.alive


def _grown(
    canvas: Canvas, route: list[Cell], part: float, style: Style, form: Form, drawn: Drawn
) -> None:
    count = round(len(route) * part)
    last = DOWN if count == len(route) and form is Form.CARDS else 0
    for i, (x, y) in enumerate(route[:count]):
        arms = arms_at(route[:count], i, UP, last) if i in (0, count - 1) else arms_at(route, i)
        done = drawn.get((x, y, style), 0)
        if arms & ~done:  # hundreds of siblings share their bus
            drawn[x, y, style] = done | arms
            join(canvas, x, y, arms, style)


def joints(canvas: Canvas, view: View, scene: Scene, moving: Motion) -> None:
    """Set the links into the borders of the cards, so that they touch."""
    boxes, processes = scene.layout.boxes, view.world.processes

    def glyphs(uid: int) -> str:
        return border(moving.look(processes[uid]).state, view.selected == uid)

    def joint(x: int, y: int, glyph: str) -> None:
        if canvas.get(x, y) in _EDGES:  # not where a tab or a word stands in the border
            canvas.put(x, y, glyph, canvas.style(x, y))

    for uid, route in {**scene.routes, **scene.adopted}.items():
        child, grown = boxes[uid], moving.grown.get(uid, 1.0)
        if not route:
            continue
        over = scene.layout.tree.parent[uid]
        if uid in scene.adopted:
            owner = view.world.by_pid(processes[uid].parent)
            over = owner.uid if owner else 0
        if grown > 0:
            if over:
                joint(boxes[over].cx, boxes[over].bottom, glyphs(over)[6])
            elif scene.outside is not None:
                joint(scene.outside.cx, scene.outside.bottom, SQUARE[6])
        if grown >= 1 and moving.seen.get(uid, 1.0) > 0:
            joint(child.cx, child.y, glyphs(uid)[7])


def captions(canvas: Canvas, view: View, scene: Scene, moving: Motion) -> None:
    """Write a word beside the link that has just changed."""
    for uid, text in moving.captions.items():
        route = scene.adopted.get(uid) or scene.routes.get(uid)
        if not route or scene.layout.form is not Form.CARDS or moving.grown.get(uid, 1.0) < 1:
            continue
        x, y = route[-1]
        style = Style(view.theme.warn if uid in scene.adopted else view.theme.ok, italic=True)
        canvas.put(x + 2, y, text, style)


def travel(canvas: Canvas, view: View, traveller: Traveller, layout: Layout) -> None:
    """Draw what is on its way, with its trail."""
    path, theme = traveller.path, view.theme
    if not path:
        return
    head = round(traveller.done * (len(path) - 1))
    links.trail(canvas, path, head, traveller.colour, theme.panel)
    if traveller.origin:
        x, y = path[0]
        text = f" {traveller.origin} "
        canvas.put(max(0, min(canvas.width - cells(text), x + 2)), y, text, Style(theme.bright))
    if layout.form is Form.ROWS:  # beside the names: they are what rows are for
        box = next(iter(layout.boxes.values()))
        x, y = path[head]
        right = box.x + box.width * (1 + (x - box.x) // (box.width + 2))
        path, head = [(right - cells(traveller.text) - 3, y)], 0
    links.pill(canvas, path, head, traveller.text, theme.tab(traveller.colour), traveller.into)
