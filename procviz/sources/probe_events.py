"""Records of the probe -> events."""

import os
import signal
from collections import deque
from collections.abc import Callable
from typing import Any

from procviz import events as ev
from procviz.events import Event, Where
from procviz.sources import probe_channels, probe_inside, probe_sync
from procviz.sources.probe_records import Record
from procviz.sources.probe_spawns import Spawns, of_process

_REMEMBERED = 4096  # numbers of records kept, to know a second writing
_Envelope = dict[str, Any]


class Translator:
    """Keeps what is needed from one poll to the next."""

    def __init__(self) -> None:
        self.spawns = Spawns()
        self._order: deque[tuple[int, int]] = deque()
        self._seen: set[tuple[int, int]] = set()
        self._rules: dict[str, Callable[..., list[Event]]] = {
            **_RULES,
            **probe_channels.RULES,
            **probe_inside.RULES,
            **probe_sync.RULES,
            "image": self.spawns.image,
            "forked": self.spawns.forked,
            "fork": self.spawns.fork,
            "spawning": self.spawns.spawning,
            "spawned": self.spawns.spawned,
        }

    def translate(self, records: list[Record]) -> list[Event]:
        """Return the events of these records, in their order.

        A signal that the kernel refused is told once, with its error, where the refusal stands.
        """
        refused = {(r.pid, r.args[0]) for r in records if r.kind == "refused" and r.args}
        out: list[Event] = []
        for record in records:
            key = record.pid, record.n
            if self._again(key) or (record.kind == "kill" and key in refused):
                continue
            env: _Envelope = {"t": record.t, "pid": record.pid, "source": ("probe",)}
            try:
                if record.tid:
                    env["tid"] = record.tid
                if record.place:
                    env["where"] = Where(*record.place)
                out += self._rules[record.kind](env, *record.args)
                self.spawns.after(record)
            except Exception as error:  # of any kind: it is a file, and anything may stand in it
                why = f"a record of the probe ({record.kind:.20}) cannot be read: {error}"
                out.append(ev.Lost(t=record.t, pid=record.pid, source=("probe",), count=1, why=why))
        return out

    def _again(self, key: tuple[int, int]) -> bool:
        """A record in whose writing a signal handler raised is written twice."""
        if key in self._seen:
            return True
        self._seen.add(key)
        self._order.append(key)
        if len(self._order) > _REMEMBERED:
            self._seen.discard(self._order.popleft())
        return False


def signal_name(number: int) -> str:
    """SIGTERM for 15; real-time signals count from SIGRTMIN (signal(7))."""
    try:
        return signal.Signals(number).name
    except ValueError:
        first, last = getattr(signal, "SIGRTMIN", 0), getattr(signal, "SIGRTMAX", 0)
        return f"SIGRTMIN+{number - first}" if first < number < last else f"SIG{number}"


def _maybe(number: int | None) -> str | None:
    return None if number is None else signal_name(number)


def _exec(env: _Envelope, argv: tuple[str, ...], call: str) -> list[Event]:
    return [ev.ExecBegan(**env, argv=argv, call=call)]


def _exec_failed(env: _Envelope, argv: tuple[str, ...], error: str) -> list[Event]:
    return [ev.ExecFailed(**env, argv=argv, error=error)]


def _exit(env: _Envelope, how: str, code: int | None) -> list[Event]:
    return [ev.Exiting(**env, how=how, code=code)]


def _wait(
    env: _Envelope, call: str, target: int, options: int, timeout: float | None
) -> list[Event]:
    # WUNTRACED and WSTOPPED are one bit: waitid(2) knows it by the second name
    stopped = "WSTOPPED" if call == "os.waitid" else "WUNTRACED"
    known = ("WNOHANG", stopped, "WEXITED", "WCONTINUED", "WNOWAIT")
    names = tuple(name for name in known if options & getattr(os, name, 0))
    return [ev.WaitBegan(**env, call=call, target=target, options=names, timeout=timeout)]


