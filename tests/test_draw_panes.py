"""The panes that are text more than picture: goldens, and what must hold for any input."""

import random
from collections.abc import Callable

import pytest

from procviz import events as ev
from procviz.draw import about, chrome, frame, guide, inspector, menu, output, picker, source
from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.highlight import COMMENT, KEYWORD, NUMBER, PLAIN, STRING, plain, tokens
from procviz.draw.labels import TABLES
from procviz.draw.layout import PANES, Pane
from procviz.draw.rows import wrap
from procviz.draw.signal_words import TABLES as SIGNAL_TABLES
from procviz.draw.source import Listing, follow
from procviz.draw.theme import DARK, LIGHT
from procviz.draw.view import View
from procviz.events import Event, Where
from procviz.fold import fold
from tests import draw_worlds as worlds
from tests.draw_worlds import BACK, check

FILE = "/home/you/lesson.py"
TEXT = """import os, signal

def on_usr1(signum, frame):  # a handler
    print("got it", signum)

signal.signal(signal.SIGUSR1, on_usr1)
pid = os.fork()
if pid == 0:
    signal.pause()
os.kill(pid, 10)
os.wait()
"""
LISTING = Listing(FILE, tokens(TEXT))
NASTY = "a\x1b[31m\x9b2J\u202e\u200b[red]x[/]\t"


def at(line: int, function: str = "<module>") -> Where:
    return Where(FILE, line, function)


def log() -> list[Event]:
    """A parent that waits, a child in its handler, and facts about the child."""
    probe = ("probe",)
    ms = 1_000_000
    facts = {
        "state": "S", "cpu": 1.25, "user": 0.004, "system": 0.001, "rss": 11 << 20, "threads": 2,
        "processor": 1, "group": 4201, "session": 4200, "tty": 0x8803, "voluntary": 7,
        "involuntary": 2, "caught": ["SIGINT", "SIGUSR1"], "ignored": ["SIGPIPE", "SIGXFSZ"],
        "blocked": ["SIGTERM"], "pending": ["SIGTERM"], "fds": {"0": "/dev/null", "3": "pipe:[7]"},
    }  # fmt: skip
    found: list[Event] = [
        ev.RunBegan(seq=1, pid=4200, start=1, argv=("python", "-u", FILE)),
        ev.LineReached(seq=2, pid=4200, t=10 * ms, source=probe, where=at(6)),
        ev.DispositionSet(
            seq=3, pid=4200, t=11 * ms, signal="SIGUSR1", action="handler", handler="on_usr1",
            source=probe, where=at(6),
        ),
        ev.Spawned(seq=4, pid=4200, t=20 * ms, child=4201, source=probe, where=at(7)),
        ev.ForkReturned(seq=5, pid=4201, t=21 * ms, value=0, source=probe, where=at(7)),
        ev.LineReached(seq=6, pid=4201, t=22 * ms, source=probe, where=at(8)),
        ev.LineReached(seq=7, pid=4201, t=23 * ms, source=probe, where=at(9)),
        ev.Sampled(seq=8, pid=4201, t=30 * ms, facts=facts),
        ev.Sampled(seq=9, pid=4200, t=31 * ms, facts={"fds": {"4": "pipe:[7]"}, "group": 4200}),
        ev.LineReached(seq=10, pid=4200, t=40 * ms, source=probe, where=at(10)),
        ev.SignalSent(
            seq=11, pid=4200, t=41 * ms, to=4201, signal="SIGUSR1", source=probe, where=at(10)
        ),
        ev.HandlerBegan(
            seq=12, pid=4201, t=42 * ms, signal="SIGUSR1", handler="on_usr1", source=probe,
            where=at(4, "on_usr1"),
        ),
        ev.Wrote(seq=13, pid=4201, t=43 * ms, fd=1, text="got it 10\nand a second line\n"),
        ev.Wrote(seq=14, pid=4200, t=44 * ms, fd=2, text="something went wrong in the parent\n"),
        ev.WaitBegan(seq=15, pid=4200, t=50 * ms, call="os.wait", source=probe, where=at(11)),
    ]  # fmt: skip
    return found


def view(events: list[Event] | None = None, selected: int = 4, **options: object) -> View:
    world = fold(events if events is not None else log())
    return View(world, selected=selected, now=world.t, **options)  # type: ignore[arg-type]


def canvas(width: int, height: int) -> Canvas:
    return Canvas(width, height, BACK)


ENTRIES = [
    picker.Entry("a", "fork: one call, two returns", "Fork and wait", done=True),
    picker.Entry("b", "Zombies", "Fork and wait", ways=2),
    picker.Entry("c", "A signal handler", "Signals", broken=True),
    picker.Entry("d", "A pool of workers with a title that is far too long", "multiprocessing"),
]
ABOUT = about.About(
    title="Zombies",
    chapter="Fork and wait",
    texts=[
        ("teaches", "A child that has ended is not gone: the kernel keeps its PID."),
        ("watch", "Flip the variant, and see `os.wait()` and `exit 3`."),
        ("trap", "kill -9 does nothing to a zombie."),
        ("habit", "Wait for every child."),
        ("differs", ""),
    ],
    variants=[("unreaped", "the parent never waits"), ("reaped", "the parent waits")],
    variant="reaped",
)


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


