"""Signals: who sent one to whom, what it will do, stops."""

from procviz import events as ev
from procviz.fold.base import Rules
from procviz.fold.waiting import waits
from procviz.world import Link, Process, State, World


def _signal_sent(world: World, sender: Process | None, e: ev.SignalSent) -> None:
    if e.error:
        return
    if e.to > 0:
        target = world.by_pid(e.to)
        targets = [target] if target else []
    else:
        group = -e.to or (sender.facts.get("group") if sender else None)
        targets = [p for p in world.alive if p.facts.get("group") == group]
    for target in targets:
        source = sender.uid if sender else 0
        world.links.append(Link(e.seq, e.t, "signal", source, target.uid, e.signal))


def _disposition(_: World, process: Process | None, e: ev.DispositionSet) -> None:
    if process is not None:
        process.dispositions[e.signal] = (e.action, e.handler)


def _mask(_: World, process: Process | None, e: ev.MaskChanged) -> None:
    if process is None or e.tid:
        return
    blocked = set(process.facts.get("blocked", ()))
    match e.how:
        case "block":
            blocked |= set(e.signals)
        case "unblock":
            blocked -= set(e.signals)
        case _:
            blocked = set(e.signals)
    process.facts["blocked"] = sorted(blocked)  # known before the next sample


def _stopped(_: World, process: Process | None, e: ev.Stopped) -> None:
    if process is not None and process.alive:
        process.become(State.STOPPED, e.t)


def _continued(_: World, process: Process | None, e: ev.Continued) -> None:
    if process is not None and process.alive:
        process.become(State.WAITING if waits(process) else State.RUNNING, e.t)


RULES: Rules = {
    ev.SignalSent: _signal_sent,
    ev.DispositionSet: _disposition,
    ev.MaskChanged: _mask,
    ev.Stopped: _stopped,
    ev.Continued: _continued,
}
