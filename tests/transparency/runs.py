"""Run a program in each of the ways that are compared.

With the probe a program is compared with itself alone, output to pipes.  Under the whole of
procviz its output is line-buffered as on a terminal (see :mod:`procviz.launch`), so there it is
compared with itself on a terminal, one that passes on each byte as it is.
"""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from procviz.events import Lost
from procviz.signals import number
from procviz.sources.probe import ProbeSource
from tests.probed import LIMIT, Ended, run
from tests.transparency.terminals import run_on_terminals

MODES = ("probe", "procviz")
_NAMES = ("PATH", "HOME", "LANG", "TMPDIR")


class Result(NamedTuple):
    """What a run left.

    ``pids``: the first and the last PID of its time (they may have wrapped).  ``seen``: the probe
    told something.  ``lost``: what it says that it could not see.
    """

    ended: Ended
    pids: tuple[int, int]
    folder: str
    seen: bool = False
    lost: tuple[str, ...] = ()


def environment() -> dict[str, str]:
    """Return an environment that steers Python in no way but one: no colours on a terminal."""
    found = {key: os.environ[key] for key in _NAMES if key in os.environ}
    return {**found, "NO_COLOR": "1", "TERM": "dumb"}


def observers_environment() -> dict[str, str]:
    """Return the same, and whether the probe is to do without its native part."""
    native = os.environ.get("PROCVIZ_NATIVE")
    return environment() if native is None else {**environment(), "PROCVIZ_NATIVE": native}


class Runner:
    """Runs programs below one folder; from several threads."""

    def __init__(self, base: Path) -> None:
        self._base = base

    def alone(self, argv: Sequence[str], text: str | None, files: Path | None) -> Result:
        """Run by itself, output to pipes."""
        with self._folder(files) as (folder, first):
            ended = run(argv, environment(), folder, text)
            return Result(ended, (first, _next_pid()), str(folder))

    def on_terminal(self, argv: Sequence[str], text: str | None, files: Path | None) -> Result:
        """Run by itself, stdout and stderr on a terminal each."""
        with self._folder(files) as (folder, first):
            ended = run_on_terminals(argv, environment(), folder, text)
            return Result(ended, (first, _next_pid()), str(folder))

    def probed(self, argv: Sequence[str], text: str | None, files: Path | None) -> Result:
        """Run with the probe, output to pipes."""
        with self._folder(files) as (folder, first), tempfile.TemporaryDirectory() as other:
            source = ProbeSource(Path(other) / "probe.log")
            source.start()
            try:
                ended = run(argv, source.environment(observers_environment()), folder, text)
                pids, log = (first, _next_pid()), source.poll()
            finally:
                source.stop()
            lost = tuple(event.why for event in log if isinstance(event, Lost))
            return Result(ended, pids, str(folder), bool(log), lost)

    def observed(self, argv: Sequence[str], text: str | None, files: Path | None) -> Result:
        """Run under the whole of procviz."""
        with self._folder(files) as (folder, first):
            limits = ("--timeout", str(LIMIT), "--linger", str(LIMIT))
            words = (sys.executable, "-m", "procviz", "run", "--json", *limits, "--", *argv)
            told = run(words, observers_environment(), folder, text)
            assert not told.err, told.err
            log = [json.loads(line) for line in told.out.splitlines()]
            lost = tuple(event["why"] for event in log if event["kind"] == "lost")
            seen = any("probe" in event.get("source", ()) for event in log)
            return Result(_ended(log), (first, _next_pid()), str(folder), seen, lost)

    @contextlib.contextmanager
    def _folder(self, files: Path | None) -> Iterator[tuple[Path, int]]:
        folder = Path(tempfile.mkdtemp(dir=self._base))
        try:
            if files is not None:
                shutil.copytree(files, folder, dirs_exist_ok=True)
            yield folder, _next_pid()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _next_pid() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def _ended(log: Sequence[Mapping[str, Any]]) -> Ended:
    outputs = {1: b"", 2: b""}
    for event in log:
        if event["kind"] == "wrote":
            text, data = event.get("text", ""), event.get("data", "")
            outputs[event["fd"]] += text.encode() or base64.b64decode(data)
    end = next(event for event in reversed(log) if event["kind"] == "run_ended")
    status = end["code"] if "code" in end else -(number(end["signal"]) or 0)
    return Ended(status, outputs[1].decode(), outputs[2].decode())