# -- frame and chrome -----------------------------------------------------------------------------


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


# -- source ---------------------------------------------------------------------------------------


def test_processes_stand_on_their_lines() -> None:
    c = canvas(60, 11)
    source.draw(c, DARK, LISTING, 0, view())
    lines = c.text()
    assert "▶" in lines[10]
    assert lines[10].endswith("4200")
    assert "▶" in lines[3]
    assert lines[3].endswith("4201")
    assert c.style(30, 3).bg != c.style(30, 4).bg
    assert "▎" in lines[8]  # the trail


def test_two_on_one_line_are_both_named() -> None:
    events = log()[:4]
    c = canvas(60, 11)
    source.draw(c, DARK, LISTING, 0, view(events, selected=1))
    assert c.text()[6].endswith("4200  4201")


def test_many_on_one_line_are_counted() -> None:
    events: list[Event] = [*log()[:4]]
    events += [
        ev.Spawned(seq=10 + i, pid=4200, child=4210 + i, source=("probe",), where=at(7))
        for i in range(9)
    ]
    c = canvas(60, 11)
    source.draw(c, DARK, LISTING, 0, view(events, selected=1))
    line = c.text()[6]
    assert "+" in line
    assert "pid = os.fork()" in line
    assert int(line.split("+")[1].split()[0]) + line.count("42") == 11


def test_the_source_scrolls_calmly() -> None:
    top = follow(0, 5, 20, 100)
    assert top == 0
    tops = []
    for line in range(1, 101):
        top = follow(top, line, 20, 100)
        assert top < line <= top + 20
        tops.append(top)
    assert len(set(tops)) < 12  # it jumps rarely, and not line by line
    assert follow(50, 3, 20, 100) == 0
    assert follow(7, 3, 20, 10) == 0


def test_syntax_colours() -> None:
    kinds = {text: kind for line in LISTING.lines for text, kind in line}
    assert kinds["import"] == KEYWORD
    assert kinds["10"] == NUMBER
    assert kinds["# a handler"] == COMMENT
    assert any(kind == STRING for kind in kinds.values())
    assert {kind for line in plain(TEXT) for _, kind in line} == {PLAIN}


@pytest.mark.parametrize("text", [TEXT, "", "\n\n", "x = '''\nnever ends\n", "\tif x:\r\n\t\ty()"])
def test_colours_never_change_the_text_or_its_lines(text: str) -> None:
    coloured = ["".join(part for part, _ in line) for line in tokens(text)]
    assert coloured == [line.rstrip("\r").expandtabs(4) for line in text.split("\n")]


def test_pygments_is_not_loaded_before_it_is_needed() -> None:
    import subprocess
    import sys

    code = "import sys, procviz.draw.source; print('pygments' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "False\n"


# -- inspector ------------------------------------------------------------------------------------


def inspected(events: list[Event], selected: int, width: int = 60, height: int = 60) -> str:
    c = canvas(width, height)
    inspector.draw(c, view(events, selected))
    return "\n".join(c.text())


