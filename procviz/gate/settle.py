"""Is everything at rest?  Only then may the next one go on."""

import time

from procviz.gate import tasks
from procviz.gate.crew import Crew, Process, Thread

CPU = 300_000_000  # ns that a thread may compute without a stop while all others wait for it
WALL = 20.0  # seconds that it may take about it, on a machine that is busy with other things
STARTING = 30.0  # seconds for a Python that was started to come to the gate
_QUIET = 0.03  # seconds that such a one has to sleep before it counts as asleep


class Rest:
    """Looks at all threads.

    One that is not at the gate counts as asleep when the kernel says so.  Several cannot be looked
    at in one moment, and the first may have been woken by the last: so they are looked at twice,
    and none may have run between.
    """

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._quiet: dict[int, tuple[int, float]] = {}  # PID -> ran, since: before it came
        self.died = False  # somebody has, since the last look
        self.alone = False  # the last look found nobody but those that have just spoken

    def reached(self) -> bool:
        """Tell whether nobody runs but those that have been waited for long enough."""
        if self.died:
            self.died = False
            tasks.deaths_are_told()
        looked: list[Thread] = []
        for process in list(self._crew.processes.values()):
            if not process.came:
                if not self._asleep_before_it_came(process):
                    return False
                continue
            self._crew.recount(process)
            for thread in process.threads.values():
                if thread.fresh and thread.stops:
                    continue
                if not self._asleep(thread):
                    return False
                if not thread.loose:
                    looked.append(thread)
        self.alone = not looked
        if len(looked) < 2:
            return True
        ran = [thread.task.ran() for thread in looked]
        if any(thread.task.state() not in "STtZX" for thread in looked):
            return False
        return ran == [thread.task.ran() for thread in looked]

    def _asleep(self, thread: Thread) -> bool:
        state = thread.task.state()
        if state in ("S", "T", "t", "Z", "X", tasks.GONE) or thread.loose:
            return True
        now = time.monotonic()
        if thread.ran < 0:
            thread.ran, thread.since = max(0, thread.task.ran()), now
        elif thread.task.ran() - thread.ran > CPU or now - thread.since > WALL:
            thread.loose = True
        return thread.loose

    def _asleep_before_it_came(self, process: Process) -> bool:
        """A program that has just begun: a Python is on its way here, all others are free."""
        pid = process.key.pid
        if not tasks.is_python(pid):
            return True
        thread = process.threads[pid]
        now = time.monotonic()
        if now - process.since > STARTING:
            return True
        ran = thread.task.ran()
        if thread.task.state() not in "STtZX":
            self._quiet.pop(pid, None)
            return ran - max(0, thread.ran) > 10 * CPU
        known = self._quiet.get(pid)
        if known is None or known[0] != ran:
            self._quiet[pid] = ran, now
            return False
        return now - known[1] > _QUIET
