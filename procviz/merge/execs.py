"""Execs: the kernel, strace and the probe that comes up in the new program all tell of them."""

from dataclasses import replace

from procviz import events as ev
from procviz.events import Event
from procviz.merge import births
from procviz.merge.ledger import Ledger, Life, sources


def execed(log: Ledger, e: ev.Execed) -> None:
    """Tell of an exec, once."""
    if not births.known(log, e.pid, e):
        return
    life = log.lives[e.pid]
    if not e.exact and e.argv == life.argv:
        return  # the probe has told of it
    if e.exact and "probe" not in e.source:
        twin = _twin(log, e, life)
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
        if e.pid == log.root and life.execs == 0:  # that is the beginning of the run
            life.execs = 1
            return
        probe = next((o for o in log.held.peek(ev.Execed, e.pid) if "probe" in o.source), None)
        if isinstance(probe, ev.Execed) and not _between(log, e, probe):
            e = replace(e, source=sources([e, probe]), argv=e.argv or probe.argv)
    life.execs += 1
    log.emit(e)


def _twin(log: Ledger, e: ev.Execed, life: Life) -> ev.Execed | None:
    """Return the exec with both its sources, or None if the other one has told of it.

    The kernel and strace both see every exec, in order: the second of one is the second of
    the other.
    """
    (source,) = e.source
    life.seen[source] = life.seen.get(source, 0) + 1
    if life.seen[source] <= max((n for s, n in life.seen.items() if s != source), default=0):
        return None
    for other in list(log.held.peek(ev.Execed, e.pid)):
        name = other.source[0]
        if other.exact and name not in (source, "probe"):
            if life.seen.get(name, 0) == life.seen[source] - 1:
                life.seen[name] = life.seen[source]
                log.held.drop(other)
                assert isinstance(other, ev.Execed)
                # of a script that begins with #! only the kernel has the interpreter's
                mine, its = (e, other) if source == "kernel" else (other, e)
                argv = mine.argv or its.argv
                return replace(e, source=sources([e, other]), argv=argv)
            break
    return e


def _between(log: Ledger, first: Event, probe: Event) -> bool:
    """Tell whether the program exec'ed once more before our probe came up in it."""
    following = log.held.peek(ev.Execed, first.pid)
    return any("probe" not in o.source and first.t < o.t < probe.t for o in following)
