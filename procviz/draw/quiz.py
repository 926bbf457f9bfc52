"""A question before a run, and after it what is true: pure drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from procviz.draw.canvas import Canvas, Style
from procviz.draw.frame import draw as frame
from procviz.draw.labels import label
from procviz.draw.rows import Row, column, wrap
from procviz.draw.theme import Theme

WIDTH = 76  # cells, the frame included
_TEXT = WIDTH - 6


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of several; the texts must be safe already."""

    number: int
    of: int
    text: str
    choices: Sequence[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question.  ``given`` "" = skipped; ``right`` "" = nothing was seen of it.

    ``proof``: (true time in ns, sentence) of the events that prove it.
    """

    text: str
    given: str
    right: str
    correct: bool
    proof: Sequence[tuple[int, str]] = ()


def question(theme: Theme, asked: Asked, cursor: int, width: int) -> list[Row]:
    """Return the rows of a question with its choices."""
    rows: list[Row] = [[(line, Style(theme.bright, bold=True))] for line in wrap(asked.text, width)]
    rows.append([])
    for i, choice in enumerate(asked.choices):
        chosen = i == cursor
        mark = Style(theme.accent if chosen else theme.faint, bold=True)
        text = Style(theme.bright if chosen else theme.text, bold=chosen)
        lines = wrap(choice, width - 6)
        rows.append([("▌ " if chosen else "  ", mark), (f"{i + 1}  ", mark), (lines[0], text)])
        rows += [[("     ", text), (line, text)] for line in lines[1:]]
    return rows


def choice_at(asked: Asked, width: int, row: int) -> int | None:
    """Return the choice that stands in a row of `question`, None where there is none."""
    y = len(wrap(asked.text, width)) + 1
    for i, choice in enumerate(asked.choices):
        size = len(wrap(choice, width - 6))
        if y <= row < y + size:
            return i
        y += size
    return None


def outcomes(
    theme: Theme, lang: str, found: Sequence[Outcome], cursor: int, width: int
) -> list[Row]:
    """Return the rows of all answers."""
    rows: list[Row] = []
    for i, one in enumerate(found):
        if i:
            rows.append([])
        chosen = i == cursor
        mark = Style(theme.accent if chosen else theme.faint)
        bar = ("▌ " if chosen else "  ", mark)
        rows += [[bar, (t, Style(theme.bright, bold=True))] for t in wrap(one.text, width - 2)]
        rows += [[bar, *row] for row in _answer(theme, lang, one, width - 2)]
        for t, sentence in one.proof:
            lines = wrap(sentence, width - 14)
            rows.append(
                [bar, (f"{t / 1e9:9.3f} s  ", Style(theme.dim)), (lines[0], Style(theme.text))]
            )
            rows += [[bar, (" " * 13 + line, Style(theme.text))] for line in lines[1:]]
    return rows


def _answer(theme: Theme, lang: str, one: Outcome, width: int) -> list[Row]:
    """Return what was said and what is so: mark, word and colour."""
    right = one.right or label("quiz unseen", lang)
    if one.correct:
        good = Style(theme.ok, bold=True)
        return [[(line, good)] for line in wrap(label("quiz right", lang, right), width)]
    text = label("quiz so", lang, right)
    rows: list[Row] = []
    if one.given:
        wrong = Style(theme.signal, bold=True)
        rows += [[(t, wrong)] for t in wrap(label("quiz wrong", lang, one.given), width)]
    return rows + [[(line, Style(theme.ok))] for line in wrap(text, width)]


def draw(
    canvas: Canvas, theme: Theme, title: str, hint: str, rows: Sequence[Row], top: int
) -> None:
    """Draw rows in a frame, from row ``top`` on."""
    inside = frame(canvas, theme, title=title, subtitle=hint, focused=True)
    column(inside.part(1, 1, inside.width - 1, inside.height - 1), rows, top)
    if len(rows) - top > inside.height - 1 > 0:
        inside.put(inside.width - 1, inside.height - 1, "↓", Style(theme.dim))
