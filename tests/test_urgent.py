"""Keys go first, and a frame is one piece of writing: whoever types waits for nobody."""

import asyncio
from pathlib import Path

import pytest
from textual import events
from textual.drivers import headless_driver
from textual.drivers.headless_driver import HeadlessDriver

from procviz.events import Marked
from procviz.ui.film.taping import taping
from procviz.ui.urgent import PATIENCE, Urgent
from procviz.ui.widgets.canvas_pane import CanvasPane
from tests.app_fakes import Clock, Stage, run, settle, stage, story
from tests.real import LIMIT


def test_a_key_waits_until_a_screen_has_had_it() -> None:
    clock = Clock()
    urgent = Urgent(clock)
    assert not urgent.waits
    urgent.came(5.0)
    assert urgent.waits
    urgent.had(4.0)  # the one before it
    assert urgent.waits
    urgent.had(5.0)
    assert not urgent.waits


def test_a_key_that_nobody_takes_holds_nothing_up_for_long() -> None:
    clock = Clock()
    urgent = Urgent(clock)
    urgent.came(5.0)
    clock.t += PATIENCE / 2
    assert urgent.waits
    clock.t += PATIENCE
    assert not urgent.waits


def patient(it: Stage) -> tuple[Clock, list[str]]:
    """Let no time pass for the keys of an app; return their clock, and a list that looks go to."""
    clock, looks = Clock(), list[str]()
    it.app.urgent._clock = clock
    player, tick = it.app.main.player, it.app.main.player.tick
    player.tick = lambda everything=False: (looks.append("look"), tick(everything))[1]  # type: ignore[method-assign]
    return clock, looks


async def looked(looks: list[str]) -> None:
    async with asyncio.timeout(LIMIT):
        while not looks:
            await asyncio.sleep(0.01)


async def answered(it: Stage) -> None:
    async with asyncio.timeout(LIMIT):
        while it.app.urgent.waits:
            await asyncio.sleep(0.01)


async def test_what_is_new_is_looked_at_when_the_key_has_been_answered(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("enter")
        await settle(pilot)
        _, looks = patient(it)
        key = events.Key("e", "e")
        it.app.urgent.came(key.time)
        it.feed.give(*story())
        for _ in range(20):  # the key goes through four
            await asyncio.sleep(0.002)
        assert looks == []
        before = it.desk.events
        it.app.post_message(key)
        await looked(looks)
        assert it.desk.events is not before
        assert len(it.desk.show.log) == len(story())


async def test_beats_wait_for_a_key_too_but_not_for_ever(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot, shown=False)  # it plays
        clock, looks = patient(it)
        it.app.urgent.came(events.Key("e", "e").time)
        it.app.main.player._beaten()
        for _ in range(20):
            await asyncio.sleep(0.002)
        assert looks == []
        clock.t += 2 * PATIENCE
        await looked(looks)


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give apps a driver as on a terminal, that writes to a list."""
    pieces: list[str] = []

    class Listed(HeadlessDriver):
        def write(self, data: str) -> None:
            pieces.append(data)

    monkeypatch.setattr(headless_driver, "HeadlessDriver", taping(Listed))
    return pieces


MANY = [Marked(pid=100, seq=seq, t=seq, text="x") for seq in range(12, 12_000)]


async def test_the_log_gets_known_when_no_key_waits(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("home")
        patient(it)
        history, transport, told = it.desk.show.history, it.app.main.player.transport, list[str]()
        transport._tell = lambda: told.append("drawn")  # type: ignore[method-assign]
        it.app.urgent.came(events.Key("e", "e").time)
        it.feed.give(*MANY)
        it.app.main.player.tick()  # a slice, and the rest in a worker
        for _ in range(20):
            await asyncio.sleep(0.005)
        assert not history.whole
        assert told == []
        await pilot.press("tab")
        await settle(pilot)
        assert history.whole
        assert told, "what is known is drawn, as the picture stands"


async def test_to_know_the_log_draws_nothing_while_looks_come_by_themselves(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        assert it.desk.show.playhead.following
        _, looks = patient(it)
        transport, told = it.app.main.player.transport, list[str]()
        transport._tell = lambda: told.append("drawn")  # type: ignore[method-assign]
        it.feed.give(*MANY)
        await looked(looks)
        await settle(pilot)
        assert it.desk.show.history.whole
        assert told == []


async def test_the_driver_tells_the_app_of_keys_and_of_nothing_else(
    tmp_path: Path, driver: list[str]
) -> None:
    async with stage(tmp_path) as (it, _):
        clock, _ = patient(it)
        assert it.app._driver is not None
        it.app._driver.process_message(events.AppBlur())
        assert not it.app.urgent.waits
        it.app._driver.process_message(events.Key("down", None))
        assert it.app.urgent.waits
        await answered(it)  # by the screen: the clock of its patience stands still
        assert it.desk.shelf.cursor == 1
        assert clock.t == Clock().t


async def test_all_panes_are_sent_in_one_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, driver: list[str]
) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        terminal = it.app._driver
        assert terminal is not None
        monkeypatch.setattr(CanvasPane, "paint", lambda pane: terminal.write(f"<{pane.id}>"))
        driver.clear()
        it.app.main.repaint()
        drawn = [pane.name.lower() for pane in it.desk.regions(*it.app.main.size)]
        assert driver == ["".join(f"<{name}>" for name in drawn)]
        terminal.write("else")
        assert driver[1:] == ["else"]


async def test_keys_that_are_no_screens_hold_nothing_up(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        patient(it)
        await pilot.press("ctrl+p")
        async with asyncio.timeout(LIMIT):
            while it.app.focused is None:  # the palette's line
                await asyncio.sleep(0.01)
        key = events.Key("z", "z")
        it.app.urgent.came(key.time)
        it.app.post_message(key)
        await answered(it)
