"""Each script as a learner runs it without procviz: python FILE [VARIANT]."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import psutil
import pytest

from procviz import events as ev
from procviz.scenarios import catalog, spoken
from procviz.scenarios.scenario import Scenario
from tests.at_once import Case, asked_for, cases, name_of, shared

LIMIT = 60.0  # seconds for one script, many times what it takes
MOMENT = 5.0  # seconds that a process which has closed its files may take to be dead
LASTING = {"daemon": 30.0}  # what by its nature outlives its script, and for how long at most
MARK = "PROCVIZ_TEST_RUN"  # in the environment of a script and of all that comes from it
# unbuffered, print() writes a line and its end apart, and other processes may write in between
PLAIN = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
METHODS = ("spawn", "forkserver")


class Ran(NamedTuple):
    """What a script did, and who was still there after it."""

    status: int | str
    out: str
    err: str
    left: list[str]


def _run(scenario: Scenario, variant: str, **env: str) -> Ran:
    mark = uuid4().hex
    process = subprocess.Popen(
        [sys.executable, "-W", "error", str(scenario.path), *([variant] if variant else [])],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**PLAIN, **env, MARK: mark},
    )
    try:
        out, err = process.communicate(timeout=LIMIT)
    finally:
        left = _left_behind(mark, LASTING.get(scenario.id, MOMENT))
        process.kill()
        process.wait()
    code = process.returncode
    return Ran(code if code >= 0 else signal.Signals(-code).name, out, err, left)


def _left_behind(mark: str, patience: float) -> list[str]:
    """Return what still runs of a script after some patience, and end it.

    Zombies do not run: PID 1 may be slow to reap them.
    """
    end = time.monotonic() + patience
    left = _marked(mark)
    while left and time.monotonic() < end:
        time.sleep(0.05)
        left = _marked(mark)
    for process in left:
        process.kill()
    return [str(process) for process in left]


def _marked(mark: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            zombie = process.status() == psutil.STATUS_ZOMBIE
            if not zombie and process.environ().get(MARK) == mark:
                found.append(process)
        except (OSError, psutil.Error):  # it ended, or is none of our business
            continue
    return found


def _differences(expect: dict[str, Any], ran: Ran, ordered: bool = True) -> list[str]:
    wanted = expect.get("output", expect.get("lines"))
    assert wanted is not None, "its block says nothing about its output"
    wrong = spoken.differing(wanted, ran.out, ordered and "output" in expect)
    wrong += spoken.errors(expect.get("errors", []), [ev.Wrote(pid=1, fd=2, text=ran.err)])
    if ran.status != expect["exit"]:
        wrong.append(f"exit should be {expect['exit']}, is {ran.status}")
    return wrong + [f"left behind: {process}" for process in ran.left]


# -- each by itself -----------------------------------------------------------------------------

RUNS = cases()


@pytest.fixture(scope="module")
def alone(request: pytest.FixtureRequest) -> Iterator[dict[Case, Future[Ran]]]:
    """Run all that are asked for, some at once: they mostly sleep."""
    with shared(asked_for(request), _run) as running:
        yield running


@pytest.mark.parametrize("case", RUNS, ids=name_of)
def test_script_runs_alone(case: Case, alone: dict[Case, Future[Ran]]) -> None:
    scenario, variant = case
    assert _differences(scenario.expected(variant), alone[case].result()) == []


# -- start methods ------------------------------------------------------------------------------


def _leaves_it_open(scenario: Scenario) -> bool:
    """Whether it uses multiprocessing and does not say how its processes start."""
    text = catalog.source_text(scenario.path)
    uses = re.search(r"^(from|import) multiprocessing", text, re.MULTILINE)
    return uses is not None and not re.search(r"get_context|set_start_method", text)


OPEN = [
    (scenario, method)
    for scenario in catalog.load()
    if _leaves_it_open(scenario)
    for method in METHODS
]


@pytest.fixture(scope="module")
def with_method(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Case, Future[Ran]]]:
    """Run all that are asked for, with a start method that is not theirs."""
    folders: dict[str, Path] = {}
    for method in METHODS:
        folders[method] = tmp_path_factory.mktemp(method)
        (folders[method] / "sitecustomize.py").write_text(
            f"import multiprocessing\nmultiprocessing.set_start_method({method!r})\n"
        )

    def run(scenario: Scenario, method: str) -> Ran:
        name = scenario.names[0] if scenario.names else ""
        return _run(scenario, name, PYTHONPATH=str(folders[method]))

    with shared(asked_for(request), run) as running:
        yield running


@pytest.mark.parametrize("case", OPEN, ids=name_of)
def test_multiprocessing_lessons_work_under_every_start_method(
    case: Case, with_method: dict[Case, Future[Ran]]
) -> None:
    scenario, _ = case
    assert _differences(scenario.expected(), with_method[case].result(), ordered=False) == []
