"""In the grid: with whom the selected process has to do, marked in their cells and told below."""

from procviz.draw import ties
from procviz.draw.canvas import Canvas, Style, mix
from procviz.draw.grid_cells import Cells
from procviz.draw.rows import Row
from procviz.draw.ties import Tie
from procviz.draw.view import View

MARKED = 60  # partners at most: with more of them the marks would tell nothing
# an arrow into the cell, or out of it
_ARROWS = {"waits": "◀", "writes": "◀", "adopts": "◀", "wanted": "▶", "reads": "▶", "adopted": "▶"}


def of_selected(view: View) -> list[Tie]:
    """Return the links of the selected process."""
    return list(ties.ties(view, view.selected).get(view.selected, ()))


def mark(canvas: Canvas, view: View, cells: Cells, found: list[Tie]) -> None:
    """Mark the cells of all partners, each with an arrow and the colour of the link."""
    others = ties.partners(found)
    if len(others) > MARKED:
        others = {uid: kind for uid, kind in others.items() if kind in ("waits", "adopted")}
    for uid, kind in list(others.items())[:MARKED]:
        index = cells.index(uid)
        if index is None:
            continue
        box = cells.box(index)
        own = ties.colour(view, kind)
        back = mix(view.theme.panel, own, 0.35)
        canvas.tint(box.x, box.y, box.width, back)
        if box.width > 1:
            at = box.x + box.width - 1
            canvas.put(at, box.y, _ARROWS[kind], Style(view.theme.bright, back, bold=True))


def words(view: View, found: list[Tie], room: int) -> Row:
    """Return the links in at most ``room`` cells."""
    return ties.short(view, found, room) if found else ()
