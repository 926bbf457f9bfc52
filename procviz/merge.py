"""Several sources -> one causal order.

The rules, each with its reason:

* The probe's events come in file order, which *is* causal order (a cause is written before the
  call, an effect after it).  Clock order is not: a process can be put aside between reading the
  clock and writing.
* All other events are placed by time among them, but never before an event of the same process
  that is older, and never before what made them possible: no event of a process before its
  spawn, no reap before its exit.
* The same fact from two sources is one event that names both; exact beats sampled.
* What a program did itself is told by the probe where that runs, else by strace: see
  :mod:`procviz.doubles`.
* So that the second source can still be named, events are held back for a moment (``HOLD``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from procviz import events as ev
from procviz.doubles import Doubles
from procviz.events import Event
from procviz.held import Held
from procviz.identity import ProcKey

TRACED_HOLD = 2_000_000_000  # ns that other news of a birth, exec or death wait for strace's lines
HOLD = 40_000_000  # ns: on two busy cores a process can be kept from writing its half for this long
HELPER_NAME = "procviz's subreaper"
_STALE = 2_000_000_000  # ns after a reap in which late news of the dead one is still recognised


@dataclass(slots=True)
class _Life:
    """What the log so far says of the process that has this PID now."""

    start: int
    parent: int
    execs: int = 0
    argv: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()  # what the exec that has begun is to run
    exited: int | None = None
    code: int | None = None
    signal: str | None = None
    zombie: bool = False
    stopped: bool = False
    childless: bool = False  # it ignores SIGCHLD: its children leave no zombies, wait(2)
    probed_exec: bool = True  # the probe of the present program has told of itself (or never will)
    probed: bool = False  # the probe runs in it
    made: int = 0  # seq of its spawn where the probe did not tell of that: C did it
    shell: dict[int, int] = field(default_factory=dict)  # thread in os.system -> seq of that
    seen: dict[str, int] = field(default_factory=dict)  # source -> execs that it has told of
    session: int = 0
    group: int = 0
    doubles: Doubles = field(default_factory=Doubles)


class Merge:
    """Feed it with `push`, take the log from `flush`.

    ``origin``: CLOCK_MONOTONIC ns at which the run's time is 0.  ``helper``: PID of the
    subreaper.  ``traced``: strace tells of all lives, in an order of its own for each process, so
    that what others tell of a death waits for the words before it.  Events go in with absolute
    ``t`` and ``seq`` 0, and come out numbered, from 0 ns.
    """

    def __init__(
        self, root: int, start: int, origin: int, helper: int = 0, traced: bool = False
    ) -> None:
        self._traced = traced
        self._root, self._helper, self._origin = root, helper, origin
        self._seq = 0
        self._held = Held()
        self._lives: dict[int, _Life] = {root: _Life(start, helper)}
        self._dead: dict[int, tuple[int, int]] = {}  # PID -> (start, reaped when)
        self._children: dict[int, dict[int, None]] = {}  # PID -> those of _lives it is parent of
        self._made_by: dict[int, int] = {}
        self._adopters: set[int] = set()
        self._out: list[Event] = []

    # -- in -------------------------------------------------------------------------------------

    def begin(self, event: Event) -> list[Event]:
        """Number the first event of the run; it waits for nobody."""
        self._emit(event)
        return self._take()

    def push(self, events: Iterable[Event]) -> None:
        """Take in events of one or more sources; the probe's must be in file order."""
        for event in events:
            if event.t >= self._origin:  # older: procviz's own steps before the program was let go
                self._held.push(event)

    # -- out ------------------------------------------------------------------------------------

    def flush(self, now: int, final: bool = False) -> list[Event]:
        """Return what is settled at ``now`` (absolute ns): all of it when it is the last call."""
        horizon = now - HOLD
        held = self._held
        while True:
            probe, other = held.ordered, held.timed
            if probe is not None and (other is None or probe.t <= other.t):
                if probe.t > horizon and not final:
                    break
                self._settle(held.pop_ordered())
            elif other is not None:
                if not final and (other.t > horizon or self._awaits(other, now)):
                    break
                held.pop_timed()
                while held.older(other):
                    self._settle(held.pop_ordered())
                self._settle(other)
            else:
                break
        return self._take()

    def _awaits(self, event: Event, now: int) -> bool:
        """Tell whether strace, which can be late, is to tell of the same before this is settled."""
        if not self._traced or "strace" in event.source or now - event.t > TRACED_HOLD:
            return False
        if isinstance(event, ev.Spawned):
            told = event.child in self._lives or self._late(event.child, event)
            others = self._held.peek(ev.Spawned, event.child)
        elif isinstance(event, ev.Execed | ev.Exited):
            life = self._lives.get(event.pid)
            if life is None or life.exited is not None:
                return False
            told = isinstance(event, ev.Execed) and life.seen.get("strace", 0) > life.seen.get(
                event.source[0], 0
            )
            others = self._held.peek(type(event), event.pid)
        else:
            return False
        return not told and not any("strace" in other.source for other in others)

    def _take(self) -> list[Event]:
        out, self._out = self._out, []
        return out

    def alive(self) -> list[ProcKey]:
        """Return who is not dead yet, as far as the log goes."""
        return [ProcKey(p, life.start) for p, life in self._lives.items() if life.exited is None]

    # -- facts ----------------------------------------------------------------------------------

    def _settle(self, event: Event) -> None:
        """Emit an event after all that it needs, unless the log has the fact already."""
        if isinstance(event, ev.Spawned):
            self._spawned(event)
        elif isinstance(event, ev.Execed):
            self._execed(event)
        elif isinstance(event, ev.Exited):
            self._exited(event)
        elif isinstance(event, ev.Reaped):
            self._reaped(event)
        elif isinstance(event, ev.Reparented):
            self._reparented(event)
        elif isinstance(event, ev.Wrote | ev.Lost | ev.Marked) or event.pid == 0:
            self._emit(event)
        elif self._known(event.pid, event):
            life = self._lives[event.pid]
            if life.exited is not None and not isinstance(event, ev.Zombie):
                late = isinstance(
                    event, ev.Stopped | ev.Continued | ev.SessionChanged | ev.GroupChanged
                )
                if late or not {"probe", "strace"} & set(event.source):
                    return  # a sample of somebody who has died since
            elif isinstance(event, ev.Zombie):
                if life.exited is None or life.zombie:
                    return
                life.zombie = True
            elif isinstance(event, ev.Stopped | ev.Continued):
                stopped = isinstance(event, ev.Stopped)
                if life.stopped == stopped:
                    return
                life.stopped = stopped
            elif isinstance(event, ev.ExecBegan):
                life.asked = event.argv
            elif isinstance(event, ev.DispositionSet) and event.signal == "SIGCHLD":
                life.childless = event.action == "ignore"
            elif isinstance(event, ev.SessionChanged | ev.GroupChanged):
                self._moved(event, life)
                return
            elif isinstance(event, ev.WaitBegan) and event.call == "os.system":
                life.shell[event.tid] = self._seq
            elif isinstance(event, ev.WaitEnded) and event.call == "os.system":
                event = self._shell_ended(event, life)
            self._call(event, life)

    def _shell_ended(self, e: ev.WaitEnded, life: _Life) -> ev.WaitEnded:
        """C has waited inside of os.system: its child was reaped before that came back.

        system(3) does not say which child it made, so only a single one is taken for that.
        """
        since = life.shell.pop(e.tid, None)
        if since is None or e.error or life.shell:
            return e
        made = [p for p in self._children.get(e.pid, ()) if self._lives[p].made > since]
        if len(made) != 1:
            return e
        self._reaped(
            ev.Reaped(t=e.t, pid=e.pid, child=made[0], code=e.code, signal=e.signal,
                      source=e.source, tid=e.tid, where=e.where)
        )  # fmt: skip
        return replace(e, child=made[0])

    def _call(self, event: Event, life: _Life) -> None:
        """Tell what the process did itself."""
        life.probed = life.probed or "probe" in event.source
        told_twice = life.probed or ("strace" in event.source and self._held.speaks(event.pid))
        if self._traced and told_twice:
            held = self._held.peek(type(event), event.pid)
            told, twin = life.doubles.settle(event, held)
            if twin is not None:
                self._held.drop(twin)
            if told is None:
                return
            event = told
        self._emit(event)

    def _moved(self, e: ev.SessionChanged | ev.GroupChanged, life: _Life) -> None:
        """Tell of another session or group, once."""
        now = _place(e)
        if now == (life.session if isinstance(e, ev.SessionChanged) else life.group):
            return
        first = {o.source: o for o in reversed(self._held.peek(type(e), e.pid))}
        others = [o for o in first.values() if o.source != e.source and _place(o) == now]
        for other in others:
            self._held.drop(other)
        probe = next((o for o in [e, *others] if "probe" in o.source), e)
        life.group = now
        if isinstance(e, ev.SessionChanged):
            life.session = now
        self._emit(replace(e, source=_sources([e, *others]), where=probe.where, tid=probe.tid))

    def _known(self, pid: int, event: Event) -> bool:
        """Make sure that the log has the spawn of ``pid``; False if nobody tells of it."""
        if pid in self._lives:
            return True
        if not self._late(pid, event):
            spawn = self._held.take(ev.Spawned, pid)
            if isinstance(spawn, ev.Spawned):
                self._spawned(spawn)
        return pid in self._lives

    def _late(self, pid: int, event: Event) -> bool:
        """Tell whether this is news of the last, already reaped owner of the PID."""
        dead = self._dead.get(pid)
        if dead is None:
            return False
        start = event.child_start if isinstance(event, ev.Spawned) else event.start
        if start and dead[0]:
            return start == dead[0]
        return event.t < dead[1] + (0 if event.exact else _STALE)

    def _spawned(self, e: ev.Spawned) -> None:
        if e.child in self._lives or self._late(e.child, e):
            return
        if e.pid != self._helper and not self._known(e.pid, e):
            return
        told = [e, *(o for o in self._held.same(e) if isinstance(o, ev.Spawned))]
        probe = next((o for o in told if "probe" in o.source), None)
        best = probe or next((o for o in told if "strace" in o.source), e)
        start = next((o.child_start for o in told if o.child_start), 0)
        exact = any(o.exact for o in told)
        parent = self._lives.get(e.pid)
        self._made_by[e.child] = e.pid
        life = self._lives[e.child] = _Life(start, e.pid)
        self._children.setdefault(e.pid, {})[e.child] = None
        if probe is None:
            life.made = self._seq + 1
        if parent is not None:
            life.probed, life.childless = parent.probed, parent.childless
        self._emit(
            replace(
                e,
                source=_sources(told),
                exact=exact,
                within=None if exact else e.within,
                child_start=start,
                how=best.how or "fork",
                where=probe.where if probe else e.where,
                tid=best.tid,
            )
        )

    def _execed(self, e: ev.Execed) -> None:
        if not self._known(e.pid, e):
            return
        life = self._lives[e.pid]
        if not e.exact and e.argv == life.argv:
            return  # the probe has told of it
        if e.exact and "probe" not in e.source:
            twin = self._exec_twin(e, life)
            if twin is None:
                return
            e = twin
            life.probed = False
        elif "probe" in e.source:
            life.probed = True
        if not e.argv:  # it was gone, or another program again, before the kernel's news were read
            e = replace(e, argv=life.asked)
        life.argv, life.asked = e.argv, ()
        if "probe" in e.source:
            if not life.probed_exec:  # the kernel told of this one, our probe came up in it now
                life.probed_exec = True
                return
        else:
            life.probed_exec = False
            if e.pid == self._root and life.execs == 0:  # that is the beginning of the run
                life.execs = 1
                return
            probe = next(
                (o for o in self._held.peek(ev.Execed, e.pid) if "probe" in o.source), None
            )
            if isinstance(probe, ev.Execed) and not self._execs_between(e, probe):
                e = replace(e, source=_sources([e, probe]), argv=e.argv or probe.argv)
        life.execs += 1
        self._emit(e)

    def _exec_twin(self, e: ev.Execed, life: _Life) -> ev.Execed | None:
        """Return the exec with both its sources, or None if the other one has told of it.

        The kernel and strace both see every exec, in order: the second of one is the second of
        the other.
        """
        (source,) = e.source
        life.seen[source] = life.seen.get(source, 0) + 1
        if life.seen[source] <= max((n for s, n in life.seen.items() if s != source), default=0):
            return None
        for other in list(self._held.peek(ev.Execed, e.pid)):
            name = other.source[0]
            if other.exact and name not in (source, "probe"):
                if life.seen.get(name, 0) == life.seen[source] - 1:
                    life.seen[name] = life.seen[source]
                    self._held.drop(other)
                    assert isinstance(other, ev.Execed)
                    # of a script that begins with #! only the kernel has the interpreter's
                    mine, its = (e, other) if source == "kernel" else (other, e)
                    argv = mine.argv or its.argv
                    return replace(e, source=_sources([e, other]), argv=argv)
                break
        return e

    def _execs_between(self, first: Event, probe: Event) -> bool:
        """Tell whether the program exec'ed once more before our probe came up in it."""
        following = self._held.peek(ev.Execed, first.pid)
        return any("probe" not in o.source and first.t < o.t < probe.t for o in following)

    def _exited(self, e: ev.Exited, reap: ev.Reaped | None = None) -> None:
        """Tell of a death; ``reap`` is what followed it, where that was told first."""
        if not self._known(e.pid, e):
            return
        life = self._lives[e.pid]
        if life.exited is not None:
            return
        told = [e, *(o for o in self._held.same(e) if isinstance(o, ev.Exited))]
        e = next((o for o in told if o.exact), e)
        seen = e.t
        if reap is not None:  # it was seen late, but it was before that
            e = replace(e, t=min(e.t, reap.t))
        if e.code is None and e.signal is None:  # seen too late to ask: whoever reaped it knows
            e = _with_status(e, [*self._held.peek(ev.Reaped, e.pid), *told, reap])
        self._reaps_of(e, seen)
        for line in self._held.written(e.pid):  # read after the exit, written before it
            if line.pid != e.pid:
                self._known(line.pid, line)
            self._emit(replace(line, t=min(line.t, e.t)))
        for kind in (ev.SessionChanged, ev.GroupChanged):
            for moved in self._held.peek(kind, e.pid):  # as its parent asked: it may be behind
                assert isinstance(moved, ev.SessionChanged | ev.GroupChanged)
                self._moved(replace(moved, t=min(moved.t, e.t)), life)
        life.exited, life.code, life.signal = e.t, e.code, e.signal
        e = replace(e, source=_sources(told))
        if e.pid == self._root:
            self._emit(_run_ended(e))
        else:
            self._emit(e)

    def _reaps_of(self, e: ev.Exited, seen: int) -> None:
        """Tell of the reaps that the dying one did last: the kernel's news of those come late.

        ``seen``: when its death was noticed, by the clock that its children's deaths have too.
        """
        for child in list(self._children.get(e.pid, ())):
            life = self._lives.get(child)
            if life is None or life.parent != e.pid:
                continue
            told = [o for o in self._held.peek(ev.Reaped, child) if isinstance(o, ev.Reaped)]
            if not told or any(o.exact and o.pid not in (0, e.pid) for o in told):
                continue  # nobody has yet, somebody else did, or nobody ever
            died = life.exited
            if died is None:
                died = min((o.t for o in self._held.peek(ev.Exited, child)), default=None)
            given_away = any(o.old == e.pid for o in self._held.peek(ev.Reparented, child)
                             if isinstance(o, ev.Reparented))  # fmt: skip
            if died is not None and died <= seen and not given_away:
                reap = min(told, key=lambda o: o.t)
                self._held.drop(reap)
                self._reaped(replace(reap, t=min(reap.t, e.t)))

    def _reaped(self, e: ev.Reaped) -> None:
        child = e.child
        if child not in self._lives or (
            e.child_start and self._lives[child].start not in (0, e.child_start)
        ):
            return  # told already, or never ours
        life = self._lives[child]
        told = [e, *(o for o in self._held.same(e) if isinstance(o, ev.Reaped))]
        by = self._reaper(child, life, told)
        known = next((o for o in told if o.code is not None or o.signal is not None), e)
        if life.exited is None:
            self._exit_before(e, known)
        if child == self._root:
            self._bury(child, e)
            return
        if by not in (0, life.parent) and self._only_by_adoption(by, life):
            self._adopted(child, e, by)
        code, signal = known.code, known.signal
        if code is None and signal is None:
            code, signal = life.code, life.signal
        first = next((o for o in told if "probe" in o.source), e)
        exact = any(o.exact for o in told)
        merged = replace(
            first,
            pid=by,
            t=e.t,
            start=self._lives[by].start if by in self._lives else 0,
            source=_sources(told),
            exact=exact,
            within=None if exact else e.within,
            code=code,
            signal=signal,
            child_start=life.start,
            zombie_for=max(0, e.t - life.exited) if life.exited is not None else -1,
        )
        self._bury(child, e)
        self._emit(merged)

    def _exit_before(self, reap: ev.Reaped, known: ev.Reaped) -> None:
        """Emit the exit that must have come before this reap: from a source, or as a conclusion."""
        child = reap.child
        seen = self._held.take(ev.Exited, child)
        if isinstance(seen, ev.Exited):
            self._exited(seen, replace(known, t=reap.t))
            return
        self._exited(
            ev.Exited(
                pid=child, t=reap.t, start=self._lives[child].start, source=reap.source,
                exact=False, within=(0, reap.t), code=known.code, signal=known.signal,
            )
        )  # fmt: skip

    def _reaper(self, child: int, life: _Life, told: list[ev.Reaped]) -> int:
        """Return who reaped ``child``; 0 = nobody, its parent does not want to know, or unknown.

        The kernel does not say: only the parent can, and when that is dead, who adopted the child.
        The helper tells of each reap of its own; so otherwise it was another subreaper above.
        """
        if by := next((o.pid for o in told if o.exact and o.pid not in (0, child)), 0):
            return by
        parent = self._lives.get(life.parent)
        if life.parent == self._helper or (parent is not None and parent.exited is None):
            ignores = parent is not None and parent.childless and parent.probed
            return 0 if ignores or any(o.pid == child for o in told) else life.parent
        above = self._above(life.parent)
        known = [pid for pid in above if pid in self._adopters]
        if known:
            return known[0]
        return above[0] if len(above) == 1 else 0

    def _above(self, pid: int) -> list[int]:
        """Return the living ancestors of a dead process, from its parent up."""
        found: list[int] = []
        while pid := self._made_by.get(pid, 0):
            life = self._lives.get(pid)
            if life is not None and life.exited is None:
                found.append(pid)
        return found

    def _only_by_adoption(self, by: int, life: _Life) -> bool:
        parent = self._lives.get(life.parent)
        return by == self._helper or parent is None or parent.exited is not None

    def _adopted(self, child: int, e: Event, new: int) -> None:
        """It was reaped by ``new``, and only a parent can: so it had been given to that one."""
        life = self._lives[child]
        name = HELPER_NAME if new == self._helper else ""
        self._emit(
            ev.Reparented(
                pid=child, t=e.t, start=life.start, source=e.source, old=life.parent, new=new,
                new_name=name,
            )
        )  # fmt: skip
        self._move(child, life, new)

    def _reparented(self, e: ev.Reparented) -> None:
        if not self._known(e.pid, e):
            return
        life = self._lives[e.pid]
        if life.parent == e.new:
            return
        old = self._lives.get(life.parent)
        if old is not None and old.exited is None:  # its parent's exit is still on its way
            exit_ = self._held.take(ev.Exited, life.parent)
            if isinstance(exit_, ev.Exited):
                self._exited(exit_)
        told = [e, *(o for o in self._held.same(e) if isinstance(o, ev.Reparented))]
        exact = any(o.exact for o in told)
        name = HELPER_NAME if e.new == self._helper else next(filter(None, _names(told)), "")
        self._emit(
            replace(e, source=_sources(told), exact=exact, old=life.parent, new_name=name,
                    within=None if exact else e.within)
        )  # fmt: skip
        self._move(e.pid, life, e.new)

    def _move(self, child: int, life: _Life, new: int) -> None:
        """Note another parent."""
        self._leave(child, life)
        life.parent = new
        self._children.setdefault(new, {})[child] = None
        self._adopters.add(new)

    def _leave(self, child: int, life: _Life) -> None:
        """Take it out of its parent's children."""
        siblings = self._children.get(life.parent, {})
        siblings.pop(child, None)
        if not siblings:
            self._children.pop(life.parent, None)

    def _bury(self, pid: int, e: Event) -> None:
        life = self._lives.pop(pid)
        self._leave(pid, life)
        self._dead[pid] = (life.start, e.t)

    def _emit(self, event: Event) -> None:
        self._seq += 1
        life = self._lives.get(event.pid)
        within = event.within
        if within is not None:
            within = (max(0, within[0] - self._origin), within[1] - self._origin)
        self._out.append(
            replace(
                event,
                seq=self._seq,
                t=max(0, event.t - self._origin),
                start=event.start or (life.start if life else 0),
                within=within,
            )
        )


def _sources(told: Iterable[Event]) -> tuple[str, ...]:
    return tuple(sorted({name for event in told for name in event.source}))


def _place(event: Event) -> int:
    if isinstance(event, ev.SessionChanged):
        return event.session
    return event.group if isinstance(event, ev.GroupChanged) else 0


def _names(told: Iterable[ev.Reparented]) -> Iterable[str]:
    return (event.new_name for event in told)


def _run_ended(e: ev.Exited) -> ev.RunEnded:
    return ev.RunEnded(
        pid=e.pid, t=e.t, start=e.start, source=e.source, exact=e.exact, within=e.within,
        code=e.code, signal=e.signal, core=e.core,
    )  # fmt: skip


def _with_status(e: ev.Exited, others: Iterable[Event | None]) -> ev.Exited:
    for other in others:
        if isinstance(other, ev.Exited | ev.Reaped) and (other.code is not None or other.signal):
            return replace(e, code=other.code, signal=other.signal)
    return e
