"""The gate on the screen: who is ready, choosing one, going on step by step and by itself."""

import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot

from procviz import events as ev
from procviz.draw import gated
from procviz.draw.canvas import Canvas
from procviz.draw.gated import Gated
from procviz.draw.stage import draw as draw_stage
from procviz.draw.view import View
from procviz.events import Granted, Wrote
from procviz.fold import fold
from procviz.opener import Opener, target
from procviz.programs import script
from procviz.ui.desk import Gating
from procviz.ui.screens.policies import PolicyScreen
from procviz.ui.turns import PACE, SETTLE
from tests.app_fakes import Feed, Stage, later, run, settle, stage, story
from tests.gate_fakes import ready
from tests.real import LIMIT

MS = 1_000_000
BOTH = (
    ready("0", 100, "os.waitpid(102)", 6, 1, "wait"),
    ready("2", 102, "os.kill(100, SIGUSR1)", 5, 1),
)


def view(those: object = BOTH, chosen: str = "2", mode: str = "ready") -> View:
    world = fold(story())
    log = story()
    return View(world, log=log, now=world.t, gated=Gated(mode, those, chosen))  # type: ignore[arg-type]


def text(canvas: Canvas) -> list[str]:
    return ["".join(row).rstrip() for row in canvas.chars]


def test_the_words_are_there_in_both_languages() -> None:
    assert gated._WORDS["en"].keys() == gated._WORDS["zh"].keys()


def test_the_list_says_who_is_ready_to_do_what() -> None:
    canvas = Canvas(70, 4)
    gated.draw(canvas, view())
    lines = text(canvas)
    assert lines[0].startswith("2 ready ──")
    assert lines[1:3] == [
        "▷ 100  about to call os.waitpid(102)   lesson.py:6",
        "▶ 102  about to call os.kill(100, SIGUSR1)   lesson.py:5",
    ]
    assert canvas.style(0, 2).bg != canvas.style(0, 1).bg


def test_a_low_list_has_the_chosen_one_in_its_row() -> None:
    canvas = Canvas(70, 1)
    gated.draw(canvas, view())
    assert text(canvas) == ["2/2  ▶ 102  about to call os.kill(100, SIGUSR1)   lesson.py:5"]


def test_a_long_list_is_shown_around_the_chosen_one() -> None:
    many = [ready(str(i), 100 + i, "f()", i, 1) for i in range(9)]
    canvas = Canvas(70, 4)
    gated.draw(canvas, view(many, "7"))
    assert ["▶ 107" in line for line in text(canvas)] == [False, False, True, False]


@pytest.mark.parametrize(
    ("mode", "said"),
    [("asleep", "all wait: nobody is ready"), ("open", "the gate is open"), ("over", "over")],
)
def test_the_list_says_why_nobody_is_ready(mode: str, said: str) -> None:
    canvas = Canvas(70, 3)
    gated.draw(canvas, view((), "", mode))
    assert said in text(canvas)[0]


def test_each_card_says_what_its_process_is_about_to_do() -> None:
    canvas = Canvas(100, 20)
    draw_stage(canvas, view(), floor=False)
    drawn = "\n".join(text(canvas))
    assert "▶ os.kill(100, SIGUSR1)" in drawn  # a card has no room for the words
    assert "▷ os.waitpid(102)" in drawn
    assert "▶ ready" in drawn
    assert "▷ ready" in drawn
    again = Canvas(100, 20)
    draw_stage(again, view(chosen="0"), floor=False)  # the kept picture is not taken
    assert "▶ os.waitpid(102)" in "\n".join(text(again))


def test_hostile_calls_are_harmless() -> None:
    bad = [ready("0", 100, "print('\x1b[2J')", 1, 1)]
    canvas = Canvas(70, 3)
    gated.draw(canvas, view(bad, "0"))
    assert "\x1b" not in "".join(text(canvas))


# -- on the screen ------------------------------------------------------------------------------


async def begun(it: Stage, pilot: Pilot[None]) -> Feed:
    """Run the first scenario under the gate, with two that are ready."""
    await pilot.press("g")
    assert "gate: you choose" in it.text("header")
    feed = await run(it, pilot)
    assert feed.target is not None
    assert feed.target.gate == "manual"
    feed.gate.stand(*BOTH)
    await calm(it, pilot)
    return feed


async def calm(it: Stage, pilot: Pilot[None]) -> None:
    for _ in range(3):
        await later(it, pilot, 0.5)


