"""Conditions at which the picture stops: as text, on events, and found both ways in a log."""

from collections.abc import Sequence

import pytest

from procviz import events as ev
from procviz.breaks import BadBreak, Break, Marks, find, hit, parse
from procviz.events import Event
from procviz.fold import apply
from procviz.history import History
from procviz.world import World
from tests.app_fakes import at, story

MS = 1_000_000


def hits(condition: str, log: Sequence[Event]) -> list[int]:
    """Return the numbers of the events at which it holds."""
    world, found, each = World(), [], parse(condition)
    for event in log:
        apply(world, event)
        if each.hit(event, world):
            found.append(event.seq)
    return found


@pytest.mark.parametrize(
    ("condition", "numbers"),
    [
        ("fork", [3, 4]),
        ("exit", [8]),
        ("zombie", [9]),
        ("wait", [11]),
        ("pid=101", [5, 6, 8, 9]),
        ("process=2", [7]),  # a sample is nothing that it does
        ("process=0 and fork", [3, 4]),
        ("exit and pid=102", []),
        ("line lesson.py:5", [5]),
        (":3", [3]),  # both forks are on it: it comes to the line once
        ("line /made/up/lesson.py:6", [11]),
        ("line son.py:6", []),
    ],
)
def test_a_condition_holds_where_it_should(condition: str, numbers: list[int]) -> None:
    assert hits(condition, story()) == numbers


def test_what_the_gate_lets_go_has_not_happened_yet() -> None:
    line = ev.LineReached(pid=100, seq=12, where=at(6), source=("probe",))
    chosen = ev.Granted(pid=100, seq=13, where=at(6), who="0", point="call", call="print()")
    assert hits(":6 and pid=100", [*story()[:10], line, chosen, story()[10]]) == [12]


def test_a_signal_by_its_name() -> None:
    log = [
        ev.RunBegan(pid=1, seq=1, argv=("a",)),
        ev.SignalSent(pid=1, seq=2, to=1, signal="SIGTERM"),
        ev.SignalSent(pid=1, seq=3, to=1, signal="SIGUSR1"),
        ev.HandlerBegan(pid=1, seq=4, signal="SIGUSR1"),
    ]
    assert hits("signal", log) == [2, 3, 4]
    assert hits("signal usr1", log) == [3, 4]


def test_a_lock_is_contended_when_another_holds_it() -> None:
    def lock(cls: type[Event], seq: int, pid: int) -> Event:
        return cls(pid=pid, seq=seq, t=seq, object="/mp-1", type="Lock")  # type: ignore[call-arg]

    log = [
        ev.RunBegan(pid=1, seq=1, start=1, argv=("a",)),
        ev.Spawned(pid=1, seq=2, child=2, child_start=2),
        lock(ev.AcquireBegan, 3, 1),
        lock(ev.Acquired, 4, 1),
        lock(ev.AcquireBegan, 5, 2),
        lock(ev.Released, 6, 1),
        lock(ev.Acquired, 7, 2),
        lock(ev.Released, 8, 2),
        lock(ev.AcquireBegan, 9, 1),
    ]
    assert hits("contended", log) == [5]
    assert hits("lock", log) == [3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs a condition"),
        ("fork and", "needs a condition"),
        ("frok", "'frok' is no condition"),
        ("pid=x", "'pid=x' is no condition"),
        ("signal SIGWHAT", "no signal 'SIGWHAT'"),
        ("line x.py", "'line x.py' is no condition"),
        ("\x1b[2J", "is no condition"),
    ],
)
def test_what_is_no_condition_is_told_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(BadBreak) as caught:
        parse(text)
    sentence = str(caught.value)
    assert said in sentence
    assert sentence.endswith(".")
    assert "\x1b" not in sentence


def test_a_condition_is_written_in_one_way() -> None:
    assert parse(" exit  and pid = 7 ").text == "exit and pid=7"
    assert parse("signal term") == parse("signal SIGTERM")
    assert parse("x.py:12").text == "line x.py:12"
    assert parse("line x.py:12").lines("/a/x.py") == [12]
    assert parse(":12").lines("/any/thing.py") == [12]


def long(count: int) -> list[Event]:
    log: list[Event] = [ev.RunBegan(pid=1, seq=1, start=1, argv=("a",))]
    for i in range(2, count):
        line = at(i % 7 + 1)
        log.append(ev.LineReached(pid=1, seq=i, t=i * MS, where=line, source=("probe",)))
    return log


@pytest.mark.parametrize("text", [":3", "pid=1 and :3 and process=0", "process=0"])
def test_it_is_found_both_ways(text: str) -> None:
    log, each = long(1_300), parse(text)
    history = History(log)
    history.reach(len(log))
    expected = hits(text, log)
    for place in (1, 2, 499, 500, 501, 777, 1_298, 1_299):
        later = [n for n in expected if n > place]
        before = [n for n in expected if n < place]
        assert last(find(log, history, [each], place, 1)) == (later[0] if later else 0)
        assert last(find(log, history, [each], place, -1)) == (before[-1] if before else 0)


def last(found: object) -> int:
    return list(found)[-1]  # type: ignore[call-overload, no-any-return]


def test_of_several_the_first_that_holds_is_named() -> None:
    world, log = World(), story()
    breaks = [parse("exit"), parse("fork"), parse("pid=100")]
    found: list[Break | None] = []
    for event in log[:4]:
        apply(world, event)
        found.append(hit(breaks, event, world))
    assert [each.text if each else "" for each in found] == ["pid=100", "", "fork", "fork"]


def test_a_run_without_a_screen_marks_them_and_says_which_never_held() -> None:
    marks = Marks([parse("fork"), parse("pid=100"), parse("exec")])
    lines = [line for line in map(marks.look, story()) if line]
    assert lines[0] == "break: pid=100  (event 1, 100)"
    assert lines[1] == "break: fork; pid=100  (event 3, 100, lesson.py:3)"
    assert marks.never() == ["The break 'exec' did not hold anywhere in this run."]
    assert Marks([]).look(story()[0]) == ""
