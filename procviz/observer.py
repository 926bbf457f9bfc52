"""All sources and the merge around one launched program: asked together, in the right order."""

import os
import select
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from procviz.events import Event, Lost, Reaped, RunBegan
from procviz.identity import ProcKey, start_of
from procviz.launch import Launch
from procviz.merge import Merge
from procviz.signals import decode
from procviz.sources.base import Source
from procviz.sources.facts import PROBE_LOG
from procviz.sources.kernel import KernelSource
from procviz.sources.now.source import NowSource
from procviz.sources.output import OutputSource
from procviz.sources.polling import PollingSource
from procviz.sources.probe import ProbeSource
from procviz.sources.ration import Lag, Ration
from procviz.sources.strace import StraceSource

if TYPE_CHECKING:  # the gate is seldom there
    from procviz.gate.plan import Plan
    from procviz.gate.scheduler import Gate

_UNTRACED = (
    "strace was killed; without it the program can neither fork nor exec, so the run was ended"
)
TICK = 0.015  # seconds between two looks at the probe's file, which nothing announces


class Observer:
    """What one thread does for a run: `open`, then `look` until it says that all is over.

    ``names``: the sources that could be opened.  ``origin``: CLOCK_MONOTONIC ns of time 0.
    ``ration``: how much output is kept.  ``failure``: why the program could not be executed, or "".
    """

    def __init__(
        self, launch: Launch, folder: Path, ration: Ration | Lag, strace: bool = False
    ) -> None:
        self._launch, self._ration = launch, ration
        self._strace = StraceSource() if strace else None
        self._probe = ProbeSource(folder / PROBE_LOG.lstrip("/"))
        self._open: list[Source] = []
        self.names: list[str] = []
        self.failure = 0
        self.root_over = False
        self._orphaned = False  # the helper was killed
        self.inbox: deque[Event] = deque()  # events that other threads made
        self.plan: Plan | None = None  # what is asked of the gate
        self.gate: Gate | None = None

    def open(self, argv: tuple[str, ...], cwd: str | None, stdin: int | None) -> None:
        """Start the program, held before its exec until `go`, and all sources on it.

        Raises LaunchError, and StraceError without the strace that was asked for.
        """
        self._start(self._probe)
        tracing = None
        if self._strace is not None:
            self._start(self._strace)
            tracing = self._strace.tracing
        env = dict(os.environ, PROCVIZ_TTYLIKE=self._launch.stdio)
        if self.plan is not None:
            from procviz.gate.scheduler import Gate

            self.gate = Gate(self.plan, self.inbox.append)
            self.names.append("gate")
            env = self.gate.environment(env)
        root = self._launch.start(argv, self._probe.environment(env), cwd, stdin, tracing)
        self._probe.root = root
        if self._strace is not None:
            self._strace.begin(root)
        helper = self._launch.helper
        self._kernel = KernelSource(helper, self._launch.tracer)
        try:
            self._start(self._kernel)
            self._kernel.adopt(root)
        except OSError:
            pass  # this system has nothing of the kind: probe and polling tell what they can
        self._polling = PollingSource(
            helper,
            root,
            execs=not self._kernel.connected and tracing is None,
            tracer=self._launch.tracer,
        )
        self._start(self._polling)
        self._now = NowSource()
        self._output = OutputSource(self._launch.out, self._launch.err, root, self._ration)
        self._poll = select.poll()
        for fd in (self._launch.fileno(), *self._kernel.filenos(), *self._output.filenos()):
            self._poll.register(fd, select.POLLIN)
        if self.gate is not None:
            self.gate.begin(root)

    def go(self, argv: tuple[str, ...]) -> list[Event]:
        """Let the program exec: from here on it is its time; return the first event."""
        root, start = self._launch.root, start_of(self._launch.root)
        self._kernel.poll()  # what others on this machine did until now, not to be read in its time
        self.origin = time.monotonic_ns()
        self._launch.go()
        traced = self._strace is not None
        self._merge = Merge(root, start, self.origin, self._launch.helper, traced)
        began = RunBegan(pid=root, t=self.origin, start=start, argv=argv, source=("launch",))
        return self._merge.begin(began)

    def _start(self, source: Source) -> None:
        source.start()
        self._open.append(source)
        self.names.append(source.name)

    def wake_on(self, fd: int) -> None:
        """Let `look` return at once when this descriptor is readable."""
        self._poll.register(fd, select.POLLIN)

    def look(self) -> tuple[list[Event], bool]:
        """Wait for news, a tick at most; return what is settled, and whether all is over."""
        self._poll.poll(TICK * 1000)
        asked = self._gather()
        # after the kernel: what it knows to be reaped by the helper, the helper has told before
        over = self._reports()
        for fd in self._output.closed():
            self._poll.unregister(fd)
        return self._merge.flush(asked), over

    def rest(self) -> list[Event]:
        """Return all that is left, after the end."""
        if not self._orphaned:  # without the helper its tree cannot be found: all still live
            self._polling.hurry(at_once=True)
        self._gather()
        if self._strace is not None:
            self._merge.push(self._strace.last())
        self._merge.push(self._output.last())
        return self._merge.flush(time.monotonic_ns(), final=True)

    def alive(self) -> list[ProcKey]:
        """Return who is not dead yet, as far as the log goes."""
        return self._merge.alive()

    def close(self) -> None:
        """End what still runs, and close all sources."""
        self._launch.end(self._merge.alive() if hasattr(self, "_merge") else ())
        if self.gate is not None:  # after the end: nobody is to run free for a moment
            self.gate.close()
        for source in self._open:
            source.stop()

    def _gather(self) -> int:
        """Ask every source; return until when (ns) all that the probe wrote is in.

        The probe is asked first, so that what the kernel knew by then is in too.  What the kernel
        tells beyond that moment has to wait, however long this thread is put aside meanwhile: of a
        process that died since, the last words are still to be read.
        """
        push = self._merge.push
        asked = time.monotonic_ns()
        calls = self._probe.poll()
        push(calls)
        if calls:
            self._polling.hurry()
        samples = self._polling.poll()
        push(samples)
        traced = self._strace.poll() if self._strace is not None else []
        push(traced)
        if self.gate is None:  # who is held there stands where the gate says
            self._now.hear(calls)
            self._now.hear(traced)
            push(self._now.poll(self._polling.living))
        if not self._kernel.connected:
            self._kernel.see([*calls, *samples, *traced])
        push(self._kernel.poll())
        push(self._output.poll())
        while self.inbox:
            push([self.inbox.popleft()])
        return asked

    def _reports(self) -> bool:
        """Take in what the helper says; True when there is nothing left to observe."""
        over = False
        for report in self._launch.reports():
            if report.word == "reaped":
                self._reaped(*report.numbers)
            elif report.word == "failed":
                self.failure = report.numbers[0]
            elif report.word == "untraced":
                self._merge.push([Lost(pid=0, t=time.monotonic_ns(), count=-1, why=_UNTRACED)])
            elif report.word in ("empty", "ended"):
                over = True
        if self._launch.over and not over:
            why = "procviz's helper process was killed, so the rest of the run was ended"
            self._merge.push([Lost(pid=0, t=time.monotonic_ns(), count=-1, why=why)])
            over = self._orphaned = True
        return over

    def _reaped(self, pid: int, status: int, t: int) -> None:
        code, signal, _ = decode(status)
        helper = self._launch.helper
        reaped = Reaped(pid=helper, t=t, child=pid, code=code, signal=signal, source=("launch",))
        self._merge.push([reaped])
        if pid == self._launch.root:
            self.root_over = True
