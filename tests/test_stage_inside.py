"""Threads and tasks inside the card of their process: shown where there is room, moving nobody."""

from procviz import events as ev
from procviz.draw import stage, stage_inside
from procviz.draw.canvas import Canvas
from procviz.draw.view import View
from procviz.events import Event
from tests import draw_worlds as worlds
from tests.draw_worlds import BACK, check


def drawn(view: View, width: int = 70, height: int = 20) -> Canvas:
    canvas = Canvas(width, height, BACK)
    stage.draw(canvas, view)
    return canvas


def looped(*more: Event) -> worlds.Log:
    """An event loop with four tasks: one runs, two wait, one is over."""
    log = worlds.Log()
    log.begin(name="loop.py")
    for number, name in enumerate(("Task-1", "a", "b", "c"), 1):
        function = "fetch" if number > 1 else "main"
        log.add(ev.TaskCreated(pid=4200, task=number, name=name, function=function))
    log.add(ev.TaskSuspended(pid=4200, task=1, awaits="gather"))
    log.add(ev.TaskSuspended(pid=4200, task=2, awaits="sleep"))
    log.add(ev.TaskFinished(pid=4200, task=3))
    log.add(ev.TaskResumed(pid=4200, task=4))
    for event in more:
        log.add(event)
    return log


def threaded(count: int) -> worlds.Log:
    """A parent with a child and threads of its own."""
    log = worlds.forked()
    for number in range(1, count + 1):
        log.add(ev.ThreadStarted(pid=4200, tid=5000 + number, name=f"Thread-{number} (work)"))
    return log


def test_the_tasks_of_a_loop_stand_under_what_their_process_does() -> None:
    check("stage_tasks", drawn(looped().view(selected=4200)))


def test_the_threads_of_a_parent_stand_beside_it_so_that_its_children_stay() -> None:
    log = threaded(0)
    before = stage.place(log.view(), 70, 20).layout.boxes
    log = threaded(5)
    assert stage.place(log.view(), 70, 20).layout.boxes == before
    check("stage_threads", drawn(log.view()))


def test_who_waits_is_told_and_for_what() -> None:
    log = threaded(2)
    log.add(ev.AcquireBegan(pid=4200, tid=5001, library="threading", type="Lock", object="l"))
    text = "\n".join(drawn(log.view(), 110).text())
    assert "◐ Thread-1 (work) wants Lock 1" in text
    assert "· Thread-2" in text


def test_nothing_is_opened_over_what_is_drawn_nor_where_it_ends() -> None:
    view = looped().view()
    for height in range(5, 14):
        rows = drawn(view, 34, height).text()
        assert sum("╰" in row for row in rows) == 1  # a card ends once, opened or not
        assert any("fetch" in row for row in rows) == any("├" in row for row in rows)
    assert not any("├" in row for row in drawn(view, 34, 8).text())
    assert any("├" in row for row in drawn(view, 34, 14).text())
    assert not any("Thread" in row for row in drawn(threaded(2).view(), 44).text())


def test_a_card_closes_when_all_inside_is_over() -> None:
    over = [ev.TaskFinished(pid=4200, task=number) for number in (1, 2, 4)]
    assert any("✓ b" in row for row in drawn(looped(*over[:2]).view()).text())
    assert not any("├" in row for row in drawn(looped(*over).view()).text())
    assert not any("├" in row for row in drawn(looped(ev.Exited(pid=4200, code=0)).view()).text())


def test_of_many_those_that_live_are_named_and_the_others_counted() -> None:
    log = threaded(0)
    for number in range(1, 10):
        log.add(ev.ThreadStarted(pid=4201, tid=6000 + number, name=f"t{number}"))
    for number in range(1, 6):
        log.add(ev.ThreadEnded(pid=4201, tid=6000 + number, name=f"t{number}"))
    process = log.view().world.by_pid(4201)
    assert process is not None
    keys, rest = stage_inside.listed(process, 6)
    assert [tid for _, tid in keys] == [6005, 6006, 6007, 6008, 6009]
    assert rest == 4
    text = "\n".join(drawn(log.view(), 70, 26).text())
    assert "t9" in text
    assert "+4 more" in text


def test_the_gap_gives_way_for_what_is_inside_of_the_children() -> None:
    log = worlds.forked()
    log.add(ev.ThreadStarted(pid=4201, tid=6001, name="t1"))
    (parent, child) = stage.place(log.view(), 70, 16).layout.boxes.values()
    (_, before) = stage.place(worlds.forked().view(), 70, 16).layout.boxes.values()
    assert child.y < before.y
    assert child.y - parent.bottom > 3
    (_, gliding) = stage.place(log.view(progress=0.0), 70, 16).layout.boxes.values()
    assert gliding == before


def test_a_click_inside_finds_the_process() -> None:
    view = looped().view()
    box = next(iter(stage.place(view, 70, 20).layout.boxes.values()))
    assert stage.hit(70, 20, view, box.x + 5, box.bottom + 2) == next(iter(view.world.processes))
    assert stage.hit(70, 20, view, box.x - 2, box.bottom + 2) == 0
