"""Looking again and again: the state of each process of our tree, and births nobody else saw.

Samples are not events: what is only known from here says so (``exact=False``) and carries the
interval in which it must have happened.
"""

import os
import time
from dataclasses import dataclass, field
from typing import Any

import psutil

from procviz import events as ev
from procviz import signals
from procviz.events import Event
from procviz.identity import ProcKey, Stat, read_stat
from procviz.sources import facts as proc
from procviz.sources.facts import ZOMBIE_SEEN_AFTER

FASTEST, SLOWEST = 0.05, 0.2  # seconds between two looks: 20 to 5 a second
SOON = 0.01  # seconds after which a process that did something is asleep again, or works
SHARE = 0.05  # of one CPU that looking may cost
# no news on their own
_QUIET = ("user", "system", "voluntary", "involuntary", "processor", "faults")
_SAME_SIZE = 64 << 10  # bytes of memory that are no news
_MANY = 1 << 20  # bytes of memory that make it worth counting whose pages are whose
_FAULTS = 256  # minor faults: as many bytes of new pages
_STALE = 2_000_000_000  # ns; what others do to shared pages changes what is private here
_BUSY = 300_000_000  # ns; so long one step of the program is told as one, not in parts


@dataclass(slots=True)
class _Known:
    start: int
    parent: int
    seen: int
    logged: dict[str, Any] = field(default_factory=dict)
    busy: float = 0.0  # CPU seconds at the last look
    looked: int = 0
    dead: int = 0  # seen dead since
    zombie: bool = False  # told
    argv: tuple[str, ...] | None = None
    stopped: bool = False
    counted: int = 0  # when its private memory was, and what its memory was like then
    counted_at: tuple[int, int] = (0, 0)  # minor faults, resident bytes
    put_off: int = 0  # since when that waits for it to rest

    def counting(self, stat: Stat, t: int) -> bool:
        """Whether to count the private pages now: that is dear, so only where much happened."""
        now = stat.faults, stat.rss
        faults, rss = (abs(a - b) for a, b in zip(now, self.counted_at, strict=True))
        if self.counted:
            if faults < _FAULTS and rss < _MANY and t - self.counted < _STALE:
                return False
            self.put_off = self.put_off or t
            if stat.state == "R" and t - self.put_off < _BUSY:
                return False
        self.counted, self.counted_at, self.put_off = t, now, 0
        return True


