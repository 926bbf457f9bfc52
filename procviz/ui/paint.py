"""From the desk to the drawing: which function draws which pane, and who is under the mouse."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from procviz.draw import about, caption, chrome, frame, output, picker, source
from procviz.draw.canvas import Canvas, Style
from procviz.draw.keycaps import shown
from procviz.draw.labels import label
from procviz.draw.layout import Pane
from procviz.draw.view import View
from procviz.safe import safe
from procviz.state import State
from procviz.ui.desk import Desk
from procviz.ui.footing import keys

if TYPE_CHECKING:
    from procviz.draw.census import Census
    from procviz.draw.gated import Ready
    from procviz.draw.stage_layout import Layout
    from procviz.draw.window import Window

_SPEEDS = {1 / 8: "⅛×", 1 / 4: "¼×", 1 / 2: "½×"}


def view(desk: Desk, now: float) -> View | None:
    """Return what there is to see of the run, None while nothing runs."""
    show = desk.show
    if show is None:
        return None
    seen = show.view(desk.theme, show.playhead.progress(now))
    if desk.family or desk.folds:
        return seen._replace(family=desk.family, folds=desk.folds)
    return seen


def paint(desk: Desk, pane: Pane, canvas: Canvas, now: float, apart: bool = False) -> None:
    """Draw a pane; ``apart``: the narrator has a place of its own."""
    if pane is Pane.STAGE:
        _stage(desk, canvas, now, apart)
    else:
        _PAINTERS[pane](desk, canvas, now)


def _frame(desk: Desk, pane: Pane, canvas: Canvas, title: str = "", subtitle: str = "") -> Canvas:
    return frame.draw(
        canvas,
        desk.theme,
        number=pane.value,
        title=title or label(pane.name.lower(), desk.lang),
        subtitle=subtitle,
        focused=desk.focus is pane,
    )


def _picker(desk: Desk, canvas: Canvas, _: float) -> None:
    running = desk.entry if desk.show is not None else ""
    choice = desk.shelf.choice(running, desk.typing is Pane.PICKER)
    chapters = len({entry.chapter for entry in choice.entries})
    if choice.query:
        subtitle = label("found", desk.lang, len(choice.found), len(choice.entries))
    else:
        subtitle = label("scenarios in chapters", desk.lang, len(choice.entries), chapters)
    inside = _frame(desk, Pane.PICKER, canvas, subtitle=subtitle)
    picker.draw(inside, desk.theme, desk.lang, choice, desk.focus is Pane.PICKER)


def _source(desk: Desk, canvas: Canvas, now: float) -> None:
    listing = desk.listing()
    if listing is None:
        inside = _frame(desk, Pane.SOURCE, canvas)
        frame.empty(inside, desk.theme, label("no source", desk.lang))
        return
    seen = view(desk, now)
    subtitle = ""
    if seen is not None and (alive := _census(seen).alive):
        here = len(source.standing(seen, listing.path)[0])
        subtitle = label("processes here", desk.lang, here, alive)
    title = safe(listing.path.rsplit("/", 1)[-1])
    inside = _frame(desk, Pane.SOURCE, canvas, title, subtitle)
    dots = {line for each in desk.breaks for line in each.lines(listing.path)}
    top = desk.source_top(listing, inside.height, now)
    source.draw(inside, desk.theme, listing, top, seen, dots)


def _census(seen: View) -> "Census":
    from procviz.draw.census import census  # late: the first frame has no processes

    return census(seen.world)


def _stage(desk: Desk, canvas: Canvas, now: float, apart: bool) -> None:
    seen = view(desk, now)
    if seen is None:
        inside = _frame(desk, Pane.STAGE, canvas, label("about", desk.lang))
        if desk.entry:
            words = desk.shelf.about(desk.entry)
            top, focused = desk.scroll.get(Pane.STAGE, 0), desk.focus is Pane.STAGE
            about.draw(inside, desk.theme, desk.lang, words, top, focused=focused)
        return
    from procviz.draw import narrator, stage  # late: the first frame has no processes

    counted = _census(seen)
    zombies = counted.states[State.ZOMBIE]
    subtitle = label("alive", desk.lang, counted.alive)
    if zombies:
        key = "one zombie" if zombies == 1 else "zombies"
        subtitle += f" · {label(key, desk.lang, zombies)}"
    inside = _frame(desk, Pane.STAGE, canvas, subtitle=subtitle)
    rows = 0 if apart else _narrator_rows(inside.height)
    above = _stage_rows(desk, inside.height, apart)
    stage.draw(inside.part(0, 0, inside.width, above), seen)
    if seen.gated is not None:
        from procviz.draw import gated

        gated.draw(inside.part(0, above, inside.width, inside.height - rows - above), seen)
    if rows:
        narrator.draw(inside.part(0, inside.height - rows + 1, inside.width, rows - 1), seen)


def _narrator_rows(height: int) -> int:
    """Rows of the stage that the narrator takes, the free one above it included."""
    return 6 if height >= 24 else 5 if height >= 21 else 4 if height >= 18 else 3


def _stage_rows(desk: Desk, height: int, apart: bool) -> int:
    """Return the rows of the stage that are for the processes."""
    rows = height - (0 if apart else _narrator_rows(height))
    if desk.show is None or desk.show.turns is None:
        return rows
    from procviz.draw import gated

    return rows - gated.height(rows)


def turn_at(desk: Desk, height: int, y: int, apart: bool) -> "Ready | None":
    """Return who stands in a row of the list of those that are ready (frame included)."""
    if desk.show is None or desk.show.turns is None:
        return None
    from procviz.draw import gated

    rows = height - 2 - (0 if apart else _narrator_rows(height - 2))
    above = _stage_rows(desk, height - 2, apart)
    return gated.hit(rows - above, desk.show.turns.seen, y - 1 - above)


def number_at(desk: Desk, height: int, x: int, y: int) -> tuple[str, int] | None:
    """Return the file and the line whose number is at a cell of the source's pane."""
    listing = desk.listing()
    if listing is None or not (1 <= y < height - 1 and 2 <= x < 2 + source.gutter(listing)):
        return None
    line = desk.source_top(listing, height - 2) + y
    return (listing.path, line) if line <= len(listing.lines) else None


