"""What a scenario's metadata can promise, on made-up logs."""

from collections.abc import Mapping
from typing import Any

import pytest

from procviz import events as ev
from procviz.events import Event
from procviz.scenarios import patterns, questions
from procviz.scenarios.expect import amount, differences, found
from procviz.scenarios.spoken import differing, text

LOG: list[Event] = [
    ev.RunBegan(seq=1, pid=1, argv=("python",)),
    ev.Spawned(seq=2, pid=1, child=2),
    ev.Spawned(seq=3, pid=1, child=3),
    ev.SignalSent(seq=4, pid=1, to=3, signal="SIGTERM"),
    ev.Exited(seq=5, pid=2, code=0),
    ev.Exited(seq=6, pid=3, signal="SIGTERM"),
    ev.Reaped(seq=7, pid=1, child=3, signal="SIGTERM"),
    ev.Reaped(seq=8, pid=1, child=2, code=0),
    ev.Wrote(seq=9, pid=1, fd=1, text="1: over\n"),
    ev.RunEnded(seq=10, pid=1, code=4),
]
LIFE = [
    {"kind": "spawned", "child": "$c"},
    {"kind": "exited", "pid": "$c"},
    {"kind": "reaped", "child": "$c"},
]


def test_a_variable_means_the_same_in_the_whole_chain() -> None:
    events, _ = patterns.chain(LIFE, LOG)
    assert [e.seq for e in events] == [2, 5, 8]
    signalled = [LIFE[0], {"kind": "signal_sent", "pid": "$root", "to": "$c"}, *LIFE[1:]]
    events, _ = patterns.chain(signalled, LOG)
    assert [e.seq for e in events] == [3, 4, 6, 7]  # the second child, though the first came first
    crossed = [*LIFE, {"kind": "exited", "pid": "$c"}]
    assert patterns.chain(crossed, LOG) == ([], 3)


def test_regular_expressions_and_groups_of_kinds() -> None:
    assert patterns.matching({"kind": "wrote", "text": "~^1: o"}, LOG)[0].seq == 9
    assert not patterns.matching({"kind": "wrote", "text": "1: o"}, LOG)
    assert [e.seq for e in patterns.matching({"kind": "end"}, LOG)] == [5, 6, 10]
    assert patterns.matching({"kind": "run_began", "argv": ["python"]}, LOG)


@pytest.mark.parametrize(
    ("wanted", "yes", "no"),
    [(3, (3,), (2, 4)), (">= 3", (3, 9), (2,)), ("<= 3", (0, 3), (4,)), ("2..4", (2, 4), (1, 5))],
)
def test_amounts(wanted: int | str, yes: tuple[int, ...], no: tuple[int, ...]) -> None:
    assert all(amount(wanted, n) for n in yes)
    assert not any(amount(wanted, n) for n in no)


def test_a_log_that_holds_all_of_it_has_no_differences() -> None:
    promised: dict[str, Any] = {
        "exit": 4,
        "statuses": [0, "SIGTERM"],
        "spawned": 2,
        "zombie": 0,
        "reaped": "1..2",
        "order": [LIFE],
        "seen": [{"kind": "end", "n": 3}, {"kind": "wrote"}],
        "output": "<p>: over",
    }
    assert differences(promised, LOG) == []


@pytest.mark.parametrize(
    ("promised", "told"),
    [
        ({"spawned": ">= 3"}, "spawned should be >= 3, is 2"),
        ({"exit": 0}, "exit should be 0, is 4"),
        (
            {"order": [[*LIFE, {"kind": "zombie"}]]},
            "there should be zombie() after reaped(child = '$c'), and is not",
        ),
        (
            {"order": [[{"kind": "zombie", "pid": 2}]]},
            "there should be zombie(pid = 2), and is not",
        ),
        ({"seen": [{"kind": "zombie"}]}, "zombie() should be >= 1, is 0"),
        ({"seen": [{"kind": "end", "n": 2}]}, "end() should be 2, is 3"),
        ({"output": "<p>: done"}, "the output should have the line '<p>: done', is '1: over'"),
        ({"errors": ["Traceback"]}, "stderr should have 'Traceback', is ''"),
        ({"findings": ["zombie"]}, "findings should be ['zombie'], are []"),
    ],
)
def test_each_difference_is_a_sentence(promised: Mapping[str, Any], told: str) -> None:
    assert differences(promised, LOG) == [told]


