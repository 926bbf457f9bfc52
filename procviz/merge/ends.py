"""Ends: a death before its reap, each told once with all that the sources know of it."""

from collections.abc import Iterable
from dataclasses import replace

from procviz import events as ev
from procviz.events import Event
from procviz.merge import adoptions, births, execs, moves
from procviz.merge.ledger import HELPER_NAME, Ledger, sources


def exited(log: Ledger, e: ev.Exited, reap: ev.Reaped | None = None) -> None:
    """Tell of a death; ``reap`` is what followed it, where that was told first."""
    if not births.known(log, e.pid, e):
        return
    life = log.lives[e.pid]
    if life.exited is not None:
        return
    told = [e, *(o for o in log.held.same(e) if isinstance(o, ev.Exited))]
    e = next((o for o in told if o.exact), e)
    seen = e.t
    if reap is not None:  # it was seen late, but it was before that
        e = replace(e, t=min(e.t, reap.t))
    _last_of(log, e)
    if e.code is None and e.signal is None:  # seen too late to ask: whoever reaped it knows
        e = _with_status(e, [*log.held.peek(ev.Reaped, e.pid), *told, reap])
    _reaps_of(log, e, seen)
    for line in log.held.written(e.pid):  # read after the exit, written before it
        if line.pid != e.pid:
            births.known(log, line.pid, line)
        log.emit(replace(line, t=min(line.t, e.t)))
    for kind in (ev.SessionChanged, ev.GroupChanged):
        for moved in log.held.peek(kind, e.pid):  # as its parent asked: it may be behind
            assert isinstance(moved, ev.SessionChanged | ev.GroupChanged)
            moves.moved(log, replace(moved, t=min(moved.t, e.t)), life)
    life.exited, life.code, life.signal = e.t, e.code, e.signal
    e = replace(e, source=sources(told))
    if e.pid == log.root:
        log.emit(_run_ended(e))
    else:
        log.emit(e)


def _last_of(log: Ledger, e: ev.Exited) -> None:
    """Tell of the execs and forks before a death that others saw and that are still held.

    Some are where the probe's file order is not that of time: of a process that was put aside
    between the clock and the file something newer is seen, and what the file has before its old
    words, such as this reap, has to be told before those.
    """
    for own in log.held.before(e):
        if isinstance(own, ev.Execed):
            execs.execed(log, own)
        elif isinstance(own, ev.Spawned):
            births.spawned(log, own)


def _reaps_of(log: Ledger, e: ev.Exited, seen: int) -> None:
    """Tell of the reaps that the dying one did last: the kernel's news of those come late.

    ``seen``: when its death was noticed, by the clock that its children's deaths have too.
    """
    for child in list(log.children.get(e.pid, ())):
        life = log.lives.get(child)
        if life is None or life.parent != e.pid:
            continue
        told = [o for o in log.held.peek(ev.Reaped, child) if isinstance(o, ev.Reaped)]
        if not told or any(o.exact and o.pid not in (0, e.pid) for o in told):
            continue  # nobody has yet, somebody else did, or nobody ever
        died = life.exited
        if died is None:
            died = min((o.t for o in log.held.peek(ev.Exited, child)), default=None)
        given_away = any(o.old == e.pid for o in log.held.peek(ev.Reparented, child)
                         if isinstance(o, ev.Reparented))  # fmt: skip
        if died is not None and died <= seen and not given_away:
            reap = min(told, key=lambda o: o.t)
            log.held.drop(reap)
            reaped(log, replace(reap, t=min(reap.t, e.t)))


def reaped(log: Ledger, e: ev.Reaped) -> None:
    """Tell of a reap, once, and of the death before it."""
    child = e.child
    if child not in log.lives or (
        e.child_start and log.lives[child].start not in (0, e.child_start)
    ):
        return  # told already, or never ours
    life = log.lives[child]
    told = [e, *(o for o in log.held.same(e) if isinstance(o, ev.Reaped))]
    by = adoptions.reaper(log, child, life, told)
    known = next((o for o in told if o.code is not None or o.signal is not None), e)
    if life.exited is None:
        _exit_before(log, e, known)
    if child == log.root:
        log.bury(child, e)
        return
    if by not in (0, life.parent) and adoptions.only_by_adoption(log, by, life):
        adoptions.adopted(log, child, e, by)
    code, signal = known.code, known.signal
    if code is None and signal is None:
        code, signal = life.code, life.signal
    first = next((o for o in told if "probe" in o.source), e)
    exact = any(o.exact for o in told)
    merged = replace(
        first,
        pid=by,
        t=e.t,
        start=log.lives[by].start if by in log.lives else 0,
        source=sources(told),
        exact=exact,
        within=None if exact else e.within,
        code=code,
        signal=signal,
        child_start=life.start,
        zombie_for=max(0, e.t - life.exited) if life.exited is not None else -1,
    )
    log.bury(child, e)
    log.emit(merged)


def _exit_before(log: Ledger, reap: ev.Reaped, known: ev.Reaped) -> None:
    """Emit the exit that must have come before this reap: from a source, or as a conclusion."""
    child = reap.child
    seen = log.held.take(ev.Exited, child)
    if isinstance(seen, ev.Exited):
        exited(log, seen, replace(known, t=reap.t))
        return
    concluded = ev.Exited(
        pid=child, t=reap.t, start=log.lives[child].start, source=reap.source,
        exact=False, within=(0, reap.t), code=known.code, signal=known.signal,
    )  # fmt: skip
    exited(log, concluded)


def reparented(log: Ledger, e: ev.Reparented) -> None:
    """Tell of an adoption, once, and of the old parent's death before it."""
    if not births.known(log, e.pid, e):
        return
    life = log.lives[e.pid]
    if life.parent == e.new:
        return
    old = log.lives.get(life.parent)
    if old is not None and old.exited is None:  # its parent's exit is still on its way
        exit_ = log.held.take(ev.Exited, life.parent)
        if isinstance(exit_, ev.Exited):
            exited(log, exit_)
    told = [e, *(o for o in log.held.same(e) if isinstance(o, ev.Reparented))]
    exact = any(o.exact for o in told)
    name = HELPER_NAME if e.new == log.helper else next(filter(None, _names(told)), "")
    log.emit(
        replace(e, source=sources(told), exact=exact, old=life.parent, new_name=name,
                within=None if exact else e.within)
    )  # fmt: skip
    log.move(e.pid, life, e.new)


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
