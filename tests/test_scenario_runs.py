"""Every scenario, really run under procviz: what must be seen is on its recording."""

import re
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from procviz import events as ev
from procviz import verify
from procviz.events import Event
from tests.at_once import Case, asked_for, cases, name_of, shared
from tests.real import of

Logs = dict[Case, Future[list[Event]]]
BEGINNING = re.compile(r"^(\d+): ", re.MULTILINE)
COPIED = {"exit-vs-_exit"}  # where a child writes what its parent had left in a buffer
ALL = cases()
RUNS = pytest.mark.parametrize("case", ALL, ids=name_of)


@pytest.fixture(scope="module")
def logs(request: pytest.FixtureRequest) -> Iterator[Logs]:
    """Record all that are asked for, some at once: most of the time they sleep."""
    with shared(asked_for(request), verify.record) as running:
        yield running


@RUNS
def test_holds_what_it_promises(logs: Logs, case: Case) -> None:
    log = logs[case].result()
    assert verify.check(*case, log) == []
    assert [e.seq for e in log] == list(range(1, len(log) + 1))


@RUNS
def test_log_is_causal(logs: Logs, case: Case) -> None:
    log = logs[case].result()
    born, dead, reaped = {log[0].pid}, set(), set()
    for e in log:
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


@RUNS
def test_calls_have_their_line(logs: Logs, case: Case) -> None:
    log = logs[case].result()
    helpers = {e.pid for e in of(log, ev.Named) if isinstance(e, ev.Named) and e.role}
    last = {e.pid: e.seq for e in log if e.where is not None}  # then comes what a library does
    for call in of(log, ev.Spawned, ev.WaitBegan, ev.SignalSent, ev.ExecBegan):
        if call.where is not None:
            assert call.where.file == str(case[0].path), call
        elif (
            "probe" in call.source and not call.tid
        ):  # a library's thread has no line of the user's
            assert call.pid in helpers or call.seq > last.get(call.pid, 0), call


@RUNS
def test_lines_are_written_by_the_pid_that_they_name(logs: Logs, case: Case) -> None:
    if case[0].id in COPIED:
        return
    for e in of(logs[case].result(), ev.Wrote):
        assert isinstance(e, ev.Wrote)
        if e.fd == 1:
            assert {int(pid) for pid in BEGINNING.findall(e.text)} <= {e.pid}


@pytest.mark.parametrize("case", [case for case in ALL if case[0].id == "exec"], ids=name_of)
def test_the_kernel_tells_of_programs_that_run_for_a_millisecond(logs: Logs, case: Case) -> None:
    log = logs[case].result()
    if any("kernel" in e.source for e in of(log, ev.Exited)):  # it may be closed to this user
        execs = [e.argv[:1] for e in log if isinstance(e, ev.Execed)]
        # the command line is read after the fact: by then it can be the next one's, and is untold
        assert execs in ([("sh",), ("sleep",)], [(), ("sleep",)])