class PollingSource:
    """Samples of the tree below ``top`` (the helper, so that orphans are still seen).

    ``execs``: also tell when a process has another command line than before, as no other source
    sees the execs of programs that are not Python.  ``tracer``: who traces the tree, below ``top``
    too but no part of it; then "tracing stop" may be that of a system call, and says nothing.
    """

    name = "polling"

    def __init__(self, top: int, root: int, execs: bool = False, tracer: int = 0) -> None:
        self._top, self._root, self._execs, self._tracer = top, root, execs, tracer
        self._known: dict[int, _Known] = {}
        self._due = time.monotonic() + FASTEST  # by then the first process has exec'ed
        self._earliest = self._due
        self._period = FASTEST
        self._last = time.monotonic_ns()

    def start(self) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing to close."""

    def hurry(self, at_once: bool = False) -> None:
        """Look again soon: something just happened, and the processes will come to rest."""
        if at_once:
            self._due = 0.0
            return
        self._due = min(self._due, max(self._earliest, time.monotonic() + SOON))

    def living(self) -> list[ProcKey]:
        """Return who was alive at the last look."""
        return [ProcKey(pid, k.start) for pid, k in self._known.items() if not k.dead]

    def poll(self) -> list[Event]:
        """Look if it is due; the period adapts to what a look costs and finds."""
        if time.monotonic() < self._due:
            return []
        begin = time.thread_time()  # what it costs, not how long others kept us from it
        out: list[Event] = []
        self._look(out)
        rest = (time.thread_time() - begin) / SHARE
        end = time.monotonic()
        self._period = FASTEST if out else min(SLOWEST, self._period * 1.3)
        self._earliest = end + rest
        self._due = max(end + self._period, self._earliest)
        return out

    def _look(self, out: list[Event]) -> None:
        begin = time.monotonic_ns()
        tree = self._tree()
        self._complete(tree)
        t = time.monotonic_ns()  # after the look: all that it found had happened by then
        within = (self._last, t)
        for pid, stat in tree.items():
            known = self._known.get(pid)
            if known is not None and stat.start != known.start:
                self._gone(pid, known, t, within, out)
                known = None
            if known is None:
                known = self._known[pid] = _Known(stat.start, stat.ppid, t)
                if pid != self._root:
                    out.append(
                        self._guess(ev.Spawned, stat.ppid, t, within, child=pid,
                                    child_start=stat.start, how="")
                    )  # fmt: skip
            self._compare(pid, stat, known, t, within, out)
            known.seen = t
        for pid in [p for p in self._known if p not in tree]:
            self._gone(pid, self._known[pid], t, within, out)
        self._last = begin

    def _complete(self, tree: dict[int, Stat]) -> None:
        """Put back who was left out: while others exit, the kernel's lists of children have gaps.

        See proc_pid_task_children(5); one absence is no death.
        """
        for pid, known in self._known.items():
            if pid not in tree:
                stat = read_stat(pid) if proc.HAS_PROC else _portable_stat(pid)
                if stat is not None and stat.start == known.start:
                    tree[pid] = stat

    def _compare(
        self, pid: int, stat: Stat, known: _Known, t: int, within: tuple[int, int],
        out: list[Event],
    ) -> None:  # fmt: skip
        if stat.ppid != known.parent:
            out.append(self._guess(ev.Reparented, pid, t, within, old=known.parent, new=stat.ppid))
            known.parent = stat.ppid
        if stat.state in ("Z", "X"):
            if stat.threads > 1:
                return  # only its first thread has ended
            if known.dead and not known.zombie and t - known.dead >= ZOMBIE_SEEN_AFTER:
                known.zombie = True
                out.append(self._guess(ev.Zombie, pid, t, (known.dead, t)))
            if not known.dead:
                known.dead = t
                code, signal, core = signals.decode(stat.exit_code)
                out.append(
                    self._guess(ev.Exited, pid, t, within, code=code, signal=signal, core=core)
                )
            return
        if not self._tracer and (stat.state in ("T", "t")) != known.stopped:
            known.stopped = not known.stopped
            out.append(self._guess(ev.Stopped if known.stopped else ev.Continued, pid, t, within))
        if self._execs:
            self._exec(pid, known, t, within, out)
        self._sample(pid, stat, known, t, out)

    def _exec(
        self, pid: int, known: _Known, t: int, within: tuple[int, int], out: list[Event]
    ) -> None:
        """A fork keeps the command line of the parent, an exec brings another one."""
        argv = proc.command(pid)
        before = known.argv
        if before is None:
            parent = self._known.get(known.parent)
            before = parent.argv if parent is not None and pid != self._root else argv
        if argv and before and argv != before:
            out.append(self._guess(ev.Execed, pid, t, within, argv=argv))
        known.argv = argv or known.argv

    def _sample(self, pid: int, stat: Stat, known: _Known, t: int, out: list[Event]) -> None:
        facts = proc.of(pid, stat if stat.start else None)
        if not facts:
            return
        if self._tracer and facts["state"] == "t":
            facts = {k: v for k, v in facts.items() if k not in ("state", "wchan")}
        busy = facts["user"] + facts["system"]
        if known.looked:
            share = (busy - known.busy) / max(1e-9, (t - known.looked) / 1e9)
            facts["cpu"] = round(100 * share, 1)
        known.busy, known.looked = busy, t
        if stat.faults and known.counting(stat, t):
            private = proc.private(pid)
            if private is not None:
                facts |= {"private": private, "faults": stat.faults}
        news = {k: v for k, v in facts.items() if known.logged.get(k) != v}
        if "state" in facts and facts.get("voluntary") != known.logged.get("voluntary"):
            news["state"] = facts["state"]  # it woke and slept again: still news to the reader
        for size in ("rss", "private"):
            if size in news and abs(news[size] - known.logged.get(size, -_SAME_SIZE)) < _SAME_SIZE:
                del news[size]
        if all(key in _QUIET for key in news):
            return
        known.logged.update(news)
        out.append(
            ev.Sampled(pid=pid, t=t, start=known.start, source=(self.name,), exact=False,
                       facts=news)
        )  # fmt: skip

    def _gone(
        self, pid: int, known: _Known, t: int, within: tuple[int, int], out: list[Event]
    ) -> None:
        del self._known[pid]
        if not known.dead:
            out.append(self._guess(ev.Exited, pid, t, within))
        out.append(
            self._guess(ev.Reaped, known.parent, t, within, child=pid, child_start=known.start)
        )

    def _guess(
        self, cls: type[Event], pid: int, t: int, within: tuple[int, int], **fields: Any
    ) -> Event:
        known = self._known.get(pid)
        return cls(
            pid=pid, t=t, start=known.start if known else 0, source=(self.name,), exact=False,
            within=within, **fields,
        )  # fmt: skip

    def _tree(self) -> dict[int, Stat]:
        """Return PID -> stat of all below ``top``: our tree only, 12 µs a process."""
        if not proc.HAS_PROC:
            return _portable_tree(self._top)
        found: dict[int, Stat] = {}
        todo = [self._top]
        while todo:
            for child in _children(todo.pop()):
                stat = read_stat(child)
                if stat is not None and child not in found and child != self._tracer:
                    found[child] = stat
                    todo.append(child)
        return found


def _children(pid: int) -> list[int]:
    """Return the children of all threads of a process, /proc/PID/task/TID/children."""
    found: list[int] = []
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return found
    for thread in threads:
        try:
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found += map(int, file.read().split())
        except OSError:
            continue
    return found


def _portable_tree(top: int) -> dict[int, Stat]:
    """Return the same through psutil, where there is no /proc."""
    found: dict[int, Stat] = {}
    try:
        below = psutil.Process(top).children(recursive=True)
    except psutil.Error:
        return found
    for process in below:
        stat = _portable_stat(process.pid)
        if stat is not None:
            found[process.pid] = stat
    return found


def _portable_stat(pid: int) -> Stat | None:
    try:
        process = psutil.Process(pid)
        state = "Z" if process.status() == psutil.STATUS_ZOMBIE else "R"
        start = int(process.create_time() * 100)
        return Stat(process.name(), state, process.ppid(), 0, 0, 0, 0, 0, 1, start, 0, 0, None)
    except psutil.Error:
        return None
