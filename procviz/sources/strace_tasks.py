"""Records of strace -> events: who is a thread of whom, and which halves belong together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from procviz import events as ev
from procviz.events import Event
from procviz.sources import strace_args as args
from procviz.sources import strace_fds, strace_waits
from procviz.sources.strace_fds import Envelope, Fds
from procviz.sources.strace_lines import (
    Began,
    Call,
    Delivered,
    End,
    Record,
    Resumed,
    Stop,
    Superseded,
    parse_call,
)
from procviz.sources.strace_waits import PATIENCE, Waits

_FORKS = ("clone", "clone3", "fork", "vfork")
_EXECS = ("execve", "execveat")
_KILLS = {  # call -> which argument is the signal
    "kill": 1, "tkill": 1, "tgkill": 2, "rt_sigqueueinfo": 1, "rt_tgsigqueueinfo": 2,
    "pidfd_send_signal": 1,
}  # fmt: skip
_STOPS = ("SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU")
_EARLY = 10_000  # lines kept of threads whose maker is not known yet


@dataclass(slots=True)
class _Process:
    pid: int
    group: int
    stopping: bool = False  # it was handed a signal that stops by default
    stopped: int = 0  # the thread that said so; 0 = it runs
    fds: Fds = field(default_factory=Fds)


@dataclass(slots=True)
class _Task:
    """A thread: ``open`` is the call that it is in, ``since`` when."""

    tid: int
    process: _Process
    open: Began | None = None
    since: int = 0
    child: int = 0  # what the open call has made: it was heard of before the call came back
    failed: ev.ExecFailed | None = None
    waits: Waits = field(default_factory=Waits)


class Tasks:
    """All threads that strace follows, from the first process on.

    ``options(tid, call)``: the options of a wait in which the thread is now, for `due`; None where
    it may have left that.
    """

    def __init__(
        self, root: int, options: Callable[[int, str], tuple[str, ...] | None] = lambda *_: ()
    ) -> None:
        self._options = options
        self._tasks = {root: _Task(root, _Process(root, root))}
        self._early: dict[int, list[tuple[Record, int]]] = {}
        self._count = 0  # of records in _early
        self.lost = 0  # records of nobody that we know

    def feed(self, record: Record, t: int) -> list[Event]:
        """Return what this record tells; ``t``: when, ns."""
        out: list[Event] = []
        if record.tid not in self._tasks and not self._made(record.tid, out):
            self._keep(record, t)
            return out
        out += self._told(self._tasks[record.tid], record, t)
        return out

    def pending(self, record: Record, t: int) -> None:
        """Take in the beginning of a line: the thread is in this call now."""
        task = self._tasks.get(record.tid)
        what = record.what
        if task is None or not isinstance(what, Began) or what.name not in strace_waits.CALLS:
            return
        task.waits.began(what.name, what.args, t)

    def due(self, now: int) -> list[Event]:
        """Return what has been so for a while: waits that do not come back, execs that failed."""
        out: list[Event] = []
        for tid, task in self._tasks.items():
            if task.waits.open is not None:
                ask = partial(self._options, tid)
                out += task.waits.due(now, self._envelope(task, now), ask)
            if task.failed is not None and now - task.failed.t > PATIENCE:
                out += _failure(task)
        return out

    # -- threads and processes ------------------------------------------------------------------

    def _made(self, tid: int, out: list[Event]) -> bool:
        """Find who made this thread: somebody whose call has not come back, if that is clear."""
        makers = [
            task
            for task in self._tasks.values()
            if task.open is not None and task.open.name in _FORKS and not task.child
        ]
        if len(makers) != 1:
            return False
        maker = makers[0]
        assert maker.open is not None
        maker.child = tid
        out += self._born(maker, tid, maker.open.name, maker.open.args, maker.since)
        return True

    def _keep(self, record: Record, t: int) -> None:
        open_calls = any(
            task.open is not None and task.open.name in _FORKS for task in self._tasks.values()
        )
        if not open_calls or self._count >= _EARLY:
            self.lost += 1
            return
        self._count += 1
        self._early.setdefault(record.tid, []).append((record, t))

    def _born(self, maker: _Task, tid: int, name: str, text: str, t: int) -> list[Event]:
        """Take in a new thread, and what was heard of it before."""
        out: list[Event] = []
        if "CLONE_THREAD" in text:
            self._tasks[tid] = _Task(tid, maker.process)
        else:
            parent = maker.process
            self._tasks[tid] = _Task(tid, _Process(tid, parent.group, fds=parent.fds.copy()))
            out.append(ev.Spawned(**self._envelope(maker, t), child=tid, how=_how(name, text)))
        for record, when in self._early.pop(tid, ()):
            self._count -= 1
            out += self.feed(record, when)
        return out

    def _envelope(self, task: _Task, t: int) -> Envelope:
        pid = task.process.pid
        tid = 0 if task.tid == pid else task.tid
        return {"t": t, "pid": pid, "tid": tid, "source": ("strace",)}

    # -- records --------------------------------------------------------------------------------

    def _told(self, task: _Task, record: Record, t: int) -> Iterator[Event]:
        what, process = record.what, task.process
        envelope = self._envelope(task, t)
        if isinstance(what, End):
            yield from _failure(task)
            yield from self._ended(task, what, envelope)
        elif isinstance(what, Delivered):
            if what.signal == "SIGCONT":
                process.stopping = False
                if process.stopped:
                    process.stopped = 0
                    yield ev.Continued(**envelope)
            if what.signal in _STOPS:
                process.stopping = True
            yield ev.SignalDelivered(**envelope, signal=what.signal, sender=what.sender)
        elif isinstance(what, Stop):
            process.stopping = False
            if not process.stopped:
                process.stopped = task.tid
                yield ev.Stopped(**envelope, signal=what.signal)
        elif isinstance(what, Superseded):
            yield from self._superseded(task, what.by, t)
        else:
            if process.stopped == task.tid and not isinstance(what, Resumed):
                process.stopped = 0  # SIGCONT was blocked: it goes on without being told
                yield ev.Continued(**envelope)
            yield from self._call(task, what, t)

    def _call(self, task: _Task, what: Call | Began | Resumed, t: int) -> Iterator[Event]:
        if isinstance(what, Began):
            task.open, task.since, task.child = what, t, 0
            if what.name in strace_waits.CALLS:
                task.waits.began(what.name, what.args, t)
            elif what.name not in _EXECS:
                yield from _failure(task)
            return
        begun, end = t, t
        call: Call | None
        if isinstance(what, Resumed):
            open_call, begun = task.open, task.since
            if open_call is None or open_call.name != what.name:
                return  # after an exec from a thread: told already
            call = parse_call(f"{open_call.name}({open_call.args}{what.text}")
        else:
            call = what
        child, task.open, task.child = task.child, None, 0
        if call is None:
            self.lost += 1
            return
        if begun == t and call.took >= 0:  # else its second half has a time of its own
            end = begun + call.took
        if call.name not in _EXECS:
            yield from _failure(task)
        yield from self._done(task, call, begun, end, child)

    def _done(self, task: _Task, call: Call, t: int, end: int, child: int) -> Iterator[Event]:
        """Tell of a call that came back."""
        name, ok = call.name, call.result is not None and call.result >= 0
        at_end = self._envelope(task, end)
        if name in strace_waits.CALLS:
            if ok:
                yield from self._found_stopped(call, end)
            yield from task.waits.ended(call, t, end, self._envelope(task, t))
        elif name == "rt_sigreturn":
            yield from task.waits.returned(call, at_end)
        elif name in _FORKS:
            if call.result and ok and call.result != child:
                yield from self._born(task, call.result, name, call.args, t)
            yield from self._settle()
        elif name in _EXECS:
            yield from self._exec(task, call, t, end)
        elif name in _KILLS:
            yield from self._kill(task, call, t)
        elif name in strace_fds.CALLS:
            if ok:
                yield from task.process.fds.call(call, at_end)
        elif ok and name == "setsid":
            task.process.group = task.process.pid
            yield ev.SessionChanged(**at_end, session=call.result or 0)
        elif ok and name == "setpgid":
            yield from self._group(task, call, at_end)

    def _found_stopped(self, call: Call, t: int) -> Iterator[Event]:
        """A wait may come back with a stop before the one who stopped is heard of."""
        found = args.stop(call.name, call.args, call.result or 0)
        child = self._tasks.get(found[0]) if found is not None else None
        if found is not None and child is not None and child.process.stopping:
            child.process.stopping = False
            child.process.stopped = child.tid
            yield ev.Stopped(**self._envelope(child, t), signal=found[1])

    def _settle(self) -> Iterator[Event]:
        """A maker less: it may be clear now who made the threads that were heard of early."""
        for tid in list(self._early):
            out: list[Event] = []
            if tid in self._early and self._made(tid, out):
                yield from out

    def _exec(self, task: _Task, call: Call, t: int, end: int) -> Iterator[Event]:
        words, whole = args.argv(call.args, call.name)
        if call.result == 0:
            task.failed = None
            yield from self._replaced(task, words if whole else (), t, end)
        elif call.result is not None:
            # along the PATH one after the other is tried: only the last failure counts
            task.failed = ev.ExecFailed(**self._envelope(task, end), argv=words, error=call.error)

    def _superseded(self, task: _Task, by: int, t: int) -> Iterator[Event]:
        """A thread has exec'ed: it goes on under the PID of the first one."""
        other = self._tasks.get(by)
        words: tuple[str, ...] = ()
        if other is not None and other.open is not None and other.open.name in _EXECS:
            words, whole = args.argv(other.open.args, other.open.name)
            words = words if whole else ()
        for tid in [tid for tid, t in self._tasks.items() if t.process is task.process]:
            if tid != task.tid:
                del self._tasks[tid]
        yield from self._replaced(task, words, t, t)

    def _replaced(self, task: _Task, argv: tuple[str, ...], t: int, end: int) -> Iterator[Event]:
        envelope = {**self._envelope(task, t), "tid": 0}
        task.waits.clear()
        task.open, task.failed = None, None
        yield from task.process.fds.execed(envelope)
        yield ev.Execed(**{**envelope, "t": end}, argv=argv)

    def _kill(self, task: _Task, call: Call, t: int) -> Iterator[Event]:
        signal = args.signal(call.args, _KILLS[call.name])
        numbers = args.integers(call.args)
        if call.name == "pidfd_send_signal":
            to = args.pidfd_target(call.args)
        elif not numbers:
            return
        elif call.name == "kill":
            to = numbers[0] or -task.process.group
        else:
            found = self._tasks.get(numbers[0])
            to = found.process.pid if found is not None else numbers[0]
        if signal and to:
            error = call.error if call.result is not None and call.result < 0 else ""
            yield ev.SignalSent(
                **self._envelope(task, t), to=to, signal=signal, call=call.name, error=error
            )

    def _group(self, task: _Task, call: Call, envelope: Envelope) -> Iterator[Event]:
        numbers = args.integers(call.args)
        if len(numbers) < 2:
            return
        pid = numbers[0] or task.process.pid
        group = numbers[1] or pid
        other = self._tasks.get(pid)
        if other is not None:
            other.process.group = group
            if other is not task:
                envelope = {**self._envelope(other, envelope["t"])}
            yield ev.GroupChanged(**envelope, group=group)

    def _ended(self, task: _Task, what: End, envelope: Envelope) -> Iterator[Event]:
        del self._tasks[task.tid]
        if task.tid != task.process.pid:
            return
        for tid in [tid for tid, t in self._tasks.items() if t.process is task.process]:
            del self._tasks[tid]
        yield ev.Exited(**envelope, code=what.code, signal=what.signal, core=what.core)


def _failure(task: _Task) -> Iterator[Event]:
    if task.failed is not None:
        yield task.failed
        task.failed = None


def _how(name: str, text: str) -> str:
    """Name a birth: posix_spawn(3) and system(3) come as clones that stop their maker, as vfork."""
    if name == "vfork" or "CLONE_VFORK" in text:
        return "vfork"
    return "clone" if "CLONE_VM" in text else "fork"
