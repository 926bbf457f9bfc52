"""A still of the screen as text: the stage at a moment, and the time line of a whole run."""

from collections.abc import Sequence

from procviz.draw import stage, timeline
from procviz.draw.canvas import Canvas, Style
from procviz.draw.view import View
from procviz.events import Event
from procviz.feed import Header
from procviz.world import World

WIDE = 100  # cells
STAGE = 45  # rows at most
LANES = 40


def of_stage(world: World, header: Header, log: Sequence[Event], lang: str) -> str:
    """Return the stage as it stands; ``log``: the events up to now."""
    canvas, view = _begin(world, header, log, lang, STAGE)
    stage.draw(canvas, view, floor=False)
    return _text(canvas)


def of_time(world: World, header: Header, log: Sequence[Event], lang: str) -> str:
    """Return the time line of all that has happened so far."""
    lanes = sum(2 + len(process.inside) for process in world.processes.values())
    canvas, view = _begin(world, header, log, lang, min(LANES, lanes + 3))
    timeline.draw(canvas, view)
    return _text(canvas)


def _begin(
    world: World, header: Header, log: Sequence[Event], lang: str, height: int
) -> tuple[Canvas, View]:
    view = View(world, lang=lang, now=world.t, log=log, adopter=header.helper)
    return Canvas(WIDE, height, Style(view.theme.text, view.theme.panel)), view


def _text(canvas: Canvas) -> str:
    """Return the rows without the empty ones around them and the empty columns on their left."""
    rows = canvas.text()
    while rows and not rows[-1].strip():
        rows.pop()
    while rows and not rows[0].strip():
        rows.pop(0)
    left = min((len(row) - len(row.lstrip()) for row in rows if row.strip()), default=0)
    return "\n".join(row[left:] for row in rows)
