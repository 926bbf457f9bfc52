"""``procviz explore`` as the command line calls it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from procviz.errors import Sentence
from procviz.explore import report, report_json
from procviz.explore.explorer import Explorer, Options, Result
from procviz.explore.report import Setting
from procviz.explore.shorten import shorten
from procviz.explore.trial import Limits
from procviz.safe import safe
from procviz.session import Program

if TYPE_CHECKING:
    from types import SimpleNamespace as Namespace


class CannotExplore(Sentence):
    """The search cannot begin."""


def options(typed: "Namespace", lang: str) -> Options:
    """Return what was typed; raises CannotExplore where it makes no sense."""
    if typed.events and typed.lines:
        raise CannotExplore("Choose one of --events and --lines, or neither, to try both.")
    if typed.strace or typed.plain:
        word = "--strace" if typed.strace else "--plain"
        raise CannotExplore(f"{word} does not go with `procviz explore`.")
    limit = Limits().timeout if typed.timeout is None else typed.timeout
    for name, value, least in (
        ("--runs", typed.runs, 1), ("--jobs", typed.jobs, 1), ("--confirm", typed.confirm, 0),
        ("--seconds", typed.seconds, 0.1), ("--timeout", limit, 0.1),
    ):  # fmt: skip
        if not value >= least:
            raise CannotExplore(f"{name} has to be at least {least}, and not {value:g}.")
    return Options(
        runs=typed.runs,
        seconds=typed.seconds,
        grains=(True,) if typed.lines else (False,) if typed.events else (False, True),
        jobs=typed.jobs,
        seed=typed.seed,
        confirm=typed.confirm,
        limits=Limits(limit, typed.linger),
        lang=lang,
    )


def explore(
    program: Program,
    options: Options,
    words: Sequence[str],
    folder: Path | None,
    *,
    as_json: bool = False,
    out: TextIO | None = None,
) -> int:
    """Search and tell; returns 0 for one outcome, 1 for several, 130 if it was ended before any.

    ``words``: what a person would type after `procviz run`.  ``folder``: a new or empty one for the
    recordings; None = one for temporary files.  Raises CannotExplore and what `Run.start` raises.
    """
    out = out or sys.stdout
    out.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    program = _quick(program)
    setting = Setting(program.scenario or _name(words), words, _folder(folder), options.lang)
    work = Path(tempfile.mkdtemp(prefix="procviz-runs-", dir=setting.folder))
    progress = _Progress()
    explorer = Explorer(program, options, work, progress.tell)
    old = signal.signal(signal.SIGINT, lambda *_: explorer.halt.set())
    try:
        _search(explorer)
    finally:
        signal.signal(signal.SIGINT, old)
        progress.wipe()
        for number, found in enumerate(explorer.result.found[: report.SHOWN], 1):
            found.best.file.replace(setting.file(number))
        shutil.rmtree(work, ignore_errors=True)
    result = explorer.result
    if not result.found:
        print("procviz: Interrupted before the first run was over.", file=sys.stderr)
        return 128 + signal.SIGINT
    if as_json:
        told = json.dumps(report_json.as_json(result, setting), ensure_ascii=False, indent=2)
    else:
        width = shutil.get_terminal_size().columns if out.isatty() else 0
        told = report.text(result, setting, width)
    try:
        print(told, file=out, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0 if len(result.found) == 1 else 1


def _search(explorer: Explorer) -> None:
    explorer.search()
    result = explorer.result
    result.interrupted = explorer.halt.is_set()
    explorer.halt.clear()
    if not result.interrupted:
        for at, found in enumerate(result.found[: report.SHOWN]):
            shorten(explorer, found, explorer.time_left / (min(len(result.found), 12) - at))
        for found in result.found[: report.SHOWN]:
            explorer.confirm(found)
        result.interrupted = explorer.halt.is_set()


def _quick(program: Program) -> Program:
    """Return the program with the Python itself for a wrapper of it, which takes time each run."""
    python, *rest = program.argv
    if program.scenario or not Path(python).name.startswith("python") or len(rest) < 1:
        return program
    asked = [python, "-c", "import sys; print(sys.executable)"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return program
    real = said.stdout.strip()
    return replace(program, argv=(real, *rest)) if os.access(real, os.X_OK) else program


def _name(words: Sequence[str]) -> str:
    return Path(next(word for word in words if word != "--")).name


def _folder(asked: Path | None) -> Path:
    if asked is None:
        return Path(tempfile.mkdtemp(prefix="procviz-explore-"))
    try:
        asked.mkdir(parents=True, exist_ok=True)
        if any(asked.iterdir()):
            raise CannotExplore(
                f"The folder {safe(str(asked))} is not empty, and nothing in it is to be "
                "overwritten: name a new one with -o."
            )
    except OSError as error:
        raise CannotExplore(
            f"Cannot use {safe(str(asked))} as a folder: {error.strerror}."
        ) from None
    return asked


class _Progress:
    """One line on stderr, if that is a terminal."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()

    def tell(self, result: Result) -> None:
        """Write how far it is."""
        if self._on:
            found = len(result.found)
            noun = "outcome" if found == 1 else "outcomes"
            line = f"{result.runs} runs, {result.seconds:.0f} s: {found} {noun}"
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()

    def wipe(self) -> None:
        """Take it away."""
        if self._on:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
