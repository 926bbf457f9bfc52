"""Colours for every terminal and every eye, and none at all."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from procviz.draw.palette import SIXTEEN, contrast, fewer, nearest, palette
from procviz.draw.theme import DARK, LIGHT, SIXTEEN_DARK, SIXTEEN_LIGHT, Theme, state_colour
from procviz.state import State
from procviz.ui import themes
from procviz.ui.filters import Ascii, Fewer, Uncoloured
from tests.colour_vision import VISIONS, apart, seen

COLOUR = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")
LOOKS = (DARK, LIGHT)
FEW = (SIXTEEN_DARK, SIXTEEN_LIGHT)
BEHIND = Color.parse(DARK.back)


def test_the_distance_is_that_of_the_standard() -> None:
    # the first pair of Sharma, Wu and Dalal's test data
    assert apart((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)


@pytest.mark.parametrize("theme", LOOKS, ids=lambda theme: theme.name)
@pytest.mark.parametrize("vision", VISIONS)
def test_no_two_processes_look_alike(theme: Theme, vision: str) -> None:
    looks = [seen(colour, vision) for colour in theme.pids]
    assert min(apart(a, b) for a, b in combinations(looks, 2)) >= 11


def looks() -> list[Theme]:
    """Our looks, and those made from Textual's themes."""
    made = [
        themes.ours(theme, theme.to_color_system().generate())
        for theme in BUILTIN_THEMES.values()
        if not theme.ansi
    ]
    return [*LOOKS, *made]


@pytest.mark.parametrize("theme", looks(), ids=lambda theme: theme.name)
def test_all_words_can_be_read(theme: Theme) -> None:
    words = {theme.text, theme.bright, theme.dim, theme.accent, theme.ok, theme.warn, theme.signal}
    for colour in (*words, *theme.pids, *theme.syntax):
        assert contrast(colour, theme.panel) >= 4.4, colour
        assert contrast(theme.on(colour), colour) >= 3.0, colour  # bold, in a label
    assert len(set(theme.pids)) == 8
    for state in set(State) - {State.GONE}:
        assert contrast(state_colour(theme, state), theme.panel) >= 4.4


@pytest.mark.parametrize("theme", FEW, ids=lambda theme: theme.name)
def test_sixteen_colours_are_chosen_by_hand(theme: Theme) -> None:
    assert {*theme.pids, *theme.syntax, theme.line, theme.signal, theme.text} <= set(SIXTEEN)
    assert len({nearest(colour, 16) for colour in theme.pids}) == 8
    assert contrast(theme.text, theme.panel) >= 7
    for colour in theme.pids:
        assert contrast(colour, theme.panel) >= 2.8


@given(fg=COLOUR, bg=COLOUR, count=st.sampled_from([16, 256]))
def test_what_could_be_read_still_can(fg: str, bg: str, count: int) -> None:
    front, back = fewer(fg, bg, count)
    colours = palette(count)
    if fg == bg:
        assert front == back
        return
    assert front != back
    assert contrast(colours[front], colours[back]) >= min(3.0, 0.8 * contrast(fg, bg))


def test_the_filters_change_colours_only() -> None:
    label = Segment(" 4201 ", Style.parse("bold #0b0f17 on #7dcfff"))
    text = Segment("waits", Style.parse("#cdd9e8 on #0f1520"))
    bar = Segment("██", Style.parse("#7dcfff on #7dcfff"))
    row = [label, text, bar]
    for changed in (Fewer(16).apply(row, BEHIND), Fewer(256).apply(row, BEHIND)):
        assert [s.text for s in changed] == [" 4201 ", "waits", "██"]
        assert changed[2].style.color == changed[2].style.bgcolor
        assert changed[0].style.bold
    sixteen = Fewer(16).apply(row, BEHIND)[0].style
    assert (sixteen.color.number, sixteen.bgcolor.number) == (0, 14)
    none = Uncoloured().apply(row, BEHIND)
    assert all(s.style.color is None and s.style.bgcolor is None for s in none)
    assert [bool(s.style.reverse) for s in none] == [True, False, False]


def test_the_terminals_own_colours_stay() -> None:
    own = Segment("x", Style.parse("red on default"))
    assert Fewer(16).apply([own], BEHIND) == [own]


def test_ascii_takes_as_many_cells() -> None:
    row = [Segment("╭─ ▶ 中文 → … ● █▎⣿ é", Style.parse("red"))]
    changed = Ascii().apply(row, BEHIND)
    assert changed[0].text == "+- > ???? > ~ * #|. ?"
    assert changed[0].cell_length == row[0].cell_length
