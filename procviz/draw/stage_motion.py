"""What the event at the playhead changes on the stage while it happens, and what it leaves."""

from dataclasses import dataclass, field

from procviz import events as ev
from procviz.draw import links, spell
from procviz.draw.canvas import cut
from procviz.draw.card import Look
from procviz.draw.moment import ease, moment
from procviz.draw.stage_layout import Form, Layout
from procviz.draw.strokes import DOWN, RIGHT, UP, Cell
from procviz.draw.view import View
from procviz.narrate import things
from procviz.safe import safe
from procviz.world import Link, Process, State

ITEM = 14  # cells of an item on its way


@dataclass(slots=True)
class Traveller:
    """A filled label on its way along a path: ``done`` from 0 to 1."""

    path: list[Cell]
    done: float
    text: str
    colour: str
    into: int = DOWN  # the way from the end of the path into the receiver
    origin: str = ""  # who sends, where it is nobody in the tree


@dataclass(slots=True)
class Motion:
    """All that is different from a stage at rest."""

    looks: dict[int, Look] = field(default_factory=dict)
    seen: dict[int, float] = field(default_factory=dict)  # how visible a card is, 0 to 1
    grown: dict[int, float] = field(default_factory=dict)  # how much of its link there is
    travellers: list[Traveller] = field(default_factory=list)
    captions: dict[int, str] = field(default_factory=dict)  # word at the link to a card

    def look(self, process: Process) -> Look:
        """Return how a process looks now."""
        return self.looks.get(process.uid) or Look(process.state)


def motion(view: View, layout: Layout, width: int) -> Motion:
    """Work out the motion of the event at the playhead."""
    event, progress = moment(view)
    found = Motion()
    process = view.world.by_pid(event.pid) if event is not None else None
    match event:
        case ev.Spawned():
            _spawned(found, view, event, progress, layout)
        case ev.SignalSent():
            _signal(found, view, event, progress, layout, width)
        case ev.Received() if process is not None and not event.error:
            channel = view.world.channels.get(event.object)
            far = view.world.channels.get(channel.peer) if channel and channel.peer else channel
            writer = next(reversed(far.wrote), 0) if far is not None else 0
            _data(found, view, (writer, process.uid), f"{event.size} B", progress, layout)
        case ev.Got() if process is not None and not event.error:
            thing = view.world.thing(process, event.library, event.object)
            putter = thing.put_by if thing is not None else 0
            _data(found, view, (putter, process.uid), cut(event.item, ITEM), progress, layout)
        case ev.Acquired() if process is not None:
            name = things.spaced(things.name_of(event, view.world, view.lang))
            flash = 1 - ease(progress)
            look = Look(process.state, flash, 0, safe(name), view.theme.ok)
            found.looks[process.uid] = look
        case ev.EofRead() if process is not None:
            found.looks[process.uid] = Look(process.state, 1 - ease(progress), 0, "EOF")
        case ev.Reaped():
            _reaped(found, view, event, progress, layout)
        case ev.Reparented() if process is not None:
            found.grown[process.uid] = ease(progress)
            found.captions[process.uid] = spell.word("adopted", view.lang)
        case ev.Exited() | ev.RunEnded() if process is not None:
            text = spell.ending(event.code, event.signal, view.lang)
            colour = view.theme.signal if event.signal or event.code else view.theme.ok
            before = process.spans[-2][1] if len(process.spans) > 1 else State.RUNNING
            state = process.state if progress > 0.4 or before is State.GONE else before
            if isinstance(event, ev.RunEnded) and progress <= 0.4:
                state = State.ZOMBIE
            found.looks[process.uid] = Look(state, 1 - ease(progress), 0, text, colour)
        case ev.HandlerBegan() if process is not None:
            text = safe(event.handler or event.signal)
            found.looks[process.uid] = Look(
                process.state, 1 - ease(progress), 0, text, view.theme.signal
            )
        case ev.Execed() if process is not None:
            left = max(0.3, 1 - ease(progress))
            found.looks[process.uid] = Look(process.state, 0, left, "exec", view.theme.accent)
        case ev.Stopped() | ev.Continued() if process is not None:
            found.looks[process.uid] = Look(process.state, 1 - ease(progress))
    return found


def _links(view: View, seq: int, kind: str) -> list[Link]:
    found = []
    for link in reversed(view.world.links):
        if link.seq < seq:
            break
        if link.seq == seq and link.kind == kind:
            found.append(link)
    return found


def _into(layout: Layout, path: list[Cell], target: int) -> int:
    """Return the arm from the end of a path into the receiver's card."""
    if layout.form is not Form.CARDS or not path:
        return RIGHT
    return DOWN if path[-1][1] < layout.boxes[target].y else UP


def _spawned(found: Motion, view: View, event: ev.Spawned, progress: float, layout: Layout) -> None:
    uid = event.seq
    has_link = layout.form is not Form.GRID and layout.tree.parent.get(uid, 0)
    found.grown[uid] = ease(progress, 0.25, 0.7)
    found.seen[uid] = ease(progress, 0.7 if has_link else 0.0, 1.0)
    if progress >= 0.7:
        found.captions[uid] = safe(event.how)


def _signal(
    found: Motion, view: View, event: ev.SignalSent, progress: float, layout: Layout, width: int
) -> None:
    routes = links.births(layout)
    for link in _links(view, event.seq, "signal"):
        if link.target not in layout.boxes:
            continue
        origin = ""
        if link.source in layout.boxes:
            path = links.between(layout.tree, routes, layout.boxes, link.source, link.target)
        else:
            path = links.from_top(layout.boxes, link.target, width)
            origin = str(event.pid) if event.pid else spell.word("you", view.lang)
        done = ease(progress)
        text = safe(event.signal)
        found.travellers.append(
            Traveller(path, done, text, view.theme.signal, _into(layout, path, link.target), origin)
        )


def _data(
    found: Motion, view: View, ends: tuple[int, int], text: str, progress: float, layout: Layout
) -> None:
    """Let what was read or got travel from who sent it to who has it now."""
    source, target = ends
    if source == target or source not in layout.boxes or target not in layout.boxes:
        return
    path = links.between(layout.tree, links.births(layout), layout.boxes, source, target)
    colour = view.colour(view.world.processes[source])
    found.travellers.append(
        Traveller(path, ease(progress), safe(text), colour, _into(layout, path, target))
    )


def _reaped(found: Motion, view: View, event: ev.Reaped, progress: float, layout: Layout) -> None:
    for link in _links(view, event.seq, "reap"):
        child = view.world.processes.get(link.source)
        if child is None or child.uid not in layout.boxes:
            continue
        if progress < 1:
            left = 1 - 0.7 * ease(progress, 0.6, 1.0)
            found.seen[child.uid] = left
            found.looks[child.uid] = Look(State.ZOMBIE)
        if link.target in layout.boxes:
            routes = links.births(layout)
            path = links.between(layout.tree, routes, layout.boxes, child.uid, link.target)
            text = "✓ " + spell.how_it_ended(child, view.lang)
            done = ease(progress, 0.0, 0.7)
            found.travellers.append(
                Traveller(path, done, text, view.colour(child), _into(layout, path, link.target))
            )
