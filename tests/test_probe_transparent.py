"""The probe changes nothing: the same output, the same errors, the same status."""

import re
import sys
from pathlib import Path

import pytest

from procviz.events import Lost
from tests.probed import SAMPLES, Ended, plain_environment, probe_argv, run

WAYS = ("sys.exit", "text", "SystemExit", "exception", "_exit", "abort", "interrupt", "caught")
RUNS = [(path.stem, ()) for path in sorted(SAMPLES.glob("*.py"))]
RUNS += [("exits", (way,)) for way in WAYS]


# -W and -O say nothing new where a sample warns and asserts nothing
QUIET = ("processes", "pools", "exits")
CASES = [(name, args, ()) for name, args in RUNS] + [
    (name, args, options)
    for name, args in RUNS
    for options in (("-W", "error"), ("-O", "-B", "-u"))
    if name not in QUIET
]


@pytest.mark.parametrize(
    ("sample", "args", "options"), CASES, ids=[" ".join((*o, s, *a)) for s, a, o in CASES]
)
def test_sample(sample: str, args: tuple[str, ...], options: tuple[str, ...], tmp_path: Path):
    argv = [sys.executable, *options, str(SAMPLES / f"{sample}.py"), *args]
    without = run(argv, plain_environment(), tmp_path)
    probed = probe_argv(tmp_path, argv)
    assert anonymous(probed.ended) == anonymous(without)
    assert probed.log, "it was not observed at all"
    assert not [event for event in probed.log if isinstance(event, Lost)]


def anonymous(ended: Ended) -> Ended:
    """Leave out PIDs and addresses, which warnings name."""
    return ended._replace(err=re.sub(r"(pid=|subprocess |0x)[0-9a-f]+", r"\1N", ended.err))


def test_a_sitecustomize_of_ones_own_is_run(tmp_path: Path):
    (tmp_path / "sitecustomize.py").write_text("mine = __name__, __file__\nprint(mine)\n")
    code = "import sitecustomize, sys; print(sitecustomize.mine, sys.path)"
    env = {**plain_environment(), "PYTHONPATH": str(tmp_path)}
    without = run([sys.executable, "-c", code], env, tmp_path)
    assert without.out.count("sitecustomize.py") == 2
    assert probed_with(env, [sys.executable, "-c", code], tmp_path) == without


def test_a_sitecustomize_that_fails_does_so_as_ever(tmp_path: Path):
    (tmp_path / "sitecustomize.py").write_text("1 / 0\n")
    env = {**plain_environment(), "PYTHONPATH": str(tmp_path)}
    argv = [sys.executable, "-c", "print('on')"]
    without = run(argv, env, tmp_path)
    assert "ZeroDivisionError" in without.err
    assert probed_with(env, argv, tmp_path) == without


def probed_with(env: dict[str, str], argv: list[str], folder: Path) -> Ended:
    from procviz.sources.probe import ProbeSource

    source = ProbeSource(folder / "probe.log")
    source.start()
    try:
        ended = run(argv, source.environment(env), folder)
        assert source.poll()
        return ended
    finally:
        source.stop()
