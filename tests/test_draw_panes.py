"""The panes that are text more than picture: goldens, and what must hold for any input."""

import random
from collections.abc import Callable

import pytest

from procviz import events as ev
from procviz.draw import about, chrome, guide, inspector, menu, output, picker, source
from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.highlight import tokens
from procviz.draw.labels import TABLES
from procviz.draw.rows import wrap
from procviz.draw.signal_words import TABLES as SIGNAL_TABLES
from procviz.draw.source import Listing
from procviz.draw.theme import DARK, LIGHT
from procviz.draw.view import View
from procviz.events import Where
from tests import draw_worlds as worlds
from tests.draw_panes import ABOUT, ENTRIES, LISTING, NASTY, TEXT, canvas, log, view
from tests.draw_worlds import check

# -- goldens --------------------------------------------------------------------------------------


def test_golden_source() -> None:
    c = canvas(56, 11)
    source.draw(c, DARK, LISTING, 0, view())
    check("pane_source", c)


def test_golden_inspector() -> None:
    c = canvas(36, 34)
    inspector.draw(c, view())
    check("pane_inspector", c)


def test_golden_inspector_of_a_zombie() -> None:
    events = [*log(), ev.Exited(seq=16, pid=4201, t=60_000_000, signal="SIGTERM")]
    seen = view(events)
    c = canvas(36, 12)
    inspector.draw(c, View(seen.world, selected=4, now=1_560_000_000))
    check("pane_inspector_zombie", c)


@pytest.mark.parametrize(
    ("name", "make", "pid", "lang"),
    [
        ("leaky_pipe", worlds.leaky, 4200, "en"),
        ("leaky_pipe_zh", worlds.leaky, 4200, "zh"),
        ("lock_holder", worlds.contended, 4202, "en"),
        ("lock_waiter", worlds.contended, 4203, "zh"),
        ("tasks", worlds.looped, 4200, "en"),
    ],
)
def test_golden_inspector_of_things(
    name: str, make: Callable[[], worlds.Log], pid: int, lang: str
) -> None:
    seen = make().view(selected=pid, lang=lang)
    c = canvas(38, 20)
    inspector.draw(c, seen._replace(now=seen.world.t + 300_000_000))
    check(f"pane_inspector_{name}", c)


def test_the_inspector_names_a_pipe_once() -> None:
    log = worlds.leaky()
    log.facts(4200, fds={"0": "/dev/null", "3": "pipe:[4711]", "4": "pipe:[4711]", "5": "/x"})
    c = canvas(60, 40)
    inspector.draw(c, log.view(selected=4200))
    text = "\n".join(c.text())
    assert "  3 → read end of pipe 1" in text
    assert "  5 /x" in text
    assert "4711" not in text


@pytest.mark.parametrize("seed", range(20))
def test_any_process_can_be_inspected(seed: int) -> None:
    log = worlds.anything(seed, 120)
    for process in log.view().world.processes.values():
        seen = log.view(selected=process.pid, lang=("en", "zh")[seed % 2])
        for width in (16, 36):
            c = canvas(width, 60)
            inspector.draw(c, seen)
            assert not set("".join(c.text())) & set("\x1b\u202e\ue000")


def test_golden_picker() -> None:
    c = canvas(30, 10)
    picker.draw(c, DARK, "en", picker.Choice(ENTRIES, cursor=1, running="d"), focused=True)
    check("pane_picker", c)


def test_golden_picker_searching() -> None:
    c = canvas(30, 6)
    picker.draw(c, DARK, "en", picker.Choice(ENTRIES, query="sig", typing=True), focused=True)
    check("pane_picker_search", c)


def test_golden_about() -> None:
    c = canvas(40, 28)
    about.draw(c, DARK, "en", ABOUT)
    check("pane_about", c)


def test_golden_output() -> None:
    c = canvas(36, 8)
    seen = view()
    output.draw(c, seen, output.written(seen))
    check("pane_output", c)


def test_golden_guide() -> None:
    for lang in ("en", "zh"):
        width, height = guide.size(DARK, lang)
        c = canvas(width, height)
        guide.draw(c, DARK, lang)
        check(f"pane_guide_{lang}", c)


