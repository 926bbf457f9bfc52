"""What we call exact, against strace on the same run: nothing missed, nothing invented."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from procviz import events as ev
from procviz.events import Event
from tests.fidelity.compare import KINDS, Result, compare, difference
from tests.fidelity.forks import connector_is_open
from tests.fidelity.order import violations
from tests.fidelity.programs import Case, cases
from tests.fidelity.traced import compare as traced_compare
from tests.fidelity.traced import keeping
from tests.tools import need
from tests.truth import Facts, parse

QUICK = {case.name: case for case in cases() if not case.slow}
WITHOUT_KERNEL = ("storm", "waits", "start-fork")  # the probe alone sees all of these


@pytest.fixture(scope="module")
def results(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> dict[str, Result]:
    """Run all that were asked for, a few at a time: most of the time they wait."""
    need("strace")
    folder = tmp_path_factory.mktemp("fidelity")
    asked = {item.callspec.params["name"] for item in request.session.items
             if getattr(item, "callspec", None) and item.path == Path(__file__)
             and "name" in item.callspec.params}  # fmt: skip

    def run(case: Case) -> Result:
        own = folder / case.name.replace(":", "-")
        own.mkdir()
        return compare(case.make(own, ""), own / "strace.txt")

    found = [case for name, case in QUICK.items() if name in asked and not case.missing()]
    with ThreadPoolExecutor(8) as pool:
        return dict(zip([c.name for c in found], pool.map(run, found), strict=True))


@pytest.mark.parametrize("name", QUICK)
def test_nothing_missed_and_nothing_invented(results: dict[str, Result], name: str) -> None:
    for tool in QUICK[name].needs:
        need(tool)
    if name not in WITHOUT_KERNEL and not connector_is_open():
        pytest.skip("this machine keeps the process connector closed")
    result = results[name]
    differences = {
        what: (kind.missed, kind.invented) for what, kind in result.kinds.items() if not kind.same
    }
    assert differences == {}
    assert result.disorder == []
    assert result.kinds["exited"].truth


TRACED = [n for n in QUICK if n.startswith(("sh-", "c-"))] + ["signal-calls", "daemons"]


@pytest.fixture(scope="module")
def traces(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> dict[str, Result]:
    """Run those that were asked for with ``--strace``."""
    need("strace")
    folder = tmp_path_factory.mktemp("traced")
    asked = {item.callspec.params["traced"] for item in request.session.items
             if getattr(item, "callspec", None) and "traced" in item.callspec.params}  # fmt: skip

    def run(name: str) -> Result:
        own = folder / name
        own.mkdir()
        return traced_compare(QUICK[name].make(own, ""), own / "strace.txt")

    found = [name for name in TRACED if name in asked and not QUICK[name].missing()]
    with keeping(), ThreadPoolExecutor(4) as pool:
        return dict(zip(found, pool.map(run, found), strict=True))


@pytest.mark.parametrize("traced", TRACED)
def test_strace_misses_and_invents_nothing_of_any_command(
    traces: dict[str, Result], traced: str
) -> None:
    for tool in QUICK[traced].needs:
        need(tool)
    result = traces[traced]
    differences = {
        what: (kind.missed, kind.invented) for what, kind in result.kinds.items() if not kind.same
    }
    assert differences == {}
    assert result.disorder == []
    assert result.kinds["exited"].truth


# -- the harness itself: it sees what is wrong ----------------------------------------------------

TRACE = """\
7 execve("/bin/a", ["a"], 0x7 /* 9 vars */) = 0
7 clone(child_stack=NULL, flags=SIGCHLD) = 8
8 kill(7, SIGUSR1) = 0
8 +++ exited with 3 +++
7 wait4(8, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 8
7 +++ exited with 0 +++
"""
LOG: list[Event] = [
    ev.RunBegan(pid=1, argv=()),
    ev.Spawned(pid=1, child=7),
    ev.Execed(pid=7, argv=("a",)),
    ev.Spawned(pid=7, child=8),
    ev.SignalSent(pid=8, to=7, signal="SIGUSR1", source=("probe",)),
    ev.Exited(pid=8, code=3),
    ev.Reaped(pid=7, child=8, code=3),
    ev.Exited(pid=7, code=0),
    ev.Reaped(pid=1, child=7, code=0),
]


def differing(log: list[Event]) -> set[str]:
    result = difference(parse(TRACE.splitlines()), log, outside={1})
    return {what for what in KINDS if not result.kinds[what].same}


def test_harness_finds_the_made_up_log_true() -> None:
    assert differing(LOG) == set()


@pytest.mark.parametrize(
    ("at", "what"), [(2, "execed"), (3, "spawned"), (5, "exited"), (6, "reaped")]
)
def test_harness_notices_what_is_missing_and_what_is_there_twice(at: int, what: str) -> None:
    assert differing(LOG[:at] + LOG[at + 1 :]) == {what}
    assert differing([*LOG[: at + 1], *LOG[at:]]) == {what}


def test_harness_notices_another_status_another_reaper_another_signal() -> None:
    assert differing([replace(e, code=4) if e is LOG[5] else e for e in LOG]) == {"exited"}
    assert differing([replace(e, pid=8) if e is LOG[6] else e for e in LOG]) == {"reaped"}
    assert differing([replace(e, to=8) if e is LOG[4] else e for e in LOG]) == {"sent"}


def test_signals_of_programs_without_a_probe_are_counted_apart() -> None:
    log = [e for e in LOG if not isinstance(e, ev.SignalSent)]
    result = difference(parse(TRACE.splitlines()), log, outside={1})
    assert result.same
    assert result.untold == 1


def test_order_notices_effects_before_their_causes() -> None:
    assert violations(LOG) == []
    for first, second in ((1, 3), (3, 4), (3, 5), (4, 5), (5, 6), (6, 7)):
        wrong = list(LOG)
        wrong.insert(first, wrong.pop(second))
        assert violations(wrong), (first, second)


def test_a_pid_that_is_used_again_is_in_order_once_it_was_reaped() -> None:
    again = [*LOG[:7], LOG[3], *LOG[5:]]
    assert violations(again) == []
    assert violations([*LOG[:6], LOG[3], *LOG[6:]])


# -- the parser of strace's lines -----------------------------------------------------------------


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
        sent=Counter({((7, 0), 5, "SIGTERM"): 1}),
    )


def test_parse_of_what_is_told_of_only_after_its_first_calls() -> None:
    facts = parse(
        [
            "7 clone3({flags=CLONE_VM|CLONE_THREAD} <unfinished ...>",
            "8 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>",
            "9 setsid() = 9",
            "9 kill(0, SIGTERM) = 0",
            "8 <... clone resumed>, child_tidptr=0x7) = 9",
            "9 kill(0, SIGTERM) = 0",
            "7 <... clone3 resumed> => {parent_tid=[8]}, 88) = 8",
            "8 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>",
            "8 <... clone resumed>, child_tidptr=0x7) = ? ERESTARTNOINTR",
            "8 +++ exited with 0 +++",
        ]
    )
    assert facts == Facts(spawned=Counter({(7, 9): 1}), sent=Counter({((9, 0), -9, "SIGTERM"): 2}))


def test_parse_of_an_exec_from_a_second_thread() -> None:
    facts = parse(
        [
            "7 clone3({flags=CLONE_VM|CLONE_THREAD}, 88) = 8",
            '8 execve("/bin/sh", ["sh"], 0x7 /* 9 vars */ <pid changed to 7 ...>',
            "7 +++ superseded by execve in pid 8 +++",
            "7 <... execve resumed>) = 0",
            "7 kill(7, SIGKILL) = ?",
            "7 +++ killed by SIGKILL +++",
        ]
    )
    assert facts == Facts(
        execed=Counter({7: 1}),
        exited=Counter({(7, "SIGKILL"): 1}),
        sent=Counter({((7, 1), 7, "SIGKILL"): 1}),
    )


@pytest.mark.parametrize(
    ("line", "child"),
    [
        ("wait4(8, NULL, 0, NULL) = 8", 8),
        ("wait4(8, NULL, WSTOPPED, NULL) = 8", 0),
        ("wait4(8, [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}], WSTOPPED, NULL) = 8", 0),
        ("waitid(P_ALL, 0, {si_code=CLD_KILLED, si_pid=8}, WEXITED, NULL) = 0", 8),
        ("waitid(P_ALL, 0, {si_code=CLD_KILLED, si_pid=8}, WEXITED|WNOWAIT, NULL) = 0", 0),
        ("waitid(P_PID, 8, NULL, WEXITED, NULL) = 0", 8),
    ],
)
def test_parse_of_waits(line: str, child: int) -> None:
    assert parse([f"7 {line}"]).reaped == (Counter({(7, child): 1}) if child else Counter())


@pytest.mark.parametrize(
    ("line", "to", "signal"),
    [
        ("kill(0, SIGTERM) = 0", -70, "SIGTERM"),
        ("kill(-9, SIGRT_5) = 0", -9, "SIGRTMIN+3"),
        ("tgkill(9, 10, SIGABRT) = 0", 9, "SIGABRT"),
        ("rt_sigqueueinfo(9, SIGUSR1, {si_signo=SIGUSR1}) = 0", 9, "SIGUSR1"),
    ],
)
def test_parse_of_signals(line: str, to: int, signal: str) -> None:
    assert parse([f"7 {line}"], group=70).sent == Counter({((7, 0), to, signal): 1})
