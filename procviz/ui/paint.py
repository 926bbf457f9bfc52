"""From the desk to the drawing: which function draws which pane."""

from collections.abc import Callable
from itertools import chain, islice
from typing import TYPE_CHECKING

from procviz.draw import about, caption, chrome, frame, picker, source
from procviz.draw.canvas import Canvas, Style
from procviz.draw.keycaps import shown
from procviz.draw.labels import label
from procviz.draw.layout import Pane
from procviz.draw.view import View
from procviz.safe import safe
from procviz.state import State
from procviz.ui import sight
from procviz.ui.desk import Desk
from procviz.ui.footing import keys
from procviz.ui.heading import status

if TYPE_CHECKING:
    from procviz.draw.census import Census


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
    seen = sight.view(desk, now)
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
    seen = sight.view(desk, now)
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
    rows = 0 if apart else sight.narrator_rows(inside.height)
    above = sight.stage_rows(desk, inside.height, apart)
    stage.draw(inside.part(0, 0, inside.width, above), seen)
    if seen.gated is not None:
        from procviz.draw import gated

        gated.draw(inside.part(0, above, inside.width, inside.height - rows - above), seen)
    if rows:
        narrator.draw(inside.part(0, inside.height - rows + 1, inside.width, rows - 1), seen)


def _timeline(desk: Desk, canvas: Canvas, now: float) -> None:
    inside = _frame(desk, Pane.TIMELINE, canvas)
    seen = sight.view(desk, now)
    if seen is None or not seen.world.processes:
        frame.empty(inside, desk.theme, label("later timeline", desk.lang))
        return
    from procviz.draw import timeline, timeline_map  # late: the first frame has no processes

    window, body = sight.window(desk, seen), sight.lanes(desk, inside)
    left = timeline.draw(body, seen, window or (0, sight.last(seen)))
    if body.height < inside.height:
        row = inside.part(0, inside.height - 1, inside.width, 1)
        timeline_map.draw(row, seen, left, sight.last(seen), window)


def _inspector(desk: Desk, canvas: Canvas, now: float) -> None:
    inside = _frame(desk, Pane.INSPECTOR, canvas)
    seen = sight.view(desk, now)
    if seen is None:
        frame.empty(inside, desk.theme, label("later inspector", desk.lang))
        return
    from procviz.draw import inspector  # late: the first frame has no processes

    below = inspector.draw(inside, seen, desk.scroll.get(Pane.INSPECTOR, 0))
    if below:
        frame.note(canvas, desk.theme, label("below", desk.lang, below))


def _output(desk: Desk, canvas: Canvas, now: float) -> None:
    names = [label("output", desk.lang), label("events", desk.lang)]
    title, other = reversed(names) if desk.events else names
    inside = _frame(desk, Pane.OUTPUT, canvas, title, f"{shown('e', desk.moved)} {other}")
    seen = sight.view(desk, now)
    if seen is None:
        hint = label("later events" if desk.events else "later output", desk.lang)
        frame.empty(inside, desk.theme, hint)
        return
    from procviz.draw import output  # late, as the inspector is

    lines = iter(sight.told(desk, seen))
    first = list(islice(lines, 1))
    begun = desk.events and desk.show is not None and desk.show.story.more
    output.draw(
        inside,
        seen,
        chain(first, lines),
        hint="…" if begun else label("no output", desk.lang),
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
    seen = sight.view(desk, now)
    if seen is not None:
        from procviz.draw import narrator

        narrator.draw(canvas.part(1, 0, canvas.width - 2, canvas.height), seen)


def _aloud(desk: Desk, canvas: Canvas, now: float) -> None:
    from procviz.draw import aloud

    key, until = desk.pressed
    seen = sight.view(desk, now)
    if seen is not None:
        from procviz.draw import narrator

        text = narrator.latest(seen)[1]
    else:
        text = desk.shelf.about(desk.entry).title if desk.entry else ""
    aloud.draw(canvas, desk.theme, text, key if now < until else "")


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
