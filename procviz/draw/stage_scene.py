"""The places of everything on the stage: cards, links, and the adopter outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from procviz import events as ev
from procviz.draw import links
from procviz.draw.canvas import cells
from procviz.draw.kept import Kept
from procviz.draw.moment import ease
from procviz.draw.roll import roll
from procviz.draw.stage_layout import Form, Layout, arrange, between, lines
from procviz.draw.stage_tree import Box
from procviz.draw.strokes import Cell, elbow
from procviz.draw.view import View
from procviz.safe import safe
from procviz.world import Process, State, stamp

ADOPTER_ROWS = 3


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that has a place: cards, links, and the adopter outside of the program."""

    layout: Layout
    routes: dict[int, list[Cell]]
    adopted: dict[int, list[Cell]] = field(default_factory=dict)
    outside: Box | None = None
    title: str = ""  # what the adopter is
    serial: int = field(default_factory=stamp, compare=False)  # another one for every scene


_SCENES: Kept[Scene] = Kept(8)


def place(view: View, width: int, height: int) -> Scene:
    """Work out all places for a size; while a card is being added the others glide apart."""
    event, glide = view.world.event, 1.0
    if isinstance(event, ev.Spawned | ev.Reparented | ev.ThreadStarted | ev.TaskCreated):
        glide = _glide(view)
    key = (
        view.world.shape,
        lines(view.world, width, height, view.family),
        width,
        height,
        view.family,
        glide,
        event.seq if glide < 1 and event else 0,
    )
    return _SCENES.get(key, lambda: _place(view, width, height))


def _glide(view: View) -> float:
    """Return how far the cards have glided to their new places."""
    return ease(view.progress, 0.0, 0.3) if view.progress < 0.3 else 1.0


def _place(view: View, width: int, height: int) -> Scene:
    world = view.world
    orphans = [world.processes[uid] for uid in sorted(roll(world).adopted)]
    # the adopter stays when it has reaped them: nobody's card goes back and forth with it
    strangers = [p for p in orphans if world.by_pid(p.parent) is None]
    title = ""
    if strangers:
        pid = strangers[-1].parent
        title = f"{pid} {safe(strangers[-1].adopter)}".strip()
    layout = before = _arranged(view, width, height, 0)
    outside = _room_outside(layout, strangers, title, width)
    if strangers and outside is None and layout.form is Form.CARDS:
        lower = _arranged(view, width, height, ADOPTER_ROWS + 1)
        beside = _arranged(view, width - _wide(title, width) - 2, height, 0)
        # the adopter comes late: nobody's card may shrink for it, if that can be
        for found in (*(each for each in (lower, beside) if _alike(each, layout)), lower):
            if found.form is Form.CARDS and found.past == layout.past:
                layout, outside = found, _room_outside(found, strangers, title, width)
                break
        event = world.event
        if isinstance(event, ev.Reparented) and [p.pid for p in strangers] == [event.pid]:
            layout = between(before, layout, _glide(view))
    routes = links.births(layout)
    adopted = {}
    for process in orphans:
        if process.state is State.GONE:
            continue
        path = _adoption(view, layout, routes, outside, process)
        if path:
            adopted[process.uid] = path
    return Scene(layout, routes, adopted, outside, title)


def _alike(one: Layout, other: Layout) -> bool:
    """Whether all cards have the same sizes."""
    sizes = ({uid: box[2:] for uid, box in each.boxes.items()} for each in (one, other))
    return one.form is other.form and next(sizes) == next(sizes)


def _wide(title: str, width: int) -> int:
    """Return how wide the adopter is."""
    return min(width, max(12, cells(title) + 5) // 2 * 2)


def _arranged(view: View, width: int, height: int, top: int) -> Layout:
    layout = arrange(view.world, width, height, top, only=view.family)
    event = view.world.event
    if isinstance(event, ev.Spawned) and view.progress < 0.3 and event.seq in layout.boxes:
        before = arrange(view.world, width, height, top, event.seq, view.family)
        return between(before, layout, _glide(view))
    if isinstance(event, ev.ThreadStarted | ev.TaskCreated) and view.progress < 0.3:
        process = view.world.by_pid(event.pid)
        if process is not None:  # its card needs one row more
            who = process.uid
            before = arrange(view.world, width, height, top, only=view.family, before=who)
            return between(before, layout, _glide(view))
    return layout


def _room_outside(layout: Layout, strangers: list[Process], title: str, width: int) -> Box | None:
    """Find a place in the top row from where a link can reach all that was adopted."""
    boxes = [layout.boxes[p.uid] for p in strangers if p.uid in layout.boxes]
    if not boxes or layout.form is not Form.CARDS:
        return None
    wide = _wide(title, width)
    until = max(box.y for box in boxes) - 2
    if until < ADOPTER_ROWS:
        return None
    others = list(layout.boxes.values())
    want = max(box.x + box.width for box in others) + wide // 2
    x = links.lane(others, min(want, width - wide // 2 - 1), until, width, wide // 2, ADOPTER_ROWS)
    return None if x is None else Box(x - wide // 2, 0, wide, ADOPTER_ROWS)


def _adoption(
    view: View, layout: Layout, routes: Mapping[int, list[Cell]], outside: Box | None, who: Process
) -> list[Cell]:
    """Return the link from an orphan's adopter, which may be one of the program itself."""
    owner, box = view.world.by_pid(who.parent), layout.boxes.get(who.uid)
    by = layout.boxes.get(owner.uid) if owner else outside
    if layout.form is not Form.CARDS or box is None or by is None or by.bottom >= box.y - 1:
        return []
    first = routes.get(who.uid, ())  # bend where the link to its first parent bent
    bend = first[len(first) // 2][1] if len(first) > 2 else box.y - 2
    above = [b.bottom for b in layout.boxes.values() if b.y < box.y]  # not through a card
    bend = min(box.y - 1, max(by.bottom + 1, max(above, default=0) + 1, bend))
    return elbow(by.cx, by.bottom + 1, box.cx, box.y - 1, bend)
