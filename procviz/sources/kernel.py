"""What the kernel itself tells: forks, execs, exits and reaps of our tree, exactly."""

import time

from procviz import events as ev
from procviz import signals
from procviz.events import Event
from procviz.identity import read_stat
from procviz.sources import netlink
from procviz.sources.pidfd import Watch

ZOMBIE_AFTER = 100_000_000  # ns: who waits reaps within this, also on a busy machine
_PATIENCE = 200_000_000  # ns that a message about a process waits for the news of its birth


class KernelSource:
    """Process connector for births, execs and deaths; pidfds for the reaps.

    Give it the first process with `adopt` before that one execs; the rest of the tree follows.
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
        """Open the connector; raises OSError where it stays closed."""
        self._connector = netlink.Connector()
        try:
            self._watch = Watch()
        except AttributeError as error:  # no pidfds
            self._connector.close()
            raise OSError("no pidfd_open on this system") from error

    def filenos(self) -> list[int]:
        """Descriptors that are readable when there is something."""
        if self._connector is None or self._watch is None:
            return []
        return [self._connector.fileno(), self._watch.fileno()]

    def adopt(self, pid: int) -> None:
        """Take a living process (the first one) into the tree."""
        self._enter(pid, self._helper)

    def poll(self) -> list[Event]:
        """Return what happened in our tree since the last call."""
        if self._connector is None or self._watch is None:
            return []
        out: list[Event] = []
        # First the pidfds: whoever is reaped by now has its exit message in the queue already.
        moments = self._watch.read()
        messages = self._connector.read()
        if self._connector.lost:
            why = "the kernel's queue of process messages overflowed"
            out.append(self._event(ev.Lost, 0, time.monotonic_ns(), count=-1, why=why))
            self._connector.lost = 0
        self._waiting, messages = [], self._waiting + messages
        for message in messages:
            self._message(message, out)
        for moment in moments:
            self._moment(moment.what, moment.pid, moment.t, moment.status, out)
        self._find_adopters(out)
        self._find_zombies(out)
        return out

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
            out.append(self._event(ev.Execed, m.group, m.t, argv=_command(m.group)))
        elif m.what == netlink.SID:
            out.append(self._event(ev.SessionChanged, m.group, m.t, session=m.group))
        elif m.what == netlink.EXIT and m.pid == m.group:
            code, signal, core = signals.decode(m.status)
            out.append(self._event(ev.Exited, m.pid, m.t, code=code, signal=signal, core=core))
            self._died[m.pid] = m.t
            for child, parent in self._parent.items():
                if parent == m.pid:
                    self._orphans[child] = m.pid

    def _moment(self, what: str, pid: int, t: int, status: int | None, out: list[Event]) -> None:
        if pid not in self._parent:
            return
        if what == "dead":
            self._died.setdefault(pid, t)
            return
        code, signal, _ = signals.decode(status) if status is not None else (None, None, False)
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
                out.append(
                    self._event(
                        ev.Reparented, pid, time.monotonic_ns(), old=old, new=stat.ppid,
                        new_name=self._adopter(stat.ppid),
                    )
                )  # fmt: skip

    def _adopter(self, pid: int) -> str:
        if pid == self._helper:
            return "procviz's subreaper"
        stat = read_stat(pid)
        return stat.name if stat else ""

    def _find_zombies(self, out: list[Event]) -> None:
        now = time.monotonic_ns()
        for pid, died in list(self._died.items()):
            watched = self._watch is not None and pid in self._watch
            if watched and now - died < ZOMBIE_AFTER:
                continue
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


def _command(pid: int) -> tuple[str, ...]:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            raw = file.read(65536)
    except OSError:
        return ()
    return tuple(word.decode("utf-8", "surrogateescape") for word in raw.split(b"\0")[:-1])
