"""Tracks of a trace: who has which, what is open on each, and the trace events themselves."""

from typing import Any, NamedTuple

from procviz import events as ev
from procviz.events import Event
from procviz.narrate.parts import base
from procviz.safe import safe
from procviz.world import Process

MADE = 1 << 23  # from here on numbers are ours: Linux gives PIDs below 2^22 (proc(5), pid_max)

_WORDS = {
    "en": {
        "states": "states",
        "calls": "calls",
        "outside": "you and others outside",
        "task": "task {}",
        "again": "{} (this PID again)",
    },
    "zh": {
        "states": "状态",
        "calls": "调用",
        "outside": "你和外部进程",
        "task": "任务 {}",
        "again": "{}（再次使用此 PID）",
    },
}


class Track(NamedTuple):
    """A thread of a process, as numbered in the trace."""

    pid: int
    tid: int


class Slice(NamedTuple):
    """What is open on a track: the event that began it, and what it says."""

    key: int
    name: str
    kind: str
    event: Event


def facts(event: Event) -> dict[str, Any]:
    """Return what is known of how an event was seen."""
    out: dict[str, Any] = {"seq": event.seq, "source": ", ".join(map(safe, event.source))}
    out["exact"] = event.exact
    if event.within is not None:
        out["within_ms"] = [t / 1e6 for t in event.within]
    if event.where is not None:
        out["where"] = safe(f"{base(event.where.file)}:{event.where.line}")
    return out


