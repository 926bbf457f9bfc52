"""The gate itself: a thread of procviz's that lets those of the program go on, one at a time."""

import select
import threading
import time
from collections.abc import Callable

from procviz.events import Event, Granted
from procviz.gate import crew
from procviz.gate.crew import Crew, Process, Thread
from procviz.gate.link import Bell, Door, Link
from procviz.gate.plan import Plan
from procviz.gate.policies import Policy
from procviz.gate.ready import BRANCHES, RETURNS, Ready, Stop
from procviz.gate.schedule import Replay
from procviz.gate.settle import Rest

_SHORTEST, _LONGEST = 0.0002, 0.005  # seconds between two looks at threads that still run
_ASK = 0.05  # seconds after which a policy that did not choose is asked again


class Gate:
    """See the package's text.  ``note`` takes the events that are to be logged, from any thread.

    Raises GateError or UnknownPolicy.
    """

    def __init__(self, plan: Plan, note: Callable[[Event], None]) -> None:
        self._plan, self._note = plan, note
        self._policy = plan.make()
        self._door, self._bell = Door(), Bell()
        self._crew = Crew()
        self._rest = Rest(self._crew)
        self._links: dict[int, tuple[Link, Thread | None, int]] = {}  # fd -> whose, at what depth
        self._dying: dict[int, int] = {}  # pidfd -> PID
        self._epoll = select.epoll()
        for waiter in (self._door, self._bell):
            self._epoll.register(waiter.fileno(), select.EPOLLIN)
        self._lock = threading.Lock()
        self._ready: list[Ready] = []
        self._wanted: Ready | None = None  # the person lets it go
        self._current: Thread | None = None
        self._free = self._closing = False
        self._asleep = False
        self._told: Callable[[], None] = lambda: None
        self.steps = 0
        self._thread = threading.Thread(target=self._serve, name="procviz gate", daemon=True)

    # -- for everybody ----------------------------------------------------------------------------

    def ready(self) -> list[Ready]:
        """Return who may go on now, by birth."""
        with self._lock:
            return list(self._ready)

    def grant(self, choice: Ready) -> bool:
        """Let this one go on; False when it no longer stands there."""
        with self._lock:
            if choice not in self._ready:
                return False
            self._wanted = choice
            self._ready = []
        self._bell.ring()
        return True

    @property
    def policy(self) -> Policy:
        """Who chooses."""
        return self._policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        self._policy = policy
        self._bell.ring()

    @property
    def held(self) -> bool:
        """Is anybody held?"""
        return not (self._free or self._closing)

    @property
    def asleep(self) -> bool:
        """Nobody is ready and nobody runs: all wait, for each other or for real time."""
        return self._asleep and self.held

    def free(self) -> None:
        """Let everybody go on, without a choice, until `hold`."""
        self._free = True
        self._bell.ring()

    def hold(self) -> None:
        """Hold again whoever comes to the gate."""
        self._free = False
        self._bell.ring()

    def listen(self, told: Callable[[], None]) -> None:
        """Have ``told()`` called from the gate's thread whenever `ready` has changed."""
        self._told = told

    @property
    def strayed(self) -> int:
        """How many choices were not those of the schedule."""
        return self._policy.strayed if isinstance(self._policy, Replay) else 0

    # -- for who runs the program ------------------------------------------------------------------

    def environment(self, base: dict[str, str]) -> dict[str, str]:
        """Return the environment in which programs come here."""
        out = dict(base, PROCVIZ_GATE=self._door.address)
        if self._plan.lines:
            out["PROCVIZ_GATE_LINES"] = "1"
        return out

    def begin(self, root: int) -> None:
        """Start scheduling; ``root`` is the PID of the first process, not yet let go."""
        self._know(root)
        self._thread.start()

    def close(self) -> None:
        """Let all run on, free, and end the thread; a second time it does nothing."""
        with self._lock:
            if self._closing:
                return
            self._closing = True
        self._bell.ring()
        if self._thread.ident is not None:
            self._thread.join()
        for link in self._crew.close():
            link.close()
        for link, _, _ in self._links.values():
            link.close()
        self._epoll.close()
        self._door.close()
        self._bell.close()

    # -- the thread --------------------------------------------------------------------------------

    def _serve(self) -> None:
        wait: float | None = None
        pause = _SHORTEST
        while not self._closing:
            heard = self._hear(wait)
            if self._closing:
                return
            pause = _SHORTEST if heard else min(pause * 2, _LONGEST)
            wait = self._advance(pause)

    def _hear(self, wait: float | None) -> int:
        """Take in all that came; wait for it for so long, None = until something does."""
        found = self._epoll.poll(wait)
        for fd, _ in found:
            if fd == self._bell.fileno():
                self._bell.still()
            elif fd == self._door.fileno():
                for link in self._door.accept():
                    self._links[link.fileno()] = link, None, 0
                    self._epoll.register(link.fileno(), select.EPOLLIN)
            elif fd in self._dying:
                self._dead(self._dying[fd])
            elif fd in self._links:
                self._said(fd)
        return len(found)

    def _advance(self, pause: float) -> float | None:
        """Let one go on if it is time for that; return for how long to wait for news."""
        if self._free:
            self._let_all_go()
            return None
        if not self._rest.reached():
            self._asleep = False
            self._show([])
            return pause
        if not self._rest.alone and self._hear(0):
            return 0
        standing = self._standing()
        if not standing:
            self._show([])
            loose = any(t.loose for t in self._threads())
            self._asleep = not loose
            return _ASK if loose else None
        self._asleep = False
        for thread, stop in standing:
            if thread is self._current and stop.point in RETURNS - BRANCHES:
                self._go(thread, stop)  # it came back at once: it is still its turn
                return _SHORTEST
        choices = [crew.ready(thread, stop) for thread, stop in standing]
        with self._lock:
            wanted, self._wanted = self._wanted, None
        policy = self._policy
        choice = wanted if wanted in choices else policy.choose(choices)
        if choice is None:
            self._show(choices)
            return _ASK if isinstance(policy, Replay) else None
        at = choices.index(choice)
        self._grant(*standing[at], choice, choices, policy)
        return _SHORTEST  # it may fall asleep without a word

    def _standing(self) -> list[tuple[Thread, Stop]]:
        """Return who stands at the gate, by birth, and not deep in a signal handler."""
        found = []
        for thread in self._threads():
            stop = thread.top()
            if stop is not None and (thread.running <= stop.depth or thread.task.at_gate()):
                found.append((thread, stop))
        return sorted(found, key=lambda pair: (pair[0].process.birth, pair[0].index))

    def _threads(self) -> list[Thread]:
        return [t for p in self._crew.processes.values() for t in p.threads.values()]

    def _grant(
        self, thread: Thread, stop: Stop, choice: Ready, choices: list[Ready], policy: Policy
    ) -> None:
        self._note(
            Granted(
                pid=stop.pid,
                start=thread.process.key.start,
                tid=stop.tid if stop.tid != stop.pid else 0,
                t=time.monotonic_ns(),
                source=("gate",),
                where=choice.where,
                who=choice.who,
                point=choice.point,
                call=choice.call,
                ready=tuple(r.who for r in choices),
                depth=choice.depth,
                returned=choice.returned,
                instead=policy.instead if isinstance(policy, Replay) else "",
            )
        )
        self.steps += 1
        self._show([])
        self._go(thread, stop)

    def _go(self, thread: Thread, stop: Stop) -> None:
        for other in self._threads():
            other.fresh = False
        thread.stops.pop(stop.depth, None)
        thread.running, thread.ran, thread.loose = stop.depth, -1, False
        self._current = thread
        link = thread.links.get(stop.depth)
        if link is not None:
            link.answer(stop.number)

    def _let_all_go(self) -> None:
        self._show([])
        for thread in self._threads():
            for stop in sorted(thread.stops.values(), key=lambda s: -s.depth):
                self._go(thread, stop)

    def _show(self, choices: list[Ready]) -> None:
        if choices != self._ready:
            with self._lock:
                self._ready = choices
            self._told()

    # -- what is heard -----------------------------------------------------------------------------

    def _know(self, pid: int) -> Process | None:
        process = self._crew.process(pid)
        if process is not None and process.pidfd not in self._dying:
            self._dying[process.pidfd] = pid
            self._epoll.register(process.pidfd, select.EPOLLIN)
        return process

    def _said(self, fd: int) -> None:
        link = self._links[fd][0]
        stops = link.receive()
        if stops is None:
            self._closed(fd)
            return
        for stop in stops:
            process = self._know(stop.pid)
            if process is None:
                continue
            process.came = True
            thread = self._crew.thread(process, stop.tid)
            self._links[fd] = link, thread, stop.depth
            thread.links[stop.depth] = link
            thread.stops = {d: s for d, s in thread.stops.items() if d < stop.depth}
            thread.stops[stop.depth] = stop
            thread.fresh, thread.running, thread.loose = True, -1, False
            self._child_of(stop)

    def _child_of(self, stop: Stop) -> None:
        """Make known whom this one has made: it is to come to the gate too."""
        at = {"forked": 0, "spawned": 1}.get(stop.point)
        if at is None or len(stop.args) <= at:
            return
        child = stop.args[at]
        if isinstance(child, int) and child > 0:
            self._know(child)

    def _closed(self, fd: int) -> None:
        """A connection ended: by death, by exec, or because the program closed it."""
        link, thread, depth = self._links.pop(fd)
        self._epoll.unregister(fd)
        link.close()
        if thread is None or thread.links.get(depth) is not link:
            return
        del thread.links[depth]
        thread.stops.pop(depth, None)
        process = thread.process
        if not any(t.links for t in process.threads.values()):
            process.came, process.since = False, time.monotonic()

    def _dead(self, pid: int) -> None:
        process = self._crew.processes.get(pid)
        if process is None:
            return
        self._rest.died = True
        self._epoll.unregister(process.pidfd)
        del self._dying[process.pidfd]
        for link in self._crew.bury(process):
            if self._links.pop(link.fileno(), None) is not None:
                self._epoll.unregister(link.fileno())
            link.close()
