"""Compare and print a table: ``python -m tests.transparency [--mode M] [--python 3.x] [NAME…]``.

NAME is a program's name, or a pattern of names (fnmatch).  Exit status 1 if anything differs that
is not known to differ.
"""

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from itertools import groupby
from pathlib import Path

from tests.transparency import interpreters, known, programs
from tests.transparency.compare import CONTROL, Compared, compare
from tests.transparency.interpreters import Interpreter
from tests.transparency.programs import Program
from tests.transparency.runs import MODES, Runner

_SHOWN = 4000  # lines of one difference
Case = tuple[Program, Interpreter, str]
Results = dict[tuple[str, str, str], Compared]  # by program, Python and mode


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.transparency")
    parser.add_argument("name", nargs="*", default=["*"])
    parser.add_argument("--mode", choices=(*MODES, CONTROL))
    parser.add_argument("--python", metavar="3.x")
    parser.add_argument("--all", action="store_true", help="show the known differences too")
    wanted = parser.parse_args()
    pythons = [p for p in interpreters.installed() if wanted.python in (None, p.minor)]
    modes = [wanted.mode] if wanted.mode else list(MODES)
    chosen = [p for p in programs.load() if any(fnmatch(p.name, n) for n in wanted.name)]
    if not chosen or not pythons:
        print("There is no such program, or no such Python.")
        return 2
    began = time.monotonic()
    results = _run(chosen, pythons, modes)
    bad = _tell(results, with_known=wanted.all)
    seconds = time.monotonic() - began
    count = sum(1 for compared in results.values() if not compared.lines)
    print(f"\n{len(results)} comparisons in {seconds:.0f} s: {count} the same, {bad} unexplained")
    return 1 if bad else 0


def _run(chosen: list[Program], pythons: list[Interpreter], modes: list[str]) -> Results:
    """Compare all, and print a row for each program as soon as there is one."""
    columns = [(python, mode) for python in pythons for mode in modes]
    width = max(len(program.name) for program in chosen)
    print(" " * width, *(f"{v.version:>10}" for v, _ in columns))
    print(" " * width, *(f"{mode:>10}" for _, mode in columns))
    cases = [(p, v, m) for p in chosen for v, m in columns if p.suits(v.minor)]
    results: Results = {}
    with tempfile.TemporaryDirectory() as base, ThreadPoolExecutor(3) as pool:
        runner = Runner(Path(base))

        def one(case: Case) -> Compared:
            try:
                return compare(*case, runner)
            except Exception as error:
                return Compared([repr(error)], [repr(error)])

        found = zip(cases, pool.map(one, cases), strict=True)
        for program, row in groupby(found, lambda pair: pair[0][0]):
            for (_, v, mode), compared in row:
                results[program.name, v.minor, mode] = compared
            cells = [_cell(results.get((program.name, v.minor, mode))) for v, mode in columns]
            print(f"{program.name:{width}}", *(f"{cell:>10}" for cell in cells), flush=True)
    return results


def _cell(compared: Compared | None) -> str:
    if compared is None:
        return "-"
    if compared.unknown:
        return "DIFFERS"
    if compared.lines:
        return f"{len(compared.lines)} known"
    return "same" if compared.tries == 1 else f"same, {compared.tries}."


def _tell(results: Results, with_known: bool) -> int:
    bad = 0
    for (name, version, mode), compared in results.items():
        lines = compared.lines if with_known else compared.unknown
        bad += bool(compared.unknown)
        if lines:
            print(f"\n== {name}, Python {version}, {mode}")
            print("\n".join(lines[:_SHOWN]))
            if len(lines) > _SHOWN:
                print(f"… and {len(lines) - _SHOWN} more")
    for entry in known.KNOWN:
        used = any(
            known.known(name, mode, line) is entry
            for (name, _, mode), compared in results.items()
            for line in compared.lines
        )
        asked = any(
            fnmatch(name, entry.program) and entry.mode in ("", mode) for name, _, mode in results
        )
        if asked and not used:
            print(f"\nNo longer differs: {entry.program}, {entry.pattern}")
    return bad


if __name__ == "__main__":
    sys.exit(main())
