"""strace as a source: births, execs, deaths, reaps, waits, signals and pipes of any program.

How it sits in the tree of processes stands in ``procviz/tracee.py`` and ``procviz/warden.py``.
"""

import contextlib
import fcntl
import os
import re
import select
import threading
import time
from collections import deque

from procviz import events as ev
from procviz.events import Event
from procviz.launch import Strace
from procviz.sources.strace_clock import Clock
from procviz.sources.strace_command import command, require
from procviz.sources.strace_lines import UNFINISHED, parse_line
from procviz.sources.strace_tasks import Tasks

_PIPE = 1 << 20  # bytes: as much as may be asked for without a privilege
_BACKLOG = 64 << 20  # bytes read ahead; beyond that strace has to wait, and the program with it
_CHUNK = 1 << 16
_OPEN = re.compile(r"\d+ +[\d.]+ \(\+ *[\d.]+\) (?:wait4|waitid)\((?:\w+, )?-?\d+(?:<[^<>]*>)?, ")
_OPTIONS = {1: "WNOHANG", 2: "WUNTRACED", 4: "WEXITED", 8: "WCONTINUED", 1 << 24: "WNOWAIT"}
LAST = 2.0  # seconds to wait at the end for what strace wrote last


class StraceSource:
    """Reads what strace writes in a thread of its own, so that strace never has to wait for us.

    Give `tracing` to `Launch.start`, then `begin` with the first process.
    """

    name = "strace"

    def __init__(self) -> None:
        self._read = self._write = self._note = -1
        self._chunks: deque[bytes] = deque()
        self._ahead = 0  # bytes in _chunks
        self._room = threading.Condition()
        self._thread: threading.Thread | None = None
        self._rest = b""
        self._clock = Clock()
        self._tasks: Tasks | None = None
        self._root = 0
        self._execs = 0
        self._unread = self._lost = 0
        self._end = threading.Event()

    def start(self) -> None:
        """Make the pipe.  Raises strace_command.StraceError, or OSError."""
        require()
        self._read, self._write = os.pipe()
        with contextlib.suppress(OSError):  # pipe(7): with less, strace waits for us more often
            fcntl.fcntl(self._write, fcntl.F_SETPIPE_SZ, _PIPE)
        self._note = os.memfd_create("strace", os.MFD_CLOEXEC)
        words = command(self._write)
        self.tracing = Strace(tuple(words), self._write, self._note)

    def begin(self, root: int) -> None:
        """The first process is traced now, and waits before the program's exec."""
        os.close(self._write)  # at the end of strace the pipe shall end
        self._write = -1
        self._root = root
        self._tasks = Tasks(root, self._options)
        self._thread = threading.Thread(target=self._drain, name="procviz strace", daemon=True)
        self._thread.start()

    def poll(self) -> list[Event]:
        """Return what was seen since the last call, never blocking."""
        if self._tasks is None:
            return []
        out: list[Event] = []
        for text in self._lines():
            record = parse_line(text)
            if record is None:
                self._unread += 1
                self._clock.missed()
                continue
            out += self._tasks.feed(record, self._clock.at(record))
        self._peek()
        now = time.monotonic_ns()
        out += self._tasks.due(now)
        if self._unread + self._tasks.lost > self._lost:
            count = self._unread + self._tasks.lost - self._lost
            self._lost += count
            why = "lines of strace that could not be read"
            out.append(ev.Lost(pid=0, t=now, source=(self.name,), count=count, why=why))
        return out if self._execs > 1 else self._after_our_own(out)

    def last(self) -> list[Event]:
        """Return the rest, after the end of all processes: strace ends with the last of them."""
        if self._thread is not None:
            self._end.wait(LAST)
        return self.poll()

    def stop(self) -> None:
        """Close; the thread ends when strace does, and strace has been ended by now."""
        if self._thread is not None:
            with self._room:
                self._ahead = -(1 << 62)  # it need not wait for anybody any more
                self._room.notify()
            self._thread.join(LAST)
            if self._thread.is_alive():
                return  # somebody holds the pipe: it closes what is left when that ends
            self._thread = None
        for name in ("_read", "_write", "_note"):
            fd = getattr(self, name)
            if fd >= 0:
                os.close(fd)
                setattr(self, name, -1)

    def _options(self, tid: int, call: str) -> tuple[str, ...] | None:
        """Return the options of a wait that a thread is in, None if it may be out of it already.

        strace writes that a call is over before it lets the thread go on: so what /proc said is of
        this very wait, unless something was written meanwhile.
        """
        found = _options(tid, call)
        ahead = self._chunks or select.select([self._read], [], [], 0)[0]
        return None if ahead else found

    # -- lines ----------------------------------------------------------------------------------

    def _drain(self) -> None:
        while data := os.read(self._read, _CHUNK):
            with self._room:
                self._room.wait_for(lambda: self._ahead < _BACKLOG)
                self._ahead += len(data)
            self._chunks.append(data)
        self._end.set()

    def _lines(self) -> list[str]:
        parts = [self._rest]
        taken = 0
        while self._chunks:
            parts.append(self._chunks.popleft())
            taken += len(parts[-1])
        if not taken:
            return []
        with self._room:
            self._ahead -= taken
            self._room.notify()
        *lines, self._rest = b"".join(parts).split(b"\n")
        return [line.decode("utf-8", "surrogateescape") for line in lines]

    def _peek(self) -> None:
        """Look at a line that is not complete yet: strace writes the first half of a wait."""
        if not self._rest or self._tasks is None:
            return
        text = self._rest.decode("utf-8", "surrogateescape")
        if _OPEN.fullmatch(text):
            record = parse_line(text + UNFINISHED)
            if record is not None:
                self._tasks.pending(record, self._clock.ahead(record))

    def _after_our_own(self, events: list[Event]) -> list[Event]:
        """Leave out what ``tracee.py`` did before it exec'ed the program: nothing of the program's.

        The first exec of the first process is ours, the second is the beginning of the run.
        """
        for i, event in enumerate(events):
            if isinstance(event, ev.Execed) and event.pid == self._root:
                self._execs += 1
                if self._execs > 1:
                    return events[i:]
        return [event for event in events if isinstance(event, ev.Exited)]


def _options(tid: int, call: str) -> tuple[str, ...]:
    """Return the options of a wait that a thread is in, proc_pid_syscall(5); () if it is not."""
    try:
        with open(f"/proc/{tid}/syscall", "rb") as file:
            words = file.read().split()
        value = int(words[3 if call == "wait4" else 4], 16)
    except (OSError, IndexError, ValueError):
        return ()
    names = [name for bit, name in _OPTIONS.items() if value & bit]
    return tuple("WSTOPPED" if n == "WUNTRACED" and call == "waitid" else n for n in names)
