"""Where every pane stands, for any size of the terminal: a pure function, nothing else."""

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple


class Pane(IntEnum):
    """The six panes have their keys as numbers; the others cannot be focused."""

    PICKER = 1
    SOURCE = 2
    STAGE = 3
    TIMELINE = 4
    INSPECTOR = 5
    OUTPUT = 6
    HEADER = 7
    TABS = 8
    NARRATOR = 9
    FOOTER = 10
    SMALL = 11
    CAPTION = 12


PANES = tuple(Pane(i) for i in range(1, 7))
MIN_WIDTH, MIN_HEIGHT = 60, 16
WIDE = (150, 40)
MEDIUM = (100, 28)
CAPTION = 5  # rows of the large caption
ASIDE = 28  # columns of the picker while something else is looked at, more where it is wide


class Rect(NamedTuple):
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int


Regions = dict[Pane, Rect]


def captioned(
    width: int, height: int, rows: int, arranged: Callable[[int, int], Regions]
) -> Regions:
    """Return where everything stands above a band of ``rows`` for a caption."""
    if rows == 0 or height - rows < MIN_HEIGHT:
        return arranged(width, height)
    band = Rect(0, height - rows, width, rows)
    return arranged(width, height - rows) | {Pane.CAPTION: band}


def arrange(
    width: int, height: int, focus: Pane, zoomed: bool, running: bool, presenter: bool = False
) -> Regions:
    """Return the visible panes and where they are; they cover the screen and never overlap.

    ``zoomed``: the focused pane fills the screen.  ``running``: there is a run to look at.
    ``presenter``: for an audience, nothing but the source, the stage and a large caption.
    """
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        return {Pane.SMALL: Rect(0, 0, width, height)}
    if presenter:
        return _presented(width, height, focus, zoomed, running)
    out = {
        Pane.HEADER: Rect(0, 0, width, 1),
        Pane.FOOTER: Rect(0, height - 1, width, 1),
    }
    body = Rect(0, 1, width, height - 2)
    if zoomed:
        return out | _one(body, focus, running)
    if _fits(width, height, WIDE):
        aside = running and focus is not Pane.PICKER
        return out | _wide(body, max(ASIDE, min(width - 132, 44)) if aside else _picker(width))
    if _fits(width, height, MEDIUM):
        if focus is Pane.PICKER or (not running and focus in (Pane.SOURCE, Pane.STAGE)):
            return out | _choosing(body)
        return out | _watching(body)
    out[Pane.TABS] = Rect(0, 1, width, 1)
    return out | _one(Rect(0, 2, width, height - 3), focus, running)


def _presented(width: int, height: int, focus: Pane, zoomed: bool, running: bool) -> Regions:
    rows = CAPTION if height >= MEDIUM[1] - 4 else CAPTION - 2
    body = Rect(0, 0, width, height - rows)
    out = {Pane.NARRATOR: Rect(0, body.height, width, rows)}
    if zoomed or (running and focus not in (Pane.SOURCE, Pane.STAGE)):
        return out | {focus: body}
    if not running:
        other = Pane.SOURCE if focus is Pane.SOURCE else Pane.STAGE
        return out | _columns(body, (Pane.PICKER, _picker(width)), (other, 0))
    if width < MEDIUM[0]:
        return out | {focus: body}
    return out | _columns(body, (Pane.SOURCE, round(width * 0.42)), (Pane.STAGE, 0))


def _fits(width: int, height: int, least: tuple[int, int]) -> bool:
    return width >= least[0] and height >= least[1]


def _one(body: Rect, focus: Pane, running: bool) -> Regions:
    """One big pane, and the narrator, which is never out of sight while something runs."""
    rows = (3 if body.height >= 18 else 2) if running else 0
    big = body._replace(height=body.height - rows)
    out = {}
    if rows:
        out[Pane.NARRATOR] = Rect(body.x, body.y + big.height, body.width, rows)
    if not running and focus is Pane.PICKER and body.width >= 72:
        return out | _columns(big, (Pane.PICKER, _picker(body.width)), (Pane.STAGE, 0))
    return out | {focus: big}


def _wide(body: Rect, picker: int) -> Regions:
    top, bottom = _rows(body, round(body.height * 0.65))
    rest = body.width - picker
    return _columns(
        top,
        (Pane.PICKER, picker),
        (Pane.SOURCE, round(rest * 0.445)),
        (Pane.STAGE, 0),
    ) | _columns(
        bottom,
        (Pane.TIMELINE, round(body.width * 0.5)),
        (Pane.INSPECTOR, max(37, round(body.width * 0.235))),
        (Pane.OUTPUT, 0),
    )


def _choosing(body: Rect) -> Regions:
    return _columns(
        body,
        (Pane.PICKER, _picker(body.width)),
        (Pane.SOURCE, round((body.width - _picker(body.width)) * 0.5)),
        (Pane.STAGE, 0),
    )


def _watching(body: Rect) -> Regions:
    top, bottom = _rows(body, round(body.height * 0.65))
    return _columns(top, (Pane.SOURCE, round(body.width * 0.42)), (Pane.STAGE, 0)) | _columns(
        bottom,
        (Pane.TIMELINE, round(body.width * 0.42)),
        (Pane.INSPECTOR, max(30, round(body.width * 0.3))),
        (Pane.OUTPUT, 0),
    )


def _picker(width: int) -> int:
    if 100 <= width < 102:  # where the source first stands beside it, it needs its 34 columns too
        return 32
    return 34 if width < 120 else 40 if width < WIDE[0] else 48  # most titles, nearly all, all


def _rows(body: Rect, upper: int) -> tuple[Rect, Rect]:
    top = body._replace(height=upper)
    return top, body._replace(y=body.y + upper, height=body.height - upper)


def _columns(body: Rect, *panes: tuple[Pane, int]) -> Regions:
    """Panes side by side; the last one gets what is left."""
    out, x = {}, body.x
    for pane, width in panes[:-1]:
        out[pane] = Rect(x, body.y, width, body.height)
        x += width
    out[panes[-1][0]] = Rect(x, body.y, body.x + body.width - x, body.height)
    return out
