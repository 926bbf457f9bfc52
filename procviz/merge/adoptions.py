"""Adoptions: who the parent is after the parent has gone, and who reaps."""

from procviz import events as ev
from procviz.events import Event
from procviz.merge.ledger import HELPER_NAME, Ledger, Life


def reaper(log: Ledger, child: int, life: Life, told: list[ev.Reaped]) -> int:
    """Return who reaped ``child``; 0 = nobody, its parent does not want to know, or unknown.

    The kernel does not say: only the parent can, and when that is dead, who adopted the child.
    The helper tells of each reap of its own; so otherwise it was another subreaper above.
    """
    if by := next((o.pid for o in told if o.exact and o.pid not in (0, child)), 0):
        return by
    parent = log.lives.get(life.parent)
    if life.parent == log.helper or (parent is not None and parent.exited is None):
        ignores = parent is not None and parent.childless and parent.probed
        return 0 if ignores or any(o.pid == child for o in told) else life.parent
    above = log.above(life.parent)
    known = [pid for pid in above if pid in log.adopters]
    if known:
        return known[0]
    return above[0] if len(above) == 1 else 0


def only_by_adoption(log: Ledger, by: int, life: Life) -> bool:
    """Whether ``by`` can have reaped it only after it lost its parent."""
    parent = log.lives.get(life.parent)
    return by == log.helper or parent is None or parent.exited is not None


def adopted(log: Ledger, child: int, e: Event, new: int) -> None:
    """It was reaped by ``new``, and only a parent can: so it had been given to that one."""
    life = log.lives[child]
    name = HELPER_NAME if new == log.helper else ""
    log.emit(
        ev.Reparented(
            pid=child, t=e.t, start=life.start, source=e.source, old=life.parent, new=new,
            new_name=name,
        )
    )  # fmt: skip
    log.move(child, life, new)
