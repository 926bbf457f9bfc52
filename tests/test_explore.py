"""Exploring: the outcomes of small programs, and the parts that find them."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from procviz import cli, recording
from procviz.draw.canvas import cells
from procviz.events import Exited, Granted, RunBegan, RunEnded, Spawned, Where, Wrote
from procviz.explore import asleep, outcome, report, report_json, report_words, story, trial
from procviz.explore.explorer import Explorer, Options
from procviz.explore.follow import Follow, Ranks, detours, preemptions
from procviz.explore.frontier import Frontier
from procviz.explore.outcome import HANGS, TOO_LONG, Account, Outcome
from procviz.explore.shorten import shorten
from procviz.explore.trial import Trial
from procviz.gate import schedule
from procviz.gate.policies import Policy, Random
from procviz.gate.ready import Ready
from procviz.gate.schedule import Choice, Replay
from procviz.identity import ProcKey, start_of
from procviz.session import Program
from tests.explored.programs import LOCKS_THREADS, LOST_THREADS, WHO_IS_FIRST
from tests.real import LIMIT, descendants, gone, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the gate needs Linux")


def program(folder: Path, code: str) -> Program:
    script = folder / "script.py"  # what is given with -c has no lines
    script.write_text(code)
    return Program(argv=(sys.executable, str(script)))


def stand(who: str, line: int = 1) -> Ready:
    return Ready(who, ProcKey(4200, 1), 0, 0, "line", "", Where("/x.py", line), 1)


class Model:
    """Threads that pass so many lines each, as a program would under the gate."""

    def __init__(self, **lengths: int) -> None:
        self.left = {who[1:]: length for who, length in lengths.items()}

    def run(self, policy: Follow) -> str:
        order = ""
        while any(self.left.values()):
            ready = [stand(who, n) for who, n in self.left.items() if n]
            chosen = policy.choose(ready)
            assert chosen is not None
            self.left[chosen.who] -= 1
            order += chosen.who
        return order


def test_the_usual_order_stops_nobody() -> None:
    policy = Follow()
    assert Model(_0=2, _1=3, _2=1).run(policy) == "001112"
    assert preemptions(policy.steps) == 0
    assert detours(policy.steps) == {}


def test_a_prefix_is_kept_and_then_the_usual_order() -> None:
    policy = Follow([Choice("1"), Choice("0")])
    assert Model(_0=2, _1=3).run(policy) == "10011"
    assert preemptions(policy.steps) == 1
    again = Follow(detours=detours(policy.steps))
    assert Model(_0=2, _1=3).run(again) == "10011"


def test_who_turns_in_a_circle_gives_way() -> None:
    policy, ready = Follow(), [stand("0"), stand("1", 2)]
    chosen = [policy.choose(ready).who for _ in range(300)]  # type: ignore[union-attr]
    assert 1 <= chosen.count("1") < 299


def test_ranks_change_now_and_then() -> None:
    ready = [stand("0"), stand("1"), stand("2")]
    runs = set()
    for seed in range(20):
        ranks = Ranks(seed, 10, 2)
        runs.add("".join(ranks.choose(ready).who for _ in range(10)))  # type: ignore[union-attr]
    assert len(runs) > 5
    assert all(len(set(run)) <= 3 for run in runs)


def test_every_schedule_is_tried_once_and_fewest_preemptions_come_first() -> None:
    frontier, tried, bounds = Frontier(1), [], []
    policy = Follow()
    while True:
        tried.append(Model(_0=2, _1=2, _2=1).run(policy))
        frontier.add(policy.steps)
        if not frontier.bounds:
            break
        bounds.append(frontier.bounds[0])
        branch = frontier.next(bounds[-1])
        assert branch is not None
        policy = Follow(branch.prefix)
    assert len(tried) == len(set(tried)) == 30  # 5! / (2! 2! 1!)
    assert bounds == sorted(bounds)


class Counters(Explorer):
    """Explores a model instead of a program: three threads read and, the next moment, write."""

    length = 4

    def attempt(self, policy: Policy, label: str, lines: bool) -> Trial:
        assert isinstance(policy, Follow)
        order = Model(_0=self.length, _1=self.length, _2=self.length).run(policy)
        count, seen = 1, {}
        for at, who in enumerate(order):
            turn = order[:at].count(who)
            if turn == self.length // 2 - 1:
                seen[who] = count
            elif turn == self.length // 2:
                count = seen[who] + 1
        file = self._folder / "none"
        outcome = Outcome("exit 0", str(count), "")
        return Trial(label, lines, outcome, tuple(policy.steps), (), 0, file, {}, (), {})


def test_a_long_schedule_is_shortened_to_what_matters(tmp_path: Path) -> None:
    explorer = Counters(Program(argv=("none",)), Options(grains=(False,)), tmp_path)
    made = next(
        made
        for seed in range(1000)
        if (made := explorer.attempt(Follow(rest=Random(seed)), "", False)).outcome.out == "2"
        and preemptions(made.steps) > 5
    )
    found = explorer.keep(made)
    shorten(explorer, found, 60.0)
    assert preemptions(found.best.steps) <= 2
    assert found.best.outcome.out == "2"
    told = story.tell(found.best)
    assert 1 <= len(told) <= 6
    assert any("is stopped" in line for line in told)


def test_a_model_is_searched_to_its_end(tmp_path: Path) -> None:
    explorer = Counters(Program(argv=("none",)), Options(runs=100_000, grains=(False,)), tmp_path)
    explorer.length = 2
    explorer.search()
    assert {f.outcome.out for f in explorer.result.found} == {"2", "3", "4"}
    assert explorer.result.grains[0].open == -1
    assert explorer.result.runs >= 90  # 6! / 2!^3 schedules


def test_pids_in_outputs_are_by_birth() -> None:
    account = Account()
    account.take([
        RunBegan(pid=4200, t=0, seq=1, argv=("x",)),
        Granted(pid=4200, t=1, seq=2, who="0", point="image"),
        Spawned(pid=4200, t=2, seq=3, child=4207),
        Granted(pid=4207, t=3, seq=4, who="1", point="line"),
        Granted(pid=4200, t=3, seq=5, who="0.1", tid=4209, point="line"),
        Wrote(pid=4207, t=4, seq=6, fd=1, text="4207 of 4200, 4209; 42070 4207.5 x4207\n"),
        Wrote(pid=4207, t=4, seq=7, fd=2, text="oh\n"),
        Exited(pid=4207, t=5, seq=8, code=1),
        RunEnded(pid=4200, t=6, seq=9, signal="SIGTERM"),
    ])  # fmt: skip
    outcome = account.outcome("", 7)
    assert outcome.out == "<1> of <0>, <0.1>; 42070 4207.5 x4207\n"
    assert (outcome.err, outcome.status) == ("oh\n", "SIGTERM")
    assert outcome.findings == ("zombie <1> <0>",)
    assert outcome.told == ("<1> ended, and its parent <0> never waited for it",)


@pytest.mark.parametrize(
    ("code", "ever"),
    [
        ("import os; r, w = os.pipe(); os.read(r, 1)", True),
        ("import signal; signal.pause()", True),
        ("import time; time.sleep(1000)", False),
        ("import select; select.select([], [], [], 1000)", False),
        ("import threading; threading.Lock().acquire(); x = threading.Lock(); x.acquire();"
         "x.acquire(timeout=1000)", False),
        ("import threading; x = threading.Lock(); x.acquire(); x.acquire()", True),
    ],
)  # fmt: skip
def test_who_sleeps_for_ever(code: str, ever: bool) -> None:
    with subprocess.Popen(
        [sys.executable, "-S", "-c", f"print(flush=True); {code}"], stdout=subprocess.PIPE
    ) as child:
        try:
            assert child.stdout is not None
            child.stdout.readline()
            key = ProcKey(child.pid, start_of(child.pid))
            folder = Path(f"/proc/{child.pid}")
            if asleep._LIMITS is None or not os.access(folder / "syscall", os.R_OK):
                pytest.skip("the kernel does not show system calls here")
            until(lambda: (folder / "stat").read_text().rpartition(")")[2].split()[0] == "S")
            if ever:
                until(lambda: asleep.for_ever([key]))
            else:
                until(lambda: (folder / "wchan").read_text() not in ("", "0"))
                assert asleep.for_ever([key]) is None
        finally:
            child.kill()


def test_a_lost_update_is_found_and_repeated(tmp_path: Path) -> None:
    options = Options(runs=100, grains=(True,), confirm=1)
    explorer = Explorer(
        program(tmp_path, LOST_THREADS), options, tmp_path,
        lambda result: explorer.halt.set() if len(result.found) == 2 else None,
    )  # fmt: skip
    explorer.search()
    explorer.halt.clear()
    found = {f.outcome.out: f for f in explorer.result.found}
    assert found.keys() == {"1\n", "2\n"}
    lost = found["1\n"]
    explorer.confirm(lost)
    assert (lost.repeated, lost.of) == (1, 1)
    assert schedule.of(recording.read(lost.best.file).events) == trial.schedule(lost.best)


def test_a_deadlock_is_seen_at_once_and_repeated(tmp_path: Path) -> None:
    limits = trial.Limits(timeout=60.0)
    made = trial.run(
        program(tmp_path, LOCKS_THREADS), Follow(detours={("0.1", 2): "0.2"}), "x",
        tmp_path / "one.procviz", lines=True, limits=limits,
    )  # fmt: skip
    assert made.outcome.status == HANGS
    assert {LOCKS_THREADS.splitlines()[g.where.line - 1] for g in made.last[1:] if g.where} == {
        "        with second:"
    }
    again = trial.run(
        program(tmp_path, LOCKS_THREADS), Replay(trial.schedule(made)), "x",
        tmp_path / "two.procviz", lines=True, limits=limits,
    )  # fmt: skip
    assert again.outcome == made.outcome


def test_a_run_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    made = trial.run(program(tmp_path, "import time; time.sleep(1000)"), Follow(), "x",
                     tmp_path / "x.procviz", lines=False, limits=trial.Limits(0.3))  # fmt: skip
    assert made.outcome.status == TOO_LONG


def explore(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "procviz", "explore", *words],
        capture_output=True, text=True, timeout=3 * LIMIT, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_one_outcome_is_one(tmp_path: Path) -> None:
    script = tmp_path / "one.py"
    script.write_text("print('only this')\n")
    done = explore(str(script), "-o", str(tmp_path / "out"), "--lang", "en", "--confirm", "1")
    assert done.returncode == 0, done.stderr
    assert "1 outcome in 2 runs" in done.stdout
    assert "repeated 1 of 1 times" in done.stdout
    assert done.stdout.count("were tried: there are no other outcomes") == 2
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["outcome-1.procviz"]
    assert cli.main(["explore", str(script), "-o", str(tmp_path / "out")]) == 2


def test_several_outcomes_as_json(tmp_path: Path) -> None:
    script = tmp_path / "first.py"
    script.write_text(WHO_IS_FIRST)
    folder = tmp_path / "new/out"
    done = explore(str(script), "--events", "--runs", "3", "--confirm", "1", "--json",
                   "-o", str(folder))  # fmt: skip
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    parent, child = told["outcomes"]
    assert (parent["stdout"], child["stdout"]) == ("parent\nchild\n", "child\nparent\n")
    assert (parent["first"], child["first"]) == ("usual order", "child-first")
    assert (child["preemptions"], child["repeated"], child["repeats"]) == (1, 1, 1)
    assert child["story"][0].startswith("<0> first.py is stopped, ")
    assert Path(child["recording"]).exists()
    assert child["again"] == f"procviz run --schedule {child['recording']} {script}"


def test_ctrl_c_tells_what_was_found(tmp_path: Path) -> None:
    script = tmp_path / "twice.py"
    mark = tmp_path / "mark"
    script.write_text(
        f"import time, pathlib\nmark = pathlib.Path({str(mark)!r})\n"
        "print('here')\n"
        "if mark.exists():\n    pathlib.Path(f'{mark}2').touch()\n    time.sleep(1000)\n"
        "mark.touch()\n"
    )
    argv = [sys.executable, "-m", "procviz", "explore", str(script), "--timeout", "1000",
            "--lang", "en"]  # fmt: skip
    with subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    ) as procviz:
        try:
            until(Path(f"{mark}2").exists)  # it is in the middle of the second run
            below = descendants(procviz.pid)
            procviz.send_signal(signal.SIGINT)
            out, err = procviz.communicate(timeout=LIMIT)
        finally:
            procviz.kill()  # nobody is to wait for it where the test fails
    assert (procviz.returncode, err) == (0, "")
    assert "1 outcome in 1 run," in out
    assert "Interrupted" in out
    until(lambda: all(gone(key) for key in below))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "needs a scenario"),
        (("fork-order", "--runs", "0"), "--runs has to be at least 1"),
        (("fork-order", "--events", "--lines"), "Choose one of --events and --lines"),
        (("fork-order", "--strace"), "--strace does not go with"),
        (("fork-order", "-o", "/proc/nowhere"), "Cannot use /proc/nowhere"),
    ],
)
def test_misuse_is_told_in_one_sentence(
    words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["explore", *words]) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert told.err.count("\n") == 1
    assert not told.out


def test_the_report_has_the_same_words_in_both_languages() -> None:
    for table in (report_words.WORDS, story._WORDS, outcome._KIN):
        fields = [
            {key: sorted(re.findall(r"{(\w*)", str(text))) for key, text in table[lang].items()}  # type: ignore[attr-defined]
            for lang in ("en", "zh")
        ]
        fields = [{k: v for k, v in one.items() if k != "head"} for one in fields]
        assert fields[0] == fields[1]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_fits_the_terminal(lang: str, tmp_path: Path) -> None:
    explorer = Counters(Program(argv=("none",)), Options(runs=60, grains=(False,)), tmp_path)
    explorer.search()
    setting = report.Setting("x.py", ["x.py"], Path("/tmp/out"), lang)
    told = report.text(explorer.result, setting, 60)
    assert "procviz replay /tmp/out/outcome-2.procviz" in told
    commands = {line for line in told.splitlines() if "procviz replay " in line}
    assert len(commands) == len(explorer.result.found) >= 2
    assert all(cells(line) <= 60 for line in told.splitlines() if line not in commands)
    assert report_json.as_json(explorer.result, setting)["outcomes"][1]["number"] == 2


def test_what_cannot_be_held_is_told(tmp_path: Path) -> None:
    options = Options(runs=1, grains=(False,), confirm=0)
    explorer = Explorer(program(tmp_path, "import os; os.system('true')"), options, tmp_path)
    explorer.search()
    assert explorer.result.free
    assert any("no Pythons" in line for line in report.claims(explorer.result, "en"))
