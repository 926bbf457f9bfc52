"""Every scenario, really run under procviz: what must be seen is on its recording."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from procviz import events as ev
from procviz import programs
from procviz.events import Event
from procviz.scenarios import catalog
from procviz.scenarios.expect import differences
from tests.real import of, record

CASES = [
    (scenario.id, variant.name if variant else "")
    for scenario in catalog.load()
    for variant in (scenario.variants or (None,))
]


@pytest.fixture(scope="module")
def logs() -> dict[tuple[str, str], list[Event]]:
    """Run all, a few at a time: most of the time they sleep."""

    def run(case: tuple[str, str]) -> list[Event]:
        return record(programs.scenario(catalog.find(case[0]), case[1]))

    with ThreadPoolExecutor(4) as pool:
        return dict(zip(CASES, pool.map(run, CASES), strict=True))


Logs = dict[tuple[str, str], list[Event]]


@pytest.mark.parametrize(("name", "variant"), CASES)
def test_holds_what_it_promises(logs: Logs, name: str, variant: str) -> None:
    log = logs[name, variant]
    assert differences(catalog.find(name).expected(variant), log) == []
    assert not of(log, ev.Lost)
    assert [e.seq for e in log] == list(range(1, len(log) + 1))


@pytest.mark.parametrize(("name", "variant"), CASES)
def test_log_is_causal(logs: Logs, name: str, variant: str) -> None:
    born, dead, reaped = {logs[name, variant][0].pid}, set(), set()
    for e in logs[name, variant]:
        if isinstance(e, ev.Spawned):
            assert e.pid in born - dead
            born.add(e.child)
        elif isinstance(e, ev.Exited | ev.RunEnded):
            assert e.pid in born - dead
            dead.add(e.pid)
        elif isinstance(e, ev.Reaped):
            assert e.child in dead - reaped
            reaped.add(e.child)
        elif "probe" in e.source:
            assert e.pid in born - dead, e


@pytest.mark.parametrize(("name", "variant"), CASES)
def test_calls_have_their_line(logs: Logs, name: str, variant: str) -> None:
    path = str(catalog.find(name).path)
    calls = of(logs[name, variant], ev.Spawned, ev.WaitBegan, ev.SignalSent, ev.ExecBegan)
    assert calls
    for call in calls:
        if not call.tid:  # a library's helper thread has no line of the user's
            assert call.where is not None, call
            assert call.where.file == path


def lines(log: list[Event], pid: int) -> set[int]:
    return {e.where.line for e in log if e.pid == pid and e.where is not None}


def test_fork_basics(logs: Logs) -> None:
    log = logs["fork-basics", ""]
    spawn = of(log, ev.Spawned)[0]
    assert {"probe"} <= set(spawn.source)
    assert {e.pid: e.value for e in of(log, ev.ForkReturned)} == {
        spawn.pid: spawn.child,
        spawn.child: 0,
    }
    both = lines(log, spawn.pid) & lines(log, spawn.child)
    assert len(both) >= 3  # the fork itself, and the lines after the if
    assert len({e.pid for e in of(log, ev.Wrote)}) == 2


def test_wait(logs: Logs) -> None:
    log = logs["wait", ""]
    root = log[0].pid
    exits, reaps = of(log, ev.Exited), of(log, ev.Reaped)
    assert [e.pid for e in exits] == [e.child for e in reaps]
    assert [e.code for e in reaps] == [2, 3, 1]
    assert {e.pid for e in reaps} == {root}
    assert of(log, ev.WaitEnded)[-1].error == "ChildProcessError"


def test_waitpid(logs: Logs) -> None:
    log = logs["waitpid", ""]
    slow, quick = (e.child for e in of(log, ev.Spawned))
    assert [e.pid for e in of(log, ev.Exited)] == [quick, slow]
    assert [e.child for e in of(log, ev.Reaped)] == [slow, quick]
    assert of(log, ev.Zombie)[0].pid == quick
    assert of(log, ev.Reaped)[1].zombie_for > 1_000_000_000
    began, ended = of(log, ev.WaitBegan), of(log, ev.WaitEnded)
    assert began[0].options == ("WNOHANG",)
    assert (ended[0].child, ended[0].error) == (0, "")
    assert [e.target for e in began] == [slow, slow, -1]


def test_zombie(logs: Logs) -> None:
    log = logs["zombie", "unreaped"]
    root, children = log[0].pid, {e.child for e in of(log, ev.Spawned)}
    assert {e.pid for e in of(log, ev.Zombie)} == children
    adopted = of(log, ev.Reparented)
    assert {e.pid for e in adopted} == children
    assert {(e.old, e.new_name) for e in adopted} == {(root, "procviz's subreaper")}
    assert {e.pid for e in of(log, ev.Reaped)} == {adopted[0].new}
    log = logs["zombie", "reaped"]
    assert {e.pid for e in of(log, ev.Reaped)} == {log[0].pid}
    assert min(e.zombie_for for e in of(log, ev.Reaped)) > 1_000_000_000
    assert not of(log, ev.Reparented)


def test_orphan(logs: Logs) -> None:
    log = logs["orphan", ""]
    orphan = of(log, ev.Reparented)[0]
    assert orphan.exact
    assert orphan.new_name == "procviz's subreaper"
    assert next(e for e in of(log, ev.Exited) if e.pid == orphan.old).seq < orphan.seq
    assert next(e for e in of(log, ev.Reaped) if e.child == orphan.pid).pid == orphan.new


def test_exec(logs: Logs) -> None:
    log = logs["exec", ""]
    child = of(log, ev.Spawned)[0].child
    assert [e.pid for e in of(log, ev.ExecBegan)] == [child]
    if "kernel" in of(log, ev.Exited)[0].source:
        argvs = [(e.pid, e.argv[0]) for e in of(log, ev.Execed)]
        assert argvs == [(child, "sh"), (child, "sleep")]


def test_handler(logs: Logs) -> None:
    log = logs["handler", ""]
    root, child = log[0].pid, of(log, ev.Spawned)[0].child
    assert [(e.signal, e.action, e.handler) for e in of(log, ev.DispositionSet)] == [
        ("SIGUSR1", "handler", "on_usr1")
    ]
    assert [(e.pid, e.to, e.signal) for e in of(log, ev.SignalSent)] == [
        (child, root, "SIGUSR1")
    ] * 2
    story = of(log, ev.SignalSent, ev.HandlerBegan, ev.HandlerEnded)
    assert [type(e).__name__ for e in story] == ["SignalSent", "HandlerBegan", "HandlerEnded"] * 2
    assert {e.pid for e in of(log, ev.HandlerBegan)} == {root}


def test_mp_process(logs: Logs) -> None:
    log = logs["mp-process", ""]
    joins = [e for e in of(log, ev.WaitBegan) if e.call == "Process.join"]
    quick, slow = (e.child for e in of(log, ev.Spawned))
    assert [(e.target, e.timeout) for e in joins] == [(quick, None), (slow, 0.5), (slow, None)]
    ends = [e for e in of(log, ev.WaitEnded) if e.call == "Process.join"]
    assert [e.child for e in ends] == [quick, 0, slow]
    assert {e.pid: e.name for e in of(log, ev.Named)} == {quick: "Process-1", slow: "writer"}


def test_exit_codes(logs: Logs) -> None:
    log = logs["exit-codes", ""]
    names = {e.pid: e.name for e in of(log, ev.Named)}
    ends = {names.get(e.pid, "terminated"): e.signal or e.code for e in of(log, ev.Exited)}
    assert ends == {"error": 1, "ok": 0, "returns": 0, "raises": 1, "terminated": "SIGTERM"}
    sent = of(log, ev.SignalSent)[0]
    assert (sent.pid, sent.signal) == (log[0].pid, "SIGTERM")


def test_pool(logs: Logs) -> None:
    log = logs["pool", ""]
    workers = {e.child for e in of(log, ev.Spawned)}
    assert {e.pid for e in of(log, ev.Named)} == workers
    began = of(log, ev.TaskBegan)
    assert sorted(e.job for e in began) == list(range(10))
    assert {e.pid for e in began} == workers
    assert {e.function for e in began} == {"cube"}
    done = {(e.pid, e.job): e.seq for e in of(log, ev.TaskEnded) if e.ok}
    assert all(done[e.pid, e.job] > e.seq for e in began)
    assert len([e for e in of(log, ev.ThreadStarted) if e.pid == log[0].pid]) >= 3
