"""Breakpoints on the screen: set, listed, taken away, stopped at, gone to."""

from pathlib import Path

from procviz import events as ev
from procviz.breaks import parse
from procviz.ui.screens.breaks import BreakScreen
from tests.app_fakes import later, run, settle, stage
from tests.gate_fakes import ready

MS = 1_000_000


async def test_playing_stops_at_a_break_and_goes_on(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        it.desk.breaks.append(parse("exit"))
        await run(it, pilot, shown=False)
        for _ in range(20):
            await later(it, pilot, 0.4)
        show = it.desk.show
        assert show.playhead.paused
        assert show.playhead.at == 8
        assert isinstance(show.world.event, ev.Exited)
        assert "Stopped at: exit" in it.told()
        await pilot.press("space")
        for _ in range(20):
            await later(it, pilot, 0.4)
        assert show.playhead.at == 11


async def test_a_break_is_typed_listed_and_taken_away(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("B")
        assert isinstance(it.app.screen, BreakScreen)
        await pilot.press(*"line", "space", *"lesson.py:5", "enter")
        assert "▌ line lesson.py:5" in it.screen_text()
        assert "is set: Enter takes it away" in it.screen_text()
        assert [each.text for each in it.desk.breaks] == ["line lesson.py:5"]
        await pilot.press(*"qqq", "enter")
        assert any("'qqq' is no condition" in told for told in it.told())
        await pilot.press("escape")
        assert "●" in it.text("source").splitlines()[5]
        await pilot.press("B", "enter")  # the first of the list is the one that is set
        assert it.desk.breaks == []
        await pilot.press("escape")
        assert "●" not in it.text("source")


async def test_it_goes_to_the_next_and_the_previous_one_in_what_is_over(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await run(it, pilot, shown=False)
        feed.finish()
        await settle(pilot)
        await pilot.press("end")
        await pilot.press("left_parenthesis")
        assert any("No break is set" in told for told in it.told())
        it.app.main.toggle_break("fork")
        places = []
        for key in ("left_parenthesis", "left_parenthesis", "right_parenthesis"):
            await pilot.press(key)
            await settle(pilot)
            places.append(it.desk.show.playhead.at)
        assert places == [4, 3, 4]
        await pilot.press("right_parenthesis")
        await settle(pilot)
        assert it.desk.show.playhead.at == 4
        assert any("None of the breaks" in told for told in it.told())


async def test_under_the_gate_a_break_gives_the_choice_to_the_person(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("g")
        feed = await run(it, pilot)
        it.app.main.take_policy("child-first")
        it.app.main.toggle_break("signal SIGUSR1")
        feed.gate.stand(ready("0", 100, "os.kill(102, SIGUSR1)", 5, 1))
        for _ in range(4):
            await later(it, pilot, 0.5)
        assert feed.gate.granted == ["0"]
        sent = ev.SignalSent(pid=100, seq=12, t=90 * MS, to=102, signal="SIGUSR1", call="os.kill")
        feed.give(sent)
        feed.gate.stand(ready("0", 100, "os.wait()", 6, 2))
        for _ in range(6):
            await later(it, pilot, 0.5)
        assert feed.gate.granted == ["0"]
        assert "gate: you choose" in it.text("header")
        await pilot.press("right")
        assert feed.gate.granted == ["0", "0"]


async def test_the_palette_offers_breaks(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("ctrl+p")
        await pilot.press(*"contended")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await later(it, pilot, 0.1)
        assert [each.text for each in it.desk.breaks] == ["contended"]


async def test_a_click_on_a_line_number_breaks_there(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.click("#source", offset=(3, 5))
        assert [each.text for each in it.desk.breaks] == ["line lesson.py:5"]
        assert "●" in it.text("source").splitlines()[5]
        await pilot.click("#source", offset=(3, 5))
        assert it.desk.breaks == []
