"""Everybody under the gate: processes in the order of their birth, their threads, their stops."""

import os
import time
from dataclasses import dataclass, field

from procviz.events import Where
from procviz.gate import tasks
from procviz.gate.link import Link
from procviz.gate.ready import Ready, Stop, name
from procviz.gate.words import call_of
from procviz.identity import ProcKey, start_of


@dataclass(slots=True)
class Thread:
    """One thread, as far as the gate knows it.

    ``stops`` by depth: all but the deepest are interrupted by a signal handler.  ``running``: the
    depth of the stop that it was last let go from.  ``fresh``: it has spoken since the last grant.
    ``loose``: it was waited for long enough.
    """

    process: "Process"
    tid: int
    index: int
    task: tasks.Task
    stops: dict[int, Stop] = field(default_factory=dict)
    links: dict[int, Link] = field(default_factory=dict)
    running: int = -1
    fresh: bool = False
    loose: bool = False
    ran: int = -1  # ns on a CPU when it was first seen to run since its last grant
    since: float = 0.0  # and when that was

    @property
    def who(self) -> str:
        """Its name in schedules."""
        return name(self.process.birth, self.index)

    def top(self) -> Stop | None:
        """The stop at which it stands."""
        return self.stops[max(self.stops)] if self.stops else None


@dataclass(slots=True)
class Process:
    """One process; ``came``: it has been at the gate since it runs its present program."""

    key: ProcKey
    birth: int
    pidfd: int
    came: bool = False
    since: float = 0.0
    next_thread: int = 0
    threads: dict[int, Thread] = field(default_factory=dict)


class Crew:
    """All of them."""

    def __init__(self) -> None:
        self.processes: dict[int, Process] = {}
        self._births = 0

    def process(self, pid: int) -> Process | None:
        """Return the process of this PID, made known now if it was not; None if it is dead."""
        found = self.processes.get(pid)
        if found is None:
            try:
                pidfd = os.pidfd_open(pid)
            except OSError:
                return None
            found = Process(ProcKey(pid, start_of(pid)), self._births, pidfd)
            found.since = time.monotonic()
            self._births += 1
            self.processes[pid] = found
            self.thread(found, pid)
        return found

    def thread(self, process: Process, tid: int) -> Thread:
        """Return the thread of this number, made known now if it was not."""
        found = process.threads.get(tid)
        if found is None:
            task = tasks.Task(process.key.pid, tid)
            found = Thread(process, tid, process.next_thread, task)
            process.next_thread += 1
            process.threads[tid] = found
        return found

    def recount(self, process: Process) -> None:
        """Compare with what the kernel says: threads come and go without a word."""
        if tasks.count(process.key.pid) == len(process.threads):
            return
        there = tasks.of(process.key.pid)
        for tid in there:
            self.thread(process, tid)
        for tid in process.threads.keys() - set(there):
            if tid != process.key.pid:
                process.threads.pop(tid).task.close()

    def bury(self, process: Process) -> list[Link]:
        """Forget a dead one; return its connections."""
        del self.processes[process.key.pid]
        os.close(process.pidfd)
        links: list[Link] = []
        for thread in process.threads.values():
            thread.task.close()
            links += thread.links.values()
        return links

    def close(self) -> list[Link]:
        """Forget all; return their connections."""
        return [link for p in list(self.processes.values()) for link in self.bury(p)]


def ready(thread: Thread, stop: Stop) -> Ready:
    """Return how this stop is shown."""
    where = Where(*stop.place) if stop.place else None
    text = call_of(stop.point, stop.args)
    key, tid = thread.process.key, thread.tid
    return Ready(thread.who, key, tid, stop.depth, stop.point, text, where, stop.number)
