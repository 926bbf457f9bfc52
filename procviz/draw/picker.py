"""The picker: what can be run, by chapter, with a cursor and a search."""

from collections.abc import Sequence
from typing import NamedTuple

from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.kept import Kept, Picture, picture, theme_key
from procviz.draw.labels import label
from procviz.draw.theme import Theme


class Entry(NamedTuple):
    """One thing that can be run; ``ways`` = number of its variants."""

    id: str
    title: str
    chapter: str
    ways: int = 0
    done: bool = False
    broken: bool = False


class Choice(NamedTuple):
    """The picker as it stands: ``cursor`` counts the entries that match ``query``."""

    entries: Sequence[Entry]
    cursor: int = 0
    query: str = ""
    typing: bool = False
    running: str = ""  # id of the entry that is on the screen

    @property
    def found(self) -> list[Entry]:
        """The entries that match: every word occurs in the title, the chapter or the id."""
        words = self.query.lower().split()
        if not words:
            return list(self.entries)
        return [
            e
            for e in self.entries
            if all(w in f"{e.title} {e.chapter} {e.id}".lower() for w in words)
        ]

    @property
    def current(self) -> Entry | None:
        """The entry under the cursor."""
        found = self.found
        return found[min(self.cursor, len(found) - 1)] if found else None


_Line = int | str  # number of an entry, or the title of a chapter


def _lines(found: Sequence[Entry]) -> list[_Line]:
    lines: list[_Line] = []
    chapter = None
    for i, entry in enumerate(found):
        if entry.chapter != chapter:
            chapter = entry.chapter
            lines.append(chapter)
        lines.append(i)
    return lines


def _top(lines: Sequence[_Line], cursor: int, height: int) -> int:
    """Return the first line to show: the cursor near the middle once all do not fit."""
    at = lines.index(cursor) if cursor in lines else 0
    return max(0, min(at - height // 2, len(lines) - height))


def _searching(choice: Choice) -> bool:
    return choice.typing or bool(choice.query)


_DRAWN: Kept[Picture] = Kept(4)


def draw(canvas: Canvas, theme: Theme, lang: str, choice: Choice, focused: bool = False) -> None:
    """Draw the list, under the search line while there is one."""
    size, ground = (canvas.width, canvas.height), canvas.style(0, 0)
    key = choice._replace(entries=tuple(choice.entries)), theme_key(theme), lang, focused, ground

    def make(part: Canvas) -> None:
        _draw(part, theme, lang, choice, focused)

    _DRAWN.get((key, size), lambda: picture(*size, ground, make)).put(canvas, 0, 0)


def _draw(canvas: Canvas, theme: Theme, lang: str, choice: Choice, focused: bool) -> None:
    list_part = canvas
    if _searching(choice):
        x = canvas.put(0, 0, "/ ", Style(theme.accent, bold=True))
        room = canvas.width - x - 1
        shown = choice.query[-room:] if room > 0 else ""
        hint = not choice.query
        style = Style(theme.faint, italic=True) if hint else Style(theme.bright)
        if choice.typing and hint:
            x = canvas.put(x, 0, "▏", Style(theme.accent))
        x = canvas.put(x, 0, label("search", lang) if hint else shown, style, room)
        if choice.typing and not hint:
            canvas.put(x, 0, "▏", Style(theme.accent))
        list_part = canvas.part(0, 2, canvas.width, canvas.height - 2)
    found = choice.found
    if not found:
        text = label("nothing found", lang) if choice.query else "…"
        list_part.put(0, 0, text, Style(theme.dim, italic=True), list_part.width)
        return
    lines = _lines(found)
    cursor = min(choice.cursor, len(found) - 1)
    top = _top(lines, cursor, list_part.height)
    for y, line in enumerate(lines[top : top + list_part.height]):
        if isinstance(line, str):
            _chapter(list_part, theme, y, line)
        else:
            _entry(list_part, theme, y, found[line], line == cursor, focused, choice.running)


def _chapter(canvas: Canvas, theme: Theme, y: int, title: str) -> None:
    x = canvas.put(0, y, title.upper(), Style(theme.dim, bold=True), canvas.width - 2)
    canvas.put(x + 1, y, "─" * (canvas.width - x - 1), Style(theme.line))


def _entry(
    canvas: Canvas, theme: Theme, y: int, entry: Entry, chosen: bool, focused: bool, running: str
) -> None:
    title = Style(theme.text)
    if chosen:
        canvas.tint(0, y, canvas.width, theme.towards(theme.accent, 0.17 if focused else 0.08))
        canvas.put(0, y, "▌", Style(theme.accent if focused else theme.faint))
        title = Style(theme.bright, bold=True)
    end = canvas.width - 1
    note, style = "", Style(theme.faint)
    if entry.id == running:
        note, style = "▶", Style(theme.accent, bold=True)
    elif entry.broken:
        note, style = "!", Style(theme.signal, bold=True)
    elif entry.done:
        note, style = "✓", Style(theme.ok)
    if note:
        end -= cells(note)
        canvas.put(end, y, note, style)
    end -= 1
    if entry.ways > 1:
        ways = f"×{entry.ways}"
        end -= cells(ways)
        canvas.put(end, y, ways, Style(theme.faint))
        end -= 1
    canvas.put(2, y, entry.title, title, end - 2)


def hit(width: int, height: int, choice: Choice, x: int, y: int) -> int | None:
    """Return which of the found entries is at a cell; None where there is none."""
    if _searching(choice):
        y, height = y - 2, height - 2
    found = choice.found
    lines = _lines(found)
    row = y + _top(lines, min(choice.cursor, max(0, len(found) - 1)), height)
    if not (0 <= x < width and 0 <= y < height and 0 <= row < len(lines)):
        return None
    line = lines[row]
    return line if isinstance(line, int) else None