def stage_layout(desk: Desk, width: int, height: int, now: float, apart: bool) -> "Layout | None":
    """Return what stands where in the stage's pane of this size (frame included)."""
    seen = view(desk, now)
    if seen is None or not seen.world.processes:
        return None
    from procviz.draw import stage

    return stage.place(seen, width - 4, _stage_rows(desk, height - 2, apart)).layout


def _timeline(desk: Desk, canvas: Canvas, now: float) -> None:
    inside = _frame(desk, Pane.TIMELINE, canvas)
    seen = view(desk, now)
    if seen is None or not seen.world.processes:
        frame.empty(inside, desk.theme, label("later timeline", desk.lang))
        return
    from procviz.draw import timeline, timeline_map  # late: the first frame has no processes

    window, body = _sight(desk, seen), _lanes(desk, inside)
    left = timeline.draw(body, seen, window or (0, last(seen)))
    if body.height < inside.height:
        row = inside.part(0, inside.height - 1, inside.width, 1)
        timeline_map.draw(row, seen, left, last(seen), window)


_ROOMY = 16  # rows of the time line from which the whole run has one, zoomed or not


def _lanes(desk: Desk, inside: Canvas) -> Canvas:
    """Return the part of the time line with the lanes; the row below is the map's."""
    mapped = inside.height >= (6 if desk.window is not None else _ROOMY)
    return inside.part(0, 0, inside.width, inside.height - mapped)


def last(seen: View) -> int:
    """Return the end of the time scale with the whole run: it rests while the run goes on."""
    from procviz.draw.timeline_scale import resting

    return resting(max(seen.now, seen.world.t, seen.end))


