"""Links where cards have no room: a column in rows, marks and words in the grid."""

import pytest

from procviz import events as ev
from procviz.draw import grid_cells, stage, ties
from procviz.draw.canvas import Canvas, cells
from procviz.draw.stage_layout import Form
from procviz.draw.view import View
from tests import draw_worlds as worlds
from tests.draw_worlds import BACK, SIZES

LOCK = {"object": "/mp-1", "type": "Lock"}


def queueing(workers: int) -> worlds.Log:
    """The first worker has a lock that all others want; the parent writes to the second one."""
    log = worlds.pool(workers)
    pipe = {"object": "pipe:[4711]"}
    log.add(ev.PipeOpened(pid=4200, read=3, write=4, **pipe))
    log.add(ev.Sent(pid=4200, fd=4, **pipe, size=6))
    for i in range(workers):
        log.add(ev.AcquireBegan(pid=4201 + i, **LOCK))
        if not i:
            log.add(ev.Acquired(pid=4201, **LOCK))
    return log


def drawn(view: View, width: int, height: int) -> list[str]:
    canvas = Canvas(width, height, BACK)
    stage.draw(canvas, view)
    return canvas.text()


def found(log: worlds.Log, lang: str = "en") -> dict[int, list[tuple[str, list[int], str]]]:
    view = log.view(lang=lang)
    processes = view.world.processes
    return {
        processes[uid].pid: [
            (tie.kind, [processes[u].pid for u in tie.others] or [tie.pid], ", ".join(tie.names))
            for tie in own
        ]
        for uid, own in ties.ties(view).items()
    }


def test_each_process_knows_whom_it_has_to_do_with() -> None:
    assert found(worlds.contended()) == {
        4201: [("waits", [4202], "Lock 1")],
        4202: [("wanted", [4201, 4203], "Lock 1")],
        4203: [("waits", [4202], "Lock 1")],
    }
    assert found(worlds.piped()) == {
        4200: [("reads", [4201], "pipe 1")],
        4201: [("writes", [4200], "pipe 1")],
    }
    assert found(worlds.orphaned()) == {
        4202: [("adopted", [worlds.HELPER], "procviz, a subreaper")]
    }


def test_only_one_of_them_is_the_same_as_all_of_them() -> None:
    for make in (worlds.contended, worlds.piped, worlds.orphaned, lambda: queueing(20)):
        view = make().view()
        every = ties.ties(view)
        for uid in view.world.processes:
            assert ties.ties(view, uid).get(uid, []) == every.get(uid, [])


def test_rows_say_who_waits_for_whom() -> None:
    view = queueing(12).view()
    assert stage.place(view, 70, 14).layout.form is Form.ROWS
    lines = drawn(view, 70, 14)
    (holder,) = [line for line in lines if line.lstrip(" ├╴").startswith("4201 ")]
    assert "◀┄ 11 others" in holder
    waiting = [line for line in lines if "┄▶ 4201 Lock 1" in line]
    assert len(waiting) == 11
    assert len({line.index("┄▶") for line in waiting}) == 1  # one column


@pytest.mark.parametrize("width", [36, 50, 60, 90, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_narrow_row_keeps_the_pid(width: int, lang: str) -> None:
    lines = drawn(queueing(12).view(lang=lang), width, 14)
    waiting = [line for line in lines if "┄▶" in line]
    assert len(waiting) == 11
    assert all("4201" in line[line.index("┄▶") :] for line in waiting)
    assert all(cells(line) <= width for line in lines)


def test_the_grid_marks_the_partners_of_the_selected_one_and_names_them_below() -> None:
    log = queueing(200)
    view = log.view(selected=4300)
    size = 90, 24
    layout = stage.place(view, *size).layout
    assert layout.form is Form.GRID
    canvas = Canvas(*size, BACK)
    stage.draw(canvas, view)
    assert isinstance(layout.boxes, grid_cells.Cells)
    holder = view.world.by_pid(4201)
    assert holder is not None
    box = layout.boxes[holder.uid]
    lines = canvas.text()
    assert lines[box.y][box.x + box.width - 1] == "◀"
    assert sum(line.count("◀") for line in lines) == 1
    assert "4300" in lines[-1]
    assert "┄▶ 4201 Lock 1" in lines[-1]


def test_marks_that_would_be_everywhere_are_left_out() -> None:
    lines = drawn(queueing(200).view(selected=4201), 90, 24)
    assert not any("▶" in line for line in lines[:-1])
    assert "◀┄ 199 others Lock 1" in lines[-1]


def test_who_has_no_link_changes_nothing() -> None:
    assert drawn(queueing(200).view(selected=4200), 90, 24)[-1].lstrip()[0] in "●○◐"


@pytest.mark.parametrize("seed", range(12))
def test_in_any_world_they_stay_inside(seed: int) -> None:
    view = worlds.anything(seed, 120).view()
    for width, height in SIZES:
        canvas = Canvas(width, height + 1, BACK)
        stage.draw(canvas.part(0, 0, width, height), view)
        assert not canvas.text()[height].strip()
