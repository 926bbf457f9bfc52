"""The gate: real processes go on one at a time, as they are told to."""

import random
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from procviz.errors import Sentence
from procviz.events import Granted, HandlerBegan, SignalSent, Where, Wrote
from procviz.gate import policies, schedule
from procviz.gate.plan import Plan
from procviz.gate.ready import Ready
from procviz.gate.schedule import Choice
from procviz.gate.words import call_of
from procviz.identity import ProcKey
from procviz.narrate import pending
from procviz.session import Program, Run
from tests.explored.programs import LOST_THREADS
from tests.gated import gone
from tests.gated.runs import Gated, gated
from tests.real import LIMIT, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the gate needs Linux")

TURNS = """
import os
for turn in range(2):
    child = os.fork()
    if child == 0:
        print("child")
        os._exit(turn)
    print("parent")
    os.waitpid(child, 0)
"""
SIGNALS = """
import os, signal, time
def on_signal(number, frame):
    print("handler")
signal.signal(signal.SIGUSR1, on_signal)
child = os.fork()
if child == 0:
    os.kill(os.getppid(), signal.SIGUSR1)
    print("child")
    os._exit(0)
print("parent")
os.waitpid(child, 0)
"""


def run(code: str, policy: str, **more: object) -> Gated:
    return gated([sys.executable, "-c", code], policy, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("policy", ["parent-first", "child-first"])
def test_who_prints_first_is_a_choice(policy: str) -> None:
    order = ["parent", "child"] if policy == "parent-first" else ["child", "parent"]
    first, second = run(TURNS, policy), run(TURNS, policy)
    assert first.output.splitlines() == order * 2
    assert first.trace == second.trace
    assert first.choices == second.choices


def test_a_recorded_schedule_is_repeated(tmp_path: Path) -> None:
    file = tmp_path / "run.procviz"
    first = gated([sys.executable, "-c", TURNS], "random:3", record=file)
    again = run(TURNS, "manual", schedule=schedule.read(file))
    assert again.strayed == 0
    assert again.choices == first.choices
    assert again.output == first.output


def test_a_schedule_that_cannot_be_kept_is_told() -> None:
    choices = (Choice("0", "image"), Choice("0", "kill"))
    found = run("import os; os.pipe()", "manual", schedule=choices)
    assert found.strayed > 0
    assert [e.instead for e in found.log if isinstance(e, Granted)][1] == "0 kill"


def test_a_handler_that_runs_in_a_held_process_comes_to_the_gate_too() -> None:
    found = run(SIGNALS, "child-first")
    assert found.output.splitlines() in (
        ["handler", "child", "parent"],
        ["child", "handler", "parent"],
    )
    began = [e for e in found.log if isinstance(e, HandlerBegan)]
    sent = [e for e in found.log if isinstance(e, SignalSent)]
    assert len(began) == len(sent) == 1
    assert sent[0].seq < began[0].seq
    assert any(e.depth == 1 for e in found.log if isinstance(e, Granted))


class MainFirst:
    """The main thread as long as it can, then the others by turns."""

    def __init__(self) -> None:
        self._turns = policies.RoundRobin()

    def choose(self, ready: Sequence[Ready]) -> Ready | None:
        return ready[0] if ready[0].who == "0" else self._turns.choose(ready)


@pytest.mark.parametrize(("by_turns", "count"), [(True, "1\n"), (False, "2\n")])
def test_a_lost_update_by_lines(by_turns: bool, count: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(LOST_THREADS)
    live = Run(Program(argv=(sys.executable, str(script)), gate=Plan("manual", lines=True)))
    live.start(lambda: None)
    try:
        assert live.gate is not None
        live.gate.policy = MainFirst() if by_turns else policies.named("parent-first")
        assert live.wait(LIMIT)
        assert [e.text for e in live.take() if isinstance(e, Wrote)] == [count]
    finally:
        live.stop()


def test_a_person_chooses_and_may_let_go() -> None:
    program = Program(argv=(sys.executable, "-c", TURNS), gate=Plan("manual"))
    live = Run(program)
    live.start(lambda: None)
    try:
        gate = live.gate
        assert gate is not None
        until(gate.ready)
        (first,) = gate.ready()
        assert first.who == "0"
        assert pending.sentence(first).startswith(f"{live.root} is about to begin: ")
        assert gate.grant(first)
        assert not gate.grant(first)
        until(gate.ready)
        assert gate.ready()[0].call == "os.fork()"
        gate.free()
        assert live.wait(LIMIT)
    finally:
        live.stop()


@pytest.mark.parametrize("trial", [gone.closed, gone.slow, gone.killed])
def test_without_a_scheduler_nothing_hangs(trial: object) -> None:
    trial(random.Random(7))  # type: ignore[operator]


def stand(who: str, point: str = "kill", line: int = 3) -> Ready:
    key = ProcKey(4200 + int(who.partition(".")[0]), 1)
    return Ready(who, key, 0, 0, point, "os.kill(1, SIGINT)", Where("/x.py", line), 1)


def test_policies_choose() -> None:
    ready = [stand("0"), stand("1"), stand("2"), stand("10")]
    parent, child = policies.named("parent-first"), policies.named("child-first")
    assert parent.choose(ready) == ready[0]
    assert child.choose(ready) == ready[3]
    turns = policies.named("round-robin")
    assert [turns.choose(ready) for _ in range(5)] == [*ready, ready[0]]
    one, two = policies.named("random:5"), policies.named("random:5")
    assert [one.choose(ready) for _ in range(9)] == [two.choose(ready) for _ in range(9)]
    assert policies.named("manual").choose(ready) is None


def test_a_thread_that_only_asks_gives_way() -> None:
    parent, ready = policies.named("parent-first"), [stand("0"), stand("1")]
    chosen = [parent.choose(ready) for _ in range(300)]
    assert 1 <= chosen.count(ready[1]) <= 3


@pytest.mark.parametrize("text", ["random:x", "parent-first:3", "fair"])
def test_there_is_no_such_policy(text: str) -> None:
    with pytest.raises(policies.UnknownPolicy):
        policies.named(text)


def test_a_schedule_as_text(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("0 image  # begins\n\n1 signal-wait 12\n2.1\n")
    choices = schedule.read(file)
    assert choices == (Choice("0", "image"), Choice("1", "signal wait", 12), Choice("2.1"))
    file.write_text(schedule.text(choices))
    assert schedule.read(file) == choices


@pytest.mark.parametrize(
    "text", ["", "x kill", "0 kill twelve", '{"kind": "header", "format": 1}\n']
)
def test_a_file_that_is_no_schedule(text: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(text)
    with pytest.raises(Sentence):
        schedule.read(file)


@pytest.mark.parametrize(
    ("point", "args", "text"),
    [
        ("kill", (4201, 10, "os.kill"), "os.kill(4201, SIGUSR1)"),
        ("wait", ("os.waitpid", 4202, 0, None), "os.waitpid(4202)"),
        ("call", ("posix.pipe",), "os.pipe()"),
        ("call", ("_signal.signal", 15, "function"), "signal.signal(SIGTERM, function)"),
        ("call", ("builtins.print", "x\x1b[2J"), r"print('x\x1b[2J')"),
        ("exit", ("os._exit", 3), "os._exit(3)"),
        ("exit", ("end of script", 0), ""),
        ("kill", ("odd",), ""),
        ("nothing known", (), ""),
    ],
)
def test_calls_in_words(point: str, args: tuple[object, ...], text: str) -> None:
    assert call_of(point, args) == text


def test_pending_in_two_languages() -> None:
    assert pending.sentence(stand("1")) == "4201 is about to call os.kill(1, SIGINT)"
    assert pending.sentence(stand("1"), "zh") == "4201 即将调用 os.kill(1, SIGINT)"
