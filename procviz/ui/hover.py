"""What is told about the cell under the mouse: the whole of what the pane has to cut."""

from typing import TYPE_CHECKING

from procviz import narrate, words
from procviz.draw import chrome, guide, picker, source
from procviz.draw.canvas import cells
from procviz.draw.hints import hint, known
from procviz.draw.keycaps import shown
from procviz.draw.labels import label
from procviz.draw.layout import Pane
from procviz.draw.spell import clock, size
from procviz.safe import safe
from procviz.ui import footing, sight, under
from procviz.ui.desk import Desk
from procviz.world import Process

if TYPE_CHECKING:
    from procviz.draw.gated import Ready
    from procviz.draw.view import View

MOST = 600  # characters: a line of output may have millions


def told(
    desk: Desk, pane: Pane, width: int, height: int, x: int, y: int, now: float, apart: bool
) -> str:
    """Return a safe text about a cell of a pane of this size, "" where there is nothing to say."""
    if pane is Pane.PICKER:
        return _entry(desk, width - 4, height - 2, x - 2, y - 1)
    if pane is Pane.FOOTER:
        return _key(desk, width, x)
    seen = sight.view(desk, now)
    if seen is None:
        return ""
    if pane is Pane.SOURCE:
        return _line(desk, height - 2, y - 1, now)
    if pane is Pane.OUTPUT:
        line = under.line_at(desk, width, height, x, y, now)
        if line is not None:
            rest = f" … +{size(line.more).strip()}" if line.more else ""
            return f"{line.pid or '–'}: {_cut(safe(line.text))}{rest}"
        return ""
    if pane is Pane.INSPECTOR:
        process = seen.process
        return _process(process, seen) if process is not None else ""
    cell = width, height, x, y
    uid = under.process_at(desk, pane, *cell, now, apart)
    process = seen.world.processes.get(uid)
    if pane is Pane.STAGE:
        ready = under.turn_at(desk, height, y, apart)
        if ready is not None:
            return _ready(desk, seen, ready)
        if process is None:
            return "\n".join(map(_cut, under.stage_told(desk, *cell, now, apart)))
    rows = []
    if pane is Pane.TIMELINE:
        t = under.map_at(desk, *cell, now)
        if t is not None:
            return _map(desk, seen)
        rows = [_cut(row) for row in under.timeline_told(desk, *cell, now)]
        if rows and under.on_scale(desk, *cell, now):
            return "\n".join(rows)  # the moment, not what is now
    return "\n".join([*([_process(process, seen)] if process is not None else []), *rows])


def _key(desk: Desk, width: int, x: int) -> str:
    """Tell what a key in the footer does."""
    whole = chrome.key_at(width, footing.keys(desk), "", x)
    key = chrome.key_at(width, footing.keys(desk), "", x, half=True)
    if not key:
        return ""
    back = {new: old for old, new in desk.moved.items()}
    name = back.get(key, key)
    gated = desk.show is not None and desk.show.turns is not None and desk.show.mode == "live"
    if gated and known(f"gate {name}", desk.lang):
        return f"{key}  {hint(f'gate {name}', desk.lang)}"
    what = guide.about(name, desk.lang) or guide.about(whole, desk.lang)
    return f"{key}  {what}" if what else ""


def _ready(desk: Desk, seen: "View", ready: "Ready") -> str:
    """Tell what one of those at the gate is about to do, where, and how it is let go on."""
    from procviz.draw import gated

    rows = [f"{ready.key.pid}  {gated.phrase(ready, desk.lang)}"]
    if ready.where is not None:
        rows.append(f"{ready.where.file}:{ready.where.line}")
    tab, right = (shown(key, desk.moved) for key in ("Tab", "→"))
    if gated.sign(seen, ready)[0] == "▶":
        rows.append(hint("gate chosen", desk.lang, right))
    else:
        rows.append(hint("gate ready", desk.lang, tab, right))
    return "\n".join(_cut(safe(row)) for row in rows)


def _map(desk: Desk, seen: "View") -> str:
    """Tell what the map shows, what the mouse does there, and which keys do the same."""
    keys = {key: shown(key, desk.moved) for key in ("<", ">", "+", "0", "→", "←", "Home", "End")}
    rows = [hint("map", desk.lang, clock(0), clock(sight.last(seen)))]
    if desk.window is None:
        jump = keys["→"], keys["←"], keys["Home"], keys["End"], keys["+"]
        rows.append(hint("map jump", desk.lang, *jump))
    else:
        held = clock(desk.window.begin), clock(desk.window.end)
        rows.append(hint("map pan", desk.lang, *held, keys["<"], keys[">"], keys["0"]))
    return "\n".join(rows)


def _cut(text: str) -> str:
    return text if len(text) <= MOST else text[:MOST] + "…"


def _entry(desk: Desk, width: int, height: int, x: int, y: int) -> str:
    choice = desk.shelf.choice(typing=desk.typing is Pane.PICKER)
    row = picker.hit(width, height, choice, x, y)
    if row is None:
        return ""
    entry = choice.found[row]
    return entry.title if cells(entry.title) + 8 > width else ""


_TIES = 4  # links of a process told at once


def _process(process: Process, view: "View") -> str:
    from procviz.draw import ties

    world, lang = view.world, view.lang
    rows = [f"{process.pid} {safe(process.name)}  {words.state(process.state, lang)}"]
    doing = safe(narrate.doing(process, world, lang))
    if doing:
        rows.append(doing)
    rows += ties.told(process, ties.ties(view, process.uid).get(process.uid, ())[:_TIES], view)
    if process.argv:
        rows.append(_cut(safe(" ".join(process.argv))))
    if process.stands is not None:
        rows.append(_cut(safe(f"{process.stands.file}:{process.stands.line}")))
    return "\n".join(rows)


def _line(desk: Desk, height: int, y: int, now: float) -> str:
    """Tell who stands on a line of the source, or the whole of the line."""
    listing = desk.listing()
    seen = sight.view(desk, now)
    if listing is None or seen is None or not 0 <= y < height:
        return ""
    number = desk.source_top(listing, height) + y + 1
    if number > len(listing.lines):
        return ""
    rows = ["".join(text for text, _ in listing.lines[number - 1]).strip()]
    for process in source.here(seen, listing.path):
        if process.stands is not None and process.stands.line == number:
            state = words.state(process.state, desk.lang)
            if process.sampled and process.stood is not None:
                state += "  " + label("sampled at", desk.lang, clock(process.stood.t))
            rows.append(f"{process.pid} {safe(process.name)}  {state}")
    return "\n".join(_cut(safe(row)) for row in rows if row)
