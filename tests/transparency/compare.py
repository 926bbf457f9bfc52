"""One comparison: a program, a Python, a mode."""

from typing import NamedTuple

from tests.transparency.interpreters import Interpreter
from tests.transparency.known import unknown
from tests.transparency.programs import Program
from tests.transparency.runs import Result, Runner
from tests.transparency.same import differences

CONTROL = "control"  # the program with itself, both times alone: is it a fair test at all?


class Compared(NamedTuple):
    """``lines``: all that differs; ``unknown``: what of it nobody has explained."""

    lines: list[str]
    unknown: list[str]
    tries: int = 1


def compare(program: Program, python: Interpreter, mode: str, runner: Runner) -> Compared:
    """Run the program with and without procviz and compare.

    Where it depends on time by its own nature (``program.timed``) a difference has to show three
    times.
    """
    lines: list[str] = []
    for attempt in range(1, 4 if program.timed else 2):
        lines = _once(program, python, mode, runner)
        left = unknown(program.name, mode, lines)
        if not left:
            return Compared(lines, [], attempt)
    return Compared(lines, left, attempt)


def _once(program: Program, python: Interpreter, mode: str, runner: Runner) -> list[str]:
    argv = program.argv(python.path)
    without, within = {
        "probe": (runner.alone, runner.probed),
        "procviz": (runner.on_terminal, runner.observed),
        CONTROL: (runner.alone, runner.alone),
    }[mode]
    one = without(argv, program.stdin, program.files)
    other = within(argv, program.stdin, program.files)
    # procviz puts what a process wrote before its end, so processes may change places in its log
    free, anyone = bool(program.free), bool(program.anyone) or mode == "procviz"
    found = differences(one, other, also=program.also, free=free, anyone=anyone)
    return found if mode == CONTROL else found + _observer(other, program)


def _observer(result: Result, program: Program) -> list[str]:
    """The comparison says nothing where nobody observed."""
    # who is killed in the middle of a write tears a record, which is told: no fault of anybody's
    out = [f"+observer: {why}" for why in result.lost if "killed in a write" not in why]
    if not program.unseen and not result.seen:
        out.append("+observer: saw nothing")
    return out
