"""What is told about the cell under the mouse: the whole of what the pane has to cut."""

from procviz import narrate, words
from procviz.draw import picker, source
from procviz.draw.canvas import cells
from procviz.draw.layout import Pane
from procviz.draw.spell import size
from procviz.safe import safe
from procviz.ui import paint
from procviz.ui.desk import Desk
from procviz.world import Process, World

MOST = 600  # characters: a line of output may have millions


def told(
    desk: Desk, pane: Pane, width: int, height: int, x: int, y: int, now: float, apart: bool
) -> str:
    """Return a safe text about a cell of a pane of this size, "" where there is nothing to say."""
    if pane is Pane.PICKER:
        return _entry(desk, width - 4, height - 2, x - 2, y - 1)
    seen = paint.view(desk, now)
    if seen is None:
        return ""
    if pane is Pane.SOURCE:
        return _line(desk, height - 2, y - 1, now)
    if pane is Pane.OUTPUT:
        line = paint.line_at(desk, width, height, x, y, now)
        if line is not None:
            rest = f" … +{size(line.more).strip()}" if line.more else ""
            return f"{line.pid or '–'}: {_cut(safe(line.text))}{rest}"
        return ""
    if pane is Pane.INSPECTOR:
        process = seen.process
        return _process(process, seen.world, desk.lang) if process is not None else ""
    uid = paint.process_at(desk, pane, width, height, x, y, now, apart)
    process = seen.world.processes.get(uid)
    return _process(process, seen.world, desk.lang) if process is not None else ""


def _cut(text: str) -> str:
    return text if len(text) <= MOST else text[:MOST] + "…"


def _entry(desk: Desk, width: int, height: int, x: int, y: int) -> str:
    choice = desk.shelf.choice(typing=desk.typing is Pane.PICKER)
    row = picker.hit(width, height, choice, x, y)
    if row is None:
        return ""
    entry = choice.found[row]
    return entry.title if cells(entry.title) + 8 > width else ""


def _process(process: Process, world: World, lang: str) -> str:
    rows = [f"{process.pid} {safe(process.name)}  {words.state(process.state, lang)}"]
    doing = safe(narrate.doing(process, world, lang))
    if doing:
        rows.append(doing)
    if process.argv:
        rows.append(_cut(safe(" ".join(process.argv))))
    if process.where is not None:
        rows.append(_cut(safe(f"{process.where.file}:{process.where.line}")))
    return "\n".join(rows)


def _line(desk: Desk, height: int, y: int, now: float) -> str:
    """Tell who stands on a line of the source, or the whole of the line."""
    listing = desk.listing()
    seen = paint.view(desk, now)
    if listing is None or seen is None or not 0 <= y < height:
        return ""
    number = desk.source_top(listing, height) + y + 1
    if number > len(listing.lines):
        return ""
    rows = ["".join(text for text, _ in listing.lines[number - 1]).strip()]
    for process in source.here(seen, listing.path):
        if process.where is not None and process.where.line == number:
            state = words.state(process.state, desk.lang)
            rows.append(f"{process.pid} {safe(process.name)}  {state}")
    return "\n".join(_cut(safe(row)) for row in rows if row)