def _waited(
    env: _Envelope,
    call: str,
    child: int,
    code: int | None,
    number: int | None,
    error: str,
    reaped: bool,
    shown: bool,
    change: int = 0,
) -> list[Event]:
    status: dict[str, Any] = {"code": code, "signal": _maybe(number)}
    out: list[Event] = []
    if reaped:
        out.append(ev.Reaped(**env, child=child, **status))
    if shown:
        status |= {"stopped": signal_name(change) if change > 0 else "", "continued": change < 0}
        out.append(ev.WaitEnded(**env, call=call, child=child, error=error, **status))
    return out


def _kill(env: _Envelope, to: int, number: int, call: str) -> list[Event]:
    return [ev.SignalSent(**env, to=to, signal=signal_name(number), call=call)]


def _refused(env: _Envelope, _n: int, to: int, number: int, call: str, error: str) -> list[Event]:
    return [ev.SignalSent(**env, to=to, signal=signal_name(number), call=call, error=error)]


def _handler(env: _Envelope, number: int, name: str) -> list[Event]:
    return [ev.HandlerBegan(**env, signal=signal_name(number), handler=name)]


def _handled(env: _Envelope, number: int, error: str) -> list[Event]:
    return [ev.HandlerEnded(**env, signal=signal_name(number), error=error)]


def _disposition(env: _Envelope, number: int, action: str, name: str) -> list[Event]:
    return [ev.DispositionSet(**env, signal=signal_name(number), action=action, handler=name)]


def _timer(env: _Envelope, number: int, seconds: float) -> list[Event]:
    return [ev.TimerArmed(**env, signal=signal_name(number), seconds=seconds)]


def _session(env: _Envelope, pid: int, session: int) -> list[Event]:
    return [ev.SessionChanged(**{**env, "pid": of_process(pid)}, session=session)]


def _group(env: _Envelope, pid: int, group: int) -> list[Event]:
    return [ev.GroupChanged(**{**env, "pid": of_process(pid)}, group=group)]


def _task_ended(env: _Envelope, function: str, job: int, index: int, ok: bool) -> list[Event]:
    return [ev.TaskEnded(**env, function=function, job=job, index=index, ok=ok)]


def _lost(env: _Envelope, count: int) -> list[Event]:
    why = "the probe could not write them to its log (disk full, or a limit on file size)"
    return [ev.Lost(**env, count=count, why=why)]


def _folded(env: _Envelope, count: int) -> list[Event]:
    why = "calls with WNOHANG that found no child, less than 5 ms after another"
    return [ev.Lost(**env, count=count, why=why)]


def _untold(env: _Envelope, count: int) -> list[Event]:
    why = "runs of signal handlers: the signals came faster than these could be written"
    return [ev.Lost(**env, count=count, why=why)]


def _trouble(env: _Envelope, what: str, error: str) -> list[Event]:
    return [ev.Lost(**env, count=-1, why=f"the probe failed in {what}: {error}")]


def _no_lines(env: _Envelope) -> list[Event]:
    why = "other tools have taken all places of sys.monitoring: lines are not seen"
    return [ev.Lost(**env, count=-1, why=why)]


_RULES: dict[str, Callable[..., list[Event]]] = {
    "exec": _exec,
    "exec failed": _exec_failed,
    "exit": _exit,
    "wait": _wait,
    "waited": _waited,
    "kill": _kill,
    "refused": _refused,
    "handler": _handler,
    "handled": _handled,
    "disposition": _disposition,
    "timer": _timer,
    "session": _session,
    "group": _group,
    "thread began": lambda env, name: [ev.ThreadStarted(**env, name=name)],
    "thread ended": lambda env, name: [ev.ThreadEnded(**env, name=name)],
    "task": lambda env, f, job, index: [ev.TaskBegan(**env, function=f, job=job, index=index)],
    "task ended": _task_ended,
    "line": lambda env: [ev.LineReached(**env)],
    "lost": _lost,
    "folded": _folded,
    "untold handlers": _untold,
    "probe-error": _trouble,
    "no lines": _no_lines,
}
