"""A menu in a frame: a list to type into, such as the signals that can be sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.frame import draw as frame
from procviz.draw.theme import Theme


@dataclass(frozen=True, slots=True)
class Menu:
    """``items`` are (key, number or mark, explanation); ``cursor`` counts those that match."""

    title: str
    hint: str
    items: Sequence[tuple[str, str, str]]
    cursor: int = 0
    query: str = ""
    nothing: str = ""

    @property
    def found(self) -> list[tuple[str, str, str]]:
        """The items that match what was typed: by key or number first, else by explanation."""
        query = self.query.lower()
        found = [item for item in self.items if query in item[0].lower() or query == item[1]]
        return found or [item for item in self.items if query in item[2].lower()]

    @property
    def current(self) -> str:
        """The key under the cursor; "" where there is none."""
        found = self.found
        return found[min(self.cursor, len(found) - 1)][0] if found else ""


def draw(canvas: Canvas, theme: Theme, menu: Menu, pill: str) -> None:
    """Draw the menu; ``pill`` is the colour of its title."""
    inside = frame(canvas, theme, title=menu.title, subtitle=menu.hint, focused=True, pill=pill)
    x = inside.put(0, 0, "/ ", Style(theme.accent, bold=True))
    x = inside.put(x, 0, menu.query, Style(theme.bright), inside.width - x - 1)
    inside.put(x, 0, "▏", Style(theme.accent))
    found = menu.found
    if not found:
        inside.put(0, 2, menu.nothing, Style(theme.dim, italic=True), inside.width)
        return
    body = inside.part(0, 2, inside.width, inside.height - 2)
    cursor = min(menu.cursor, len(found) - 1)
    wide = max(cells(item[0]) for item in menu.items) + 2
    top = _top(cursor, len(found), body.height)
    for y, (key, mark, text) in enumerate(found[top : top + body.height]):
        chosen = top + y == cursor
        if chosen:
            body.tint(0, y, body.width, theme.towards(theme.accent, 0.17))
            body.put(0, y, "▌", Style(theme.accent))
        name = Style(theme.bright if chosen else theme.text, bold=True)
        body.put(2, y, key, name)
        body.put(2 + wide, y, f"{mark:>3}", Style(theme.faint))
        body.put(wide + 7, y, text, Style(theme.dim), body.width - wide - 7)


def _top(cursor: int, count: int, height: int) -> int:
    return max(0, min(cursor - height // 2, count - height))


def hit(height: int, menu: Menu, y: int) -> int | None:
    """Return which of the found items is in a row of the frame."""
    found = menu.found
    rows = height - 4
    row = y - 3 + _top(min(menu.cursor, max(0, len(found) - 1)), len(found), rows)
    return row if 0 <= y - 3 < rows and 0 <= row < len(found) else None
