"""The app as a whole: mouse, sizes, threads, failures, hostile text, and when it stays still."""

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.events import Key
from textual.geometry import Offset
from textual.pilot import Pilot

from procviz import events as ev
from procviz.draw.layout import Pane
from procviz.draw.theme import DARK
from procviz.scenarios.catalog import Scenario
from procviz.target import Target
from procviz.ui.app import ProcvizApp
from procviz.ui.screens.ending import EndingScreen
from procviz.ui.widgets.canvas_pane import CanvasPane
from tests.app_fakes import Feed, Stage, later, run, settle, stage, story
from tests.real import LIMIT


def find(it: Stage, pane: str, text: str) -> Offset:
    """Where a text stands in a pane."""
    for y, line in enumerate(it.text(pane).split("\n")):
        if text in line:
            return Offset(line.index(text), y)
    raise AssertionError(f"{text!r} is not in\n{it.text(pane)}")


async def click(it: Stage, pilot: Pilot[None], pane: str, text: str) -> None:
    await pilot.click(f"#{pane}", offset=find(it, pane, text))
    await settle(pilot)


async def test_the_first_picture_has_the_panes_that_it_shows_and_is_styled_once() -> None:
    at_first: list[str | None] = []

    def scenarios() -> list[Scenario]:  # asked when the first picture is out
        at_first.extend(pane.id for pane in app.main.query(CanvasPane))
        return []

    def unable(target: Target) -> Feed:
        raise AssertionError(target)

    app = ProcvizApp(open=unable, scenarios=scenarios)
    assert app.theme_variables["background"].lower() == DARK.back  # before anything runs
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        shown = app.desk.regions(120, 36)
        assert sorted(map(str, at_first)) == sorted(pane.name.lower() for pane in shown)
        assert len(app.main.query(CanvasPane)) == len(Pane)


# -- mouse ----------------------------------------------------------------------------------------


async def test_enter_before_the_list_is_there_runs_its_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = ProcvizApp._fill

    async def late(app: ProcvizApp) -> None:
        assert not app.desk.shelf.scenarios
        await app.main.on_key(Key("enter", None))
        await fill(app)

    monkeypatch.setattr(ProcvizApp, "_fill", late)
    async with stage(tmp_path) as (it, _):
        assert it.feed.target.scenario == "first"


