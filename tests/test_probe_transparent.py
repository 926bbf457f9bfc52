"""The probe changes nothing: the same output, the same errors, the same status.

Here on the Python that runs this; ``python -m tests.transparency`` compares more programs, with
more options, on all Pythons that are installed.
"""

import re
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from procviz.sources.probe import ProbeSource
from tests.probed import Ended, plain_environment, run
from tests.transparency import programs
from tests.transparency.compare import CONTROL, Compared, compare
from tests.transparency.interpreters import running
from tests.transparency.notes import NOTES
from tests.transparency.programs import Program
from tests.transparency.runs import Runner

# what every program has in common with these is seen with the probe alone
WHOLE = ("environment", "pools", "t_state", "t_descriptors", "t_subprocess", "-i", "stdin", "-c")
OPTIONS = ("-W error ", "-O -B -u ")
Case = tuple[Program, str]


def _cases() -> list[Case]:
    python = running()
    found = [*programs.samples(), *programs.ways()]
    found += [p for p in programs.with_options() if p.name.startswith(OPTIONS)]
    cases = [(p, "probe") for p in found if p.suits(python.minor)]
    return cases + [(p, "procviz") for p in found if p.name in WHOLE]


ADDRESS = re.compile(" object at 0x[0-9a-f]+")
CASES = _cases()
IDS = [f"{mode}: {program.name}" for program, mode in CASES]
Results = dict[Case, Future[Compared]]


@pytest.fixture(scope="module")
def results(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Results]:
    """Compare those that are asked for, a few at a time."""
    runner, python = Runner(tmp_path_factory.mktemp("runs")), running()
    asked = [
        item.callspec.params["case"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.function is test_the_same
    ]
    with ThreadPoolExecutor(3) as pool:
        yield {case: pool.submit(compare, case[0], python, case[1], runner) for case in asked}


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_same(case: Case, results: Results):
    unknown = results[case].result().unknown
    assert not unknown, "\n".join(unknown)  # pytest would cut what is needed


def test_each_program_has_a_name_of_its_own_and_each_note_a_program():
    names = [program.name for program in programs.load()]
    assert sorted(set(names)) == sorted(names)
    firsts = {name.split()[0] for name in names}
    for noted, _ in NOTES:
        assert {*noted} <= {*names} | firsts


def test_a_difference_is_seen(tmp_path: Path):
    # were the comparison blind, all of the above would hold
    runner = Runner(tmp_path)
    same = ("-c", "import os; print(os.getpid(), os.getppid(), object())")
    other = ("-c", "import time; print(time.monotonic_ns())")
    found = [
        [line[0] for line in compare(Program(name="", words=w), running(), CONTROL, runner).unknown]
        for w in (same, other)
    ]
    assert found == [[], ["-", "+"]]


@pytest.mark.parametrize(
    "files",
    [
        {"sitecustomize.py": "print(sorted(globals()), __name__, __file__, __cached__)\n"},
        {
            "sitecustomize/__init__.py": "from . import sub\nprint(sorted(globals()), __path__)\n",
            "sitecustomize/sub.py": "print(__name__, __package__)\n",
        },
        {"sitecustomize/text": ""},  # a namespace package
    ],
    ids=["module", "package", "folder"],
)
def test_a_sitecustomize_of_ones_own_is_run(files: dict[str, str], tmp_path: Path):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    code = (
        "import sitecustomize, sys; print(sorted(vars(sitecustomize)), sys.path)\n"
        "print(sitecustomize, sitecustomize.__spec__, sitecustomize.__loader__, sys.modules.keys())"
    )
    env = {**plain_environment(), "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    without = run([sys.executable, "-c", code], env, tmp_path)
    assert "sitecustomize" in without.out
    assert without.err == ""
    observed = probed_with(env, [sys.executable, "-c", code], tmp_path)
    assert ADDRESS.sub("", observed.out) == ADDRESS.sub("", without.out)
    assert observed.err == without.err


def test_no_module_is_there_that_would_not_be_in_development_mode(tmp_path: Path):
    # in which Python 3.11 looks up a codec for the name of each library that it loads
    code = "import sys; print(sorted(sys.modules), sorted(vars(sys.modules['encodings'])))"
    argv = [sys.executable, "-X", "dev", "-c", code]
    without = run(argv, plain_environment(), tmp_path)
    assert "sys" in without.out
    assert ADDRESS.sub("", probed_with(plain_environment(), argv, tmp_path).out) == without.out


def test_a_sitecustomize_that_fails_does_so_as_ever(tmp_path: Path):
    (tmp_path / "sitecustomize.py").write_text("1 / 0\n")
    env = {**plain_environment(), "PYTHONPATH": str(tmp_path)}
    argv = [sys.executable, "-c", "print('on')"]
    without = run(argv, env, tmp_path)
    assert "ZeroDivisionError" in without.err
    assert probed_with(env, argv, tmp_path) == without


def probed_with(env: dict[str, str], argv: list[str], folder: Path) -> Ended:
    source = ProbeSource(folder / "probe.log")
    source.start()
    try:
        ended = run(argv, source.environment(env), folder)
        assert source.poll()
        return ended
    finally:
        source.stop()
