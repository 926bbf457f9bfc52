"""Sub-lanes of the time line: threads, and the tasks of an event loop."""

from dataclasses import replace

import pytest

from procviz import events as ev
from procviz.draw import timeline
from procviz.draw.canvas import Canvas
from procviz.draw.timeline_lanes import lanes
from procviz.draw.view import View
from procviz.events import Event
from procviz.fold import fold
from procviz.state import State
from procviz.things import SPANS
from tests.draw_worlds import BACK, SIZES

MS = 1_000_000
A, B = 4200, 4201


def view(*events: Event) -> View:
    log = [replace(e, seq=i) for i, e in enumerate(events, 1)]
    return View(fold(log), log=log, now=log[-1].t)


def at(ms: int, cls: type[Event], pid: int = A, **fields: object) -> Event:
    return cls(t=ms * MS, pid=pid, **fields)


THREADS = [
    at(0, ev.RunBegan, argv=("python", "lesson.py")),
    at(100, ev.ThreadStarted, tid=9, name="slow"),
    at(100, ev.ThreadStarted, tid=10, name="quick\x1b[2J"),
    at(200, ev.Spawned, child=B),
    at(400, ev.ThreadEnded, tid=10, name="quick"),
    at(1000, ev.ThreadEnded, tid=9, name="slow"),
]
TASKS = [
    at(0, ev.RunBegan, argv=("python", "lesson.py")),
    at(100, ev.TaskCreated, task=1, name="a"),
    at(200, ev.TaskResumed, task=1),
    at(500, ev.TaskSuspended, task=1, awaits="sleep"),
    at(900, ev.TaskFinished, task=1),
    at(1000, ev.RunEnded, code=0),
]


def drawn(seen: View, width: int = 80, height: int = 12) -> list[str]:
    canvas = Canvas(width, height, BACK)
    timeline.draw(canvas, seen)
    return canvas.text()


def row(lines: list[str], name: str) -> str:
    return next(line for line in lines if name in line)


def test_threads_stand_below_their_process_for_as_long_as_they_live() -> None:
    lines = drawn(view(*THREADS))
    names = ["4200", "slow", "quick", "4201"]
    assert [n for line in lines for n in names if n in line] == names
    slow, quick = row(lines, "┆ slow"), row(lines, "┆ quick")
    assert slow.index("╌") == quick.index("╌")
    assert slow.rindex("╌") > quick.rindex("╌")
    assert "\x1b" not in quick
    assert "╌ thread" in lines[-1]


def test_a_task_runs_and_waits() -> None:
    lane = row(drawn(view(*TASKS)), "┆ a")
    assert "┄" in lane[: lane.index("█")]  # made, and not its turn yet
    assert "┄" in lane[lane.rindex("█") :]
    assert "thread" not in drawn(view(*TASKS))[-1]


def test_the_selected_process_comes_first_where_there_is_little_room() -> None:
    more = [at(250, ev.ThreadStarted, B, tid=20 + i, name=f"t{i}") for i in range(3)]
    seen = view(*THREADS[:4], *more, *THREADS[4:])
    uid = {p.pid: u for u, p in seen.world.processes.items()}
    found = lanes(seen._replace(selected=uid[B]), 80, 7)
    assert [key for key, _ in found.inside] == [uid[B]] * 3
    assert sorted([*found.rows.values(), *found.inside.values()]) == list(range(1, 6))


def test_a_click_on_a_sub_lane_finds_its_process() -> None:
    seen = view(*THREADS)
    found = lanes(seen, 80, 12)
    for (uid, _), y in found.inside.items():
        assert timeline.hit(80, 12, seen, 30, y) == uid


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("log", [THREADS, TASKS], ids=["threads", "tasks"])
def test_any_size(log: list[Event], size: tuple[int, int]) -> None:
    width, height = size
    canvas = Canvas(width, height + 1, BACK)
    seen = view(*log)
    timeline.draw(canvas.part(0, 0, width, height), seen)
    assert canvas.text()[height].strip() == ""
    assert lanes(seen, width, height).bottom <= height


def test_a_number_that_is_used_again_is_another_lane() -> None:
    again = at(1100, ev.ThreadStarted, tid=9, name="other")
    world = view(*THREADS, again).world
    names = [lane.name for lane in world.processes[1].inside.values()]
    assert names == ["quick\x1b[2J", "other"]


def test_of_very_many_changes_the_latest_are_kept() -> None:
    turns = [
        at(i, kind, task=1)
        for i in range(2, 3 * SPANS, 2)
        for kind in (ev.TaskResumed, ev.TaskSuspended)
    ]
    world = view(TASKS[0], TASKS[1], *turns).world
    (lane,) = world.processes[1].inside.values()
    assert len(lane.spans) <= SPANS
    assert lane.spans[-1] == (turns[-1].t, State.WAITING)


def test_of_very_many_threads_those_that_are_over_go_first() -> None:
    log = [THREADS[0]]
    for i in range(1200):
        log.append(at(i, ev.ThreadStarted, tid=100 + i, name=f"t{i}"))
        if i:
            log.append(at(i, ev.ThreadEnded, tid=100 + i, name=f"t{i}"))
    inside = view(*log).world.processes[1].inside
    assert len(inside) == 500
    assert ("thread", 100) in inside


def test_another_program_ends_them() -> None:
    world = view(*THREADS[:3], at(300, ev.Execed, argv=("sh",)), at(900, ev.Spawned, child=B)).world
    assert [lane.over for lane in world.processes[1].inside.values()] == [300 * MS] * 2
