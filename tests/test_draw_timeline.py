"""The time line: geometry, goldens, and what must hold for any world at any size."""

from itertools import pairwise

import pytest

from procviz import events as ev
from procviz.draw import timeline
from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.timeline_lanes import lanes
from procviz.draw.timeline_scale import Scale
from procviz.draw.view import View
from tests import draw_worlds as worlds
from tests.draw_worlds import BACK, SIZES, check

MS = worlds.MS
CASES = {
    "handshake": (worlds.handshake, 90, 13),
    "handshake_tight": (worlds.handshake, 60, 8),
    "zombies": (worlds.zombies, 70, 11),
    "orphan": (worlds.orphaned, 70, 10),
    "loop_of_9": (lambda: worlds.shell_loop(9), 70, 14),
    "workers_12": (lambda: worlds.pool(12), 70, 9),
}


def drawn(view: View, width: int, height: int, span: tuple[int, int] | None = None) -> Canvas:
    canvas = Canvas(width, height, BACK)
    timeline.draw(canvas, view, span)
    return canvas


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    make, width, height = CASES[name]
    check(f"timeline_{name}", drawn(make().view(selected=4201), width, height))


@pytest.mark.parametrize("seed", range(30))
def test_any_world_at_any_size_stays_inside(seed: int) -> None:
    view = worlds.anything(seed).view(selected=4200, lang=("en", "zh")[seed % 2])
    spans = (None, (0, 1), (view.now // 3, view.now // 2), (view.now * 2, view.now * 3))
    for width, height in SIZES:
        for span in spans:
            whole = Canvas(width + 4, height + 4, Style("#123456", "#654321"))
            whole.fill(0, 0, width + 4, height + 4, Style("#123456", "#654321"), "#")
            inside = whole.part(2, 2, width, height)
            inside.fill(0, 0, width, height, BACK)
            timeline.draw(inside, view, span)
            for y in range(height + 4):
                row = whole.chars[y]
                assert cells("".join(row)) == width + 4, (seed, width, height, span, y)
                outside = row if y in (0, 1, height + 2, height + 3) else row[:2] + row[-2:]
                assert set(outside) == {"#"}, (seed, width, height, span, y)


def test_no_process_no_drawing() -> None:
    assert not any(drawn(worlds.Log().view(), 70, 10).text())
    assert timeline.hit(70, 10, worlds.Log().view(), 3, 1) == 0


def test_scale_there_and_back() -> None:
    scale = Scale(1_000 * MS, 3_000 * MS, 80)
    for column in range(80):
        assert scale.column(scale.time(column) + 1) == column
    assert scale.at(0) == 0
    assert scale.at(9_000 * MS) == 80
    assert [scale.shows(t * MS) for t in (999, 1000, 3000, 3001)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("span", "width", "unit", "labels"),
    [
        ((0, 3_000 * MS), 70, "s", ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"]),
        ((0, 40 * MS), 40, "ms", ["0", "10", "20", "30", "40"]),
        ((0, 90_000 * MS), 40, "s", ["0", "50"]),
        ((5 * MS, 6 * MS), 50, "ms", ["5.0", "5.2", "5.4", "5.6", "5.8", "6.0"]),
    ],
)
def test_ticks_are_round(span: tuple[int, int], width: int, unit: str, labels: list[str]) -> None:
    got_unit, ticks = Scale(*span, width).ticks()
    assert (got_unit, [t.label for t in ticks]) == (unit, labels)


@pytest.mark.parametrize("power", range(3, 13))
@pytest.mark.parametrize("width", [5, 12, 33, 78, 170])
def test_ticks_leave_room_for_their_labels(power: int, width: int) -> None:
    for factor in (1, 3, 7):
        _, ticks = Scale(0, factor * 10**power, width).ticks()
        columns = [t.column for t in ticks]
        assert all(b - a >= 8 for a, b in pairwise(columns))
        assert len(ticks) <= width // 8 + 2


def row_of(view: View, pid: int, width: int, height: int) -> int:
    process = view.world.by_pid(pid)
    assert process is not None
    return lanes(view, width, height).rows[process.uid]


def test_states_stand_at_their_true_times() -> None:
    log = worlds.Log()
    log.begin()
    log.add(ev.Stopped(pid=4200, signal="SIGSTOP"), 99)
    log.add(ev.Continued(pid=4200), 100)
    log.wait(4200)  # 10 ms later
    log.exit(4200)
    view = log.view()._replace(now=400 * MS)
    canvas = drawn(view, 100, 6)
    found = lanes(view, 100, 6)
    scale = Scale(0, 400 * MS, 100 - found.left)
    y = found.rows[1]
    for at, glyph in ((50, "█"), (150, "═"), (215, "┄"), (300, "╱")):
        assert canvas.get(found.left + scale.column(at * MS), y) == glyph, at


def test_a_very_short_run_is_seen() -> None:
    log = worlds.Log()
    log.begin()
    log.add(ev.Stopped(pid=4200), 1000)
    log.add(ev.Continued(pid=4200), 25_000)
    log.add(ev.Stopped(pid=4200), 1)
    view = log.view()._replace(now=100_000 * MS)
    row = drawn(view, 60, 10).text()[row_of(view, 4200, 60, 10)]
    assert len(set(row.split("═", 1)[1]) & set("▏▎▍▌▋▊▉")) == 1


def test_fork_and_reap_join_the_two_lanes() -> None:
    view = worlds.waited().view()
    canvas, found = drawn(view, 80, 9), lanes(view, 80, 9)
    rows = canvas.text()
    parent, child = row_of(view, 4200, 80, 9), row_of(view, 4201, 80, 9)
    assert found.pitch == 2
    forked, reaped = rows[child].index("╰"), rows[child].index("╯")
    assert rows[parent][forked] == "╷"
    assert rows[parent][reaped] == "✓"
    for y in range(parent + 1, child):
        assert rows[y][forked] == rows[y][reaped] == "│"


def test_a_signal_points_at_its_receiver_and_has_a_name() -> None:
    view = worlds.handshake().view()
    rows = drawn(view, 90, 13).text()
    y = row_of(view, 4202, 90, 13)
    assert "SIGUSR1 ▼" in rows[y - 1]
    assert "SIGSTOP ▼" in rows[row_of(view, 4204, 90, 13) - 1]
    tight = drawn(view, 90, 8).text()
    assert "▼" in tight[row_of(view, 4202, 90, 8)]


def test_a_signal_upwards_points_up() -> None:
    log = worlds.forked()
    log.add(ev.SignalSent(pid=4201, to=4200, signal="SIGCHLD"), 200)
    view = log.view()
    assert "▲" in drawn(view, 80, 9).text()[row_of(view, 4200, 80, 9) + 1]


def test_a_burst_in_one_column_is_one_stroke_with_a_count() -> None:
    log = worlds.forked()
    for _ in range(50):
        log.add(ev.SignalSent(pid=4200, to=4201, signal="SIGUSR1"), 0)
    log.facts(4201, cpu=1.0)
    view = log.view()._replace(now=10_000 * MS)
    rows = drawn(view, 80, 9).text()
    assert sum(row.count("▼") for row in rows[:-1]) == 1
    assert any("SIGUSR1 ×50" in row for row in rows)


def test_when_there_are_too_many_lanes_the_selected_and_the_living_stay() -> None:
    view = worlds.shell_loop(20).view(selected=4203)
    found = lanes(view, 70, 8)
    pids = [view.world.processes[uid].pid for uid in found.rows]
    assert {4200, 4203, 4220} <= set(pids)
    assert found.more == 21 - len(pids)
    assert any(f"+{found.more} more" in row for row in drawn(view, 70, 8).text())
    crowd = worlds.pool(40).view(selected=4230)
    pids = [crowd.world.processes[uid].pid for uid in lanes(crowd, 70, 8).rows]
    assert {4200, 4230} <= set(pids)


@pytest.mark.parametrize("height", [4, 8, 13, 30])
def test_a_click_on_a_lane_finds_its_process(height: int) -> None:
    view = worlds.handshake().view()
    found = lanes(view, 80, height)
    for uid, y in found.rows.items():
        assert 0 <= y < height
        assert timeline.hit(80, height, view, 3, y) == uid
    assert timeline.hit(80, height, view, 3, height + 1) == 0


def test_the_playhead_says_the_true_time() -> None:
    view = worlds.handshake().view()
    assert f" {view.now / 1e9:.3f} s" in drawn(view, 90, 13).text()[0]
    early = drawn(view, 90, 13, (0, 3 * view.now))
    x = lanes(view, 90, 13).left + Scale(0, 3 * view.now, 90 - lanes(view, 90, 13).left).column(
        view.now
    )
    assert {early.get(x, y) for y in range(1, 11)} <= {"│", "┼", "┤"}
    assert "1.4" in drawn(view, 90, 13, (0, 3 * view.now)).text()[0]
