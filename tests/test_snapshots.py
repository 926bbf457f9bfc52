"""The whole screen, letters and colours, of a made-up run under a clock that stands still.

    PROCVIZ_GOLDENS=write uv run pytest -n0 tests/test_snapshots.py

makes them anew: look at the difference before you keep it.
"""

import time
from pathlib import Path

import pytest
from textual.pilot import Pilot

from procviz.settings import Settings
from tests import snapshots
from tests.app_fakes import Stage, run, settle, stage

LIMIT = 30.0  # seconds until the screen must look as it should; as a rule it does at once

SMALL, MIDDLE, LARGE = (80, 24), (120, 36), (160, 45)
Step = tuple[str, tuple[int, int], str]  # name, size, the keys that are pressed before

ENGLISH: list[Step] = [
    ("stage_small", SMALL, ""),
    ("source_small", SMALL, "2"),
    ("timeline_small", SMALL, "4"),
    ("inspector_small", SMALL, "5 tab"),
    ("output_small", SMALL, "6"),
    ("events_small", SMALL, "e"),
    ("past", MIDDLE, "3 e home right right right right"),
    ("middle", MIDDLE, "end tab"),
    ("wide", LARGE, ""),
    ("signal_menu", MIDDLE, "k t e r m"),
    ("light", MIDDLE, "escape t"),
    ("presenter", MIDDLE, "P"),
    ("too_small", (59, 15), "P t"),
]


async def matches(it: Stage, pilot: Pilot[None], name: str) -> None:
    """Wait until the screen is as it was kept: threads and workers may still be at it."""
    await settle(pilot)
    if snapshots.writing():
        await pilot.pause(0.3)
        snapshots.keep(name, snapshots.snapshot(it.app))
    wanted, until = snapshots.kept(name), time.monotonic() + LIMIT
    got = snapshots.snapshot(it.app)
    while got != wanted and time.monotonic() < until:
        await pilot.pause(0.05)
        got = snapshots.snapshot(it.app)
    assert got == wanted, f"{name}\n{snapshots.difference(wanted, got)}"


async def test_the_screen_looks_as_it_should(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    async with stage(tmp_path, SMALL) as (it, pilot):
        await matches(it, pilot, "picker_small")
        await run(it, pilot)
        for name, size, keys in ENGLISH:
            if it.app.size != size:
                await pilot.resize_terminal(*size)
            await pilot.press(*keys.split())
            await matches(it, pilot, name)


async def test_chinese_and_no_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with stage(tmp_path, MIDDLE, lang="zh") as (it, pilot):
        await matches(it, pilot, "zh_picker")
        await run(it, pilot)
        await matches(it, pilot, "zh_no_colour")


async def test_ascii_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    async with stage(tmp_path, MIDDLE, settings=Settings(ascii=True)) as (it, pilot):
        await run(it, pilot)
        await matches(it, pilot, "ascii")


def test_a_screenshot_as_text_tells_letters_and_colours_apart() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>.x-r1 {{ fill: #111111 }}'
        ".x-r2 {{ fill: #222222;font-weight: bold }}</style>"
        '<rect fill="{ground}" x="10" y="1.5" width="20" height="20" shape-rendering="crispEdges"/>'
        '<text class="x-r1" x="0" y="20" textLength="20" clip-path="url(#x-line-0)">a\xa0</text>'
        '<text class="x-r2" x="20" y="20" textLength="10" clip-path="url(#x-line-0)">b</text>'
        '<text class="x-r1" x="0" y="40" textLength="10" clip-path="url(#x-line-1)">c</text></svg>'
    )
    text = snapshots.as_text(svg.format(ground="#0000ff").replace("{{", "{").replace("}}", "}"))
    other = snapshots.as_text(svg.format(ground="#00ff00").replace("{{", "{").replace("}}", "}"))
    assert text.splitlines() == [
        "a b", "c", "", "abc", "add", "",
        "a #111111 on -", "b on #0000ff", "c #222222 bold on #0000ff", "d on -",
    ]  # fmt: skip
    assert other != text
