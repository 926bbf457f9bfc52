"""Each script as a learner runs it without procviz: python FILE [VARIANT]."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from procviz.scenarios import catalog

# <name> is a PID: the same name the same PID, the whole output in this order
OUTPUT = {
    ("fork-basics", ""): """\
<p>: alone, about to fork
<p>: fork returned <c>, so I am the parent of <c>
<c>: fork returned 0, so I am the child of <p>
<p>: this line stands here once and runs in both
<c>: this line stands here once and runs in both
<p>: <c> is done, alone again
""",
    ("wait", ""): """\
<p>: three children, started in the order 1, 2, 3
<p>: wait gave (<b>, 512), so <b> left with 2
<p>: wait gave (<c>, 768), so <c> left with 3
<p>: wait gave (<a>, 256), so <a> left with 1
<p>: nobody left to wait for: [Errno 10] No child processes
""",
    ("waitpid", ""): """\
<p>: <slow> is the slow child, <quick> the quick one
<p>: only a look at <slow>: (0, 0), not done yet
<p>: waited for <slow>, it left with 7
<p>: any child now: <quick>, it left with 5
""",
    ("zombie", "unreaped"): """\
<a>: born, and gone with 1
<b>: born, and gone with 2
<c>: born, and gone with 3
<p>: busy for 2 s, no time for [<a>, <b>, <c>]
<p>: leaving
""",
    ("zombie", "reaped"): """\
<a>: born, and gone with 1
<b>: born, and gone with 2
<c>: born, and gone with 3
<p>: busy for 2 s, no time for [<a>, <b>, <c>]
<p>: took 1 from <a>
<p>: took 2 from <b>
<p>: took 3 from <c>
<p>: leaving
""",
    ("orphan", ""): """\
<g>: the grandparent
<c>: the child, my parent is <p>
<p>: the parent, I leave and do not wait
<g>: the grandparent, I reaped <p> and nobody else is mine
<c>: the child, now my parent is <adopter>
""",
    ("exec", ""): """\
<c>: I am Python, in a moment I am a shell
<c>: I am sh
<p>: <c> left with 0
""",
    ("handler", ""): """\
<p>: sleeping for 1.1 s
<c>: SIGUSR1 to <p>
<p>:   on_usr1 runs, for SIGUSR1
<p>: waiting for <c>
<c>: SIGUSR1 to <p>
<p>:   on_usr1 runs, for SIGUSR1
<p>: slept and waited to the end in spite of two signals
""",
    ("mp-process", ""): """\
<p>: before start, is writer alive? False
<a>: Process-1 begins to read
<b>: writer begins to write
<a>: Process-1 is done
<p>: Process-1 joined, exit code 0
<p>: waited 0.5 s, is writer alive? True
<b>: writer is done
<p>: joined, is writer alive? False
""",
    ("exit-codes", ""): """\
<p>: error      <a>  exit code   1
<p>: ok         <b>  exit code   0
<p>: returns    <c>  exit code   0
<p>: raises     <d>  exit code   1
<p>: terminated <e>  exit code -15
""",
}
CUBES = "[0, 1, 8, 27, 64, 125, 216, 343, 512, 729]"
MP = [s for s in catalog.load() if s.chapter == "multiprocessing"]
RUNS = [(s, name) for s in catalog.load() for name in [v.name for v in s.variants] or [""]]
IDS = [f"{s.id}-{name}".rstrip("-") for s, name in RUNS]
# unbuffered, print() writes a line and its end apart, and other processes may write in between
PLAIN = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
Running = dict[tuple[str, str], subprocess.Popen[str]]


def _start(path: Path, *args: str, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(path), *args],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**PLAIN, **env},
    )


def _end(started: Iterator[subprocess.Popen[str]]) -> None:
    for process in started:
        with process:
            process.kill()


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """Start all of them at once: they mostly sleep."""
    started = {(s.id, name): _start(s.path, *([name] if name else [])) for s, name in RUNS}
    yield started
    _end(iter(started.values()))


def _pattern(output: str) -> str:
    seen: set[str] = set()

    def pid(match: re.Match[str]) -> str:
        name = match.group(1)
        again = name in seen
        seen.add(name)
        return f"(?P={name})" if again else rf"(?P<{name}>\d+)"

    return re.sub(r"<(\w+)>", pid, re.escape(output))


def _left_behind(session: int) -> list[str]:
    """Return what still runs in a session.

    A process closes its files, which ends our reading, a moment before it is dead: it gets its
    moment.  Zombies do not run: PID 1 may be slow to reap them.
    """
    left = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session:
                process.wait(timeout=1)
        except psutil.TimeoutExpired:
            if process.status() != psutil.STATUS_ZOMBIE:
                left.append(str(process))
        except (OSError, psutil.NoSuchProcess):  # it ended, or is none of our business
            continue
    return left


@pytest.mark.parametrize(("scenario", "variant"), RUNS, ids=IDS)
def test_script_runs_alone(scenario: catalog.Scenario, variant: str, running: Running) -> None:
    process = running[scenario.id, variant]
    out, err = process.communicate(timeout=30)
    assert _left_behind(process.pid) == []
    assert process.returncode == scenario.expected(variant)["exit"]
    if scenario.id == "exit-codes":
        assert "ValueError: this went wrong" in err
    else:
        assert err == ""
    if scenario.id == "pool":
        _check_pool(out)
        return
    found = re.fullmatch(_pattern(OUTPUT[scenario.id, variant]), out)
    assert found, out
    pids = list(found.groupdict().values())
    assert len(set(pids)) == len(pids), "different processes have different PIDs"


def _check_pool(out: str) -> None:
    lines = out.splitlines()
    takes = [m.groups() for line in lines if (m := re.fullmatch(r"(\d+): takes (\d)", line))]
    assert sorted(number for _, number in takes) == list("0123456789")
    assert len({worker for worker, _ in takes}) == 3
    main = lines[-1].split(":")[0]
    assert lines[-1] == f"{main}: {CUBES}"
    assert f"{main}: ten tasks are given out, no more will come" in lines
    assert len(lines) == 12


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_multiprocessing_lessons_work_under_every_start_method(method: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        f"import multiprocessing\nmultiprocessing.set_start_method({method!r})\n"
    )
    started = {s.id: _start(s.path, PYTHONPATH=str(tmp_path)) for s in MP}
    try:
        for name, process in started.items():
            out, err = process.communicate(timeout=60)
            assert process.returncode == 0, err
            assert _left_behind(process.pid) == []
            if name == "pool":
                assert out.splitlines()[-1].endswith(CUBES)
            else:
                lines = sorted(re.sub(r"\d{2,}", "", line) for line in out.splitlines())
                promised = re.sub(r"<\w+>|\d{2,}", "", OUTPUT[name, ""])
                assert lines == sorted(promised.splitlines())
    finally:
        _end(iter(started.values()))
