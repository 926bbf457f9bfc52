"""Acceptance figures of `procviz explore`.

    python -m tests.explored [--times 20] [--python PATH …] [--seconds 60] [NAME …]

Each program is explored once, within ``--seconds``; the outcomes that it must have have to be
found, no others, and each has to come ``--times`` of ``--times`` times from its schedule.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from procviz import explore
from procviz.explore.explorer import Explorer, Options
from procviz.explore.outcome import HANGS, Outcome
from procviz.explore.shorten import shorten
from procviz.session import Program
from tests.explored.programs import ONE_OUTCOME

EXAMPLES = Path(explore.__file__).parent / "examples"
BOTH = "I have both\n" * 2
# name -> (script, arguments, what has to be found: status and stdout)
CASES: dict[str, tuple[Path | str, tuple[str, ...], set[tuple[str, str]]]] = {
    "lost-update": (EXAMPLES / "lost-update.py", (), {("exit 0", f"{n}\n") for n in (2, 3, 4)}),
    "two-locks": (EXAMPLES / "two-locks.py", (), {("exit 0", BOTH), (HANGS, "")}),
    "two-locks threads": (
        EXAMPLES / "two-locks.py", ("threads",), {("exit 0", BOTH), (HANGS, "")}
    ),
    "terminated-reader": (
        EXAMPLES / "terminated-reader.py", (), {("exit 0", "got a pear\n"), (HANGS, "")}
    ),
    "one-outcome": (ONE_OUTCOME, (), {("exit 0", "3\n")}),
}  # fmt: skip


def one(python: str, name: str, times: int, seconds: float, seed: int) -> bool:
    """Explore one program; tell whether all is as it should be."""
    script, args, expected = CASES[name]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if isinstance(script, str):
            script, text = folder / "script.py", script
            script.write_text(text)
        options = Options(seconds=seconds, confirm=times, seed=seed)
        begin = time.monotonic()
        when: dict[Outcome, float] = {}
        program = Program(argv=(python, str(script), *args))
        explorer = Explorer(program, options, folder, lambda result: [
            when.setdefault(f.outcome, time.monotonic() - begin) for f in result.found
        ] and None)  # fmt: skip
        explorer.search()
        found = explorer.result.found
        for each in found:
            shorten(explorer, each, explorer.time_left / len(found))
        for each in found:
            explorer.confirm(each)
    got = {(f.outcome.status, f.outcome.out) for f in found}
    fine = got == expected and all(f.repeated == times for f in found)
    print(f"{'ok  ' if fine else 'WRONG'} {python} {name}: {explorer.result.runs} runs, "
          f"{explorer.result.seconds:.0f} s")  # fmt: skip
    for each in found:
        shown = each.outcome.out.replace("\n", "⏎")
        print(f"       {each.outcome.status} {shown!r}: {each.count} runs, first after "
              f"{when.get(each.outcome, 0):.1f} s by {each.first}, repeated {each.repeated} of "
              f"{each.of}", flush=True)  # fmt: skip
    return fine


def main() -> int:
    """Run what was asked for; 0 if all was as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.explored")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--python", action="append")
    options = parser.parse_args()
    wrong = 0
    for python in options.python or [sys.executable]:
        for name in options.names or CASES:
            wrong += not one(python, name, options.times, options.seconds, options.seed)
    print(f"{wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
