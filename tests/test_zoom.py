"""Zooming: the time line by keys and wheel, and from all processes to one family."""

from pathlib import Path

from procviz.draw.layout import Pane
from procviz.draw.timeline_scale import resting
from procviz.ui.widgets.canvas_pane import CanvasPane
from tests.app_fakes import run, settle, stage


async def test_keys_zoom_the_time_line_and_the_playhead_stays(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        assert it.desk.window is None
        await pilot.press("+", "+")
        first = it.desk.window
        assert first is not None
        assert first.holds(80_000_000)
        assert first.width == resting(80_000_000) // 4
        await pilot.press("<")
        assert it.desk.window.begin < first.begin
        await pilot.press(">")
        assert it.desk.window == first
        await pilot.press("-")
        assert it.desk.window.width == 2 * first.width
        await pilot.press("0")
        assert it.desk.window is None


async def test_a_map_shows_which_part_is_in_sight(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        before = it.text("timeline")
        await pilot.press("+", "+")
        after = it.text("timeline")
        assert after != before
        assert "4.0×" in after
        assert "▏" in after.splitlines()[-2]
        await pilot.press("0")
        assert it.text("timeline") == before


async def test_the_wheel_with_ctrl_zooms_where_the_mouse_is(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        pane = it.app.main.query_one("#timeline", CanvasPane)
        pane.post_message(CanvasPane.Wheel(pane, -3, x=pane.size.width - 4, ctrl=True))
        await settle(pilot)
        window = it.desk.window
        assert window is not None
        assert window.end > 0.9 * resting(80_000_000)
        pane.post_message(CanvasPane.Wheel(pane, -3, shift=True))
        await settle(pilot)
        assert it.desk.window.begin < window.begin
        pane.post_message(CanvasPane.Wheel(pane, 3, ctrl=True))
        await settle(pilot)
        assert it.desk.window is None


async def test_a_new_run_begins_with_all_in_sight(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("+", "r")
        await settle(pilot)
        assert it.desk.window is None


async def test_zoom_without_a_run_does_nothing(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("+", "-", "0", "<", ">")
        assert it.desk.window is None


async def test_enter_shows_one_family_and_escape_all_again(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("3", "tab")
        assert it.desk.focus is Pane.STAGE
        chosen = it.desk.show.process.pid
        other = {100, 101, 102} - {100, chosen}
        await pilot.press("enter")
        text = it.text("stage")
        assert f"family of {chosen}" in text
        assert not any(f" {pid} ─" in text for pid in other)
        await pilot.press("escape")
        assert it.desk.show is not None
        assert all(str(pid) in it.text("stage") for pid in (100, 101, 102))
