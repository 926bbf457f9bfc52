"""Storms and sudden deaths: nothing is missed, nothing comes before its cause, nothing is lost."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from procviz import events as ev
from procviz.events import Event
from procviz.fold import fold
from procviz.session import Program
from tests.fidelity import forks, killed
from tests.fidelity.compare import LIMIT
from tests.real import running


def test_a_thousand_forks_of_a_python_are_all_told_in_order() -> None:
    assert forks.problems(forks.record(sys.executable, "probe"), "probe") == []


def test_a_thousand_forks_without_a_probe_are_all_told_in_order() -> None:
    if not forks.connector_is_open():
        pytest.skip("this machine keeps the process connector closed")
    assert forks.problems(forks.record(sys.executable, "kernel"), "kernel") == []


def lives(count: int = forks.COUNT) -> list[Event]:
    log: list[Event] = [ev.RunBegan(pid=1, argv=())]
    for i in range(count):
        pid, code, told = 100 + i, i & 0xFF, {"t": i, "seq": i, "source": ("probe",)}
        log += [ev.Spawned(pid=1, child=pid, **told), ev.Exited(pid=pid, code=code, **told)]
        log += [ev.Reaped(pid=1, child=pid, code=code, **told)]
    return log


def test_what_is_missing_late_or_wrong_among_a_thousand_forks_is_noticed() -> None:
    log = lives()
    assert forks.problems(log, "probe") == forks.problems(log, "kernel") == []
    for at, what in ((100, "births"), (101, "deaths"), (102, "reaps")):
        for way in forks.WAYS:
            assert any(s.startswith(what) for s in forks.problems(log[:at] + log[at + 1 :], way))
    late = [*log[:102], log[103], log[102], *log[104:]]  # a reap after the next birth
    assert "lives" in forks.problems(late, "probe")[0]
    assert forks.problems(late, "kernel") == []
    other = [replace(e, code=9) if e is log[101] else e for e in log]
    assert "deaths: 1000 of 1000; number 34 is" in forks.problems(other, "kernel")[0]
    unseen = [replace(e, source=("kernel",)) if isinstance(e, ev.Spawned) else e for e in log]
    assert forks.problems(unseen, "probe") == ["births: the probe told of none"]


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
