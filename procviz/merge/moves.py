"""Changes of session and process group."""

from dataclasses import replace

from procviz import events as ev
from procviz.events import Event
from procviz.merge.ledger import Ledger, Life, sources


def moved(log: Ledger, e: ev.SessionChanged | ev.GroupChanged, life: Life) -> None:
    """Tell of another session or group, once."""
    now = _place(e)
    if now == (life.session if isinstance(e, ev.SessionChanged) else life.group):
        return
    first = {o.source: o for o in reversed(log.held.peek(type(e), e.pid))}
    others = [o for o in first.values() if o.source != e.source and _place(o) == now]
    for other in others:
        log.held.drop(other)
    probe = next((o for o in [e, *others] if "probe" in o.source), e)
    life.group = now
    if isinstance(e, ev.SessionChanged):
        life.session = now
    log.emit(replace(e, source=sources([e, *others]), where=probe.where, tid=probe.tid))


def _place(event: Event) -> int:
    if isinstance(event, ev.SessionChanged):
        return event.session
    return event.group if isinstance(event, ev.GroupChanged) else 0
