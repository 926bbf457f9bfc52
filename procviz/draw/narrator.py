"""The caption under the stage: one plain sentence for the event at the playhead."""

from collections.abc import Iterator, Sequence
from itertools import chain

from procviz import events as ev
from procviz import narrate
from procviz.draw import lookback, spell
from procviz.draw.canvas import Canvas, Style, cells, cut
from procviz.draw.kept import Kept
from procviz.draw.moment import LOOK_BACK
from procviz.draw.rows import fewer
from procviz.draw.troubles import troubles
from procviz.draw.view import View
from procviz.events import Event
from procviz.safe import safe

_SIGNALS = (ev.SignalSent, ev.SignalDelivered, ev.HandlerBegan, ev.HandlerEnded, ev.Stopped)
_SILENT = (ev.LineReached, ev.Wrote)  # seen in other panes as they happen
_FAR = 16  # times LOOK_BACK: as far as samples are passed over
_WIDE = 0x2E80  # from here on scripts are written without spaces between the words


def draw(canvas: Canvas, view: View) -> None:
    """Draw the sentence of the latest event that has one, its true time in front."""
    if canvas.width < 6:
        return
    event, text = latest(view)
    if event is None:  # a loop may have been too busy, for too long, to be told of
        _findings(canvas, view, 0)
        return
    theme = view.theme
    process = view.world.by_pid(event.pid)
    colour = view.colour(process) if process is not None else theme.accent
    if isinstance(event, _SIGNALS):
        colour = theme.signal
    time = spell.clock(event.t)
    rows = wrap(f"{time}  {text}", canvas.width - 3)
    if len(rows) > canvas.height:
        rows = fewer(rows, canvas.height, canvas.width - 3)
    _findings(canvas, view, len(rows))
    for y, row in enumerate(rows[: canvas.height]):
        canvas.put(0, y, "▌", Style(colour))
        canvas.put(2, y, row, Style(theme.text))
        if y == 0 and row.startswith(time):
            canvas.put(2, y, time, Style(theme.dim))


def _findings(canvas: Canvas, view: View, y: int) -> None:
    """Write what will not go on by itself below, as far as there is room."""
    for found in troubles(view) if y < canvas.height else ():
        style = Style(view.theme.warn)
        rows = wrap(narrate.finding(found, view.world, view.lang), canvas.width - 3)
        room = canvas.height - y
        if len(rows) > room:
            rows = fewer(rows, room, canvas.width - 3)
        canvas.put(0, y, "!", style._replace(bold=True))
        for row in rows[:room]:
            canvas.put(2, y, row, style)
            y += 1


_LATEST: Kept[tuple[Event | None, str]] = Kept(4)


def latest(view: View) -> tuple[Event | None, str]:
    """Return the latest event that has a sentence, and that; "" where there is none."""
    key = view.world.revision, view.lang, len(view.log)
    return _LATEST.get(key, lambda: _look_back(view))


def _look_back(view: View) -> tuple[Event | None, str]:
    now = [view.world.event] if view.world.event is not None else []
    for event in chain(filter(_tellable, now), _before(view.log)):
        text = narrate.sentence(event, view.world, view.lang)
        if text:
            return event, safe(text)
    return None, ""


def _before(log: Sequence[Event]) -> Iterator[Event]:
    """Yield what can be told of, the latest first, as far back as samples are passed over."""
    yield from lookback.latest(log, _tellable, LOOK_BACK)
    reach = lookback.reaching(log, _counts, LOOK_BACK, _FAR * LOOK_BACK)
    yield from lookback.latest(log, _tellable, reach, LOOK_BACK)


def _counts(event: Event) -> bool:
    """Leave out samples, which speak of memory only: of a process that spins come thousands."""
    return not isinstance(event, ev.Sampled) or "private" in event.facts


def _tellable(event: Event) -> bool:
    return not isinstance(event, _SILENT) and _counts(event)


def wrap(text: str, width: int) -> list[str]:
    """Break a text into rows of at most ``width`` cells, at spaces and between wide characters."""
    rows, row, used = [""], "", 0
    for piece in _pieces(text):
        size = cells(piece)
        if used + cells(piece.rstrip()) > width and row:
            rows[-1] = row.rstrip()
            rows.append("")
            row, used = "", 0
        while size > width and cells(piece.rstrip()) > width:  # longer than a row: cut it hard
            part = cut(piece, width + 1)[:-1] or piece[0]
            rows[-1] = part
            rows.append("")
            piece = piece[len(part) :]
            size = cells(piece)
        row, used = row + piece, used + size
        rows[-1] = row.rstrip()
    return [r for r in rows if r]


def _pieces(text: str) -> list[str]:
    """Split a text where a row may end: after a space, around a wide character."""
    pieces, word = [], ""
    for char in text:
        if ord(char) >= _WIDE:
            if word and char not in "，。；：、）」":
                pieces.append(word)
                word = ""
            word += char
            continue
        if word and ord(word[-1]) >= _WIDE:
            pieces.append(word)
            word = ""
        word += char
        if char == " ":
            pieces.append(word)
            word = ""
    return [*pieces, word] if word else pieces
