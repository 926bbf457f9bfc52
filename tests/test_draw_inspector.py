"""The inspector tells of one process."""

from procviz import events as ev
from procviz.draw import inspector
from procviz.events import Event
from tests.draw_panes import canvas, log, view


def inspected(events: list[Event], selected: int, width: int = 60, height: int = 60) -> str:
    c = canvas(width, height)
    inspector.draw(c, view(events, selected))
    return "\n".join(c.text())


def test_the_inspector_tells_everything() -> None:
    text = inspected(log(), 4)
    for wanted in (
        "4201", "4200 lesson.py", "session 4200", "pts/3", "returned 0", "in handler on_usr1",
        "lesson.py:4  on_usr1", "1.2 %", "4 ms user  1 ms sys", "11M", "7 own will  2 forced",
        "on_usr1()", "/dev/null", "pipe:[7] ↔ 4200", "python -u /home/you/lesson.py", "sampled",
        "exact",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_signals_are_told_by_name() -> None:
    lines = inspected(log(), 4).split("\n")
    head = next(line for line in lines if "USR1" in line and "INT" in line)
    rows = {key: next(x for x in lines if x.startswith(key)) for key in ("caught", "blocked")}

    def on(row: str) -> set[str]:
        return {
            name
            for name in head.split()
            if "■" in row[head.index(name) : head.index(name) + len(name)]
        }

    assert on(rows["caught"]) == {"INT", "USR1"}
    assert on(rows["blocked"]) == {"TERM"}


def test_a_status_is_decoded() -> None:
    dead = [*log(), ev.Exited(seq=16, pid=4201, t=60_000_000, signal="SIGTERM")]
    assert "killed by SIGTERM" in inspected(dead, 4)
    reaped = [*dead, ev.Reaped(seq=17, pid=4200, child=4201, t=70_000_000)]
    assert "reaped by 4200" in inspected(reaped, 4)


def test_who_adopted_is_told() -> None:
    events = [*log(), ev.Reparented(seq=16, pid=4201, t=1, old=4200, new=1)]
    text = inspected(events, 4)
    assert "1 init" in text
    assert "adopted from 4200" in text


def test_a_process_without_a_probe_says_so() -> None:
    events: list[Event] = [
        ev.RunBegan(seq=1, pid=7, argv=("make",)),
        ev.Execed(seq=2, pid=7, argv=("make",), source=("kernel",)),
    ]
    assert "not instrumented" in inspected(events, 1)
