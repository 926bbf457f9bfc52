"""Where the kernel keeps its connector for root, and where there are not even pidfds."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from procviz import events as ev
from procviz import programs
from procviz.events import Event
from procviz.scenarios import catalog
from procviz.scenarios.expect import differences
from procviz.session import Program
from procviz.sources import facts, netlink
from tests.real import LIMIT, let_go, of, record, running
from tests.test_session import wait_for

NAMES = ["fork-basics", "wait", "waitpid", "zombie", "orphan", "exec", "handler", "exit-codes"]
Logs = dict[str, list[Event]]


def closed() -> None:
    raise OSError(1, "Operation not permitted")


def shell(fifo: Path) -> list[Event]:
    """Return the log of two programs that are not Python, and live until both are told."""
    log: list[Event] = []
    with running(Program(argv=("sh", "-c", f"cat {fifo} | cat; exit 5"))) as run:
        wait_for(run, log, ev.Spawned, 2)
        let_go(fifo)
        assert run.wait(LIMIT)
        return log + run.take()


@pytest.fixture(scope="module", params=["pidfds only", "polling only", "no /proc"])
def logs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Logs]]:
    fifo = tmp_path_factory.mktemp("shell") / "fifo"
    os.mkfifo(fifo)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(netlink, "Connector", closed)
        if request.param != "pidfds only":
            patch.delattr(os, "pidfd_open")
        if request.param == "no /proc":  # as on macOS: psutil and the probe alone
            patch.setattr(facts, "HAS_PROC", False)
        found = [programs.scenario(catalog.find(name)) for name in NAMES]
        with ThreadPoolExecutor(3) as pool:
            other = pool.submit(shell, fifo)
            told = dict(zip(NAMES, pool.map(record, found), strict=True))
            yield request.param, {**told, "shell": other.result()}


@pytest.mark.parametrize("name", NAMES)
def test_scenarios_still_hold_what_they_promise(logs: tuple[str, Logs], name: str) -> None:
    expect = catalog.find(name).expected()
    if name == "exec":
        del expect["execed"]  # two within a millisecond: only the last is seen
    statuses = expect.pop("statuses")
    assert differences(expect, logs[1][name]) == []
    kind = ev.Reaped if logs[0] == "no /proc" else ev.Exited  # only the reaper is told there
    told = [e.signal or e.code for e in of(logs[1][name], kind)]
    assert sorted(told, key=str) == sorted(statuses, key=str)


def test_deaths_are_exact_with_pidfds_and_say_that_they_are_not_without(
    logs: tuple[str, Logs],
) -> None:
    mode, log = logs[0], logs[1]["zombie"]
    exits = of(log, ev.Exited)
    assert {e.exact for e in exits} == {mode == "pidfds only"}
    assert all(e.exact or e.within for e in exits)
    assert [e.code for e in of(log, ev.Reaped)] == [1, 2, 3]


def test_exec_of_another_program_is_seen(logs: tuple[str, Logs]) -> None:
    log = logs[1]["exec"]
    child = of(log, ev.Spawned)[0].child
    seen = [(e.pid, e.argv[0], e.exact) for e in of(log, ev.Execed)]
    assert seen[-1] == (child, "sleep", False)
    assert seen[:-1] in ([], [(child, "sh", False)])  # it is over in a millisecond


def test_programs_that_are_not_python_are_seen_by_samples(logs: tuple[str, Logs]) -> None:
    log = logs[1]["shell"]
    assert len(of(log, ev.Spawned)) == len(of(log, ev.Exited)) == len(of(log, ev.Reaped)) == 2
    assert of(log, ev.RunEnded)[0].code == 5


def test_orphan_is_told_with_its_adopter(logs: tuple[str, Logs]) -> None:
    log = logs[1]["orphan"]
    adopted = of(log, ev.Reparented)
    assert len(adopted) == 1
    assert adopted[0].new == of(log, ev.Reaped)[-1].pid
