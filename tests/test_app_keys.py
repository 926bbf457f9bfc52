"""Every key of the screen, through the pilot."""

import signal
from pathlib import Path

import pytest
from textual.command import CommandPalette

from procviz.draw.layout import Pane
from procviz.identity import ProcKey
from procviz.ui.screens.help import HelpScreen
from procviz.ui.screens.signals import SignalScreen
from tests.app_fakes import later, run, settle, stage


async def test_arrows_choose_and_enter_runs(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        assert "First lesson" in it.text("stage")  # what it is about
        await pilot.press("down")
        assert "Second lesson" in it.text("stage")
        await pilot.press("up", "enter")
        await settle(pilot)
        assert it.feed.target is not None
        assert it.feed.target.scenario == "first"
        assert it.desk.focus is Pane.STAGE
        assert "First lesson" in it.text("header")


async def test_the_cursor_stops_at_the_ends(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("up")
        assert it.desk.shelf.current == "first"
        await pilot.press("down", "down", "down", "down")
        assert it.desk.shelf.current == "third"


async def test_a_broken_scenario_says_why_and_does_not_run(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("down", "down", "enter")
        await settle(pilot)
        assert it.feeds == []
        said = " ".join(it.text("stage").replace("│", " ").split())
        assert "lesson.py:9: no title" in said


async def test_events_are_shown_one_after_another(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot, shown=False)
        assert len(it.desk.show.world.processes) == 1
        assert "events to show" in it.text("header")
        await later(it, pilot, 0.4)
        assert len(it.desk.show.world.processes) == 2
        for _ in range(20):
            await later(it, pilot, 0.4)
        assert len(it.desk.show.world.processes) == 3
        assert "events to show" not in it.text("header")


async def test_space_stops_the_picture_but_not_reality(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot, shown=False)
        await pilot.press("space")
        assert "paused" in it.text("header")
        for _ in range(5):
            await later(it, pilot, 1.0)
        assert len(it.desk.show.world.processes) == 1
        assert it.feed.stopped == 0
        await pilot.press("space")
        for _ in range(10):
            await later(it, pilot, 1.0)
        assert len(it.desk.show.world.processes) == 3


async def test_right_steps_one_event_while_stopped(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot, shown=False)
        await pilot.press("right")
        assert len(it.desk.show.world.processes) == 2
        await pilot.press("right")
        assert len(it.desk.show.world.processes) == 3


async def test_end_catches_up_at_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot, shown=False)
        await pilot.press("space", "end")
        assert len(it.desk.show.world.processes) == 3
        assert it.desk.show.playhead.behind.events == 0
        assert "paused" not in it.text("header")


async def test_r_runs_again_and_ends_the_first_run(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        first = await run(it, pilot)
        await pilot.press("r")
        await settle(pilot)
        assert len(it.feeds) == 2
        assert first.stopped == 1
        assert it.feed.target == first.target
        assert it.desk.show.world.processes == {}


async def test_n_and_p_run_the_next_and_the_previous(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("n")
        await settle(pilot)
        assert it.feed.target.scenario == "second"
        await pilot.press("n")  # the third is broken: around the end
        await settle(pilot)
        assert it.feed.target.scenario == "first"
        await pilot.press("p")
        await settle(pilot)
        assert it.feed.target.scenario == "second"
        assert [feed.stopped for feed in it.feeds] == [1, 1, 1, 0]


async def test_v_takes_the_next_variant(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("v")
        assert "no variants" in it.told()[-1]
        await pilot.press("down", "v", "enter")
        await settle(pilot)
        assert it.feed.target.variant == "quick"
        assert "[quick]" in it.text("header")
        await pilot.press("v")
        await settle(pilot)
        assert it.feed.target.variant == "slow"
        assert len(it.feeds) == 2


async def test_tab_selects_processes(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        assert it.desk.show.process.pid == 100
        await pilot.press("tab")
        assert it.desk.show.process.pid == 101
        assert "101" in it.text("inspector")
        await pilot.press("shift+tab", "shift+tab")
        assert it.desk.show.process.pid == 102


async def test_k_sends_a_signal_to_who_was_selected_when_it_opened(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("shift+tab", "k")
        await settle(pilot)
        assert isinstance(it.app.screen, SignalScreen)
        assert "102" in it.screen_text()
        it.desk.show.select(1)  # meanwhile somebody else is selected
        await pilot.press(*"usr1")
        assert "SIGUSR1" in it.screen_text()
        assert "SIGTERM" not in it.screen_text()
        await pilot.press("enter")
        await settle(pilot)
        assert it.feed.sent == [(ProcKey(102, 3), signal.SIGUSR1)]
        assert it.told()[-1] == "SIGUSR1 was sent to 102."
        assert not isinstance(it.app.screen, SignalScreen)


async def test_a_refused_signal_is_told(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        (await run(it, pilot)).refuse = "no [b]permission[/]"
        await pilot.press("k", "down", "enter")
        await settle(pilot)
        assert it.feed.sent == [(ProcKey(100, 1), signal.SIGINT)]
        assert it.told()[-1] == "SIGINT could not be sent to 100: no [b]permission[/]"


@pytest.mark.parametrize("keys", [("escape",), ("x", "x", "x", "enter", "escape")])
async def test_the_menu_of_signals_can_be_left(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("k", *keys)
        await settle(pilot)
        assert it.feed.sent == []
        assert it.desk.show is not None


async def test_k_says_why_nothing_can_be_sent(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("k")
        assert "Nothing runs" in it.told()[-1]
        await run(it, pilot)
        await pilot.press("tab", "k")  # 101 is a zombie
        assert "101 is dead" in it.told()[-1]


async def test_f_follows_or_stands_still(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("f")
        assert it.desk.show.following is False
        await pilot.press("f")
        assert it.desk.show.following is True
        assert it.told()[-1] == "The source follows 100."


async def test_e_changes_between_output_and_events(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        assert "hello from" in it.text("output")
        assert "os.fork" not in it.text("output")
        await pilot.press("e")
        assert "waits for any child" in it.text("output")
        assert "hello" not in it.text("output")
        await pilot.press("e")
        assert "hello from" in it.text("output")


async def test_slash_searches_the_scenarios(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("slash", *"seco")
        assert it.desk.shelf.current == "second"
        assert "First" not in it.text("picker")
        await pilot.press("backspace", "escape")
        assert "First" in it.text("picker")
        await pilot.press("slash", *"qn", "enter")  # letters are letters: nothing quits
        await settle(pilot)
        assert it.feeds == []
        assert "nothing like this" in it.text("picker")
        await pilot.press("escape")
        await pilot.press("slash", *"second", "enter")
        await settle(pilot)
        assert it.feed.target.scenario == "second"


async def test_slash_filters_the_output(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("slash", *"trouble", "enter")
        assert "trouble" in it.text("output")
        assert "hello" not in it.text("output")
        await pilot.press("escape")
        assert "hello" in it.text("output")
        assert it.desk.show is not None


@pytest.mark.parametrize("number", range(1, 7))
async def test_numbers_focus_zoom_and_come_back(tmp_path: Path, number: int) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        it.desk.focus = Pane(number % 6 + 1)
        name = Pane(number).name.lower()
        await pilot.press(str(number))
        assert it.desk.focus is Pane(number)
        await pilot.press(str(number))
        await pilot.pause()
        assert it.app.main.query_one(f"#{name}").size.width == 160
        await pilot.press(str(number))
        await pilot.pause()
        assert it.app.main.query_one(f"#{name}").size.width < 160


async def test_escape_ends_the_run_and_goes_back_to_the_picker(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await run(it, pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert feed.stopped == 1
        assert it.desk.show is None
        assert it.desk.focus is Pane.PICKER
        assert "It teaches" in it.text("stage")


async def test_t_changes_between_dark_and_light(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        assert it.app.theme == "procviz-dark"
        await pilot.press("t")
        await pilot.pause()
        assert it.app.theme == "procviz-light"
        assert it.desk.theme.dark is False
        await pilot.press("t")
        assert it.app.theme == "procviz-dark"


async def test_every_textual_theme_can_be_drawn_with(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        for name in it.app.available_themes:
            it.app.theme = name
            await pilot.pause()
            assert "100" in it.text("stage")


@pytest.mark.parametrize("key", ["escape", "x", "question_mark", "enter"])
async def test_help_opens_and_any_key_closes_it(tmp_path: Path, key: str) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("question_mark")
        assert isinstance(it.app.screen, HelpScreen)
        assert "send a signal" in it.screen_text()
        await pilot.press(key)
        await settle(pilot)
        assert not isinstance(it.app.screen, HelpScreen)
        assert it.feeds == []


async def test_help_scrolls_where_it_does_not_fit(tmp_path: Path) -> None:
    async with stage(tmp_path, size=(80, 20)) as (it, pilot):
        await pilot.press("question_mark")
        assert "the whole of what is cut" not in it.screen_text()
        await pilot.press(*["pagedown"] * 8)
        assert "the whole of what is cut" in it.screen_text()


async def test_the_palette_offers_scenarios_commands_and_processes(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("ctrl+p")
        await settle(pilot)
        assert isinstance(it.app.screen, CommandPalette)
        await pilot.press(*"Select process 102")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert it.desk.show.process.pid == 102
        await pilot.press("ctrl+p", *"Run: Second")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert it.feed.target.scenario == "second"


async def test_q_ends_everything(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await run(it, pilot)
        await pilot.press("q")
        await settle(pilot)
        assert feed.stopped == 1
        assert it.app._exit


async def test_ctrl_q_ends_everything_too(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await run(it, pilot)
        await pilot.press("k", "ctrl+q")
        await settle(pilot)
        assert feed.stopped == 1
        assert it.app._exit


async def test_ctrl_c_says_how_to_leave(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("ctrl+c")
        assert "q quits" in it.told()[-1]
