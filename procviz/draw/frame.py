"""The frame around a pane: rounded, with the pane's number and name set into it."""

from procviz.draw.canvas import PLAIN, Canvas, Style, cells, cut, mix
from procviz.draw.kept import Kept, Picture, picture, theme_key
from procviz.draw.theme import Theme

ROUND, HEAVY = "╭─╮│╰╯", "┏━┓┃┗┛"  # with colours, the focused frame has another one
_FRAMES: Kept[Picture] = Kept(32)
PAD = 1  # free cells left and right inside the frame


def draw(
    canvas: Canvas,
    theme: Theme,
    *,
    number: int = 0,
    title: str = "",
    subtitle: str = "",
    focused: bool = False,
    pill: str = "",
) -> Canvas:
    """Draw the frame and return its inside.

    ``pill`` is a colour: then the title is filled with it.  The texts must be safe already.
    """
    width, height = canvas.width, canvas.height

    def make(part: Canvas) -> None:
        _draw(part, theme, number, title, subtitle, focused, pill)

    key = theme_key(theme), width, height, number, title, subtitle, focused, pill
    _FRAMES.get(key, lambda: picture(width, height, PLAIN, make)).put(canvas, 0, 0)
    if width < 4 or height < 2:
        return canvas.part(0, 0, width, height)
    return canvas.part(1 + PAD, 1, width - 2 - 2 * PAD, height - 2)


def _draw(
    canvas: Canvas,
    theme: Theme,
    number: int,
    title: str,
    subtitle: str,
    focused: bool,
    pill: str,
) -> None:
    width, height = canvas.width, canvas.height
    canvas.fill(0, 0, width, height, Style(theme.text, theme.panel))
    if width < 4 or height < 2:
        return
    line = Style(mix(theme.line, theme.accent, 0.75) if focused else theme.line, theme.panel)
    glyphs = HEAVY if focused and theme.plain else ROUND
    canvas.put(0, 0, glyphs[0] + glyphs[1] * (width - 2) + glyphs[2], line)
    canvas.put(0, height - 1, glyphs[4] + glyphs[1] * (width - 2) + glyphs[5], line)
    for y in range(1, height - 1):
        canvas.put(0, y, glyphs[3], line)
        canvas.put(width - 1, y, glyphs[3], line)
    _title(canvas, theme, number, title, focused, pill)
    note(canvas, theme, subtitle)


def note(canvas: Canvas, theme: Theme, text: str) -> None:
    """Set a few words into the lower border of a pane, at the right."""
    room = canvas.width - 6
    if text and room > 4:
        text = cut(text, room)
        x = canvas.width - 4 - cells(text)
        canvas.put(x, canvas.height - 1, f" {text} ", Style(theme.dim, theme.panel))


def _title(canvas: Canvas, theme: Theme, number: int, title: str, focused: bool, pill: str) -> None:
    x = canvas.put(2, 0, " ", Style(bg=theme.panel))
    if number:
        key = Style(theme.accent if focused else theme.faint, theme.panel, bold=focused)
        x = canvas.put(x, 0, f"{number} ", key)
    room = canvas.width - x - 3
    style = Style(theme.bright if focused else theme.text, theme.panel, bold=True)
    if pill:
        style = theme.tab(pill)
        title = f" {title} "
    x = canvas.put(x, 0, title, style, room)
    canvas.put(x, 0, " ", Style(bg=theme.panel))


def empty(canvas: Canvas, theme: Theme, text: str) -> None:
    """Say in the middle of a pane what will be seen there."""
    from procviz.draw.rows import wrap

    lines = wrap(text, max(2, canvas.width - 4))
    top = max(0, (canvas.height - len(lines)) // 2)
    for i, row in enumerate(lines):
        x = max(0, (canvas.width - cells(row)) // 2)
        canvas.put(x, top + i, row, Style(mix(theme.faint, theme.dim, 0.6), italic=True))