def test_what_nobody_promised_on_stderr_is_a_difference() -> None:
    log = [*LOG, ev.Wrote(pid=1, fd=2, text="Warning: x\n")]
    assert differences({}, log) == ["stderr should be empty, is 'Warning: x\\n'"]
    assert differences({"errors": ["^Warn"]}, log) == []


@pytest.mark.parametrize("wrong", [{"spawn": 1}, {"seen": [{"kind": "x"}]}, {"spawned": "many"}])
def test_a_promise_that_makes_no_sense_is_an_error(wrong: Mapping[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError)):
        differences(wrong, LOG)
    with pytest.raises(ValueError, match="spawned has no field 'kid'"):
        patterns.matching({"kind": "spawned", "kid": 1}, LOG)


def test_findings_come_from_the_whole_story() -> None:
    t = 1_000_000_000
    log = [
        ev.RunBegan(seq=1, pid=9, argv=("x",)),
        ev.Spawned(seq=2, pid=9, child=2, t=t),
        ev.Exited(seq=3, pid=2, code=0, t=2 * t),
        ev.Zombie(seq=4, pid=2, t=3 * t),
        ev.Reaped(seq=5, pid=9, child=2, t=4 * t),
    ]
    assert found(log) == ["zombie"]
    assert found(log[:2]) == []


SAID = "7: I am 7\n8: my parent is 7\n"


@pytest.mark.parametrize(
    ("wanted", "same"),
    [
        ("<a>: I am <a>\n<b>: my parent is <a>\n", True),
        ("<a>: I am <*>\n<b>: my parent is <*>", True),
        ("<a>: I am <b>\n<c>: my parent is <a>", False),  # two names, one PID
        ("<a>: I am <a>\n<a>: my parent is <a>", False),  # one name, two PIDs
        ("<a>: I am <a>", False),  # a line too many
        ("<b>: my parent is <a>\n<a>: I am <a>", False),
        ("", False),
    ],
)
def test_output_with_names_for_pids(wanted: str, same: bool) -> None:
    assert (differing(wanted, SAID) == []) is same


def test_output_in_any_order() -> None:
    assert differing("<b>: my parent is <a>\n<a>: I am <a>", SAID, ordered=False) == []
    assert differing("<a>: I am <a>\n<a>: I am <a>", SAID, ordered=False) != []
    assert differing("", "") == []


def test_a_line_is_one_piece_though_others_write_in_between() -> None:
    said = (
        (2, "2: a"),
        (3, "3: "),
        (2, "\n2: b"),
        (3, "c\n"),
        (2, "\n"),
        (1, "no end"),
        (2, "2: x\n"),
    )
    log = [ev.Wrote(pid=pid, fd=1, text=what) for pid, what in said]
    assert text(log, 1) == "2: a\n3: c\n2: b\nno end2: x\n"


def _question(**data: Any) -> questions.Question:
    return questions.read({"en": "How many?", "zh": "几个？", **data}, ("en", "zh"))


def test_the_answer_is_counted_on_the_recording() -> None:
    question = _question(count={"kind": "spawned"}, plus=1, choices=[2, 3, 4])
    answer = question.answer(LOG)
    assert (answer.choice, answer.number, answer.proof) == (1, 3, (2, 3))
    assert [c["zh"] for c in question.choices] == ["2", "3", "4"]
    assert question.answer(LOG[:1]).choice == -1


def test_the_answer_is_the_first_chain_that_is_there() -> None:
    first = {"kind": "reaped", "child": "$a"}
    question = _question(
        choices=[
            {"en": "the older", "zh": "大", "when": [LIFE[0], {"kind": "zombie", "pid": "$c"}]},
            {"en": "the one that was told to", "zh": "小", "when": [
                {"kind": "signal_sent", "to": "$a"}, first]},
            {"en": "neither", "zh": "都不"},
        ]
    )  # fmt: skip
    assert question.answer(LOG) == questions.Answer(1, (4, 7))
    assert question.answer(LOG[:3]) == questions.Answer(2)
