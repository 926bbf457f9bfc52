"""A gated run, and what of it has to be the same each time."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from procviz import recording
from procviz.events import (
    Event,
    Execed,
    Granted,
    LineReached,
    Reaped,
    Reparented,
    Spawned,
    Wrote,
)
from procviz.gate.plan import Plan
from procviz.gate.schedule import Choice
from procviz.session import Program, Run

LIMIT = 120.0  # seconds for one run
_TOLD_BY_OTHERS = (LineReached, Spawned, Execed, Reaped, Reparented)
ORDER = Path(__file__).parents[2] / "procviz/scenarios/fork_and_wait/fork-order.py"


class Gated(NamedTuple):
    """A log, and how often the schedule could not be kept."""

    log: list[Event]
    strayed: int

    @property
    def output(self) -> str:
        """What was printed, with PIDs by first appearance."""
        text = "".join(e.text for e in self.log if isinstance(e, Wrote))
        known: dict[str, str] = {}
        return re.sub(r"\b\d{2,}\b", lambda m: known.setdefault(m[0], f"<{len(known)}>"), text)

    @property
    def trace(self) -> tuple[tuple[int, str], ...]:
        """What the processes told of themselves: (birth of the process, kind of event).

        Without what the kernel tells too: on a busy machine it is told by the kernel alone at
        times, and placed by its clock.
        """
        births: dict[int, int] = {}
        return tuple(
            (births.setdefault(e.pid, len(births)), type(e).__name__)
            for e in self.log
            if "probe" in e.source and not isinstance(e, _TOLD_BY_OTHERS)
        )

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Who went on, to do what."""
        return tuple((e.who, e.point) for e in self.log if isinstance(e, Granted))


def gated(
    argv: Iterable[str],
    policy: str = "round-robin",
    *,
    schedule: tuple[Choice, ...] = (),
    lines: bool = False,
    limit: float = LIMIT,
    record: Path | None = None,
) -> Gated:
    """Run a command under the gate to its end; AssertionError if that does not come."""
    plan = Plan(policy, lines=lines, schedule=schedule)
    run = Run(Program(argv=tuple(argv), gate=plan), record=record)
    run.start(lambda: None)
    try:
        assert run.wait(limit), f"it did not end under {policy}; ready: {gate_of(run)}"
        strayed = run.gate.strayed if run.gate is not None else 0
        return Gated(run.take(), strayed)
    finally:
        run.stop()


def gate_of(run: Run) -> str:
    """Say who stands at the gate."""
    return repr(run.gate.ready()) if run.gate is not None else "no gate"


def headless(words: Iterable[str], limit: float = LIMIT) -> tuple[int, list[Event], str]:
    """Run ``procviz run WORDS`` in a process of its own; return status, log and stderr."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "run.procviz"
        argv = [sys.executable, "-m", "procviz", "run", *words, "-o", str(file), "--json"]
        done = subprocess.run(
            argv, timeout=limit, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        log = recording.read(file).events if file.exists() else []
    return done.returncode, log, done.stderr
