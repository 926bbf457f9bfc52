"""A live run as a feed: one program, one observing thread, one recording."""

import os
import shutil
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from procviz import recording
from procviz.events import Event, Lost, Marked, SignalSent, Wrote
from procviz.feed import Header
from procviz.identity import ProcKey
from procviz.keeper import Keeper
from procviz.launch import PATIENCE, Launch, send
from procviz.observer import Observer
from procviz.safe import safe
from procviz.signals import name
from procviz.sources.ration import Lag, Ration
from procviz.texts import Texts

_KEEPING = 2.0  # seconds that the end may wait for what keeps the run

if TYPE_CHECKING:  # the gate is seldom there
    from procviz.gate.plan import Plan
    from procviz.gate.scheduler import Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run.  ``files``: path -> source text to show and to keep in the recording.

    ``strace``: trace it with strace too, for signals, pipes and waits of programs of any kind.
    """

    argv: tuple[str, ...]
    scenario: str = ""
    variant: str = ""
    cwd: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    strace: bool = False
    gate: "Plan | None" = None  # who goes on when; None = the kernel decides, as always


class Run:
    """A program being run and observed; a `procviz.feed.Feed`.

    ``record``: where to write the recording.  ``stdin``: descriptor for the program's standard
    input, None = nothing.  ``keeper``: keeps it without having been asked for this run.
    ``events``: all so far, while it is watched; it grows in the observing thread.
    ``watched``: by a person, who keeps the log and reads no floods.
    """

    def __init__(
        self,
        program: Program,
        *,
        record: Path | None = None,
        stdin: int | None = None,
        keeper: Keeper | None = None,
        watched: bool = False,
    ) -> None:
        self.program = program
        self._watched = watched
        self._given = self._taken = 0  # characters of output
        self._ration = Ration() if watched else Lag(lambda: self._given - self._taken)
        self.header = Header(
            command=program.argv, scenario=program.scenario, variant=program.variant
        )
        self._record, self._stdin, self._keeper = record, stdin, keeper
        self._writer: recording.Writer | None = None
        self.events: list[Event] = []
        self._texts = Texts(program.files)
        self._fresh: deque[Event] = deque()
        self._wake: Callable[[], None] = lambda: None
        self._live = False
        self._end = 0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, wake: Callable[[], None]) -> None:
        """Launch the program.  Raises LaunchError or BadRecording when that cannot be."""
        self._wake = wake
        self._folder = Path(tempfile.mkdtemp(prefix="procviz-", dir=_quick_folder()))
        self._launch = Launch()
        self._observer = Observer(self._launch, self._folder, self._ration, self.program.strace)
        self._observer.plan = self.program.gate
        self._poke_read, self._poke_write = os.pipe()
        try:
            self._observer.open(self.program.argv, self.program.cwd, self._stdin)
            self._observer.wake_on(self._poke_read)
            self.header = self._make_header()
            if self._record is not None:
                self._writer = recording.create(self._record, self.header)
            if self._keeper is not None:
                self._keeper.begin(self.header)
        except BaseException:
            self._close()
            raise
        first = self._observer.go(self.program.argv)
        self._live = True
        self._give(first)
        self._thread = threading.Thread(target=self._observe, name="procviz observer", daemon=True)
        self._thread.start()

    def _make_header(self) -> Header:
        program = self.program
        return Header(
            command=program.argv,
            scenario=program.scenario,
            variant=program.variant,
            start=datetime.now().astimezone().isoformat(timespec="milliseconds"),
            helper=self._launch.helper,
            sources=tuple(self._observer.names),
            files=dict(program.files),
            host=recording.host(),
        )

    def take(self) -> list[Event]:
        """Return the events since the last call."""
        out = []
        while self._fresh:
            out.append(self._fresh.popleft())
        self._taken += _written(out)
        return out

    @property
    def live(self) -> bool:
        """Something of it still runs."""
        return self._live

    @property
    def now(self) -> int:
        """True time, ns since the run began."""
        return time.monotonic_ns() - self._observer.origin if self._live else self._end

    @property
    def root(self) -> int:
        """PID of the first process."""
        return self._launch.root

    @property
    def root_over(self) -> bool:
        """The first process has ended; others may live on."""
        return not self._live or self._observer.root_over

    @property
    def gate(self) -> "Gate | None":
        """The gate of a program that has one, once it is started."""
        return self._observer.gate

    @property
    def failure(self) -> str:
        """One sentence when the program could not be executed, else ""."""
        errno = self._observer.failure
        return f"Cannot run {safe(self.program.argv[0])}: {os.strerror(errno)}." if errno else ""

    def alive(self) -> list[ProcKey]:
        """Return who is not dead yet, as far as the log goes."""
        return self._observer.alive()

    def send_signal(self, key: ProcKey, signum: int) -> str:
        """Send a signal to a process of this run; return why it could not be done, or ""."""
        before = time.monotonic_ns()  # the cause comes before its effects
        problem = send(key, signum)
        if not problem:
            call, word = "pidfd_send_signal", name(signum)
            self._observer.inbox.append(
                SignalSent(pid=0, t=before, to=key.pid, signal=word, call=call, source=("launch",))
            )
        return problem

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the run is over by itself; False after ``timeout`` seconds."""
        if self._thread is not None:
            self._thread.join(timeout)
        return not self._live

    def stop(self) -> None:
        """End everything; returns when nothing of it runs any more."""
        if self._thread is None:
            return
        self._stopping.set()
        self._launch.order_end()  # from here: the observing thread may have much to read first
        os.write(self._poke_write, b"x")
        self._thread.join()
        self._thread = None
        os.close(self._poke_write)
        os.close(self._poke_read)
        if self._keeper is not None:
            self._keeper.wait(_KEEPING)

    # -- the observing thread -------------------------------------------------------------------

    def _observe(self) -> None:
        try:
            self._follow()
        except Exception as error:  # told, never swallowed: the screen and the log say it
            self._give([Lost(pid=0, count=-1, why=f"procviz's observer failed: {error!r}")])
        finally:
            self._close()
            self._end = time.monotonic_ns() - self._observer.origin
            self._live = False
            self._wake()

    def _follow(self) -> None:
        deadline = 0.0
        over = False
        while not over:
            events, over = self._observer.look()
            self._give(events)
            if self._stopping.is_set() and not deadline:
                deadline = time.monotonic() + PATIENCE
            over = over or bool(deadline and time.monotonic() > deadline)
        self._give(self._observer.rest())
        self._give(self._late())

    def _late(self) -> list[Event]:
        """Return what was to be logged after the observer has numbered all else."""
        last = self.events[-1]
        inbox = self._observer.inbox
        return [replace(e, seq=last.seq + i, t=last.t) for i, e in enumerate(inbox, 1)]

    def _close(self) -> None:
        self._observer.close()
        if self._writer is not None:
            self._writer.close()
        if self._keeper is not None:
            self._keeper.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _give(self, events: Sequence[Event]) -> None:
        if not events:
            return
        self._given += _written(events)
        if not self._watched:  # nobody comes back to it
            self.events.clear()
        self.events.extend(events)
        self._fresh.extend(events)
        if self._keeper is not None:
            self._keeper.put(events)
        for source in self._texts.news(events, time.monotonic_ns()):
            self.header.files[source.file] = source.text
            self._observer.inbox.append(source)
        if self._writer is not None:
            try:
                self._writer.write(events)
            except OSError as error:
                self._writer.close()
                self._writer = None
                text = f"The recording {self._record} ends here: {error.strerror}."
                self._observer.inbox.append(Marked(pid=0, t=time.monotonic_ns(), text=text))
        self._wake()


def _written(events: Sequence[Event]) -> int:
    """Return the characters of output in some events."""
    return sum(len(event.text) for event in events if isinstance(event, Wrote))


def _quick_folder() -> str | None:
    """Return a folder in memory for the probe's log, so that no disk slows the program."""
    shm = "/dev/shm"
    return shm if Path(shm).is_dir() and os.access(shm, os.W_OK) else None
