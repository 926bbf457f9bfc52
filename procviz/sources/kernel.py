"""What the kernel itself tells: forks, execs, exits and reaps of our tree, exactly."""

import contextlib
import os
import time
from collections.abc import Iterable
from dataclasses import replace

from procviz import events as ev
from procviz.events import Event
from procviz.identity import read_stat
from procviz.sources import kernel_lost, netlink
from procviz.sources.kernel_tree import Tree, began_at, inherited_faults
from procviz.sources.kernel_waiting import Waiting, about
from procviz.sources.netlink import EXEC, EXIT, FORK, SID, Message
from procviz.sources.pidfd import Moment, Watch

_ROUNDS = 8  # of reading messages in one poll, so that other sources get their turn
_LOST = "the kernel's queue of process messages overflowed; /proc tells what is left of that time"


class KernelSource:
    """Process connector for births, execs and deaths; pidfds for the reaps.

    Give it the first process with `adopt` before that one execs; the rest of the tree follows.
    Where the connector stays closed (older kernels keep it for root), the pidfds still tell
    deaths and reaps exactly, of those processes whose birth others tell of: `see`.

    ``helper`` is above the first process, ``tracer`` is below the helper too and no part of it.
    """

    name = "kernel"

    def __init__(self, helper: int = 0, tracer: int = 0) -> None:
        self._helper, self._tracer = helper, tracer
        self._connector: netlink.Connector | None = None
        self._watch: Watch | None = None
        self._waiting = Waiting()  # about processes not known yet
        self._moments: list[Moment] = []
        self._heard = time.monotonic_ns()  # all messages before this were read
        self._doubt = 0  # since when messages are missing, 0 = none

    def start(self) -> None:
        """Open what can be opened; raises OSError where there are not even pidfds."""
        if not hasattr(os, "pidfd_open"):
            raise OSError("no pidfd_open on this system")
        self._watch = Watch()
        self._tree = Tree(self._watch)
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
        known = self._tree.enter(pid, self._helper, time.monotonic_ns())
        known.born, known.faults = 0, inherited_faults(pid) or 0

    def see(self, events: Iterable[Event]) -> None:
        """Take in births that other sources saw, where the connector does not tell them."""
        for event in events:
            if (
                self._watch is not None
                and isinstance(event, ev.Spawned)
                and event.child not in self._tree.known
            ):
                known = self._tree.enter(event.child, event.pid, event.t)
                if known.watch not in self._watch:
                    known.died = time.monotonic_ns()  # it was too quick for us

    def poll(self) -> list[Event]:
        """Return what happened in our tree since the last call."""
        if self._watch is None:
            return []
        out: list[Event] = []
        # First the pidfds: whoever is dead by now has its exit message in the queue already.
        self._moments = self._watch.read()
        if self._connector is not None:
            self._messages(self._connector, out)
        for moment in self._moments:
            self._moment(moment, out)
        if self._doubt and not self._reconcile(out):
            self._doubt = 0
        self._tree.find_adopters(out)
        # without the connector its reaper may still tell us the status
        self._tree.find_zombies(out, patient=not self.connected)
        return out

    # -- messages -------------------------------------------------------------------------------

    def _messages(self, connector: netlink.Connector, out: list[Event]) -> None:
        heard = time.monotonic_ns()
        batch = connector.read()
        for _ in range(_ROUNDS):
            first = len(out)
            self._batch(batch, out)
            batch = []
            if not any(isinstance(event, ev.Execed) for event in out[first:]):
                break
            # A command line is read after the fact: when by then the process has exec'ed once
            # more, it belongs to that exec, and nobody knows that of the one before.
            batch = connector.read()
            newer = {m.group for m in batch if m.what == EXEC}
            for i in range(len(out) - 1, first - 1, -1):
                event = out[i]
                if isinstance(event, ev.Execed):
                    if event.pid in newer:
                        out[i] = replace(event, argv=())
                    newer.add(event.pid)
        self._waiting.add(batch)
        self._waiting.tidy(heard)
        if connector.lost:
            connector.lost = 0
            self._doubt = self._doubt or self._heard
            now = time.monotonic_ns()
            out.append(self._tree.event(ev.Lost, 0, now, count=-1, why=_LOST))
        self._heard = heard

    def _batch(self, batch: list[Message], out: list[Event]) -> None:
        ours = self._waiting.ours(batch, self._tree.known)
        latest: dict[int, int] = {}  # PIDs may be used again in it, by strangers too
        for m in (*batch, *ours):
            if m.what == FORK:
                latest[m.child] = max(m.t, latest.get(m.child, 0))
        for m in ours:
            group = about(m)
            known = self._tree.known.get(group)
            if known is None:
                self._waiting.add([m])  # it was, and another one may have its PID soon
            elif m.t < known.born:
                continue  # of an earlier owner of the PID
            elif m.what == FORK and m.child != m.child_group:
                known.threads.add(m.child)
            elif m.what == FORK:
                self._born(m, latest[m.child] == m.t, out)
            elif m.what == EXEC:
                self._tree.execed(known, m.t, out)
            elif m.what == EXIT:
                self._tree.left(known, m.pid, m.t, m.status, out)
            elif m.what == SID:
                out.append(self._tree.event(ev.SessionChanged, group, m.t, session=group))

    def _born(self, m: Message, last: bool, out: list[Event]) -> None:
        before = self._tree.known.get(m.child)
        if before is not None:
            if before.guessed and began_at(before.start, m.t):
                return  # /proc has told of it
            for moment in self._moments:
                if moment.watch == before.watch:
                    self._moment(moment, out)
            if self._tree.known.get(m.child) is before:
                self._tree.vanished(before, 0, m.t, out)
        self._tree.spawned(self._tree.enter(m.child, m.group, m.t, watched=last), m.t, out)

    # -- pidfds ---------------------------------------------------------------------------------

    def _moment(self, moment: Moment, out: list[Event]) -> None:
        known = self._tree.known.get(moment.pid)
        if known is None or known.watch != moment.watch:
            return
        if known.died is None:  # no connector, or its message was lost
            status = moment.status
            if status is None and (stat := read_stat(moment.pid)) and stat.state == "Z":
                status = stat.exit_code
            self._tree.dead(known, moment.t, status, out)
        if moment.what == "reaped":
            self._tree.reaped(known, moment.t, moment.status, out)

    # -- what was missed ------------------------------------------------------------------------

    def _reconcile(self, out: list[Event]) -> bool:
        """Compare with /proc; True while that finds anything."""
        first = len(out)
        within = self._doubt, time.monotonic_ns()
        kernel_lost.reconcile(self._tree, self._helper, self._tracer, within, out)
        return len(out) > first

    def stop(self) -> None:
        """Close everything."""
        if self._connector is not None:
            self._connector.close()
            self._connector = None
        if self._watch is not None:
            self._watch.close()
            self._watch = None
