"""Help for the probe's tests: run a real Python with and without it."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from procviz.events import Event, LineReached
from procviz.sources.probe import ProbeSource

KEPT = "PATH", "HOME", "LANG", "TMPDIR", "PROCVIZ_NATIVE"  # 0: without the native part
LIMIT = 60.0  # seconds for anything real; far more than it takes, on any machine
SAMPLES = Path(__file__).parent / "samples"
T = TypeVar("T", bound=Event)


class Ended(NamedTuple):
    """What a program left: wait status as subprocess gives it, and both outputs."""

    status: int
    out: str
    err: str


class Probed(NamedTuple):
    """A program that ran under the probe, and its events."""

    ended: Ended
    log: list[Event]
    script: Path

    def of(self, kind: type[T]) -> list[T]:
        """Return the events of one kind."""
        return [event for event in self.log if isinstance(event, kind)]

    def told(self) -> list[Event]:
        """Return all events but the lines."""
        return [event for event in self.log if not isinstance(event, LineReached)]


def run(argv: Sequence[str], env: dict[str, str], cwd: Path, text: str | None = None) -> Ended:
    """Run until the program and all that hold its output are over; its group does not survive.

    ``text`` is its standard input, a pipe; None = /dev/null.
    """
    process = subprocess.Popen(
        argv,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL if text is None else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(None if text is None else text.encode(), timeout=LIMIT)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return Ended(process.returncode, out.decode(), err.decode())


def plain_environment() -> dict[str, str]:
    """Return an environment without anything that steers Python."""
    return {key: os.environ[key] for key in KEPT if key in os.environ}


def probe(folder: Path, code: str, *args: str, lines: bool = True) -> Probed:
    """Run this Python text as a script under the probe."""
    script = folder / "script.py"
    script.write_text(textwrap.dedent(code))
    return probe_argv(folder, [sys.executable, str(script), *args], script, lines=lines)


def probe_argv(
    folder: Path, argv: Sequence[str], script: Path = Path(), lines: bool = True
) -> Probed:
    """Run a command under the probe."""
    source = ProbeSource(folder / "probe.log", lines=lines)
    source.start()
    try:
        ended = run(argv, source.environment(plain_environment()), folder)
        return Probed(ended, source.poll(), script)
    finally:
        source.stop()
