"""Samples of where Python processes stand that have said nothing for a while.

What it gives are samples, by polling: never exact, always with their time.
"""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from procviz.events import Event, Marked, Sampled, Where
from procviz.identity import ProcKey, read_stat
from procviz.sources.now import reader
from procviz.sources.now.frames import Stack
from procviz.sources.now.program import place, shown

QUIET = 500_000_000  # ns without a word, after which a thread is asked after
PERIOD = 0.25  # seconds between two looks at one that computes
SHARE = 0.008  # of one CPU that looking may cost
AGAIN = 5_000_000_000  # ns after which "still there" is news
_LOUD = 1_000_000_000  # ns between looks at a process whose other threads speak
_BURST = 0.005  # seconds of CPU time that one look takes: who is left comes first next time
_MOST = 128  # frames of all threads in one event
_EACH = 24  # innermost frames of one thread

Stacks = dict[str, tuple[tuple[str, str, int], ...]]  # by thread: function, file, line


@dataclass(slots=True)
class _Seen:
    start: int
    since: int  # first seen, ns
    looked: int = 0
    ran: bytes = b""  # its CPU time and slices at the last look: the same = it has not run
    told: int = 0  # when, ns
    stacks: Stacks = field(default_factory=dict)
    where: Where | None = None


class NowSource:
    """Asks the quiet ones of the processes that it is given, some times a second.

    A thread that was heard of within ``QUIET`` is left out: what is exact needs no sample.
    """

    name = "polling"

    def __init__(self) -> None:
        self._reader = reader.Reader()
        self._seen: dict[int, _Seen] = {}
        self._heard: dict[int, dict[int, int]] = {}  # PID -> thread -> last word, ns
        self._due = 0.0
        self._turn = 0  # who is asked first
        self._wanted = False  # somebody was to be asked
        self._complained = False

    def hear(self, events: Iterable[Event]) -> None:
        """Note who has just told something exact."""
        for event in events:
            self._heard.setdefault(event.pid, {})[event.tid or event.pid] = event.t

    def poll(self, living: Callable[[], Iterable[ProcKey]]) -> list[Event]:
        """Look at who lives, if it is time to; how often depends on what it costs."""
        if self._complained or time.monotonic() < self._due:
            return []
        begin = time.thread_time()
        out: list[Event] = []
        keys = list(living())
        self._turn %= len(keys) or 1
        for key in (*keys[self._turn :], *keys[: self._turn]):
            sample = self._look(key)
            if sample is not None:
                out.append(sample)
            self._turn += 1
            if time.thread_time() - begin > _BURST:
                break
        alive = {key.pid for key in keys}
        self._seen = {pid: seen for pid, seen in self._seen.items() if pid in alive}
        self._heard = {pid: heard for pid, heard in self._heard.items() if pid in alive}
        self._reader.forget(alive)
        if self._wanted and self._reader.trouble:
            self._complained = True
            out.append(self._complaint())
        rest = (time.thread_time() - begin) / SHARE
        self._due = time.monotonic() + max(PERIOD, rest)
        return out

    def _look(self, key: ProcKey) -> Event | None:
        t = time.monotonic_ns()  # before the look: what is told after this is newer
        seen = self._seen.get(key.pid)
        if seen is None or seen.start != key.start:
            self._seen[key.pid] = _Seen(key.start, t)
            return None
        heard = self._heard.get(key.pid, {})
        quiet = t - max([seen.since, *heard.values()]) >= QUIET
        if not quiet and t - max(seen.since, seen.looked) < _LOUD:
            return None
        self._wanted = True
        stat = read_stat(key.pid)
        if stat is None or stat.start != key.start or stat.state in ("Z", "X"):
            return None  # another one, or dead
        if not quiet and stat.threads < 2:
            seen.looked = t
            return None
        ran = _ran(key.pid) if stat.threads == 1 else b""
        if ran and ran == seen.ran:
            return self._still(key, seen, heard, t)
        seen.looked = t
        found = self._reader.read(key.pid, key.start)
        told = {tid: s for tid, s in found.items() if t - heard.get(tid, 0) >= QUIET}
        # it can have run between the two; what it did before was read, so look again next time
        seen.ran = ran if found else b""
        main = told.get(key.pid)
        where = place(main.frames, key.pid) if main is not None else None
        stacks = _facts(key.pid, told)
        if (stacks, where) == (seen.stacks, seen.where):
            return self._still(key, seen, heard, t)
        seen.stacks, seen.where = stacks, where
        return self._tell(key, seen, t) if stacks else None

    def _still(self, key: ProcKey, seen: _Seen, heard: dict[int, int], t: int) -> Event | None:
        """Say where it stands when it has spoken since, and after a while that it stands there."""
        if not seen.stacks:
            return None
        spoke = max(heard.values(), default=0) > seen.told
        return self._tell(key, seen, t) if spoke or t - seen.told >= AGAIN else None

    def _tell(self, key: ProcKey, seen: _Seen, t: int) -> Event:
        seen.told = t
        return Sampled(
            pid=key.pid, t=t, start=key.start, source=(self.name,), exact=False, where=seen.where,
            facts={"stacks": seen.stacks},
        )  # fmt: skip

    def _complaint(self) -> Event:
        why = self._reader.trouble
        text = f"Where a quiet Python process stands cannot be read: {why} (ptrace(2))."
        return Marked(pid=0, t=time.monotonic_ns(), text=text, source=(self.name,))


def _ran(pid: int) -> bytes:
    """Return CPU time and time slices of the main thread; b"" where the kernel keeps no account.

    Documentation/scheduler/sched-stats.rst, /proc/PID/schedstat.
    """
    try:
        fd = os.open(f"/proc/{pid}/schedstat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        parts = os.read(fd, 128).split()
        return b" ".join((parts[0], parts[2])) if len(parts) == 3 else b""
    except OSError:
        return b""
    finally:
        os.close(fd)


def _facts(pid: int, stacks: dict[int, Stack]) -> Stacks:
    """Return the stacks as an event has them, the main thread's first."""
    out: Stacks = {}
    left = _MOST
    for tid in sorted(stacks, key=lambda tid: (tid != pid, tid)):
        frames = shown(stacks[tid].frames)
        few = frames[: min(_EACH, left)]
        if not few:
            continue
        left -= len(few)
        rows = [(f.function, f.file, f.line) for f in few]
        if stacks[tid].cut or len(few) < len(frames):
            rows.append(("", "", 0))
        out[str(tid)] = tuple(rows)
    return out