def _sight(desk: Desk, seen: View) -> "Window | None":
    """Return the window; when the playhead has gone over its edge, it follows."""
    now = max(seen.now, seen.world.t)
    if desk.window is not None:
        if desk.window.holds(desk.seen_at) and not desk.window.holds(now):
            desk.window = desk.window.following(now)
        desk.seen_at = now
    return desk.window


def folded(desk: Desk, width: int, height: int, now: float) -> bool | None:
    """Tell whether the selected process's sub-lanes are folded in a time line of this size."""
    seen = view(desk, now)
    if seen is None or seen.process is None:
        return None
    from procviz.draw import timeline

    inside = _lanes(desk, Canvas(width - 4, height - 2))
    return timeline.folded(inside.width, inside.height, seen, seen.process.uid)


def head_at(desk: Desk, width: int, height: int, x: int, y: int, now: float) -> tuple[int, bool]:
    """Return whose sub-lanes the head at a cell of the time line's pane folds; see `timeline`."""
    seen = view(desk, now)
    if seen is None:
        return 0, False
    from procviz.draw import timeline

    inside = _lanes(desk, Canvas(width - 4, height - 2))
    return timeline.head_at(inside.width, inside.height, seen, x - 2, y - 1)


def stage_told(
    desk: Desk, width: int, height: int, x: int, y: int, now: float, apart: bool
) -> list[str]:
    """Return what is told about the links at a cell of the stage's pane (frame included)."""
    seen = view(desk, now)
    if seen is None:
        return []
    from procviz.draw import stage_told

    return stage_told.told(seen, width - 4, _stage_rows(desk, height - 2, apart), x - 2, y - 1)


def timeline_told(desk: Desk, width: int, height: int, x: int, y: int, now: float) -> list[str]:
    """Return what is told about a cell of the time line's pane (frame included)."""
    seen = view(desk, now)
    if seen is None:
        return []
    from procviz.draw import timeline_told

    inside = _lanes(desk, Canvas(width - 4, height - 2))
    span = _sight(desk, seen) or (0, last(seen))
    return timeline_told.told(inside.width, inside.height, seen, x - 2, y - 1, span, desk.moved)


def map_at(
    desk: Desk, width: int, height: int, x: int, y: int, now: float, *, beyond: bool = False
) -> int | None:
    """Return the moment at a cell of the map in the time line's pane (frame included), ns.

    ``beyond``: in any row, and left and right of it too, for a mouse that is being dragged.
    """
    seen = view(desk, now)
    if seen is None or not seen.world.processes:
        return None
    from procviz.draw import timeline, timeline_map

    whole = Canvas(width - 4, height - 2)
    inside = _lanes(desk, whole)
    if inside.height == whole.height or not (beyond or y - 1 == inside.height):
        return None
    left = timeline.left(inside.width, inside.height, seen)
    x = min(max(x - 2, left), inside.width - 1) if beyond else x - 2
    return timeline_map.time_at(inside.width, left, last(seen), x)


def time_at(desk: Desk, width: int, height: int, x: int, now: float) -> int | None:
    """Return the moment at a column of the time line's pane (frame included), ns."""
    seen = view(desk, now)
    if seen is None or not seen.world.processes:
        return None
    from procviz.draw import timeline

    inside = _lanes(desk, Canvas(width - 4, height - 2))
    window = _sight(desk, seen) or (0, last(seen))
    return timeline.time_at(inside.width, inside.height, seen, x - 2, window)


def _inspector(desk: Desk, canvas: Canvas, now: float) -> None:
    inside = _frame(desk, Pane.INSPECTOR, canvas)
    seen = view(desk, now)
    if seen is None:
        frame.empty(inside, desk.theme, label("later inspector", desk.lang))
        return
    from procviz.draw import inspector  # late: the first frame has no processes

    below = inspector.draw(inside, seen, desk.scroll.get(Pane.INSPECTOR, 0))
    if below:
        frame.note(canvas, desk.theme, label("below", desk.lang, below))