def test_the_inspector_tells_everything() -> None:
    text = inspected(log(), 4)
    for wanted in (
        "4201", "4200 lesson.py", "session 4200", "pts/3", "returned 0", "in handler on_usr1",
        "lesson.py:4  on_usr1", "1.2 %", "4 ms user  1 ms sys", "11M", "7 own will  2 forced",
        "on_usr1()", "/dev/null", "pipe:[7] ↔ 4200", "python -u /home/you/lesson.py", "sampled",
        "exact",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_signals_are_told_by_name() -> None:
    lines = inspected(log(), 4).split("\n")
    head = next(line for line in lines if "USR1" in line and "INT" in line)
    rows = {key: next(x for x in lines if x.startswith(key)) for key in ("caught", "blocked")}

    def on(row: str) -> set[str]:
        return {
            name
            for name in head.split()
            if "■" in row[head.index(name) : head.index(name) + len(name)]
        }

    assert on(rows["caught"]) == {"INT", "USR1"}
    assert on(rows["blocked"]) == {"TERM"}


def test_a_status_is_decoded() -> None:
    dead = [*log(), ev.Exited(seq=16, pid=4201, t=60_000_000, signal="SIGTERM")]
    assert "killed by SIGTERM" in inspected(dead, 4)
    reaped = [*dead, ev.Reaped(seq=17, pid=4200, child=4201, t=70_000_000)]
    assert "reaped by 4200" in inspected(reaped, 4)


def test_who_adopted_is_told() -> None:
    events = [*log(), ev.Reparented(seq=16, pid=4201, t=1, old=4200, new=1)]
    text = inspected(events, 4)
    assert "1 init" in text
    assert "adopted from 4200" in text


def test_a_process_without_a_probe_says_so() -> None:
    events: list[Event] = [
        ev.RunBegan(seq=1, pid=7, argv=("make",)),
        ev.Execed(seq=2, pid=7, argv=("make",), source=("kernel",)),
    ]
    assert "not instrumented" in inspected(events, 1)


# -- picker and menu ------------------------------------------------------------------------------


def test_every_word_of_a_search_must_occur() -> None:
    def ids(query: str) -> list[str]:
        return [e.id for e in picker.Choice(ENTRIES, query=query).found]

    assert ids("") == ["a", "b", "c", "d"]
    assert ids("FORK wait") == ["a", "b"]
    assert ids("handler") == ["c"]
    assert ids("handler fork") == []


def test_the_cursor_is_always_in_sight_and_under_the_mouse() -> None:
    entries = [picker.Entry(str(i), f"entry {i}", f"chapter {i // 7}") for i in range(60)]
    for height in (3, 10, 25):
        for cursor in range(60):
            choice = picker.Choice(entries, cursor)
            c = canvas(30, height)
            picker.draw(c, DARK, "en", choice, focused=True)
            (y,) = [i for i, line in enumerate(c.text()) if line.startswith("▌")]
            assert f"entry {cursor}" in c.text()[y]
            assert picker.hit(30, height, choice, 5, y) == cursor


def test_a_chapter_is_nothing_to_choose() -> None:
    choice = picker.Choice(ENTRIES)
    assert picker.hit(30, 10, choice, 5, 0) is None
    assert picker.hit(30, 10, choice, 5, 1) == 0
    assert picker.hit(30, 10, choice, 5, 9) is None


def test_a_menu_narrows_by_name_number_and_meaning() -> None:
    items = [("SIGTERM", "15", "polite"), ("SIGKILL", "9", "at once"), ("SIGSTOP", "19", "stops")]

    def found(query: str) -> list[str]:
        return [item[0] for item in menu.Menu("t", "h", items, query=query).found]

    assert found("kil") == ["SIGKILL"]
    assert found("9") == ["SIGKILL"]
    assert found("polite") == ["SIGTERM"]
    assert found("zzz") == []
    assert menu.Menu("t", "h", items, query="zzz").current == ""


# -- about and output -----------------------------------------------------------------------------


def test_code_in_backticks_has_its_own_colour_and_no_backticks() -> None:
    c = canvas(60, 30)
    about.draw(c, DARK, "en", ABOUT)
    text = "\n".join(c.text())
    assert "`" not in text
    (y,) = [i for i, line in enumerate(c.text()) if "os.wait()" in line]
    assert c.style(c.text()[y].index("os.wait()"), y).fg == DARK.syntax[1]


def test_how_to_run_it_is_always_in_sight() -> None:
    for height in range(3, 30):
        c = canvas(40, height)
        about.draw(c, DARK, "en", ABOUT)
        assert "Enter" in c.text()[-1]


def test_a_filter_finds_words_and_pids() -> None:
    seen = view()

    def shown(query: str) -> str:
        c = canvas(60, 8)
        output.draw(c, seen, output.written(seen), query=query, hint="nothing")
        return "\n".join(c.text()[1:])

    assert "second" in shown("SECOND line")
    assert "wrong" not in shown("second")
    assert "wrong" in shown("4200")
    assert "nothing" in shown("zzz")


def test_output_shows_the_newest_and_scrolls_back() -> None:
    events: list[Event] = [ev.RunBegan(seq=1, pid=7, argv=("x",))]
    events += [ev.Wrote(seq=i + 2, pid=7, fd=1, text=f"line {i}\n") for i in range(100)]
    seen = view(events, 1)
    c = canvas(40, 10)
    output.draw(c, seen, output.written(seen))
    assert "line 99" in c.text()[-1]
    c = canvas(40, 10)
    output.draw(c, seen, output.written(seen), back=5)
    assert "line 94" in c.text()[-1]
    c = canvas(40, 10)
    output.draw(c, seen, output.written(seen), back=10_000)
    assert "line 0" in c.text()[0]


def test_a_line_knows_whose_it_is() -> None:
    seen = view()
    lines = list(output.written(seen))
    c = canvas(36, 8)
    output.draw(c, seen, lines)
    for y, text in enumerate(c.text()):
        told = output.find(36, 8, seen, lines, y)
        uid = told.uid if told is not None else 0
        assert uid == (4 if "4201" in text else 1 if "4200" in text else uid)
    assert output.find(36, 8, seen, lines, 7) is None


def test_stderr_is_marked_not_only_coloured() -> None:
    seen = view()
    c = canvas(60, 8)
    output.draw(c, seen, output.written(seen))
    (line,) = [line for line in c.text() if "wrong" in line]
    assert "4200 ! something" in line


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
