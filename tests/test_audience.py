"""The mouse that rests, and the screen for an audience."""

from pathlib import Path

import pytest
from textual.content import Content
from textual.pilot import Pilot

from procviz import events as ev
from procviz.draw.layout import PANES, Pane, arrange
from procviz.target import Target
from procviz.ui.widgets.canvas_pane import CanvasPane
from tests.app_fakes import Stage, run, settle, stage
from tests.test_app import NASTY, click, find


async def rest(it: Stage, pilot: Pilot[None], pane: str, text: str) -> str:
    """Rest the mouse on a text; return what the tooltip tells."""
    await pilot.hover(f"#{pane}", offset=find(it, pane, text))
    await settle(pilot)
    told = it.app.main.query_one(f"#{pane}", CanvasPane).tooltip
    assert told is None or isinstance(told, Content)  # never markup
    return "" if told is None else told.plain


@pytest.mark.parametrize(
    ("pane", "text", "says"),
    [
        ("stage", " 102 ", "102 lesson.py  sleeping"),
        ("timeline", "101", "101 lesson.py  zombie"),
        ("output", "trouble", "102: trouble"),
        ("source", "os._exit(3)", "os._exit(3)"),
        ("source", "os.wait()", "100 lesson.py  waiting"),
        ("inspector", "100", "waiting for any child"),
    ],
)
async def test_the_whole_is_told(tmp_path: Path, pane: str, text: str, says: str) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        assert says in await rest(it, pilot, pane, text)


async def test_titles_that_are_cut_are_told(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        assert await rest(it, pilot, "picker", "First lesson") == ""
        it.desk.shelf.own = Target(argv=("own",), title="A script of my own " + "[/] " * 20)
        it.app.main.repaint()
        await pilot.pause()
        await rest(it, pilot, "picker", "Second")
        assert (await rest(it, pilot, "picker", "A script")).endswith("[/] [/] ")


async def test_moving_within_the_same_thing_costs_nothing(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await rest(it, pilot, "stage", " 102 ")
        pane = it.app.main.query_one("#stage", CanvasPane)
        told = pane.tooltip
        at = find(it, "stage", " 102 ")
        await pilot.hover("#stage", offset=(at.x + 1, at.y))
        assert pane.tooltip is told


async def test_tooltips_read_no_markup(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("enter")
        await settle(pilot)
        it.feed.give(
            ev.RunBegan(seq=1, pid=100, argv=(NASTY, NASTY)),
            ev.Named(seq=2, pid=100, name=NASTY),
            ev.Wrote(seq=3, pid=100, fd=1, text=NASTY + "\n"),
        )
        await settle(pilot)
        await pilot.press("end")
        for pane, text in (("stage", " 100 "), ("output", "click"), ("inspector", "100")):
            told = await rest(it, pilot, pane, text)
            assert "[@click=app.quit]" in told
            assert all(row.isprintable() for row in told.split("\n"))
            await pilot.pause(0.4)  # Textual's delay
            for strip in it.app.screen._compositor.render_strips():
                assert all(segment.text.isprintable() for segment in strip)
        assert not it.app._exit


async def test_a_click_on_a_line_selects_who_stands_there(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await click(it, pilot, "source", "os.fork()")
        first = it.desk.show.process.pid
        assert first == 102  # it was born on this line and has done nothing since
        await click(it, pilot, "source", "os.wait()")
        assert it.desk.show.process.pid == 100
        await click(it, pilot, "source", "import os")
        assert it.desk.show.process.pid == 100


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
@pytest.mark.parametrize("running", [False, True])
def test_an_audience_sees_nothing_else(size: tuple[int, int], running: bool) -> None:
    for focus in PANES:
        for zoomed in (False, True):
            found = arrange(*size, focus, zoomed, running, True)
            assert not {Pane.HEADER, Pane.FOOTER, Pane.TABS} & set(found)
            assert sum(r.width * r.height for r in found.values()) == size[0] * size[1]
            assert found[Pane.NARRATOR].height >= 3
    if running and size[0] >= 100:
        found = arrange(*size, Pane.STAGE, False, True, True)
        assert set(found) == {Pane.SOURCE, Pane.STAGE, Pane.NARRATOR}


async def test_an_audience_reads_the_sentence_and_sees_the_keys(tmp_path: Path) -> None:
    async with stage(tmp_path, size=(120, 36)) as (it, pilot):
        await pilot.press("P")
        await settle(pilot)
        assert "First lesson" in it.text("narrator")
        await run(it, pilot)
        await settle(pilot)
        assert "waits for any child" in " ".join(it.text("narrator").split())
        assert " End " in it.text("narrator")
        it.clock.t += 2
        it.app.main.repaint()
        assert " End " not in it.text("narrator")
        await pilot.press("P")
        await settle(pilot)
        assert not it.desk.presenter
        assert "procviz" in it.text("header")
