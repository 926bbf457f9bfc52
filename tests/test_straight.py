"""Frames that go straight to the terminal: in a terminal that is not ours they are the canvas."""

import random

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from textual.color import Color

from procviz.draw.canvas import Canvas, Style
from procviz.draw.grid_rows import Ink, Text, laid
from procviz.ui.filters import last_stop
from procviz.ui.straight import Straight, changed_rows, spans

WIDTH, HEIGHT = 40, 8
COLOURS = ("", "#ff0000", "#00ff00", "#102030")
TEXTS = ("abc", "   ", " ", "进程", "●─ x", "x" * 50, "─" * 12)
WAY = Straight((), Color.parse("#000000"), ColorSystem.TRUECOLOR)


def scribble(canvas: Canvas, rng: random.Random, times: int) -> None:
    for _ in range(times):
        style = Style(
            rng.choice(COLOURS), rng.choice(COLOURS),
            *(rng.random() < 0.2 for _ in range(3)), underline=rng.random() < 0.2,
        )  # fmt: skip
        canvas.put(rng.randrange(-3, WIDTH), rng.randrange(HEIGHT), rng.choice(TEXTS), style)


def copied(canvas: Canvas) -> Canvas:
    other = Canvas(canvas.width, canvas.height)
    other.chars = [row.copy() for row in canvas.chars]
    other.styles = [row.copy() for row in canvas.styles]
    return other


def told(char: str, bg: str, underline: bool, rest: tuple[object, ...]) -> tuple[object, ...]:
    """Return what can be seen: of a blank neither its colour nor whether it is bold.

    The right half of a wide character has the style of its left one, whatever is in its cell.
    """
    if not char:
        return ()
    return (char, bg, underline, *(rest if char != " " else ()))


def shown(screen: pyte.Screen) -> list[list[tuple[object, ...]]]:
    rows = [[screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]
    return [[told(c.data, c.bg, c.underscore, (c.fg, c.bold, c.italics)) for c in r] for r in rows]


def wanted(canvas: Canvas) -> list[list[tuple[object, ...]]]:
    def colour(text: str) -> str:
        return text[1:] or "default"

    return [
        [
            told(char, colour(s.bg), s.underline, (colour(s.fg), s.bold, s.italic))
            for char, s in zip(chars, styles, strict=True)
        ]
        for chars, styles in zip(canvas.chars, canvas.styles, strict=True)
    ]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_whatever_changes_the_terminal_shows_the_canvas(seed: int) -> None:
    rng = random.Random(seed)
    screen = pyte.Screen(WIDTH + 2, HEIGHT + 1)
    stream = pyte.Stream(screen)
    before, now = Canvas(WIDTH, HEIGHT), Canvas(WIDTH, HEIGHT)
    scribble(now, rng, rng.randrange(20))
    everything = [(y, 0, WIDTH) for y in range(HEIGHT)]
    stream.feed(WAY.text(now, everything, 0, 0))
    for _ in range(4):
        before, now = now, copied(now)
        scribble(now, rng, rng.randrange(6))
        stream.feed(WAY.text(now, spans(before, now, changed_rows(before, now)), 0, 0))
        assert shown(screen) == wanted(now)


def celled(rng: random.Random, texts: list[Text], inks: list[Ink]) -> Canvas:
    """Return rows of cells between two edges, here and there with something else over them."""
    canvas = Canvas(WIDTH, HEIGHT)
    for y in range(HEIGHT):
        for i in range(rng.choice((0, 2, 2, 12))):
            texts[y * 12 + i] = TEXT[rng.randrange(3)]
            inks[y * 12 + rng.randrange(12)] = INK[rng.randrange(3)]
        here = slice(y * 12, y * 12 + 12)
        row = laid(EDGES.chars[y], EDGES.styles[y], 2, texts[here], inks[here])
        canvas.share(y, *row)
    scribble(canvas, rng, rng.randrange(2))
    return canvas


EDGES = Canvas(WIDTH, HEIGHT)
TEXT = [
    Text(text, 2, (*chars, " ")) for text, chars in (("ab", "ab"), ("●c", "●c"), ("进", ("进", "")))
]
INK = [Ink(Style(c), (Style(c), Style(c), Style())) for c in ("#ff0000", "#00ff00", "#0000ff")]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_rows_of_cells_are_sent_cell_by_cell(seed: int) -> None:
    rng = random.Random(seed)
    screen = pyte.Screen(WIDTH + 2, HEIGHT + 1)
    stream = pyte.Stream(screen)
    texts, inks = [TEXT[0]] * 12 * HEIGHT, [INK[0]] * 12 * HEIGHT
    now = Canvas(WIDTH, HEIGHT)
    stream.feed(WAY.text(now, [(y, 0, WIDTH) for y in range(HEIGHT)], 0, 0))
    for _ in range(6):
        before, now = now, celled(rng, texts, inks)
        found = spans(before, now, changed_rows(before, now))
        stream.feed(WAY.text(now, found, 0, 0))
        assert shown(screen) == wanted(now)


def test_of_a_row_of_cells_only_those_that_differ_are_sent() -> None:
    canvases = []
    for middle in (TEXT[0], TEXT[1]):
        canvas = Canvas(WIDTH, HEIGHT)
        texts = [TEXT[0], middle, middle, TEXT[0]]
        canvas.share(3, *laid(EDGES.chars[3], EDGES.styles[3], 2, texts, [INK[0]] * 4))
        canvases.append(canvas)
    found = spans(*canvases, [3])
    assert [each[:4] for each in found] == [(3, 5, 7, "●c"), (3, 8, 10, "●c")]
    assert "\x1b[4;6H" in (text := WAY.text(canvases[1], found, 0, 0))
    assert "●c\x1b[C●c" in text


def test_of_a_row_only_what_differs_is_sent() -> None:
    before = Canvas(WIDTH, HEIGHT)
    now = copied(before)
    now.put(2, 3, "a")
    now.put(30, 3, "b")
    assert changed_rows(before, now) == [3]
    assert spans(before, now, [3]) == [(3, 2, 3), (3, 30, 31)]
    text = WAY.text(now, [(3, 2, 3), (3, 30, 31)], 10, 20)
    assert text.startswith("\x1b[24;13H")
    assert "\x1b[24;41Hb" in text
    assert len(text) < 50


@pytest.mark.parametrize(("colours", "never"), [(0, "38;2"), (16, "38;2"), (256, "38;2")])
def test_filters_of_the_terminal_hold_here_too(colours: int, never: str) -> None:
    now = Canvas(WIDTH, 1)
    now.put(0, 0, "● x", Style("#ff5d73", "#0f1520", bold=True))
    way = Straight(last_stop(colours, True), Color.parse("#0f1520"), ColorSystem.TRUECOLOR)
    text = way.text(now, [(0, 0, WIDTH)], 0, 0)
    assert never not in text
    assert text.isascii()
    assert "x" in text
