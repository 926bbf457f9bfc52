"""Births: told once, and before anything else of the same process."""

from dataclasses import replace

from procviz import events as ev
from procviz.events import Event
from procviz.merge.ledger import Ledger, Life, sources


def known(log: Ledger, pid: int, event: Event) -> bool:
    """Make sure that the log has the spawn of ``pid``; False if nobody tells of it."""
    if pid in log.lives:
        return True
    if not log.late(pid, event):
        spawn = log.held.take(ev.Spawned, pid)
        if isinstance(spawn, ev.Spawned):
            spawned(log, spawn)
    return pid in log.lives


def spawned(log: Ledger, e: ev.Spawned) -> None:
    """Tell of a birth, once, with all that the sources know of it."""
    if e.child in log.lives or log.late(e.child, e):
        return
    if e.pid != log.helper and not known(log, e.pid, e):
        return
    told = [e, *(o for o in log.held.same(e) if isinstance(o, ev.Spawned))]
    probe = next((o for o in told if "probe" in o.source), None)
    best = probe or next((o for o in told if "strace" in o.source), e)
    start = next((o.child_start for o in told if o.child_start), 0)
    exact = any(o.exact for o in told)
    parent = log.lives.get(e.pid)
    log.made_by[e.child] = e.pid
    life = log.lives[e.child] = Life(start, e.pid)
    log.children.setdefault(e.pid, {})[e.child] = None
    if probe is None:
        life.made = log.seq + 1
    if parent is not None:
        life.probed, life.childless = parent.probed, parent.childless
    log.emit(
        replace(
            e,
            source=sources(told),
            exact=exact,
            within=None if exact else e.within,
            child_start=start,
            how=best.how or "fork",
            where=probe.where if probe else e.where,
            tid=best.tid,
        )
    )
