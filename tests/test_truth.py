"""What we call exact, against strace on the same run: nothing missed, nothing invented."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from procviz import events as ev
from procviz import programs
from procviz.events import Event
from procviz.scenarios import catalog
from procviz.session import Program
from tests.real import STORM, of, python, record
from tests.tools import need
from tests.truth import STRACE, Facts, parse

PROGRAMS: dict[str, Program] = {
    **{s.id: programs.scenario(s) for s in catalog.load()},
    "storm": python(STORM),
    "subprocess": python(
        "import subprocess\nfor _ in range(10): subprocess.run(['sh', '-c', 'exit 3'])"
    ),
    "pipeline": Program(
        argv=("sh", "-c", "echo a | cat | cat; false | true; (exit 4); sleep 0 & wait")
    ),
    "signals": python(
        "import os, signal, time\np = os.fork()\nif not p: signal.pause()\ntime.sleep(0.1)\n"
        "os.kill(p, signal.SIGSTOP); os.kill(p, signal.SIGCONT); os.kill(p, signal.SIGTERM)\n"
        "os.wait()"
    ),
}


def ours(log: list[Event], outside: set[int]) -> Facts:
    """Return our log as facts, without what strace itself and procviz's helper did."""

    def count(found: Iterable[tuple[object, ...]]) -> Counter:
        return Counter(f for f in found if f[0] not in outside)

    facts = Facts()
    facts.spawned = count((e.pid, e.child) for e in of(log, ev.Spawned))
    facts.execed = Counter(e.pid for e in of(log, ev.Execed))
    facts.exited = count((e.pid, e.signal or str(e.code)) for e in of(log, ev.Exited))
    facts.reaped = count((e.pid, e.child) for e in of(log, ev.Reaped))
    facts.sent = count((e.pid, e.to, e.signal) for e in of(log, ev.SignalSent) if not e.error)
    return facts


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Facts, Facts, list[Event]]]:
    need("strace")
    folder = tmp_path_factory.mktemp("strace")

    def run(name: str) -> tuple[Facts, Facts, list[Event]]:
        out = folder / name
        program = PROGRAMS[name]
        log = record(replace(program, argv=(*STRACE, str(out), "--", *program.argv)))
        lines = out.read_text().splitlines()
        strace, traced = log[0].pid, int(lines[0].split()[0])
        outside = {e.pid for e in of(log, ev.Reaped) if "launch" in e.source} | {strace}
        # strace tries the kernel's ptrace out on children of its own before it begins
        outside |= {e.child for e in of(log, ev.Spawned) if e.pid == strace} - {traced}
        return parse(lines), ours(log, outside), log

    with ThreadPoolExecutor(4) as pool:
        return dict(zip(PROGRAMS, pool.map(run, PROGRAMS), strict=True))


Both = dict[str, tuple[Facts, Facts, list[Event]]]


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("what", ["spawned", "execed", "exited", "reaped", "sent"])
def test_nothing_missed_and_nothing_invented(both: Both, name: str, what: str) -> None:
    truth, seen, log = both[name]
    if "kernel" not in {source for e in log for source in e.source} and name != "storm":
        pytest.skip("this machine keeps the process connector closed")
    missed = getattr(truth, what) - getattr(seen, what)
    invented = getattr(seen, what) - getattr(truth, what)
    assert (missed, invented) == (Counter(), Counter())


@pytest.mark.parametrize("name", PROGRAMS)
def test_truth_is_not_empty(both: Both, name: str) -> None:
    truth = both[name][0]
    assert truth.spawned
    assert truth.exited


def test_parse_of_a_signal_death_and_a_joined_line() -> None:
    facts = parse(
        [
            "7 clone(child_stack=NULL, flags=CLONE_THREAD) = 8",
            "8 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>",
            "9 +++ killed by SIGKILL +++",
            "8 <... clone resumed>, child_tidptr=0x7) = 9",
            "7 wait4(9, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}], 0, NULL) = 9",
            "7 wait4(-1, 0x7, WNOHANG, NULL) = 0",
            "7 kill(5, SIGTERM) = -1 ESRCH (No such process)",
            "7 kill(5, SIGTERM) = 0",
            "8 +++ exited with 0 +++",
            "7 +++ exited with 0 +++",
        ]
    )
    assert facts == Facts(
        spawned=Counter({(7, 9): 1}),
        exited=Counter({(9, "SIGKILL"): 1, (7, "0"): 1}),
        reaped=Counter({(7, 9): 1}),
        sent=Counter({(7, 5, "SIGTERM"): 1}),
    )
