"""Moving the playhead on the screen: by keys and by mouse, in a run and after it."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from procviz import events as ev
from procviz.draw.timeline_lanes import lanes
from procviz.events import Event
from procviz.fold import fold
from procviz.sources.replayed import Replay
from procviz.ui.screens.kinds import KindScreen
from procviz.ui.widgets.canvas_pane import CanvasPane
from tests.app_fakes import Feed, Stage, at, later, run, settle, stage, story

MS = 1_000_000


def where(it: Stage) -> int:
    """Return the number of the event in the picture, which is what folding the log so far gives."""
    show = it.desk.show
    assert show.world == fold(list(show.log[: show.playhead.at]))
    return show.playhead.at


async def finished(it: Stage, pilot: Pilot[None]) -> None:
    feed = await run(it, pilot, shown=False)
    feed.finish()
    await settle(pilot)
    await pilot.press("end")


async def test_after_a_run_left_goes_back_and_space_plays_from_the_start(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await finished(it, pilot)
        assert where(it) == 11
        seen = [11]
        for _ in range(9):
            await pilot.press("left")
            seen.append(where(it))
        assert seen == [11, 9, 8, 5, 4, 3, 1, 1, 1, 1]  # samples and output are no steps
        assert "looking back" in it.text("header")
        assert "event 1 of 11" in it.text("header")
        await pilot.press("right", "right")
        assert where(it) == 4
        assert it.desk.show.playhead.progress(it.clock.t) == 0.0  # its motion plays
        await later(it, pilot, 0.2)
        assert it.desk.show.playhead.progress(it.clock.t) == pytest.approx(0.5)
        assert where(it) == 4
        await pilot.press("left")
        assert it.desk.show.playhead.progress(it.clock.t) == 1.0
        await pilot.press("end")
        assert where(it) == 11
        assert "over" in it.text("header")
        await pilot.press("space")
        assert where(it) == 1
        for _ in range(30):
            await later(it, pilot, 0.3)
        assert where(it) == 11
        assert "over" in it.text("header")


async def test_a_live_run_goes_on_while_the_picture_is_behind(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        feed = await run(it, pilot)
        assert "live" in it.text("header")
        await pilot.press("home")
        assert where(it) == 1
        assert "10 events · 0.1 s behind" in it.text("header")
        more = ev.Reaped(pid=100, seq=12, t=300 * MS, child=101, code=3)
        feed.give(more)
        await settle(pilot)
        assert where(it) == 1
        assert "11 events · 0.3 s behind" in it.text("header")
        assert "102" in it.text("timeline")  # of later, pale
        assert "102" not in it.text("stage")
        await pilot.press("end")
        assert where(it) == 12
        assert "live" in it.text("header")
        feed.give(ev.Exited(pid=102, seq=13, t=400 * MS, code=0))
        await later(it, pilot, 1.0)
        assert where(it) == 13


async def test_ctrl_arrows_go_event_by_event(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await finished(it, pilot)
        for expected in (10, 9, 8, 7, 6):
            await pilot.press("ctrl+left")
            assert where(it) == expected
        await pilot.press("ctrl+right")
        assert where(it) == 7


def lines() -> list[Event]:
    probe = ("probe",)
    log: list[Event] = [
        ev.RunBegan(pid=100, start=1, argv=("python",)),
        ev.LineReached(pid=100, source=probe, where=at(1)),
        ev.Spawned(pid=100, child=101, source=probe, where=at(3)),
        ev.LineReached(pid=101, source=probe, where=at(4)),
        ev.LineReached(pid=100, source=probe, where=at(6)),
        ev.SignalSent(pid=100, to=101, signal="SIGTERM", source=probe, where=at(6)),
        ev.LineReached(pid=101, source=probe, where=at(5)),
        ev.Exited(pid=101, signal="SIGTERM"),
        ev.LineReached(pid=100, source=probe, where=at(7)),
    ]
    for i, event in enumerate(log, 1):
        object.__setattr__(event, "seq", i)
        object.__setattr__(event, "t", i * 10 * MS)
    return log


async def replayed(feed: Feed) -> Feed:
    feed.live = False
    feed.give(*lines())
    return feed


async def test_lines_deeds_and_kinds_are_found_both_ways(tmp_path: Path) -> None:
    async with stage(tmp_path, replay=await replayed(Feed())) as (it, pilot):
        await pilot.press("home")
        for key, expected in (
            ("shift+right", 2), ("shift+right", 5), ("shift+right", 9), ("shift+left", 5),
            ("shift+left", 2), ("full_stop", 3), ("full_stop", 6), ("comma", 3), ("comma", 1),
        ):  # fmt: skip
            await pilot.press(key)
            assert where(it) == expected, key
        await pilot.press("shift+left")
        assert where(it) == 1
        assert "no other line" in it.told()[-1]
        await pilot.press("x", *"exit", "enter")
        await settle(pilot)
        assert where(it) == 8
        await pilot.press("x", *"signal", "left")
        await settle(pilot)
        assert where(it) == 6
        await pilot.press("x")
        await settle(pilot)
        assert isinstance(it.app.screen, KindScreen)
        assert "reap" not in it.screen_text().split("Go to the next")[1]  # there is none
        await pilot.press("enter")  # the same kind again
        await settle(pilot)
        assert where(it) == 6
        assert "no other event" in it.told()[-1]
        await pilot.press("full_stop", "tab", "full_stop")  # of 101 now
        assert it.desk.show.process.pid == 101
        assert where(it) == 8


async def test_bookmarks_are_set_found_and_taken_away(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await finished(it, pilot)
        await pilot.press("apostrophe")
        assert "no bookmarks" in it.told()[-1]
        await pilot.press("left", "b", "left", "left", "b")
        assert it.desk.show.marks == [5, 9]
        assert "◆" in it.text("timeline").splitlines()[1]
        await pilot.press("home")
        for key, expected in (
            ("apostrophe", 5), ("apostrophe", 9), ("apostrophe", 5), ("quotation_mark", 9),
            ("quotation_mark", 5),
        ):  # fmt: skip
            await pilot.press(key)
            assert where(it) == expected
        await pilot.press("b")
        assert it.desk.show.marks == [9]


async def test_speeds_are_true_time_and_are_shown(tmp_path: Path) -> None:
    async with stage(tmp_path, replay=await replayed(Feed())) as (it, pilot):
        await pilot.press("home", *["right_square_bracket"] * 4)
        assert "1×" in it.text("header")
        await pilot.press("space")
        await later(it, pilot, 0.045)
        assert where(it) == 5
        await pilot.press("left_square_bracket")
        assert "½×" in it.text("header")
        await later(it, pilot, 0.02)
        assert where(it) == 6


async def test_the_events_told_are_those_before_the_playhead(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await finished(it, pilot)
        await pilot.press("e")
        whole = it.text("output")
        assert "waits for any child" in whole
        await pilot.press("left")
        assert "waits for any child" not in it.text("output")
        await pilot.press("home")
        assert "os.fork" not in it.text("output")
        await pilot.press("end")
        assert it.text("output") == whole


async def drag(it: Stage, pilot: Pilot[None], *columns: int) -> None:
    """Press the button on the time line, move to other columns, and let go at the last."""
    await pilot.mouse_down("#timeline", offset=(columns[0], 3))
    for column in columns[1:]:
        await pilot.hover("#timeline", offset=(column, 3))
    await pilot.mouse_up("#timeline", offset=(columns[-1], 3))
    await settle(pilot)


async def test_the_mouse_drags_the_playhead_along_the_time_line(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await finished(it, pilot)
        pane = it.app.main.query_one("#timeline", CanvasPane)
        view = it.desk.show.view(it.desk.theme, 1.0)
        left = 2 + lanes(view, pane.size.width - 4, pane.size.height - 2).left
        right = pane.size.width - 3
        assert "■" in it.text("header")
        await drag(it, pilot, right, left + 20, left)
        assert where(it) < 4
        await drag(it, pilot, left, right, pane.size.width - 1)  # beyond the end too
        assert where(it) == 11
        await pilot.click("#timeline", offset=((left + right) // 2, 3))
        await settle(pilot)
        assert 5 <= where(it) <= 9
        before = where(it)
        await drag(it, pilot, 3, right)  # on the names: nothing to drag there
        assert where(it) == before


async def test_questions_look_back_from_wherever_it_was(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await finished(it, pilot)
        show = it.desk.show
        await pilot.press("left", "left")
        back = where(it)
        it.app.main.look(4)
        assert (where(it), show.past) == (4, True)
        await pilot.press("escape")
        assert (where(it), show.past) == (back, False)


def test_a_replay_reads_its_log_itself(tmp_path: Path) -> None:
    from procviz import recording
    from procviz.feed import Header

    path = tmp_path / "a.procviz"
    writer = recording.create(path, Header(command=("python",)))
    writer.write(story())
    writer.close()
    replay = Replay(recording.read(path))
    assert replay.take() == []
    assert list(replay.events) == story()
