"""Very many processes: a cell for each, in birth order, hot where it works.

The picture is kept, and only the cells of processes that have changed since are drawn anew.
"""

from procviz import words
from procviz.draw import spell
from procviz.draw.canvas import Canvas, Style
from procviz.draw.canvas import cells as width_of
from procviz.draw.census import among, census
from procviz.draw.grid_cells import Cells
from procviz.draw.grid_pen import Drawn, Pen
from procviz.draw.grid_rows import laid
from procviz.draw.kept import Kept, theme_key
from procviz.draw.rows import Row, put
from procviz.draw.theme import GLYPHS, state_colour
from procviz.draw.view import View
from procviz.safe import safe
from procviz.world import State

_DRAWN: Kept[Drawn] = Kept(3)


def draw(canvas: Canvas, view: View, cells: Cells, serial: int, ground: Style) -> None:
    """Draw all cells; ``serial`` stands for the layout."""
    size = canvas.width, canvas.height
    key = serial, theme_key(view.theme), view.selected, view.lang, size, ground
    drawn = _DRAWN.get(key, lambda: Drawn(cells, ground))
    for y in Pen(view, cells).renew(drawn):
        drawn.rows.pop(y, None)
    across, left = cells.across, canvas.x0 + cells.left
    for y in range(min(canvas.height, -(-len(drawn.texts) // across))):
        below, row = canvas.chars[canvas.y0 + y], drawn.rows.get(y)
        if row is None or row[0] is not below:
            here, styles = slice(y * across, (y + 1) * across), canvas.styles[canvas.y0 + y]
            made = laid(below, styles, left, drawn.texts[here], drawn.inks[here])
            row = drawn.rows[y] = below, *made
        canvas.share(canvas.y0 + y, row[1], row[2])


def counts(canvas: Canvas, view: View, cells: Cells, serial: int, links: Row = ()) -> None:
    """Count the states in the last line: with very many nobody reads single ones.

    ``serial`` stands for the layout; ``links``: with whom the selected process has to do, which
    stands there before that.
    """
    theme, world = view.theme, view.world
    everybody = len(cells) == len(world.processes)
    found = (census(world) if everybody else among(world, serial, cells)).states
    y, x = canvas.height - 1, 1
    chosen = world.processes.get(view.selected)
    if chosen is not None and (links or cells.wide <= 2):  # its cell has no room for this
        x = canvas.put(x, y, f" {chosen.pid} ", theme.tab(view.colour(chosen))) + 1
        if not links:
            x = canvas.put(x, y, safe(chosen.name), Style(theme.bright), canvas.width // 4)
        x = put(canvas, x, y, links) + 2
    if cells.per > 1:  # which is which is not to be seen
        x = canvas.put(x, y, spell.word("a cell", view.lang, cells.per), Style(theme.text)) + 2
    for state in State:
        if found.get(state):
            text = f"{GLYPHS[state]} {found[state]} {words.state(state, view.lang)}"
            if x + len(text) >= canvas.width:
                break
            x = canvas.put(x, y, text, Style(state_colour(theme, state))) + 2
    hint = spell.word("to family", view.lang)
    at = canvas.width - width_of(hint) - 1
    if at > x + 1:
        canvas.put(at, y, hint, Style(theme.faint))
