"""The events as sentences: the same however one comes to them, and never many pages at once."""

import asyncio
from pathlib import Path

import pytest

from procviz.events import Event, Sampled
from procviz.history import History
from procviz.ui import story
from procviz.ui.story import AT_ONCE, Story
from tests.app_fakes import run, settle, stage
from tests.app_fakes import story as made_up
from tests.real import LIMIT


def silent(seq: int) -> Event:
    return Sampled(pid=100, seq=seq, t=seq, facts={"cpu": float(seq)})


def talking(count: int) -> list[Event]:
    """Return a log in which each fifth event has a sentence, more or less."""
    from dataclasses import replace

    once = made_up()
    log = [*once]
    while len(log) < count:
        seq = len(log) + 1
        told = replace(once[5 + seq // 5 % 4], seq=seq, t=seq * 1_000_000)
        log.append(told if seq % 5 == 0 else silent(seq))
    return log


def all_of(it: Story, n: int) -> list[str]:
    for _ in range(100):
        told = [line.text for line in it.before(n)]
        if not it.more:
            return told
    raise AssertionError("it never comes to an end")


@pytest.fixture
def worlds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note for which places a world is asked for."""
    asked: list[int] = []
    usual = History.world_at
    monkeypatch.setattr(History, "world_at", lambda self, n: (asked.append(n), usual(self, n))[1])
    return asked


def test_a_run_that_goes_on_is_told_on_in_the_same_world(worlds: list[int]) -> None:
    whole = talking(2_000)
    log: list[Event] = []
    it = Story(History(log), "en")
    for n in range(70, len(whole), 70):
        log[:] = whole[:n]
        told = all_of(it, n)
        asked = list(worlds)
        assert told == all_of(Story(History(log), "en"), n)
        worlds[:] = asked
    assert len(told) > 200
    assert worlds == [0], "one world, for the first page"
    assert len([page for page in it._pages.values() if page.world is not None]) == 1
    assert all_of(it, 900) == all_of(Story(History(log), "en"), 900), "also of earlier moments"


def test_pages_that_tell_nothing_are_made_a_few_at_a_time(worlds: list[int]) -> None:
    log = [*made_up(), *map(silent, range(12, 20 * story._PAGE + 1))]
    history = History(log)
    history.reach(len(log))
    it = Story(history, "en")
    calls = 0
    while calls == 0 or (it.more and calls < 100):
        worlds.clear()
        told = list(it.before(len(log)))
        assert len(worlds) <= AT_ONCE
        calls += 1
    assert calls == 20 // AT_ONCE
    assert told
    worlds.clear()
    assert list(it.before(len(log))) == told
    assert worlds == [], "all of it is kept"


def test_sentences_that_are_kept_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "MOST", 100)
    monkeypatch.setattr(story, "_KEPT", 200)
    log = talking(4_000)
    it = Story(History(log), "en")
    for n in (4_000, 2_000, 3_000, 4_000):
        assert all_of(it, n)
        kept = sum(len(page.told) for page in it._pages.values())
        assert kept == it._told
        assert 100 <= kept < 200 + story._PAGE


def test_few_pages_keep_a_world_wherever_one_goes(worlds: list[int]) -> None:
    log = [*made_up(), *map(silent, range(12, 20 * story._PAGE + 1))]
    it = Story(History(log), "en")
    for n in range(100, len(log), 3 * story._PAGE // 2):
        all_of(it, n)
        open_ = [number for number, page in it._pages.items() if page.world is not None]
        assert sorted(open_) == sorted(it._open)
        assert len(open_) <= story._OPEN
    assert len(worlds) < 20


async def test_the_rest_of_the_sentences_comes_by_itself(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        it.feed.give(*map(silent, range(12, 20 * story._PAGE)))
        await settle(pilot)
        await pilot.press("end", "space", "e")  # no look comes by itself
        async with asyncio.timeout(LIMIT):
            while "waits for any child" not in it.text("output"):
                assert "Nothing written" not in it.text("output")
                await asyncio.sleep(0.01)