async def test_a_click_chooses_and_another_runs(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await click(it, pilot, "picker", "Second")
        assert it.desk.shelf.current == "second"
        assert it.feeds == []
        await click(it, pilot, "picker", "Second")
        assert it.feed.target == Target("second", (), "slow", "Second lesson")


@pytest.mark.parametrize(
    ("pane", "text"), [("stage", " 102 "), ("timeline", "102"), ("output", "trouble")]
)
async def test_a_click_selects_a_process(tmp_path: Path, pane: str, text: str) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await click(it, pilot, pane, text)
        assert it.desk.show.process.pid == 102
        assert it.desk.focus is Pane[pane.upper()]


async def test_a_click_on_a_key_does_what_the_key_does(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await click(it, pilot, "footer", "Tab")
        assert it.desk.show.process.pid == 101
        await click(it, pilot, "footer", "Esc")
        assert it.desk.show is None
        await click(it, pilot, "footer", "quit")
        assert it.app._exit


async def test_a_click_on_a_tab_goes_there(tmp_path: Path) -> None:
    async with stage(tmp_path, size=(80, 24)) as (it, pilot):
        await run(it, pilot)
        await click(it, pilot, "tabs", "Output")
        assert "trouble" in it.text("output")


async def test_the_wheel_scrolls(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        picker = it.app.main.query_one("#picker", CanvasPane)
        picker.post_message(CanvasPane.Wheel(picker, 3))
        await pilot.pause()
        assert it.desk.shelf.current == "second"
        feed = await run(it, pilot)
        lines = [
            ev.Wrote(seq=50 + i, pid=100, t=10**8, fd=1, text=f"line {i}\n") for i in range(60)
        ]
        feed.give(*lines)
        await settle(pilot)
        assert "line 59" in it.text("output")
        output = it.app.main.query_one("#output", CanvasPane)
        for _ in range(4):
            output.post_message(CanvasPane.Wheel(output, -3))
        await pilot.pause()
        assert "line 59" not in it.text("output")
        assert "line 47" in it.text("output")


# -- sizes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (100, 28), (120, 36), (160, 45), (200, 60)])
async def test_everything_can_be_reached_at_any_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with stage(tmp_path, size=size) as (it, pilot):
        assert "First lesson" in it.text("picker")
        await run(it, pilot)
        wanted = {1: "First lesson", 2: "os.fork", 3: "100", 4: "102", 5: "100", 6: "trouble"}
        for number, text in wanted.items():
            pane = Pane(number)
            it.desk.focus, it.desk.zoomed = Pane.HEADER, False
            await pilot.press(str(number))
            await pilot.pause()
            assert text in it.text(pane.name.lower())
        it.desk.focus = Pane.OUTPUT
        it.app.main.repaint()
        await pilot.pause()
        seen = "narrator" if it.app.main.apart else "stage"
        assert "waits for any child" in " ".join(it.text(seen).split())


async def test_a_small_terminal_says_what_to_use_instead(tmp_path: Path) -> None:
    async with stage(tmp_path, size=(59, 20)) as (it, _):
        text = " ".join(it.text("small").split())
        assert "59 × 20" in text
        assert "procviz run first --plain" in text


async def test_a_resize_draws_everything_anew(tmp_path: Path) -> None:
    async with stage(tmp_path, size=(80, 24)) as (it, pilot):
        await run(it, pilot)
        await pilot.resize_terminal(160, 45)
        await settle(pilot)
        assert "trouble" in it.text("output")
        assert "os.fork" in it.text("source")
        await pilot.resize_terminal(40, 10)
        await settle(pilot)
        assert "40 × 10" in it.text("small")


async def test_in_chinese(tmp_path: Path) -> None:
    async with stage(tmp_path, lang="zh") as (it, pilot):
        assert "第一课" in it.text("picker")
        await run(it, pilot)
        assert "僵尸" in it.text("stage")
        await pilot.press("question_mark")
        assert "按键" in it.screen_text()


# -- beginnings and ends --------------------------------------------------------------------------


async def test_it_can_start_with_a_target(tmp_path: Path) -> None:
    target = Target("second", (), "quick", "Second lesson")
    async with stage(tmp_path, start_with=target) as (it, _):
        assert it.feed.target == target
        assert it.desk.shelf.variant("second") == "quick"


async def test_a_script_of_the_persons_own_is_a_chapter(tmp_path: Path) -> None:
    target = Target("", ("python", "/x/mine[b].py"), "", "mine[b].py")
    async with stage(tmp_path, start_with=target) as (it, pilot):
        assert it.feed.target == target
        await pilot.press("escape")
        await settle(pilot)
        assert "YOUR OWN" in it.text("picker")
        assert "mine[b].py" in it.text("picker")
        await pilot.press("enter")
        await settle(pilot)
        assert it.feed.target == target
        assert len(it.feeds) == 2


async def test_a_replay_plays_and_ends(tmp_path: Path) -> None:
    feed = Feed()
    feed.live = False
    feed.give(*story())
    async with stage(tmp_path, replay=feed) as (it, pilot):
        assert "replay" in it.text("header")
        for _ in range(40):
            await later(it, pilot, 0.4)
        assert len(it.desk.show.world.processes) == 3
        assert "over" in it.text("header")
        await pilot.press("r")
        assert "recording" in it.told()[-1]


async def test_a_run_that_is_over_is_done(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await run(it, pilot)
        assert it.desk.shelf.done == set()
        feed.finish()
        await settle(pilot)
        assert it.desk.shelf.done == {"first"}
        await pilot.press("escape")
        await settle(pilot)
        assert "✓" in it.text("picker")


async def test_what_cannot_be_run_is_told_in_one_sentence(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        it.refuse_to_open = RuntimeError("there is no [b]memory[/b]\x1b[2J left")
        await pilot.press("enter")
        await settle(pilot)
        assert it.told()[-1] == "It could not be run: there is no [b]memory[/b]␛[2J left"
        assert it.desk.show is None


async def test_a_feed_that_breaks_is_told_and_ended(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await run(it, pilot)
        feed.broken = OSError("the observer is gone")
        feed.give()
        await settle(pilot)
        assert it.told()[-1].endswith("so the run was ended: the observer is gone")
        assert feed.stopped == 1
        assert "100" in it.text("stage")  # what was seen stays


async def test_the_feeds_own_failure_is_told(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("enter")
        await settle(pilot)
        it.feed.failure = "Cannot run x: No such file."  # type: ignore[attr-defined]
        it.feed.finish()
        await settle(pilot)
        assert it.told() == ["Cannot run x: No such file."]


async def left(it: Stage, pilot: Pilot[None]) -> None:
    """Wait until the app is on its way out; its workers are cancelled with it."""
    async with asyncio.timeout(LIMIT):
        while not it.app._exit:
            await pilot.pause(0.01)


async def test_quitting_says_what_it_waits_for(tmp_path: Path) -> None:
    go = threading.Event()

    async with stage(tmp_path) as (it, pilot):
        feed = await run(it, pilot)
        feed.stop = lambda: go.wait(2 * LIMIT)  # type: ignore[method-assign]
        await pilot.press("q")
        async with asyncio.timeout(LIMIT):
            while not isinstance(it.app.screen, EndingScreen) or not it.screen_text():
                await pilot.pause(0.01)
        assert "Ending 2 processes" in it.screen_text()
        go.set()
        await left(it, pilot)


async def test_the_last_wish_wins(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        for _ in range(3):
            it.app.main.action_other(1)
        it.app.main.action_back()
        await settle(pilot)
        assert it.desk.show is None
        assert all(feed.stopped for feed in it.feeds)


async def test_nothing_begins_while_quitting(tmp_path: Path) -> None:
    go = threading.Event()
    async with stage(tmp_path) as (it, pilot):
        feed = await run(it, pilot)
        feed.stop = lambda: go.wait(LIMIT)  # type: ignore[method-assign,assign,return-value]
        it.app.main.action_other(1)
        await pilot.press("q")
        go.set()
        await left(it, pilot)
        assert len(it.feeds) == 1


# -- threads and clocks ---------------------------------------------------------------------------


async def test_events_may_come_from_any_thread(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("enter")
        await settle(pilot)
        thread = threading.Thread(target=lambda: [it.feed.give(event) for event in story()])
        thread.start()
        thread.join()
        await settle(pilot)
        await pilot.press("end")
        assert len(it.desk.show.world.processes) == 3


async def test_many_wakes_are_one_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("enter")
        await settle(pilot)
        looks = []
        real: Callable[[], None] = it.app.main.player._woken  # not tick: frames look too
        monkeypatch.setattr(
            it.app.main.player, "_woken", lambda: (looks.append(time.monotonic()), real())
        )
        for event in story():
            it.feed.give(event)
        assert looks == []
        await pilot.pause()
        assert len(looks) == 1


def beats(it: Stage) -> float:
    return it.app.main.player.interval


async def test_the_clock_stands_still_when_nothing_moves(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        assert beats(it) == 0  # on the picker
        feed = await run(it, pilot, shown=False)
        assert beats(it) == pytest.approx(1 / 30)
        await pilot.press("space")
        assert beats(it) == 0
        await pilot.press("space", "end")
        assert beats(it) == pytest.approx(1 / 4)  # live: its true time goes on
        feed.finish()
        await settle(pilot)
        assert beats(it) == 0
        await pilot.press("escape")
        await settle(pilot)
        assert beats(it) == 0


async def test_without_animations_each_event_is_at_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot, shown=False)
        assert it.desk.show.playhead.progress(it.clock.t) == 1.0


# -- hostile text ---------------------------------------------------------------------------------

NASTY = "\x1b]52;c;aGk=\x07\x1b[2J[@click=app.quit]x[/] [/] [red]\x9b31m\u202e\u200b\r\n\t"


async def test_hostile_text_reaches_no_cell_and_no_markup(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("enter")
        await settle(pilot)
        it.feed.header.files[NASTY] = f'"""{NASTY}"""\n'
        where = ev.Where(NASTY, 1, NASTY)
        it.feed.give(
            ev.RunBegan(seq=1, pid=100, argv=(NASTY, NASTY)),
            ev.Named(seq=2, pid=100, name=NASTY),
            ev.Wrote(seq=3, pid=100, fd=1, text=NASTY + "\n"),
            ev.DispositionSet(
                seq=4, pid=100, signal="SIGUSR1", action="handler", handler=NASTY, where=where
            ),
            ev.HandlerBegan(seq=5, pid=100, signal="SIGUSR1", handler=NASTY, source=("probe",)),
            ev.Sampled(seq=6, pid=100, facts={"fds": {"3": NASTY}, "caught": [NASTY], "rss": 1}),
            ev.WaitBegan(seq=7, pid=100, call=NASTY, source=("probe",), where=where),
        )
        await settle(pilot)
        await pilot.press("end", "e")
        for keys in ((), ("k",), ("escape", "ctrl+p"), ("escape",)):
            await pilot.press(*keys)
            await settle(pilot)
            for line in _every_cell(it):
                assert line.isprintable(), ascii(line)
        assert "[@cl" in it.text("inspector")
        assert not it.app._exit


def _every_cell(it: Stage) -> list[str]:
    strips = it.app.screen._compositor.render_strips()
    return [segment.text for strip in strips for segment in strip]
