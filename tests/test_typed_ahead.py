"""Keys that come quicker than the screens change: each is for the screen on top by then."""

from pathlib import Path

from textual import events

from procviz.ui.screens.help import HelpScreen
from procviz.ui.screens.signals import SignalScreen
from tests.app_fakes import Stage, run, settle, stage


def typed(it: Stage, *keys: str) -> None:
    """Give keys to the screen that is on top, all before it has looked at any."""
    screen = it.app.screen
    for key in keys:
        screen._forward_event(events.Key(key, key if len(key) == 1 else None))


async def test_a_second_key_finds_the_help_closed_and_does_no_harm(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("question_mark")
        assert isinstance(it.app.screen, HelpScreen)
        typed(it, "5", "x", "escape")
        await settle(pilot)
        assert it.app.screen is it.app.main
        assert it.app.is_running


async def test_what_is_typed_after_the_key_that_opens_a_screen_is_for_that_screen(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as (it, pilot):
        await settle(pilot)
        typed(it, "question_mark", "q")
        await settle(pilot)
        assert it.app.screen is it.app.main
        assert it.app.is_running, "q closes the help, and does not quit"


async def test_a_signal_is_sent_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("k")
        assert isinstance(it.app.screen, SignalScreen)
        typed(it, "enter", "enter", "enter")
        await settle(pilot)
        assert len(it.feed.sent) == 1
