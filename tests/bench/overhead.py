"""What being observed costs a program: bare, under the probe, under procviz, under strace.

    uv run python -m tests.bench.overhead [--markdown] [ROUNDS] [PYTHON…]

Every round runs all of them one after another, so that a ratio is taken within a few seconds of
one machine, and each round begins with another of them; the table shows medians over the rounds, of
which what is short has more.  Seconds are those from start to end of the program itself
(``procviz``: from ``run_began`` to ``run_ended``).  strace is asked for the calls that its source
in procviz is asked for, and then for all of them: what is passed through pipes and locks, as a
pool's tasks are, it sees only then.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from procviz.events import RunEnded
from procviz.native.building import PYTHONS, file_for
from procviz.session import Program, Run
from procviz.sources.probe import DOOR, ProbeSource

LIMIT = 120.0  # seconds
STRACE = ["strace", "-f", "-q", "-o", os.devnull]
LIVES = [
    *("--seccomp-bpf", "-e"),
    "trace=clone,clone3,fork,vfork,execve,execveat,wait4,waitid,kill,tkill,tgkill,pipe,pipe2,"
    "dup2,dup3,close,setpgid,setsid,set_robust_list",
]

WORKLOADS = {
    "start-up": "pass\n",
    "1,000 forks": """
import os
for _ in range(1000):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
""",
    "CPU loop": """
total = 0
for i in range(8_000_000):
    total += i & 7
    if total > 1_000_000:
        total = 0
""",
    "pool, 10,000 tasks": """
import multiprocessing
def double(x):
    return 2 * x
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(4) as pool:
        found = [pool.apply_async(double, (i,)) for i in range(10_000)]
        assert [one.get() for one in found][-1] == 19_998
""",
}
TIMES = {"start-up": 9}  # rounds of it in each of the others: 15 ms say less than a second
Mode = Callable[[list[str]], float]


def plain() -> dict[str, str]:
    """Return an environment without anything that steers Python."""
    kept = "PATH", "HOME", "LANG", "PROCVIZ_NATIVE"
    return {key: os.environ[key] for key in kept if key in os.environ}


def timed(argv: list[str], env: dict[str, str]) -> float:
    """Run to the end; return seconds."""
    begin = time.perf_counter()
    # without a timeout: with one, subprocess looks every few milliseconds whether it is over
    # and with no pipe: a program that was given one is observed in full from the start
    nothing = subprocess.DEVNULL
    subprocess.run(argv, env=env, check=True, stdin=nothing, stdout=nothing, stderr=nothing)
    return time.perf_counter() - begin


def bare(argv: list[str]) -> float:
    """Run it as without procviz."""
    return timed(argv, plain())


def probe(argv: list[str]) -> float:
    """Only the probe inside, nobody reads its log meanwhile."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        source = ProbeSource(Path(folder) / "probe.log")
        source.start()
        try:
            return timed(argv, source.environment(plain()))
        finally:
            source.stop()


def procviz(argv: list[str]) -> float:
    """The whole: all sources, merged, on the same cores."""
    run = Run(Program(argv=tuple(argv)))
    run.start(lambda: None)
    try:
        assert run.wait(LIMIT), "it did not end"
        return next(e.t for e in run.take() if isinstance(e, RunEnded)) / 1e9
    finally:
        run.stop()


def strace(argv: list[str]) -> float:
    """Run it under strace -f, which tells of lives, signals and pipes."""
    return timed([*STRACE, *LIVES, "--", *argv], plain())


def strace_all(argv: list[str]) -> float:
    """Run it under strace -f, which tells of all calls."""
    return timed([*STRACE, "--", *argv], plain())


def measure(python: str, rounds: int, markdown: bool = False) -> None:
    """Print one table."""
    modes: dict[str, Mode] = {"bare": bare, "probe": probe, "procviz": procviz}
    if shutil.which("strace"):
        modes |= {"strace": strace, "strace, all": strace_all}
    for line in head(python, rounds, list(modes), markdown):
        print(line, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in WORKLOADS.items():
            script = Path(folder) / "work.py"
            script.write_text(text)
            argv = [python, str(script)]
            for run in modes.values():  # compiles, fills the page cache
                run(argv)
            seconds = alternate(modes, argv, rounds * TIMES.get(name, 1))
            print(row(name, seconds, markdown), flush=True)


def alternate(modes: dict[str, Mode], argv: list[str], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each round by mode."""
    seconds: dict[str, list[float]] = {mode: [] for mode in modes}
    names = deque(modes)
    for _ in range(rounds):
        for mode in names:
            seconds[mode].append(modes[mode](argv))
        names.rotate()
    return seconds


def head(python: str, rounds: int, modes: list[str], markdown: bool) -> list[str]:
    """Return the lines above the rows."""
    words = [python, "-c", "import platform; print(platform.python_version())"]
    version = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    more = ", ".join(f"{name} of {rounds * times}" for name, times in TIMES.items())
    told = f"medians of {rounds} rounds ({more}), ratios to the bare run of the same round"
    if not (DOOR / file_for(PYTHONS[0])).exists() or os.environ.get("PROCVIZ_NATIVE") == "0":
        told += ", without the native part of the probe"
    if markdown:
        return [
            "",
            f"Python {version}, {platform.machine()}, {os.cpu_count()} cores: {told}.",
            "",
            "| | " + " | ".join(modes) + " |",
            "|---" + "|---:" * len(modes) + "|",
        ]
    return ["", f"{python}: {told}", f"  {'':20}" + "".join(f" {mode:>11}" for mode in modes)]


def row(name: str, seconds: dict[str, list[float]], markdown: bool) -> str:
    """Return the row of a workload; ``seconds`` of each round by mode, "bare" is one of them."""
    bare = seconds["bare"]
    cells = [f"{statistics.median(bare) * 1000:.1f} ms"]
    for mode, took in seconds.items():
        if mode != "bare":
            ratio = statistics.median(a / b for a, b in zip(took, bare, strict=True))
            cells.append(f"×{ratio:.2f}")
    if markdown:
        return f"| {name} | " + " | ".join(cells) + " |"
    return f"  {name:20}" + "".join(f" {cell:>11}" for cell in cells)


def main(words: list[str] | None = None) -> None:
    """Measure for each Python that is named, else for this one."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.overhead")
    parser.add_argument("rounds", nargs="?", type=int, default=7)
    parser.add_argument("pythons", nargs="*", metavar="python", default=[sys.executable])
    parser.add_argument("--markdown", action="store_true", help="print tables in Markdown")
    asked = parser.parse_args(words)
    same = plain()  # procviz gives the program its own environment: this one, as the others do
    os.environ.clear()
    os.environ.update(same)
    for python in asked.pythons:
        measure(python, asked.rounds, asked.markdown)


if __name__ == "__main__":
    main()