def _told(desk: Desk, seen: View) -> Iterable[output.Told]:
    if desk.events and desk.show is not None:
        return desk.show.story.before(desk.show.playhead.at)
    return output.written(seen)


def _output(desk: Desk, canvas: Canvas, now: float) -> None:
    names = [label("output", desk.lang), label("events", desk.lang)]
    title, other = reversed(names) if desk.events else names
    inside = _frame(desk, Pane.OUTPUT, canvas, title, f"{shown('e', desk.moved)} {other}")
    seen = view(desk, now)
    if seen is None:
        hint = label("later events" if desk.events else "later output", desk.lang)
        frame.empty(inside, desk.theme, hint)
        return
    output.draw(
        inside,
        seen,
        _told(desk, seen),
        hint=label("no output", desk.lang),
        query=desk.query,
        typing=desk.typing is Pane.OUTPUT,
        back=desk.scroll.get(Pane.OUTPUT, 0),
        dropped=0 if desk.events else seen.world.dropped,
    )


def _narrator(desk: Desk, canvas: Canvas, now: float) -> None:
    if desk.presenter:
        _aloud(desk, canvas, now)
        return
    canvas.fill(0, 0, canvas.width, canvas.height, Style(desk.theme.text, desk.theme.back))
    seen = view(desk, now)
    if seen is not None:
        from procviz.draw import narrator

        narrator.draw(canvas.part(1, 0, canvas.width - 2, canvas.height), seen)


def _aloud(desk: Desk, canvas: Canvas, now: float) -> None:
    from procviz.draw import aloud

    key, until = desk.pressed
    seen = view(desk, now)
    if seen is not None:
        from procviz.draw import narrator

        text = narrator.latest(seen)[1]
    else:
        text = desk.shelf.about(desk.entry).title if desk.entry else ""
    aloud.draw(canvas, desk.theme, text, key if now < until else "")


def status(desk: Desk, now: float) -> chrome.Status:
    """Return what the header tells."""
    show, shelf, entry = desk.show, desk.shelf, desk.entry
    if show is None:
        gate = _gate(desk, None)
        return chrome.Status(chapter=label("tagline", desk.lang), filming=desk.filming, gate=gate)
    seen = view(desk, now)
    behind, gone = show.playhead.behind, show.replay or not show.feed.live
    title = show.target.title or entry
    if entry in shelf.scenarios:
        title = shelf.about(entry).title
    head, apart = show.playhead, not show.playhead.following and not show.playhead.finished
    return chrome.Status(
        chapter=shelf.chapter(entry) if show.target.scenario else "",
        title=safe(title),
        variant=safe(show.target.variant),
        mode=show.mode,
        paused=show.playhead.paused,
        t=seen.now if seen is not None else 0,
        waiting=behind.events if behind.events > head.following and not gone else 0,
        lag=behind.lag,
        gate=_gate(desk, seen),
        filming=desk.filming,
        speed=_SPEEDS.get(head.speed, f"{head.speed:.0f}×") if head.speed else "",
        place=(head.at, len(show.log)) if apart and gone else None,
        known=desk.known,
    )


def _gate(desk: Desk, seen: View | None) -> str:
    """Return who chooses at the gate of the run, or of the next one; "" where there is none."""
    if seen is None and not desk.gating.on:
        return ""
    if seen is not None and seen.gated is None:
        return ""
    from procviz.draw import gated

    if seen is not None and seen.gated is not None:
        return gated.header(seen.gated, desk.lang)
    return gated.header(gated.Gated(policy=desk.gating.policy), desk.lang)


def _header(desk: Desk, canvas: Canvas, now: float) -> None:
    chrome.header(canvas, desk.theme, desk.lang, status(desk, now))


