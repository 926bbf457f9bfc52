"""Which of several sentences fits an event: the part of a key after its dot."""

from collections.abc import Callable
from typing import Any

from procviz import events as ev
from procviz.events import Event
from procviz.narrate import choose_sync
from procviz.narrate.parts import TEXT, waits_for_another
from procviz.world import State, World


def variant(event: Event, world: World) -> str:
    """Return the variant's name; "" = the plain one.  The world is the one after the event."""
    choose = _VARIANTS.get(type(event))
    return choose(event, world) if choose else ""


def _spawned(e: ev.Spawned, _: World) -> str:
    # the kernel's word for it does not tell which function of Python made the child
    return e.how if "probe" in e.source or e.how != "fork" else ""


def _zombie(e: ev.Zombie, world: World) -> str:
    return "other" if waits_for_another(world.by_pid(e.pid), world) else ""


def _reaped(e: ev.Reaped, world: World) -> str:
    child = world.by_pid(e.child)
    return "adopter" if child is not None and child.adopted_from is not None else ""


def _reparented(e: ev.Reparented, world: World) -> str:
    process = world.by_pid(e.pid)
    return "zombie" if process is not None and not process.alive else ""


def _wait_began(e: ev.WaitBegan, _: World) -> str:
    if "WNOHANG" in e.options or (e.timeout is not None and e.timeout <= 0):
        return "look"
    if e.call == "os.system":
        return "shell"
    return "" if e.timeout is None else "timeout"


def _wait_ended(e: ev.WaitEnded, _: World) -> str:
    if e.error:
        return "nobody" if "ChildProcessError" in e.error or "ECHILD" in e.error else "error"
    if e.call == "os.system":
        return "status"  # it gives a status and no PID
    if e.stopped or e.continued:
        return "stopped" if e.stopped else "continued"
    return "child" if e.child else ""


def _signal_sent(e: ev.SignalSent, _: World) -> str:
    if e.pid == 0:
        return "you_error" if e.error else "you"
    if e.error:
        return "error"
    return "self" if e.to == e.pid else ""


def _handler_ended(e: ev.HandlerEnded, world: World) -> str:
    process = world.by_pid(e.pid)
    if e.error:
        return "error"
    return "waiting" if process is not None and process.state is State.WAITING else ""


def _wrote(e: ev.Wrote, world: World) -> str:
    if e.skipped:
        return "skipped"
    if e.text == "\n" and world.output and world.output[-1].text:  # print() may write twice
        return "newline"
    return "data" if e.data else "more" if len(e.text) > TEXT else ""


def _sampled(e: ev.Sampled, world: World) -> str:
    process = world.by_pid(e.pid)
    known = process.private if process is not None else None
    if known is None or known.told != e.seq or "private" not in e.facts:
        return ""
    return "copied" if known.copied else "new"


def _granted(e: ev.Granted, _: World) -> str:
    if e.instead:
        return "over" if e.instead == "end" else "strayed"
    if e.point == "handler" and e.depth:
        return "held"
    return "chosen" if len(e.ready) > 1 else ""


_VARIANTS: dict[type[Event], Callable[[Any, World], str]] = {
    ev.Spawned: _spawned,
    ev.ForkReturned: lambda e, _: "parent" if e.value else "child",
    ev.Exiting: lambda e, _: "" if e.code is None else "code",
    ev.Zombie: _zombie,
    ev.Reaped: _reaped,
    ev.Reparented: _reparented,
    ev.SessionChanged: lambda e, _: "own" if e.session == e.pid else "",
    ev.Execed: lambda e, _: "" if e.argv else "unread",
    ev.WaitBegan: _wait_began,
    ev.WaitEnded: _wait_ended,
    ev.SignalSent: _signal_sent,
    ev.SignalDelivered: lambda e, _: "" if e.sender else "kernel",
    ev.HandlerEnded: _handler_ended,
    ev.DispositionSet: lambda e, _: e.action,
    ev.TimerArmed: lambda e, _: "" if e.seconds else "off",
    ev.Stopped: lambda e, _: "signal" if e.signal else "",
    ev.TaskEnded: lambda e, _: "" if e.ok else "failed",
    ev.Wrote: _wrote,
    ev.Sampled: _sampled,
    ev.Granted: _granted,
    ev.Lost: lambda e, _: "count" if e.count > 0 else "",
    **choose_sync.VARIANTS,
}