# -- any text, any size ---------------------------------------------------------------------------


def test_wrapped_text_keeps_every_character_and_the_width() -> None:
    rng = random.Random(2)
    words = ["a", "fork()", "进程", "的状态。", "，", "x" * 30, "os.wait", " "]
    for _ in range(400):
        text = " ".join(rng.choices(words, k=rng.randrange(12)))
        width = rng.randrange(2, 40)
        lines = wrap(text, width)
        assert all(cells(line) <= width for line in lines), (text, width, lines)
        assert "".join("".join(lines).split()) == "".join(text.split())


def test_chinese_wraps_between_characters_but_not_before_a_full_stop() -> None:
    assert wrap("子进程结束了。父进程还在", 12) == ["子进程结束", "了。父进程还", "在"]
    assert wrap("用 os.fork 创建", 6) == ["用", "os.for", "k 创建"]


PANES_TO_DRAW = ["source", "inspector", "picker", "about", "output", "header", "menu", "guide"]


def draw(pane: str, c: Canvas, seen: View, text: str) -> None:
    entry = picker.Entry("x", text, text)
    if pane == "source":
        source.draw(c, seen.theme, Listing(text, tokens(TEXT + text)), 0, seen)
    elif pane == "inspector":
        inspector.draw(c, seen)
    elif pane == "picker":
        picker.draw(c, seen.theme, seen.lang, picker.Choice([entry, *ENTRIES], 1))
    elif pane == "about":
        about.draw(c, seen.theme, seen.lang, ABOUT)
    elif pane == "output":
        output.draw(c, seen, output.written(seen), hint="x")
    elif pane == "header":
        status = chrome.Status(text, text, text, "live", waiting=5, lag=10**10)
        chrome.header(c, seen.theme, seen.lang, status)
    elif pane == "menu":
        items = [(text, "1", text)] * 40
        menu.draw(c, seen.theme, menu.Menu(text, text, items, cursor=20), DARK.pid(1))
    else:
        guide.draw(c, seen.theme, seen.lang)


@pytest.mark.parametrize("pane", PANES_TO_DRAW)
def test_no_size_breaks_a_pane_and_no_control_character_gets_in(pane: str) -> None:
    events = [
        *log(),
        ev.Named(seq=20, pid=4201, name=NASTY),
        ev.Wrote(seq=21, pid=4201, fd=2, text=NASTY * 3 + "\n"),
        ev.HandlerBegan(
            seq=22, pid=4201, signal=NASTY, handler=NASTY, where=Where(NASTY, 1, NASTY)
        ),
        ev.Sampled(seq=23, pid=4201, facts={"fds": {"5": NASTY}, "caught": [NASTY]}),
    ]
    for theme in (DARK, LIGHT):
        for lang in ("en", "zh"):
            seen = view(events, theme=theme, lang=lang)
            for width in (0, 1, 2, 3, 5, 8, 13, 21, 34, 80):
                for height in (0, 1, 2, 3, 5, 12, 40):
                    c = canvas(width, height)
                    draw(pane, c, seen, NASTY)
                    for row in c.text():
                        assert row.isprintable()
                        assert cells(row) <= width


@pytest.mark.parametrize("pane", PANES_TO_DRAW)
def test_a_part_is_never_left(pane: str) -> None:
    """A pane that draws on a part of a canvas leaves the rest alone."""
    whole = Canvas(60, 30, Style("#111111", "#222222"))
    whole.fill(0, 0, 60, 30, Style("#111111", "#222222"), "#")
    draw(pane, whole.part(10, 5, 40, 20), view(), "title")
    for y, row in enumerate(whole.text()):
        if not 5 <= y < 25:
            assert row == "#" * 60
        else:
            assert row[:10] == "#" * 10
            assert row.endswith("#" * 10)


def test_both_languages_say_everything() -> None:
    assert TABLES["en"].keys() == TABLES["zh"].keys()
    for key, text in TABLES["en"].items():
        assert text.count("{") == TABLES["zh"][key].count("{"), key
    assert SIGNAL_TABLES["en"].keys() == SIGNAL_TABLES["zh"].keys()
    assert len(guide.rows(DARK, "en")) == len(guide.rows(DARK, "zh"))
