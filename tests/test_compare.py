"""Variants compared: what is counted, how it is drawn, and what is run for it."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from procviz import events as ev
from procviz.draw import compare
from procviz.draw.canvas import Canvas
from procviz.draw.compare import Ran
from procviz.draw.tally import tally
from procviz.draw.theme import DARK
from procviz.ui.compare import LIMIT, LINGER
from procviz.ui.screens.compare import CompareScreen
from tests import draw_worlds as worlds
from tests.app_fakes import Stage, run, settle, stage, story
from tests.draw_worlds import BACK, check

MS = worlds.MS
SIZES = [(80, 24), (120, 36), (160, 45)]


def ended(log: worlds.Log, code: int | None = 0, signal: str | None = None) -> worlds.Log:
    log.add(ev.RunEnded(pid=4200, code=code, signal=signal), 300)
    return log


def ran(name: str, log: worlds.Log, lang: str = "en") -> Ran:
    return Ran(name, f"what {name} does", log.view(lang=lang), tally(log.events, lang))


def two(lang: str = "en") -> list[Ran]:
    return [
        ran("unreaped", ended(worlds.zombies()), lang),
        ran("reaped", ended(worlds.waited(), None, "SIGTERM"), lang),
    ]


def three(lang: str = "en") -> list[Ran]:
    return [
        ran("pool", ended(worlds.pool(12)), lang),
        ran("shell", ended(worlds.shell_loop(9)), lang),
        Ran("last", "not yet", note="not run yet"),
    ]


def drawn(
    runs: list[Ran], size: tuple[int, int], lang: str = "en", span: tuple[int, int] | None = None
) -> Canvas:
    canvas = Canvas(*size, BACK)
    compare.draw(canvas, DARK, lang, "Compare", runs, span)
    return canvas


# -- the numbers --------------------------------------------------------------------------------


def test_a_log_is_counted() -> None:
    log = ended(worlds.zombies(), 3)
    it = tally(log.events, "en")
    assert (it.processes, it.zombies, it.lasted) == (4, 1, log.t)
    assert it.end is not None
    assert it.end.code == 3
    ((kind, times, t, sentence),) = it.found
    assert (kind, times) == ("zombie", 1)
    assert 0 < t < log.t
    assert "stays a zombie" in sentence


def test_a_run_that_was_broken_off_has_no_end() -> None:
    log = worlds.waited()
    it = tally(log.events, "en")
    assert it.end is None
    assert it.lasted == log.t
    assert it.found == ()


# -- the picture --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_golden(size: tuple[int, int], lang: str) -> None:
    suffix = f"{size[0]}x{size[1]}_{lang}"
    check(f"compare_two_{suffix}", drawn(two(lang), size, lang))
    check(f"compare_three_{suffix}", drawn(three(lang), size, lang))


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_all_names_and_numbers_stand_there(size: tuple[int, int]) -> None:
    text = "\n".join(drawn(two(), size).text())
    for word in (
        "unreaped", "what unreaped does", "4 processes", "1 zombie", "exit 0", "found: zombie",
        "reaped", "2 processes", "0 zombies", "SIGTERM", "nothing found", "stays a zombie",
    ):  # fmt: skip
        assert word in text, word


def test_one_scale_for_all() -> None:
    rows = drawn(two(), (120, 36)).text()
    first, second = (row for row in rows if " s 0.0 " in row)
    assert first.index("0.0") == second.index("0.0")
    assert first.index("0.4") == second.index("0.4")
    assert first.index("1.2") == second.index("1.2")
    assert first.index("1.464 s") > second.index("0.543 s") + 40  # it ended long before


def test_the_span_is_in_sight() -> None:
    rows = drawn(two(), (120, 36), span=(500 * MS, 600 * MS)).text()
    assert any("550" in row or "560" in row for row in rows)
    assert not any(" s 0.0 " in row for row in rows)


@pytest.mark.parametrize("seed", range(20))
def test_any_worlds_at_any_size_stay_inside(seed: int) -> None:
    lang = ("en", "zh")[seed % 2]
    log = worlds.anything(seed)
    runs = [ran("a\u0301 one", log, lang), Ran("two", note="later"), ran("three", log, lang)]
    for width, height in worlds.SIZES:
        for some in (runs, runs[:1], []):
            rows = drawn(some, (width, height), lang).text()
            assert len(rows) == height


def test_what_differs_is_bright_and_what_is_equal_is_not() -> None:
    canvas = drawn(two(), (80, 24))
    (y,) = (y for y, row in enumerate(canvas.text()) if "4 processes" in row)
    x = canvas.text()[y].index("4 processes")
    assert canvas.style(x, y).bold
    same = drawn([two()[0], two()[0]], (80, 24))
    assert not same.style(x, y).bold


# -- the screen ---------------------------------------------------------------------------------


async def to_second(it: Stage, pilot: Pilot[None]) -> None:
    """Put the cursor on the scenario that has variants."""
    await pilot.press("down")
    assert it.desk.shelf.current == "second"


async def look(it: Stage, pilot: Pilot[None], seconds: float = 0.0) -> str:
    """Let the screen look what has happened; return what it shows."""
    it.clock.t += seconds
    screen = it.app.screen
    if isinstance(screen, CompareScreen):
        screen.tick()
        await settle(pilot)
        screen.tick()
    await settle(pilot)
    return it.screen_text()


def end_of(run_for: int = 500) -> ev.RunEnded:
    return ev.RunEnded(pid=100, seq=12, t=run_for * MS, code=0)


async def finish(it: Stage, pilot: Pilot[None], run_for: int = 500) -> str:
    it.feed.give(*story(), end_of(run_for))
    it.feed.finish()
    return await look(it, pilot)


async def test_variants_are_run_one_after_another(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await to_second(it, pilot)
        await pilot.press("V")
        await settle(pilot)
        assert isinstance(it.app.screen, CompareScreen)
        assert [f.target.variant for f in it.feeds if f.target] == ["slow"]
        it.feed.give(*story())
        text = await look(it, pilot)
        assert "live" in text  # it grows while it runs
        assert "100" in text
        assert "not run yet" in text
        it.feed.give(end_of())
        it.feed.finish()
        await look(it, pilot)
        assert [f.target.variant for f in it.feeds if f.target] == ["slow", "quick"]
        assert it.feeds[0].stopped == 1
        text = await finish(it, pilot, 900)
        assert text.count("3 processes") == 2
        assert "0.500 s" in text
        assert "0.900 s" in text
        assert "Second lesson" in text
        assert it.app.screen._timer is None  # nothing moves any more
        assert "second" in it.desk.shelf.done


async def test_what_was_run_is_not_run_again(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await to_second(it, pilot)
        await pilot.press("enter")
        await settle(pilot)
        it.feed.give(*story(), end_of())
        it.feed.finish()
        await settle(pilot)
        await pilot.press("end")
        assert "V" in it.text("footer")
        await pilot.press("V")
        await look(it, pilot)
        assert [f.target.variant for f in it.feeds if f.target] == ["slow", "quick"]
        text = await finish(it, pilot)
        assert text.count("3 processes") == 2
        await pilot.press("escape")
        await settle(pilot)
        assert it.app.screen is it.app.main
        assert it.desk.show is not None  # the run is still there
        await pilot.press("V")
        await look(it, pilot)
        assert len(it.feeds) == 2
        await pilot.press("r")  # but now
        await settle(pilot)
        assert [f.target.variant for f in it.feeds[2:] if f.target] == ["slow"]
        await pilot.press("V")
        await settle(pilot)
        assert it.app.screen is it.app.main
        assert it.feed.stopped == 1


async def test_the_run_on_the_screen_is_waited_for(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await to_second(it, pilot)
        await pilot.press("v")  # quick
        feed = await run(it, pilot, shown=False)
        await pilot.press("V")
        await settle(pilot)
        assert [f.target.variant for f in it.feeds if f.target] == ["quick", "slow"]
        await finish(it, pilot)
        assert len(it.feeds) == 2
        feed.give(end_of())
        feed.finish()
        text = await look(it, pilot)
        assert text.count("3 processes") == 2
        assert feed.stopped == 0


async def test_without_variants_it_says_so(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        assert " V " not in it.text("footer")
        await pilot.press("V")
        await settle(pilot)
        assert it.app.screen is it.app.main
        assert it.told() == ["This scenario has no variants."]
        await to_second(it, pilot)
        assert " V " in it.text("footer")


async def test_a_run_that_cannot_be_is_told_and_the_next_one_comes(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await to_second(it, pilot)
        it.refuse_to_open = OSError("no \x1b[2J more")
        await pilot.press("V")
        text = await look(it, pilot)
        assert text.count("no ␛[2J more") == 2
        assert it.feeds == []


async def test_a_feed_that_breaks_is_ended(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await to_second(it, pilot)
        await pilot.press("V")
        await settle(pilot)
        it.feed.broken = RuntimeError("torn")
        text = await look(it, pilot)
        assert "torn" in text
        assert it.feeds[0].stopped == 1
        assert it.feed.target is not None
        assert it.feed.target.variant == "quick"


@pytest.mark.parametrize("root_over", [True, False])
async def test_what_does_not_end_is_ended(tmp_path: Path, root_over: bool) -> None:
    async with stage(tmp_path) as (it, pilot):
        await to_second(it, pilot)
        await pilot.press("V")
        await settle(pilot)
        it.feed.give(*story(), *([end_of()] if root_over else []))
        await look(it, pilot)
        assert it.feed.stopped == 0
        text = await look(it, pilot, (LINGER if root_over else LIMIT) + 0.1)
        assert it.feeds[0].stopped == 1
        assert len(it.feeds) == 2
        assert ("exit 0" if root_over else "ended by procviz") in text


async def test_leaving_and_quitting_end_what_runs(tmp_path: Path) -> None:
    for key in ("escape", "q"):
        async with stage(tmp_path) as (it, pilot):
            await to_second(it, pilot)
            await pilot.press("V")
            await settle(pilot)
            await pilot.press(key)
            await settle(pilot)
            assert it.feed.stopped >= 1
            assert len(it.feeds) == 1


async def test_zoom_and_pan(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await to_second(it, pilot)
        await pilot.press("V")
        await settle(pilot)
        await finish(it, pilot)
        whole = await finish(it, pilot)
        await pilot.press("plus")
        near = it.screen_text()
        assert near != whole
        await pilot.press("left", "left", "left")
        assert " ms 0 " in it.screen_text()
        await pilot.press("right")
        assert it.screen_text() != near
        await pilot.press("minus", "minus")
        assert it.screen_text() == whole
        await pilot.press("plus", "0")
        assert it.screen_text() == whole


async def test_the_palette_and_the_help_know_it(tmp_path: Path) -> None:
    from procviz.draw.guide import commands, rows

    for lang in ("en", "zh"):
        assert "screen.compare" in [action for _, action in commands(lang)]
        assert any(row and row[0][0].startswith("V ") for row in rows(DARK, lang))


@pytest.mark.parametrize("size", [*SIZES, (60, 16)])
async def test_it_fits_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with stage(tmp_path, size, lang="zh") as (it, pilot):
        await to_second(it, pilot)
        await pilot.press("V")
        await settle(pilot)
        await finish(it, pilot)
        text = await finish(it, pilot)
        assert "slow" in text
        assert "quick" in text
        assert "3 个进程" in text
