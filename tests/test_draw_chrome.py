"""Frames, header, footer and tabs."""

import pytest

from procviz.draw import chrome, frame
from procviz.draw.layout import PANES, Pane
from procviz.draw.theme import DARK
from tests.draw_panes import canvas


def test_a_frame_has_number_title_and_subtitle() -> None:
    c = canvas(24, 3)
    inside = frame.draw(c, DARK, number=3, title="Stage", subtitle="2 alive", focused=True)
    assert c.text() == [
        "╭─ 3 Stage ────────────╮",
        "│                      │",
        "╰──────────── 2 alive ─╯",
    ]
    assert (inside.width, inside.height) == (20, 1)


def test_the_focused_frame_differs_by_more_than_its_title() -> None:
    one, other = canvas(20, 4), canvas(20, 4)
    frame.draw(one, DARK, number=1, title="x", focused=True)
    frame.draw(other, DARK, number=1, title="x")
    assert one.style(0, 2) != other.style(0, 2)


def header(width: int, **fields: object) -> str:
    c = canvas(width, 1)
    chrome.header(c, DARK, "en", chrome.Status(**fields))  # type: ignore[arg-type]
    return c.text()[0]


def test_the_header_tells_where_and_when() -> None:
    full = {"chapter": "Signals", "title": "A handler", "variant": "slow", "mode": "live"}
    text = header(120, **full, t=1_530_000_000, waiting=12, lag=2_300_000_000)
    assert "procviz   Signals › A handler  [slow]" in text
    assert text.endswith("12 events to show · 2.3 s behind   ● live     1.530 s")
    assert "‖ paused" in header(120, **full, paused=True)
    assert "1 event to show" in header(120, **full, waiting=1)


def test_a_narrow_header_keeps_the_time_and_the_title() -> None:
    full = {"chapter": "Signals of Unix", "title": "A handler", "variant": "v", "mode": "live"}
    text = header(60, **full, t=12_345_000_000, waiting=120, lag=9_000_000_000)
    assert "A handler" in text
    assert "12.345 s" in text
    assert "Signals" not in text


def test_the_footer_drops_what_matters_least() -> None:
    keys = [("Space", "pause", 0), ("n", "next", 9), ("k", "signal", 4), ("q", "quit", 1)]

    def shown(width: int) -> str:
        c = canvas(width, 1)
        chrome.footer(c, DARK, keys)
        return c.text()[0]

    assert "next" in shown(60)
    assert "next" not in shown(44)
    assert "signal" in shown(44)
    assert "quit" in shown(30)
    assert "signal" not in shown(30)


def test_footer_and_tabs_know_what_is_under_the_mouse() -> None:
    keys = [("Space", "pause", 0), ("q", "quit", 1)]
    assert chrome.key_at(60, keys, "", 3) == "Space"
    assert chrome.key_at(60, keys, "", 18) == "q"
    assert chrome.key_at(60, keys, "", 50) == ""
    for lang in ("en", "zh"):
        found = {chrome.tab_at(80, lang, x) for x in range(80)}
        assert found == {*PANES, None}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_all_six_tabs_fit_in_sixty_cells(lang: str) -> None:
    c = canvas(60, 1)
    chrome.tabs(c, DARK, lang, [Pane.STAGE], Pane.STAGE)
    assert all(str(pane.value) in c.text()[0] for pane in PANES)


def test_too_small_says_what_to_use_instead() -> None:
    c = canvas(30, 8)
    chrome.too_small(c, DARK, "en", "zombie")
    text = " ".join(" ".join(c.text()).split())
    assert "30 × 8" in text
    assert "60 × 16" in text
    assert "procviz run zombie --plain" in text
