"""What a scenario is about: shown in the stage pane while nothing runs."""

from collections.abc import Sequence
from typing import NamedTuple

from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.labels import label
from procviz.draw.rows import Row, Span, column, wrap
from procviz.draw.theme import Theme

_TEXT = 76  # cells; longer lines are hard to read


class About(NamedTuple):
    """The words: ``texts`` are (label key, paragraph), ``variants`` are (name, description)."""

    title: str
    chapter: str = ""
    texts: Sequence[tuple[str, str]] = ()
    variants: Sequence[tuple[str, str]] = ()
    variant: str = ""
    problem: str = ""


def draw(
    canvas: Canvas, theme: Theme, lang: str, about: About, top: int = 0, *, focused: bool = False
) -> None:
    """Draw the words from row ``top`` on, and the way to run it in the last row.

    ``focused``: the arrows scroll them; else they need to be told how.
    """
    body = canvas.part(0, 0, canvas.width, canvas.height - 2)
    rows = _rows(theme, lang, about, min(_TEXT, canvas.width))
    top = min(top, max(0, len(rows) - body.height))
    column(body, rows, top)
    if len(rows) - top > body.height and body.height > 0:
        body.fill(0, body.height - 1, body.width, 1, Style(theme.text, theme.panel))
        more = "…  ↓" if focused else f"…  {label('scroll about', lang)}"
        body.put(0, body.height - 1, more, Style(theme.dim), body.width)
    if about.problem:
        return
    y = canvas.height - 1
    x = canvas.put(0, y, " Enter ", theme.tab(theme.accent))
    x = canvas.put(x + 1, y, label("runs it", lang), Style(theme.bright, bold=True))
    if len(about.variants) > 1:
        x = canvas.put(x + 2, y, f"[{about.variant}]", Style(theme.text))
        more = label("next variant", lang)
        if x + 7 + cells(more) <= canvas.width:
            x = canvas.put(x + 3, y, " v ", Style(theme.text, theme.line, bold=True))
            canvas.put(x + 1, y, more, Style(theme.dim))


def _rows(theme: Theme, lang: str, about: About, width: int) -> list[Row]:
    rows: list[Row] = []
    if about.chapter:
        rows.append([(about.chapter, Style(theme.dim))])
    rows += [[(line, Style(theme.bright, bold=True))] for line in wrap(about.title, width)]
    if about.problem:
        rows.append([])
        rows += [[(line, Style(theme.signal))] for line in wrap(about.problem, width)]
    for key, text in about.texts:
        if not text:
            continue
        rows.append([])
        colour = theme.signal if key == "trap" else theme.ok if key == "habit" else theme.accent
        rows.append([("▎", Style(colour)), (label(key, lang), Style(colour, bold=True))])
        quiet = key in ("differs", "read")
        rows += _paragraph(theme, text, width, Style(theme.dim if quiet else theme.text))
        if key == "watch" and len(about.variants) > 1:
            rows += _variants(theme, lang, about, width)
    return rows


def _variants(theme: Theme, lang: str, about: About, width: int) -> list[Row]:
    rows: list[Row] = [[]]
    style = Style(theme.accent, bold=True)
    rows.append([("▎", Style(theme.accent)), (label("variants", lang), style)])
    for name, text in about.variants:
        chosen = name == about.variant
        mark = Style(theme.accent if chosen else theme.faint)
        rows.append(
            [
                ("● " if chosen else "○ ", mark),
                (name, Style(theme.bright if chosen else theme.text, bold=chosen)),
            ]
        )
        rows += [[("  ", Style()), *row] for row in _paragraph(
            theme, text, width - 2, Style(theme.text if chosen else theme.dim))]  # fmt: skip
    return rows


def _paragraph(theme: Theme, text: str, width: int, style: Style) -> list[Row]:
    """Wrap a paragraph; what stands in `backticks` is code, also across a line's end."""
    code = Style(theme.syntax[1])
    rows: list[Row] = []
    inside = False
    for line in wrap(text, width):
        spans: list[Span] = []
        for i, part in enumerate(line.split("`")):
            if i:
                inside = not inside
            if part:
                spans.append((part, code if inside else style))
        rows.append(spans)
    return rows