def _tabs(desk: Desk, canvas: Canvas, _: float) -> None:
    visible = [desk.focus]
    if desk.show is None and desk.focus is Pane.PICKER and canvas.width >= 72:
        visible.append(Pane.STAGE)
    chrome.tabs(canvas, desk.theme, desk.lang, visible, desk.focus)


def _footer(desk: Desk, canvas: Canvas, _: float) -> None:
    chrome.footer(canvas, desk.theme, keys(desk))


def _small(desk: Desk, canvas: Canvas, _: float) -> None:
    chrome.too_small(canvas, desk.theme, desk.lang, safe(desk.entry) or "SCENARIO")


def _caption(desk: Desk, canvas: Canvas, _: float) -> None:
    caption.draw(canvas, desk.theme, desk.caption)


_PAINTERS: dict[Pane, Callable[[Desk, Canvas, float], None]] = {
    Pane.PICKER: _picker,
    Pane.SOURCE: _source,
    Pane.TIMELINE: _timeline,
    Pane.INSPECTOR: _inspector,
    Pane.OUTPUT: _output,
    Pane.HEADER: _header,
    Pane.TABS: _tabs,
    Pane.NARRATOR: _narrator,
    Pane.FOOTER: _footer,
    Pane.SMALL: _small,
    Pane.CAPTION: _caption,
}


def on_scale(desk: Desk, width: int, height: int, x: int, y: int, now: float) -> bool:
    """Tell whether a cell of the time line's pane (frame included) is on its scale."""
    seen = view(desk, now)
    if seen is None or not seen.world.processes or width < 16:
        return False
    from procviz.draw import timeline

    inside = _lanes(desk, Canvas(width - 4, height - 2))
    return timeline.over(inside.width, inside.height, seen, x - 2, y - 1)


def process_at(
    desk: Desk, pane: Pane, width: int, height: int, x: int, y: int, now: float, apart: bool
) -> int:
    """Return the uid of the process at a cell of a pane of this size (frame included), or 0."""
    seen = view(desk, now)
    x, y, width, height = x - 2, y - 1, width - 4, height - 2
    if seen is None or not (0 <= x < width and 0 <= y < height):
        return 0
    from procviz.draw import stage, timeline

    if pane is Pane.STAGE:
        return stage.hit(width, _stage_rows(desk, height, apart), seen, x, y)
    if pane is Pane.TIMELINE:
        inside = _lanes(desk, Canvas(width, height))
        return timeline.hit(width, inside.height, seen, x, y)
    if pane is Pane.OUTPUT:
        line = line_at(desk, width + 4, height + 2, x + 2, y + 1, now)
        return line.uid if line is not None else 0
    if pane is Pane.SOURCE:
        return _standing(desk, seen, height, y)
    return 0


def _standing(desk: Desk, seen: View, height: int, y: int) -> int:
    """Return who stands on a line of the source: after the selected one, the next there."""
    listing = desk.listing()
    if listing is None:
        return 0
    number = desk.source_top(listing, height) + y + 1
    from procviz.draw.gated import stands

    here = [(p.uid, stands(seen, p)) for p in source.here(seen, listing.path)]
    there = [uid for uid, where in here if where is not None and where.line == number]
    at = there.index(seen.selected) + 1 if seen.selected in there else 0
    return there[at % len(there)] if there else 0


def line_at(desk: Desk, width: int, height: int, x: int, y: int, now: float) -> output.Told | None:
    """Return the line of output at a cell of the output pane (frame included)."""
    seen = view(desk, now)
    x, y, width, height = x - 2, y - 1, width - 4, height - 2
    if seen is None or not (0 <= x < width and 0 <= y < height):
        return None
    return output.find(
        width,
        height,
        seen,
        _told(desk, seen),
        y,
        query=desk.query,
        typing=desk.typing is Pane.OUTPUT,
        back=desk.scroll.get(Pane.OUTPUT, 0),
    )
