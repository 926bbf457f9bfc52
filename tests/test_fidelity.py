"""Storms and sudden deaths: nothing is missed, nothing comes before its cause, nothing is lost."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from procviz import events as ev
from procviz.events import Event
from procviz.fold import fold
from procviz.session import Program
from tests.fidelity import killed
from tests.fidelity.compare import LIMIT
from tests.fidelity.order import violations
from tests.real import of, python, running
from tests.test_truth import connector_is_open

FORKS = """
import os
for i in range(1000):
    child = os.fork()
    if child == 0:
        os._exit(i & 0xFF)
    os.waitpid(child, 0)
"""


def check_thousand(program: Program) -> list[Event]:
    with running(program) as run:
        assert run.wait(LIMIT), "it did not end"
        log = run.take()
    root = log[0].pid
    spawned, exited, reaped = of(log, ev.Spawned), of(log, ev.Exited), of(log, ev.Reaped)
    statuses = [i & 0xFF for i in range(1000)]
    assert [e.pid for e in spawned] == [root] * 1000
    assert [e.code for e in exited] == statuses
    assert [e.child for e in spawned] == [e.pid for e in exited]
    # a reap that is only noticed, as no pidfd was open in time, can stand after the next one
    order = {e.child: i for i, e in enumerate(spawned)}
    by_birth = sorted(reaped, key=lambda e: order[e.child])
    assert [(e.pid, e.child, e.code) for e in by_birth] == [
        (root, e.child, code) for e, code in zip(spawned, statuses, strict=True)
    ]
    assert violations(log) == []
    assert not of(log, ev.Lost)
    return log


def test_a_thousand_forks_of_a_python_are_all_told_in_order() -> None:
    log = check_thousand(python(FORKS))
    assert all("probe" in e.source for e in of(log, ev.Spawned, ev.Reaped))


def test_a_thousand_forks_without_a_probe_are_all_told_in_order() -> None:
    if not connector_is_open():
        pytest.skip("this machine keeps the process connector closed")
    check_thousand(Program(argv=(sys.executable, "-S", "-c", FORKS)))


# -- SIGKILL at random moments --------------------------------------------------------------------

SEED = int(os.environ.get("PROCVIZ_SEED", "0")) or int.from_bytes(os.urandom(4), "big")


def test_what_killed_processes_had_written_is_readable() -> None:
    runs = -(-60 // (killed.WORKERS - killed.SPARED))
    with ThreadPoolExecutor(2) as pool:
        problems = [p for found in pool.map(killed.run, range(SEED, SEED + runs)) for p in found]
    assert problems == [], f"PROCVIZ_SEED={SEED}"


def test_a_lost_record_a_torn_one_and_one_too_many_are_noticed() -> None:
    workers, done = list(range(100, 100 + killed.WORKERS)), [2] * killed.WORKERS
    whole = {
        pid: [killed.record("waited" if i % 6 in (1, 3) else "kill", n, pid) for n in (1, 2)]
        for i, pid in enumerate(workers)
    }
    raw = b"".join(b"".join(two) for two in whole.values())
    assert killed.check(raw, workers, set(), done) == []
    lost = raw.replace(whole[103][1], b"")
    assert "103 did 2 and 1 are told" in killed.check(lost, workers, {0}, done)[0]
    torn = raw.replace(whole[104][0], whole[104][0][:-1])
    assert "104 did 2 and 1 are told" in killed.check(torn, workers, set(), done)[0]
    assert "100 did 1 and 2 are told" in killed.check(raw, workers, set(), [1, *done[1:]])[0]
    assert killed.check(raw, workers, {0}, [1, *done[1:]]) == []
    rubbish = b"\0" * killed.LONGEST * (1 + 2 * (killed.WORKERS // 6)) + b"\0"
    assert "bytes were skipped" in killed.check(raw + rubbish, workers, {0}, done)[0]


def test_pythons_without_a_probe_are_told_from_those_with_one() -> None:
    script = Path(__file__).parent / "fidelity" / "scripts" / "uninstrumented.py"
    with running(Program(argv=(sys.executable, str(script)))) as run:
        assert run.wait(LIMIT), "it did not end"
        world = fold(run.take())
    # -S, -I, -E and env(1) -i with a child each, then twice one whose parent left it nothing
    assert [p.probed for p in world.processes.values()] == [True] + [False] * 8 + [True] * 4