class Tracks:
    """Collects trace events in ``out``; ``now`` is the time of the event at hand, ns."""

    def __init__(self, lang: str) -> None:
        self._say = _WORDS[lang]
        self.out: list[dict[str, Any]] = []
        self.now = 0
        self._pids: dict[int, int] = {}  # uid -> PID in the trace; PIDs are reused, these are not
        self._used: set[int] = set()  # numbers of processes and threads
        self._next = MADE
        self._tids: dict[int, dict[tuple[str, int], int]] = {}  # by uid, then kind and number
        self._calls_of: dict[int, list[Event]] = {}  # uid -> what was open when it was last shown
        self._open: dict[Track, list[Slice]] = {}
        self._lives: dict[int, tuple[int, int | None]] = {}  # uid -> when its main track has slices

    # -- who ------------------------------------------------------------------------------------

    def main(self, process: Process) -> Track:
        """Return the track of a process's states."""
        if process.uid not in self._pids:
            pid = self._pids[process.uid] = self._number(process.pid)
            self._tids[process.uid] = {}
            self._meta("process_sort_index", pid, sort_index=process.order)
            self._thread(Track(pid, pid), self._say["states"], 0)
        pid = self._pids[process.uid]
        return Track(pid, pid)

    def _number(self, wanted: int) -> int:
        """Return a number that nobody has: the kernel's, where it is the first with that."""
        if not 0 < wanted < MADE or wanted in self._used:
            self._next += 1
            return self._next
        self._used.add(wanted)
        return wanted

    def _other(self, process: Process, kind: str, number: int, name: str, index: int) -> Track:
        """Return a track below a process's states; ``kind`` and ``number`` say which."""
        pid, key = self.main(process).pid, (kind, number)
        tids = self._tids[process.uid]
        if key not in tids:
            tids[key] = self._number(number if kind == "thread" else 0)
            self._thread(Track(pid, tids[key]), name, index)
        return Track(pid, tids[key])

    def _others(self, process: Process, *kinds: str) -> list[Track]:
        """Return the tracks of these kinds that a process has so far."""
        pid, tids = self.main(process).pid, self._tids[process.uid]
        return [Track(pid, tid) for (kind, _), tid in tids.items() if kind in kinds]

    def _meta(self, what: str, pid: int, tid: int = 0, **args: object) -> None:
        self.out.append({"ph": "M", "name": what, "pid": pid, "tid": tid or pid, "args": args})

    def _thread(self, track: Track, name: str, index: int) -> None:
        self._meta("thread_name", *track, name=safe(name))
        self._meta("thread_sort_index", *track, sort_index=index)

    def name(self, process: Process, name: str, label: str) -> None:
        """Name a process, with a few words on how it ended."""
        pid = self.main(process).pid
        again = pid != process.pid
        self._meta("process_name", pid, name=self._say["again"].format(name) if again else name)
        if label:
            self._meta("process_labels", pid, labels=label)

    # -- slices ---------------------------------------------------------------------------------

    def begin(self, track: Track, name: str, kind: str, event: Event) -> None:
        """Open a slice inside what is open on its track."""
        self._begin(track, Slice(event.seq, name, kind, event))

    def _begin(self, track: Track, slice_: Slice, again: bool = False) -> None:
        args = facts(slice_.event)
        if again:  # something that began later and outlasts what began before it
            args["continued"] = True
        self._put("B", track, slice_.name, slice_.kind, args)
        self._open.setdefault(track, []).append(slice_)

    def end(self, track: Track) -> None:
        """Close the innermost slice of a track."""
        slice_ = self._open[track].pop()
        self._put("E", track, slice_.name, slice_.kind, {})

    def _put(self, phase: str, track: Track, name: str, kind: str, args: dict[str, Any]) -> None:
        one = {"ph": phase, "name": name, "cat": kind, "ts": self.now / 1e3}
        self.out.append({**one, "pid": track.pid, "tid": track.tid, "args": args})

    def calls(self, process: Process, event: Event) -> None:
        """Make the open slices of calls and handlers those that the process is in now.

        Mostly ``event`` began or ended one of them: thousands may be open that never end, and each
        event must not look at all of them.
        """
        now, shown = process.open, self._calls_of.setdefault(process.uid, [])
        more = len(now) - len(shown)
        if more == 0 and (not now or now[-1] is shown[-1]):
            return
        if more == 1 and now[-1] is event and (not shown or now[-2] is shown[-1]):
            shown.append(event)
            if not isinstance(event, ev.Exiting):
                self._begin(self._calls(process, event.tid), _of_call(event))
            return
        if more == -1 and (gone := _gone(shown, now)) is not None:
            if not isinstance(gone, ev.Exiting):
                self._ended(self._calls(process, gone.tid), gone)
            return
        shown[:] = now
        wanted: dict[Track, list[Event]] = {}
        for one in now:
            if not isinstance(one, ev.Exiting):
                wanted.setdefault(self._calls(process, one.tid), []).append(one)
        for track in self._others(process, "calls", "thread"):
            self._match(track, wanted.get(track, []))

    def _ended(self, track: Track, gone: Event) -> None:
        """Close the slice of a call, and for it those inside it, which go on."""
        stack, inner = self._open[track], list[Slice]()
        while stack and stack[-1].key != gone.seq:
            inner.append(stack[-1])
            self.end(track)
        if stack:
            self.end(track)
        for slice_ in reversed(inner):
            self._begin(track, slice_, again=True)

    def _calls(self, process: Process, tid: int) -> Track:
        if not tid:
            return self._other(process, "calls", 0, self._say["calls"], 1)
        return self._other(process, "thread", tid, process.threads.get(tid, str(tid)), 2)

    def _match(self, track: Track, events: list[Event]) -> None:
        """Close and open slices until those of calls are these; what is not a call stays."""
        stack = self._open.get(track, [])
        have = [s for s in stack if s.kind != "thread"]
        same = 0
        while same < min(len(have), len(events)) and have[same].key == events[same].seq:
            same += 1
        known = {s.key: s for s in have}
        for _ in have[same:]:
            self.end(track)
        for event in events[same:]:
            again = known.get(event.seq)
            self._begin(track, again or _of_call(event), again is not None)

    def inside(self, process: Process, event: Event) -> None:
        """Follow threads and asyncio tasks."""
        match event:
            case ev.ThreadStarted() if event.tid:
                track = self._other(process, "thread", event.tid, event.name, 2)
                if not self._open.get(track):
                    self.begin(track, safe(event.name), "thread", event)
            case ev.ThreadEnded() if event.tid:
                self._shut(self._other(process, "thread", event.tid, event.name, 2))
            case ev.TaskResumed() | ev.TaskSuspended() | ev.TaskCreated() | ev.TaskFinished():
                task = process.tasks.get(event.task)
                name = task.name if task is not None else self._say["task"].format(event.task)
                track = self._other(process, "task", event.task, name, 3)
                self._shut(track)
                if task is not None and not isinstance(event, ev.TaskFinished):
                    self.begin(track, safe(task.awaits or task.state), "task", event)
        if not process.alive or isinstance(event, ev.Execed):
            for track in self._others(process, "calls", "thread", "task"):
                self._shut(track)

    def _shut(self, track: Track) -> None:
        while self._open.get(track):
            self.end(track)

    # -- arrows, marks, numbers -----------------------------------------------------------------

    def live(self, process: Process, begins: bool) -> None:
        """Note that from now on a process's main track has slices, or no more."""
        since, _ = self._lives.get(process.uid, (self.now, None))
        self._lives[process.uid] = (since, None if begins else self.now)

    def lives(self, uid: int, t: int) -> bool:
        """Whether somebody's main track has a slice at a time: arrows go from slice to slice."""
        begin, end = self._lives.get(uid, (t + 1, None))
        return begin <= t and (end is None or t < end)

    def flow(self, number: int, name: str, kind: str, source: int, t: int, target: int) -> None:
        """Draw an arrow from ``source`` at ``t`` to ``target`` now, both by uid, 0 = outside."""
        for phase, uid, at in (("s", source, t), ("f", target, self.now)):
            pid = self._pids.get(uid, MADE)
            one: dict[str, Any] = {"ph": phase, "id": number, "name": name, "cat": kind}
            one |= {"ts": at / 1e3, "pid": pid, "tid": pid}
            self.out.append(one | ({"bp": "e"} if phase == "f" else {}))

    def outside(self, event: Event) -> None:
        """Note that somebody outside did something: arrows begin at a slice of theirs."""
        if 0 not in self._pids:
            self._pids[0] = MADE
            self._lives[0] = (self.now, None)
            self._meta("process_name", MADE, name=self._say["outside"])
            self._meta("process_sort_index", MADE, sort_index=-1)
            self._thread(Track(MADE, MADE), self._say["outside"], 0)
            self.begin(Track(MADE, MADE), self._say["outside"], "outside", event)

    def instant(
        self, process: Process | None, name: str, event: Event, args: dict[str, Any]
    ) -> None:
        """Mark a moment on a process's main track, or for all where it is nobody's."""
        one = {"ph": "i", "name": name, "cat": type(event).__name__, "ts": self.now / 1e3}
        pid, tid = self.main(process) if process is not None else (0, 0)
        scope = "t" if process is not None else "g"
        self.out.append({**one, "s": scope, "pid": pid, "tid": tid, "args": facts(event) | args})

    def counter(self, process: Process, name: str, unit: str, value: float) -> None:
        """Add a point to a curve."""
        pid = self.main(process).pid
        one = {"ph": "C", "name": name, "ts": self.now / 1e3, "pid": pid, "tid": pid}
        self.out.append({**one, "args": {unit: value}})

    def close(self) -> None:
        """End what is still open."""
        for track in list(self._open):
            self._shut(track)


def _gone(before: list[Event], now: list[Event]) -> Event | None:
    """Take from ``before`` the one that ``now`` lacks; None if that is not all the difference.

    It is looked for from the end on, as calls mostly end in the order opposite to their beginning.
    """
    at = len(now)
    while at and before[at] is now[at - 1]:
        at -= 1
    if at and before[at - 1] is not now[at - 1]:
        return None
    return before.pop(at)


def _of_call(event: Event) -> Slice:
    kind = "handler" if isinstance(event, ev.HandlerBegan) else "call"
    return Slice(event.seq, _call(event), kind, event)


def _call(event: Event) -> str:
    """Name a call in a few words."""
    match event:
        case ev.HandlerBegan():
            return safe(f"{event.signal}: {event.handler}" if event.handler else event.signal)
        case ev.TaskBegan():
            return safe(event.function)
        case ev.ProxyCalled():
            return safe(f"{event.type}.{event.method}")
        case ev.AcquireBegan() | ev.PutBegan() | ev.GetBegan():
            return safe(f"{event.type}.{type(event).__name__.removesuffix('Began').lower()}")
    return safe(getattr(event, "call", "") or type(event).__name__)
