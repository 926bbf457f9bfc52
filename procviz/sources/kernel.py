"""What the kernel itself tells: forks, execs, exits and reaps of our tree, exactly."""

import contextlib
import os
import time
from collections.abc import Iterable
from dataclasses import replace

from procviz import events as ev
from procviz import signals
from procviz.events import Event
from procviz.identity import read_stat
from procviz.sources import netlink
from procviz.sources.facts import ZOMBIE_AFTER, command
from procviz.sources.pidfd import Watch

_ROUNDS = 8  # of reading messages in one poll, so that other sources get their turn
_PATIENCE = 200_000_000  # ns that a message about a process waits for the news of its birth


class KernelSource:
    """Process connector for births, execs and deaths; pidfds for the reaps.

    Give it the first process with `adopt` before that one execs; the rest of the tree follows.
    Where the connector stays closed (older kernels keep it for root), the pidfds still tell
    deaths and reaps exactly, of those processes whose birth others tell of: `see`.
    """

    name = "kernel"

    def __init__(self, helper: int = 0) -> None:
        self._helper = helper
        self._connector: netlink.Connector | None = None
        self._watch: Watch | None = None
        self._parent: dict[int, int] = {}  # our tree: PID -> PPID
        self._start: dict[int, int] = {}
        self._died: dict[int, int] = {}  # zombies: PID -> when
        self._told: set[int] = set()  # zombies already reported
        self._orphans: dict[int, int] = {}  # PID -> dead parent, until the new one is known
        self._waiting: list[netlink.Message] = []  # about processes not known yet

    def start(self) -> None:
        """Open what can be opened; raises OSError where there are not even pidfds."""
        if not hasattr(os, "pidfd_open"):
            raise OSError("no pidfd_open on this system")
        self._watch = Watch()
        with contextlib.suppress(OSError):
            self._connector = netlink.Connector()

    @property
    def connected(self) -> bool:
        """Whether the connector is open, so that nothing of the tree escapes."""
        return self._connector is not None

    def filenos(self) -> list[int]:
        """Descriptors that are readable when there is something."""
        return [part.fileno() for part in (self._connector, self._watch) if part is not None]

    def adopt(self, pid: int) -> None:
        """Take a living process (the first one) into the tree."""
        self._enter(pid, self._helper)

    def see(self, events: Iterable[Event]) -> None:
        """Take in births that other sources saw, where the connector does not tell them."""
        for event in events:
            if isinstance(event, ev.Spawned) and event.child not in self._parent:
                self._enter(event.child, event.pid)
                if self._watch is not None and event.child not in self._watch:
                    self._died[event.child] = time.monotonic_ns()  # it was too quick for us

    def poll(self) -> list[Event]:
        """Return what happened in our tree since the last call."""
        if self._watch is None:
            return []
        out: list[Event] = []
        # First the pidfds: whoever is reaped by now has its exit message in the queue already.
        moments = self._watch.read()
        if self._connector is not None:
            self._messages(self._connector, out)
        for moment in moments:
            self._moment(moment.what, moment.pid, moment.t, moment.status, out)
        self._find_adopters(out)
        self._find_zombies(out)
        return out

    def _messages(self, connector: netlink.Connector, out: list[Event]) -> None:
        batch = connector.read()
        for _ in range(_ROUNDS):
            first = len(out)
            batch = sorted(self._waiting + batch, key=lambda m: m.t)
            self._waiting = []
            for message in batch:
                self._message(message, out)
            batch = []
            if not any(isinstance(event, ev.Execed) for event in out[first:]):
                break
            # A command line is read after the fact: when by then the process has exec'ed once
            # more, it belongs to that exec, and nobody knows that of the one before.
            batch = connector.read()
            newer = {m.group for m in batch if m.what == netlink.EXEC}
            for i in range(len(out) - 1, first - 1, -1):
                event = out[i]
                if isinstance(event, ev.Execed):
                    if event.pid in newer:
                        out[i] = replace(event, argv=())
                    newer.add(event.pid)
        self._waiting += batch
        if connector.lost:
            why = "the kernel's queue of process messages overflowed"
            out.append(self._event(ev.Lost, 0, time.monotonic_ns(), count=-1, why=why))
            connector.lost = 0

    def _message(self, m: netlink.Message, out: list[Event]) -> None:
        if m.group not in self._parent:
            if time.monotonic_ns() - m.t < _PATIENCE and m.what != netlink.FORK:
                self._waiting.append(m)  # an exit can overtake its fork on another CPU
            elif m.what == netlink.FORK and time.monotonic_ns() - m.t < _PATIENCE // 4:
                self._waiting.append(m)
            return
        if m.what == netlink.FORK:
            if m.child != m.child_group:
                return  # a thread
            self._enter(m.child, m.group)
            out.append(
                self._event(
                    ev.Spawned, m.group, m.t, child=m.child, child_start=self._start[m.child]
                )
            )
        elif m.what == netlink.EXEC:
            out.append(self._event(ev.Execed, m.group, m.t, argv=command(m.group)))
        elif m.what == netlink.SID:
            out.append(self._event(ev.SessionChanged, m.group, m.t, session=m.group))
        elif m.what == netlink.EXIT and m.pid == m.group:
            self._dead(m.pid, m.t, m.status, out)

    def _dead(self, pid: int, t: int, status: int | None, out: list[Event]) -> None:
        """Note a death; without a status where it was reaped before we could ask."""
        code, signal, core = signals.decode(status)
        out.append(self._event(ev.Exited, pid, t, code=code, signal=signal, core=core))
        self._died[pid] = t
        for child, parent in self._parent.items():
            if parent == pid:
                self._orphans[child] = pid

    def _moment(self, what: str, pid: int, t: int, status: int | None, out: list[Event]) -> None:
        if pid not in self._parent:
            return
        if what == "dead":
            if self._connector is None:
                stat = read_stat(pid)
                self._dead(pid, t, stat.exit_code if stat and stat.state == "Z" else None, out)
            return
        if self._connector is None and pid not in self._died:
            self._dead(pid, t, status, out)
        code, signal, _ = signals.decode(status)
        self._reaped(pid, t, code, signal, out)

    def _reaped(
        self, pid: int, t: int, code: int | None, signal: str | None, out: list[Event]
    ) -> None:
        """Note the reap; who did it is its parent, which the merge knows best: pid 0."""
        start = self._start.pop(pid, 0)
        out.append(
            self._event(ev.Reaped, 0, t, child=pid, child_start=start, code=code, signal=signal)
        )
        del self._parent[pid]
        self._died.pop(pid, None)
        self._told.discard(pid)
        self._orphans.pop(pid, None)

    def _find_adopters(self, out: list[Event]) -> None:
        """The kernel gives children away between the exit message and the zombie: look until so."""
        for pid, old in list(self._orphans.items()):
            stat = read_stat(pid)
            if stat is None or stat.start != self._start.get(pid):
                del self._orphans[pid]
            elif stat.ppid != old:
                del self._orphans[pid]
                self._parent[pid] = stat.ppid
                adopter = read_stat(stat.ppid)
                out.append(
                    self._event(
                        ev.Reparented, pid, time.monotonic_ns(), old=old, new=stat.ppid,
                        new_name=adopter.name if adopter else "",
                    )
                )  # fmt: skip

    def _find_zombies(self, out: list[Event]) -> None:
        now = time.monotonic_ns()
        for pid, died in list(self._died.items()):
            watched = self._watch is not None and pid in self._watch
            if (watched or not self.connected) and now - died < ZOMBIE_AFTER:
                continue  # without the connector its reaper may still tell us the status
            stat = read_stat(pid)
            if stat is None or stat.start != (self._start.get(pid) or stat.start):
                if not watched:  # it went before we could watch it
                    self._reaped(pid, now, None, None, out)
            elif now - died >= ZOMBIE_AFTER and pid not in self._told and stat.state == "Z":
                self._told.add(pid)
                out.append(self._event(ev.Zombie, pid, now))

    def _enter(self, pid: int, parent: int) -> None:
        self._parent[pid] = parent
        self._start[pid] = 0
        if self._watch is not None and self._watch.add(pid):
            stat = read_stat(pid)
            self._start[pid] = stat.start if stat else 0

    def _event(self, cls: type[Event], pid: int, t: int, **fields: object) -> Event:
        return cls(
            pid=pid, t=t, start=self._start.get(pid, 0), source=(self.name,), **fields  # type: ignore[arg-type]  # each caller names the fields of its class
        )  # fmt: skip

    def stop(self) -> None:
        """Close everything."""
        if self._connector is not None:
            self._connector.close()
            self._connector = None
        if self._watch is not None:
            self._watch.close()
            self._watch = None
