"""Sub-lanes of the time line fold into one row: by themselves, by key, by a click on the head."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from procviz import events as ev
from procviz.draw import spell, timeline
from procviz.draw.canvas import Canvas
from procviz.draw.layout import Pane
from procviz.draw.timeline_folds import MANY, words
from procviz.draw.timeline_lanes import Lanes, lanes
from procviz.draw.view import View
from procviz.events import Event
from procviz.fold import fold
from procviz.ui.widgets.canvas_pane import CanvasPane
from tests.app_fakes import run, settle, stage
from tests.draw_worlds import BACK, SIZES

MS = 1_000_000


def log(threads: int, tasks: int = 0, children: int = 0) -> list[Event]:
    found: list[Event] = [ev.RunBegan(pid=4200, t=0, argv=("python", "lesson.py"))]
    found += [
        ev.ThreadStarted(pid=4200, t=(10 + i) * MS, tid=50 + i, name=f"w{i}")
        for i in range(threads)
    ]
    found += [
        ev.TaskCreated(pid=4200, t=(40 + i) * MS, task=i + 1, name=f"job{i}") for i in range(tasks)
    ]
    found += [ev.Spawned(pid=4200, t=(60 + i) * MS, child=4201 + i) for i in range(children)]
    found += [
        ev.ThreadEnded(pid=4200, t=(100 + i) * MS, tid=50 + i, name=f"w{i}")
        for i in range(threads // 2)
    ]
    found.append(ev.Sampled(pid=4200, t=200 * MS, facts={}))
    return [replace(event, seq=i) for i, event in enumerate(found, 1)]


def view(events: list[Event], folds: Mapping[int, bool] | None = None, lang: str = "en") -> View:
    world = fold(events)
    return View(world, log=events, now=world.t, lang=lang, selected=1, folds=folds or {})


def drawn(seen: View, width: int = 80, height: int = 20) -> list[str]:
    canvas = Canvas(width, height, BACK)
    timeline.draw(canvas, seen)
    return canvas.text()


def row_of(found: Lanes, lines: list[str]) -> str:
    return lines[found.folds[1]]


def test_a_few_have_a_row_each_and_many_fold_by_themselves() -> None:
    few, many = view(log(MANY)), view(log(MANY + 1))
    assert len(lanes(few, 80, 20).inside) == MANY
    found = lanes(many, 80, 20)
    assert not found.inside
    assert f"┆ +{MANY + 1} threads" in row_of(found, drawn(many))


def test_folded_lanes_tell_how_many_lived_when() -> None:
    seen = view(log(8), {1: True})
    found = lanes(seen, 80, 20)
    line = row_of(found, drawn(seen))
    assert "+8 threads" in line
    scale = line[found.left :]
    assert scale.index("▁") < scale.index("▆")  # more and more begin …
    assert scale.rstrip("│ ")[-1] == "▃"  # … and half of them go on
    assert "█" not in scale


def test_the_person_folds_and_unfolds() -> None:
    assert not lanes(view(log(3), {1: True}), 80, 20).inside
    assert len(lanes(view(log(12), {1: False}), 80, 20).inside) == 12


def test_unfolded_where_not_all_have_room_the_rest_is_counted() -> None:
    seen = view(log(12), {1: False})
    found = lanes(seen, 80, 10)
    count = len(found.inside)
    assert 0 < count < 12
    assert f"+{12 - count} threads" in row_of(found, drawn(seen, 80, 10))
    assert found.bottom <= 10


def test_unfolding_takes_room_from_other_processes() -> None:
    crowd = log(6, children=30)
    assert not lanes(view(crowd), 80, 16).inside
    assert "+6" in drawn(view(crowd), 80, 16)[1]  # in the head where there is no row
    seen = view(crowd, {1: False})
    found = lanes(seen, 80, 16)
    assert found.inside
    assert any(f"+{found.more} more" in line for line in drawn(seen, 80, 16))
    every = [*found.rows.values(), *found.inside.values(), *found.folds.values()]
    assert len(set(every)) == len(every)


@pytest.mark.parametrize(
    ("threads", "tasks", "en", "zh"),
    [
        (1, 0, "+1 thread", "+1 个线程"),
        (3, 0, "+3 threads", "+3 个线程"),
        (2, 1, "+2 threads, 1 task", "+2 个线程, 1 个任务"),
    ],
)
def test_the_count_in_words(threads: int, tasks: int, en: str, zh: str) -> None:
    keys = [*(("thread", i) for i in range(threads)), *(("task", i) for i in range(tasks))]
    assert words(keys, "en") == en
    assert words(keys, "zh") == zh
    assert spell._WORDS["en"].keys() == spell._WORDS["zh"].keys()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("folds", [{}, {1: True}, {1: False}], ids=["auto", "folded", "open"])
def test_any_size(folds: dict[int, bool], size: tuple[int, int]) -> None:
    width, height = size
    for events in (log(3), log(12, 3), log(12, 3, 40)):
        seen = view(events, folds)
        canvas = Canvas(width, height + 1, BACK)
        timeline.draw(canvas.part(0, 0, width, height), seen)
        assert not canvas.text()[height].strip()
        found = lanes(seen, width, height)
        assert found.bottom <= height
        every = [*found.rows.values(), *found.inside.values(), *found.folds.values()]
        assert len(set(every)) == len(every)


async def test_the_key_and_a_click_on_the_head_fold(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("z")
        assert "neither threads nor tasks" in it.told()[-1]
        it.feed.give(
            *(ev.ThreadStarted(pid=100, seq=20 + i, t=(90 + i) * MS, tid=7 + i, name=f"w{i}")
              for i in range(3))
        )  # fmt: skip
        await settle(pilot)
        await pilot.press("end", "4")
        assert "┆ w1" in it.text("timeline")
        assert "threads" in it.text("footer")
        await pilot.press("z")
        assert "┆ +3 threads" in it.text("timeline")
        pane = it.app.main.query_one("#timeline", CanvasPane)
        lines = it.text("timeline").splitlines()
        at = next(i for i, line in enumerate(lines) if "+3 threads" in line)
        pane.post_message(CanvasPane.Pressed(pane, 6, at))  # the folded row: unfold
        await settle(pilot)
        assert "┆ w1" in it.text("timeline")
        head = next(i for i, line in enumerate(lines) if "100 " in line)
        pane.post_message(CanvasPane.Pressed(pane, 3, head))  # the selected one's head: fold
        await settle(pilot)
        assert "┆ +3 threads" in it.text("timeline")
        told = it.app.main._tell(Pane.TIMELINE, *pane.size, 6, at)
        assert "w0, w1, w2" in told
        assert "z" in told
