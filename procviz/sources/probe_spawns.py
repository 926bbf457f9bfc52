"""Who made whom, told once: parent and child both tell, and either may be the first in the log."""

from typing import Any

from procviz.events import Event, Execed, ForkReturned, GroupChanged, SessionChanged, Spawned
from procviz.sources.probe_records import Record

_RUNS, _EXECS = 1, 2  # it runs its program; its next sign of life is another program's


class Spawns:
    """State of all processes that the log has told of."""

    def __init__(self) -> None:
        self.root = 0  # PID of the first process where that is known
        self._began = False
        self._told: set[tuple[int, int]] = set()  # (parent, nonce): told by one of the two
        self._early: set[tuple[int, int]] = set()  # (parent, child): the child's program told
        self._open: dict[int, dict[int, tuple[str, Any]]] = {}  # parent -> nonce -> how, where
        self._known: dict[int, tuple[int, int]] = {}  # PID -> parent, _RUNS or _EXECS

    def image(self, env: dict[str, Any], parent: int, argv: tuple[str, ...], _: str) -> list[Event]:
        """A Python began to run in this process: the first one, a spawned one, or by exec."""
        pid = env["pid"]
        known = self._known.get(pid)
        self._known[pid] = parent, _RUNS
        if not self._began and self.root in (0, pid):
            self._began = True
            return []  # its beginning is the run's
        out: list[Event] = []
        # known and neither exec'ed nor the same parent's: the PID has been used again
        if known is None or (known[1] == _RUNS and known[0] != parent):
            how, where = "fork", None
            waiting = self._open.get(parent)
            if waiting:
                how, where = waiting.pop(min(waiting))
                self._early.add((parent, pid))
            out.append(Spawned(**_by(env, parent, where), child=pid, how=how))
        return [*out, Execed(**env, argv=argv)]

    def forked(
        self,
        env: dict[str, Any],
        parent: int,
        nonce: int,
        how: str,
        call: str,
        returned: bool | int = False,
    ) -> list[Event]:
        """First words of a forked child; ``returned``: what it says is that os.fork returned 0."""
        pid = env["pid"]
        self._known[pid] = parent, _EXECS if call == "fork_exec" else _RUNS
        out: list[Event] = []
        if not self._second(parent, nonce):
            out.append(Spawned(**_by(env, parent, env.get("where")), child=pid, how=how))
        return [*out, ForkReturned(**env, value=0, call=call)] if returned else out

    def fork(self, env: dict[str, Any], child: int, nonce: int, call: str) -> list[Event]:
        """os.fork came back, in the parent or in the child (0)."""
        out: list[Event] = []
        if child and not self._second(env["pid"], nonce):
            self._known[child] = env["pid"], _RUNS
            out.append(Spawned(**env, child=child, how="fork"))
        return [*out, ForkReturned(**env, value=child, call=call)]

    def spawning(
        self, env: dict[str, Any], nonce: int, how: str, _call: str, _argv: tuple[str, ...]
    ) -> list[Event]:
        """A call that makes a process with another program in it begins."""
        self._open.setdefault(env["pid"], {})[nonce] = how, env.get("where")
        return []

    def spawned(
        self, env: dict[str, Any], nonce: int, child: int, session: bool, group: int
    ) -> list[Event]:
        """It came back; ``child`` 0 = without success."""
        parent = env["pid"]
        how, _ = self._open.get(parent, {}).pop(nonce, ("fork", None))
        out: list[Event] = []
        if not child:
            self._told.discard((parent, nonce))
            return out
        if (parent, child) in self._early:
            self._early.discard((parent, child))
        elif not self._second(parent, nonce):
            self._known[child] = parent, _EXECS
            out.append(Spawned(**env, child=child, how=how))
        # done in the child, by C, before its program began
        its = {**_by(env, child, env.get("where"))}
        if session:
            out.append(SessionChanged(**its, session=child))
        if group >= 0:
            out.append(GroupChanged(**its, group=group or child))
        return out

    def after(self, record: Record) -> None:
        """Note what other records mean for the next sign of life of a process."""
        if record.kind in ("exec", "exec failed"):
            parent, _ = self._known.get(record.pid, (0, _RUNS))
            self._known[record.pid] = parent, _EXECS if record.kind == "exec" else _RUNS
        elif record.kind == "waited" and record.args[5]:
            self._known.pop(record.args[1], None)

    def _second(self, parent: int, nonce: int) -> bool:
        key = parent, nonce
        if key in self._told:
            self._told.discard(key)
            return True
        self._told.add(key)
        return False


def _by(env: dict[str, Any], pid: int, where: Any) -> dict[str, Any]:
    """The envelope of the same record for another process."""
    return {"t": env["t"], "pid": of_process(pid), "source": env["source"], "where": where}


def of_process(pid: int) -> int:
    """Return a PID other than the record's own, which was read with it."""
    if type(pid) is not int:  # damaged: what is folded by PID needs one
        raise TypeError(f"not a PID: {pid!r:.20}")
    return pid