async def test_the_person_chooses_and_lets_go(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await begun(it, pilot)
        assert "2 ready" in it.text("stage")
        assert "▶ 100  about to call os.waitpid(102)" in it.text("stage")
        assert "100 about to" in it.text("source")
        assert "about to call" in it.text("inspector")
        assert "next step" in it.text("footer")
        await pilot.press("tab")
        assert "▶ 102  about to call os.kill(100, SIGUSR1)" in it.text("stage")
        assert it.desk.show.process.pid == 102
        await pilot.press("right")
        assert feed.gate.granted == ["2"]
        sent = ev.SignalSent(pid=102, seq=12, t=90 * MS, to=100, signal="SIGUSR1", call="os.kill")
        feed.give(sent)
        feed.gate.stand(BOTH[0], ready("2", 102, "os._exit(0)", 5, 2))
        await settle(pilot)
        assert "2 ready" not in it.text("stage")  # its effects are shown first
        await calm(it, pilot)
        assert "▶ 102  about to call os._exit(0)" in it.text("stage")  # the same one goes on
        await pilot.press("enter")
        assert feed.gate.granted == ["2", "2"]


async def test_right_goes_through_the_log_before_it_lets_go(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await begun(it, pilot)
        await pilot.press("left", "left", "left")
        assert "ready" not in it.text("stage").replace("are ready", "")
        for _ in range(3):
            await pilot.press("right")
            assert feed.gate.granted == []
        await calm(it, pilot)
        assert not it.desk.show.playhead.paused
        await pilot.press("right")
        assert feed.gate.granted == ["0"]


async def test_space_goes_on_by_turns_at_human_pace_and_stops(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await begun(it, pilot)
        await pilot.press("space")
        await later(it, pilot, 0.01)
        assert feed.gate.granted == ["0"]
        feed.gate.stand(*BOTH)
        await later(it, pilot, SETTLE / 2)
        assert feed.gate.granted == ["0"]
        await later(it, pilot, SETTLE)
        await later(it, pilot, PACE)
        assert feed.gate.granted == ["0", "2"]
        await pilot.press("space")
        feed.gate.stand(*BOTH)
        await calm(it, pilot)
        assert feed.gate.granted == ["0", "2"]
        assert not it.desk.show.playhead.paused


async def test_a_policy_goes_on_by_itself_and_is_named(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await begun(it, pilot)
        await pilot.press("G")
        assert isinstance(it.app.screen, PolicyScreen)
        await pilot.press("down", "down", "enter")
        await settle(pilot)
        assert "gate: child first" in it.text("header")
        for _ in range(3):
            await calm(it, pilot)
            feed.gate.stand(*BOTH)
        assert set(feed.gate.granted) == {"2"}


async def test_a_click_chooses_and_a_second_one_lets_go(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await begun(it, pilot)
        rows = it.text("stage").splitlines()
        y = next(i for i, row in enumerate(rows) if "▷ 102  about" in row)
        await pilot.click("#stage", offset=(10, y))
        assert "▶ 102  about" in it.text("stage")
        assert feed.gate.granted == []
        await pilot.click("#stage", offset=(10, y))
        assert feed.gate.granted == ["2"]


async def test_lines_are_for_the_next_run(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await begun(it, pilot)
        await pilot.press("G", *["down"] * 5, "enter")
        await pilot.press("r")
        await settle(pilot)
        assert it.feed.target is not None
        assert (it.feed.target.gate, it.feed.target.lines) == ("manual", True)


async def test_g_opens_and_closes_the_gate_of_what_runs(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await begun(it, pilot)
        await pilot.press("g")
        assert not feed.gate.held
        assert "gate: open" in it.text("header")
        assert "2 ready" not in it.text("stage")
        await pilot.press("g")
        await calm(it, pilot)
        assert feed.gate.held
        assert "2 ready" in it.text("stage")


async def test_g_starts_what_runs_without_a_gate_again(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        first = await run(it, pilot)
        assert first.gate is None
        await pilot.press("g")
        await settle(pilot)
        assert first.stopped == 1
        assert it.feed.gate is not None
        assert any("starts again under the gate" in told for told in it.told())


async def test_when_all_wait_it_says_so(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await begun(it, pilot)
        await pilot.press("right")
        feed.gate.stand()
        await calm(it, pilot)
        assert "all wait: nobody is ready" in it.text("stage")
        await pilot.press("right", "tab")  # nothing to let go: the next process is selected
        assert feed.gate.granted == ["0"]
        feed.finish()
        await settle(pilot)
        assert "all wait" not in it.text("stage")


async def test_a_gated_run_can_be_closed_and_run_again(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await begun(it, pilot)
        await pilot.press("r")
        await settle(pilot)
        assert feed.stopped == 1
        assert it.feed is not feed
        assert it.feed.gate is not None
        await pilot.press("escape")
        await settle(pilot)
        assert it.desk.show is None
        await pilot.press("g")
        assert "gate:" not in it.text("header")


@pytest.mark.skipif(sys.platform != "linux", reason="the gate needs Linux")
async def test_a_real_program_is_forced_to_let_the_child_go_first(tmp_path: Path) -> None:
    file = tmp_path / "order.py"
    file.write_text(
        "import os\nchild = os.fork()\nprint('child' if child == 0 else 'parent', flush=True)\n"
        "if child == 0:\n    os._exit(0)\nos.wait()\n"
    )
    program = script(file, [])
    it = Stage(tmp_path, start_with=target(program))
    it.app.open = Opener(program)
    it.app.desk.gating = Gating(True)
    async with it.app.run_test(size=(80, 24)) as pilot:
        await finish(it, pilot)
        log = list(it.desk.show.log)
    told = [event.text for event in log if isinstance(event, Wrote)]
    assert "".join(told) == "child\nparent\n"
    assert {event.who for event in log if isinstance(event, Granted)} == {"0", "1"}


async def finish(it: Stage, pilot: Pilot[None]) -> None:
    """Let the youngest that is ready go on until the run is over."""
    import asyncio

    loop = asyncio.get_running_loop()
    end = loop.time() + 6 * LIMIT  # the screen is drawn at each step
    while loop.time() < end:
        await asyncio.sleep(0.03)
        await later(it, pilot, 0.2)
        show = it.desk.show
        if show is not None and show.over:
            return
        if show is not None and show.turns is not None and show.turns.mode == "ready":
            show.turns.choose(show.turns.ready[-1], show)
            await pilot.press("right")
    raise AssertionError("it did not end")
