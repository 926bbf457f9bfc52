"""``procviz run``: run, observe and tell, without a screen."""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from procviz.breaks import Break, Marks
from procviz.codec import dumps
from procviz.events import Event, RunEnded
from procviz.export.text import Story
from procviz.identity import read_stat
from procviz.launch import LaunchError
from procviz.recording import BadRecording, header_line
from procviz.safe import safe
from procviz.session import Program, Run
from procviz.signals import number

LINGER = 5.0  # seconds that others may outlive the first process before procviz ends them
TIMED_OUT = 124  # as timeout(1)
CANNOT_RUN = 127  # as sh(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to tell it: ``as_json``, else sentences.  ``timeout`` in seconds, None = no limit.

    ``breaks`` are marked: nobody is there for whom to stop.
    """

    as_json: bool = False
    record: Path | None = None
    timeout: float | None = None
    linger: float = LINGER
    lang: str = "en"
    breaks: tuple[Break, ...] = ()


class _Teller:
    """Writes what happened, and remembers how it ended."""

    def __init__(self, run: Run, options: Options, out: TextIO) -> None:
        self._run, self._options, self._out = run, options, out
        self._story = Story(options.lang)
        self.ended: RunEnded | None = None
        self._marks = Marks(options.breaks)
        self.deaf = False  # whoever read our output has gone

    def header(self) -> None:
        """Write the header line."""
        if self._options.as_json:
            self._write([header_line(self._run.header)])

    def tell(self, events: Sequence[Event]) -> None:
        """Write all that came."""
        lines = []
        for event in events:
            if isinstance(event, RunEnded):
                self.ended = event
            if self._options.as_json:
                lines.append(dumps(event))
            else:
                lines.append(self._story.tell(event))
            mark = self._marks.look(event)
            if mark and self._options.as_json:  # stdout is the log and nothing else
                print(f"procviz: {mark}", file=sys.stderr)
            elif mark:
                lines.append(mark)
        if not self._options.as_json:
            lines += [f"! {text}" for _, text in self._story.news(self._run.now)]
        self._write([line for line in lines if line])

    def never(self) -> list[str]:
        """Return a sentence for each break that did not hold anywhere."""
        return self._marks.never()

    def _write(self, lines: Sequence[str]) -> None:
        if self.deaf or not lines:
            return
        try:
            self._out.write("\n".join(lines) + "\n")
            self._out.flush()
        except BrokenPipeError:
            self.deaf = True
            # Python flushes stdout once more at its end: give it somewhere to go
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


class _Interrupts:
    """Ctrl+C: the first goes to the program, as on a terminal; the second ends the run."""

    def __init__(self, run: Run, root: int) -> None:
        self._run, self._root = run, root
        self.count = 0
        self._old = signal.signal(signal.SIGINT, self._came)

    def _came(self, *_: object) -> None:
        self.count += 1

    def pass_on(self) -> None:
        """Send SIGINT to the program's foreground group."""
        for key in self._run.alive():
            stat = read_stat(key.pid)
            if stat is not None and stat.group == self._root:
                self._run.send_signal(key, signal.SIGINT)

    def close(self) -> None:
        """Put back what was."""
        signal.signal(signal.SIGINT, self._old)


def run(program: Program, options: Options, out: TextIO | None = None) -> int:
    """Run a program to its end and return its exit status, 128+n for signal n (sh(1))."""
    out = out or sys.stdout
    out.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    live = Run(program, record=options.record, stdin=0)
    news = threading.Event()
    try:
        live.start(news.set)
    except (LaunchError, BadRecording) as error:
        return complain(str(error), 1)
    teller = _Teller(live, options, out)
    teller.header()
    root = live.root
    interrupts = _Interrupts(live, root)
    try:
        problem = _follow(live, options, news, teller, interrupts)
    finally:
        live.stop()
        interrupts.close()
    teller.tell(live.take())
    for sentence in teller.never():
        print(f"procviz: {sentence}", file=sys.stderr)
    if live.failure:
        return complain(live.failure, CANNOT_RUN)
    if program.gate is not None and program.gate.schedule and live.gate is not None:
        print(f"procviz: {_kept(live.gate.strayed)}", file=sys.stderr)
    if problem:
        print(f"procviz: {problem}", file=sys.stderr)
        if problem.startswith("The program did not end"):
            return TIMED_OUT
    return _status(teller.ended)


def _kept(strayed: int) -> str:
    """Say how far reality followed a schedule."""
    if not strayed:
        return "The run followed the schedule to its end."
    times = "once" if strayed == 1 else f"{strayed} times"
    return f"Reality left the schedule {times}; the events `granted` with `instead` say where."


def _follow(
    live: Run, options: Options, news: threading.Event, teller: _Teller, interrupts: _Interrupts
) -> str:
    """Tell until it is over; return what procviz had to do about the end, or ""."""
    begin, passed, outlived = time.monotonic(), 0, 0.0
    while live.live:
        news.wait(0.1)
        news.clear()
        teller.tell(live.take())
        now = time.monotonic()
        if teller.deaf:
            return ""
        if interrupts.count > passed:
            passed = interrupts.count
            if passed > 1:
                return "Interrupted twice: everything was ended."
            interrupts.pass_on()
        if options.timeout is not None and now - begin > options.timeout:
            return f"The program did not end within {options.timeout:g} s, so procviz ended it."
        if live.root_over and live.live:
            outlived = outlived or now
            if now - outlived > options.linger:
                left = len(live.alive())
                noun = "process" if left == 1 else "processes"
                return (
                    f"{left} {noun} outlived the program by {options.linger:g} s; procviz ended "
                    f"{'it' if left == 1 else 'them'}."
                )
    return ""


def _status(ended: RunEnded | None) -> int:
    if ended is None:
        return 1
    if ended.signal is not None:
        try:
            return 128 + number(ended.signal)
        except ValueError:
            return 128
    return ended.code or 0


def complain(sentence: str, status: int = 2) -> int:
    """Write one sentence to stderr and return the status to exit with."""
    print(f"procviz: {sentence}", file=sys.stderr)
    return status


def listing(lang: str, as_json: bool, own: Path | None = None) -> str:
    """Return all scenarios for ``procviz list``: a table, or JSON.

    ``own``: folder of the person's own scenarios.
    """
    from procviz.scenarios import catalog

    found = catalog.load(own=own)
    if as_json:
        return json.dumps(
            [
                {
                    "id": s.id,
                    "chapter": s.chapter,
                    "title": s.title(lang),
                    "teaches": s.text("teaches", lang),
                    "watch": s.text("watch", lang),
                    "variants": [v.name for v in s.variants],
                    "problem": s.problem,
                }
                for s in found
            ],
            ensure_ascii=False,
            indent=2,
        )
    lines: list[str] = []
    wide = max(len(safe(s.id)) for s in found)
    for chapter in catalog.chapters(lang):
        inside = [s for s in found if s.chapter == chapter.id]
        if inside:
            lines += ["", chapter.title]
        for s in inside:
            variants = f"  [{', '.join(s.names)}]" if s.names else ""
            text = safe(s.problem or s.title(lang))
            lines.append(f"  {safe(s.id):<{wide}}  {text}{variants}")
    return "\n".join(lines[1:])
