"""What takes long is done beside the screen: no key waits for it, and nobody who quits."""

import asyncio
import sys
import threading
from pathlib import Path

import pytest

from procviz.draw.highlight import PLAIN, tokens
from procviz.draw.source import Listing
from procviz.ui import files
from procviz.ui.beside import TURN, beside
from procviz.ui.files import Files
from tests.app_fakes import PATH, SOURCE, run, settle, stage
from tests.real import LIMIT


async def test_work_is_done_in_short_turns_of_another_thread() -> None:
    usual = sys.getswitchinterval()

    def work() -> tuple[str, float]:
        return threading.current_thread().name, sys.getswitchinterval()

    first, second = await asyncio.gather(beside(work), beside(work))
    assert first == second == ("procviz beside", pytest.approx(TURN))
    assert sys.getswitchinterval() == usual
    with pytest.raises(ZeroDivisionError):
        await beside(lambda: 1 / 0)
    assert sys.getswitchinterval() == usual


def test_whoever_quits_waits_for_no_work() -> None:
    begun, go, done = threading.Event(), threading.Event(), list[bool]()

    async def quits() -> None:
        task = asyncio.create_task(beside(lambda: (begun.set(), go.wait(LIMIT), done.append(True))))
        await asyncio.to_thread(begun.wait)
        task.cancel()

    asyncio.run(quits())  # would wait for a thread of the loop's own
    assert not done
    go.set()


def coloured(listing: Listing | None) -> bool:
    assert listing is not None
    return any(kind != PLAIN for line in listing.lines for _, kind in line)


def test_a_text_is_plain_until_its_colours_are_there() -> None:
    work = []
    shown = Files()
    shown.colours, shown.beside = True, work.append
    for _ in range(3):
        assert not coloured(shown.listing(PATH, {PATH: SOURCE}))
    assert len(work) == 1
    work.pop()()
    assert coloured(shown.listing(PATH, {PATH: SOURCE}))
    other = SOURCE.replace("fork", "pipe")
    changed = shown.listing(PATH, {PATH: other})
    assert changed is not None
    assert not coloured(changed)
    assert "os.pipe()" in "".join(text for text, _ in changed.lines[2]), (
        "as many lines, another text"
    )
    work.pop()()
    assert coloured(shown.listing(PATH, {PATH: other}))
    assert not work


async def test_no_text_is_coloured_by_who_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by: list[threading.Thread] = []
    monkeypatch.setattr(
        files, "tokens", lambda text: (by.append(threading.current_thread()), tokens(text))[1]
    )
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        async with asyncio.timeout(LIMIT):
            while not coloured(it.desk.listing()):
                await settle(pilot)
    assert by
    assert threading.main_thread() not in by
