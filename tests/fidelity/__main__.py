"""``python -m tests.fidelity``: see the package's text."""

import argparse
import difflib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from procviz.events import Lost
from tests.fidelity import traced
from tests.fidelity.compare import KINDS, Kind, Result, compare
from tests.fidelity.forks import forks
from tests.fidelity.killed import kill
from tests.fidelity.programs import Case, cases

_WIDTH = 16  # of a column: truth, missed, invented
Job = tuple[Case, str]


def main(argv: list[str] | None = None) -> int:
    """Compare, print the table; return 1 if anything differs, 2 for a name that is none."""
    parser = argparse.ArgumentParser(prog="python -m tests.fidelity", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these; default: all")
    parser.add_argument("--python", action="append", metavar="EXE", help="observed Python")
    parser.add_argument(
        "--jobs", type=int, default=2, help="at the same time; default: %(default)s"
    )
    parser.add_argument("--times", type=int, default=1, help="run each so often")
    parser.add_argument("--list", action="store_true", help="print the names")
    parser.add_argument("--strace", action="store_true", help="what `--strace` tells instead")
    parser.add_argument("--forks", type=int, metavar="N", help="instead: 1,000 forks, N times over")
    parser.add_argument("--kill", type=int, metavar="N", help="instead: kill N processes")
    parser.add_argument("--seed", type=int, help="of --kill; default: a new one")
    asked = parser.parse_args(argv)
    if asked.forks:
        return forks(asked.forks, asked.python or [sys.executable], asked.jobs)
    if asked.kill:
        return kill(asked.kill, asked.seed, asked.jobs)
    known = {case.name: case for case in cases()}
    if asked.list:
        print(*known, sep="\n")
        return 0
    wrong = [name for name in asked.names if name not in known]
    if wrong:
        near = difflib.get_close_matches(wrong[0], known, n=1)
        print(f"There is no program {wrong[0]}" + (f"; did you mean {near[0]}?" if near else "."))
        return 2
    jobs = [
        (known[name], python)
        for name in asked.names or known
        for python in (asked.python or [sys.executable] if known[name].python else [""])
        for _ in range(asked.times)
    ]
    return _table(jobs, asked.jobs, asked.strace)


def _table(jobs: list[Job], parallel: int, strace: bool) -> int:
    width = max(len(case.name) for case, _ in jobs) + 2
    print(f"{'':{width + 9}}" + "".join(f"{kind:{_WIDTH}}" for kind in KINDS) + "untold")
    print(f"{'program':{width}}{'Python':9}" + f"{'true −miss +inv':{_WIDTH}}" * len(KINDS))
    versions = {python: _version(python) for _, python in jobs}
    bad = 0
    with (
        tempfile.TemporaryDirectory(prefix="fidelity-") as folder,
        ThreadPoolExecutor(parallel) as pool,
        traced.keeping(),
    ):
        numbered = enumerate(jobs)
        results = pool.map(lambda job: _run(Path(folder), *job, strace), numbered)
        for (case, python), result in zip(jobs, results, strict=True):
            row = f"{case.name:{width}}{versions[python]:9}"
            if isinstance(result, str):
                print(row + result, flush=True)
                continue
            bad += not result.same
            row += "".join(f"{_cell(result.kinds[kind]):{_WIDTH}}" for kind in KINDS)
            print(row + str(result.untold or ""), flush=True)
            _explain(result)
    print(f"{len(jobs)} runs, {bad} differ" if bad else f"{len(jobs)} runs, all the same")
    return 1 if bad else 0


def _run(folder: Path, number: int, job: Job, strace: bool) -> Result | str:
    case, python = job
    if missing := case.missing():
        return "skipped, needs " + ", ".join(missing)
    own = folder / str(number)
    own.mkdir()
    run = traced.compare if strace else compare
    return run(case.make(own, python), own / "strace.txt")


def _cell(kind: Kind) -> str:
    missed, invented = kind.missed.total(), kind.invented.total()
    return " ".join([str(kind.truth), *([f"−{missed} +{invented}"] if missed or invented else [])])


def _explain(result: Result) -> None:
    for what, kind in result.kinds.items():
        for word, facts in (("missed", kind.missed), ("invented", kind.invented)):
            if facts:
                some = ", ".join(map(str, list(facts)[:6]))
                print(f"    {word} {what}: {some}{' …' if len(facts) > 6 else ''}", flush=True)
    for sentence in result.disorder[:6]:
        print(f"    order: {sentence}", flush=True)
    for lost in (e for e in result.log if isinstance(e, Lost)):
        print(f"    the log itself says: {lost.why}", flush=True)


def _version(python: str) -> str:
    if not python:
        return "–"
    words = [python, "-c", "import platform; print(platform.python_version())"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
