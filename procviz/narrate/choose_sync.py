"""Which of several sentences fits an event about locks, queues, channels or tasks."""

from collections.abc import Callable
from typing import Any

from procviz import events as ev
from procviz.events import Event
from procviz.things import Actor, Thing
from procviz.world import World


def _about(e: Any, world: World) -> Thing | None:
    process = world.by_pid(e.pid)
    return world.thing(process, e.library, e.object) if process is not None else None


def me(e: Any, world: World) -> Actor:
    """Return who does what an event about a lock or a queue tells."""
    process = world.by_pid(e.pid)
    if process is None:
        return Actor(0)
    return Actor(process.uid, e.tid, process.task if e.library == "asyncio" else 0)


def _looks(e: Any) -> bool:
    return not e.block or (e.timeout is not None and e.timeout <= 0)


def _acquire_began(e: ev.AcquireBegan, world: World) -> str:
    thing = _about(e, world)
    if _looks(e) or thing is None:
        return "look" if _looks(e) else ""
    if not thing.exclusive:
        return "empty" if thing.value == 0 else ""
    if me(e, world) in thing.holders:
        return "own"
    for who in thing.holders:
        holder = world.processes.get(who.uid)
        if holder is not None:
            return "held" if holder.alive else "lost"
    return ""


def _released(e: ev.Released, world: World) -> str:
    thing = _about(e, world)
    if e.error or thing is None:
        return "error" if e.error else ""
    return "wanted" if set(thing.wanted_by) - {me(e, world)} else ""


def _kind(e: ev.WaitingOn | ev.Woken) -> str:
    if e.object.startswith(("pipe:", "socket:")):
        return "channel"
    return "Queue" if e.type.endswith("Queue") else e.type


def _woken(e: ev.Woken, _: World) -> str:
    if e.error:
        return "error"
    return _kind(e) if e.ok else "thread_lives" if e.type == "Thread" else "vain"


def _notified(e: ev.Notified, _: World) -> str:
    call = e.call.rsplit(".", 1)[-1]
    if e.type == "Event":
        return "clear" if call == "clear" else "set"
    return "count" if e.count >= 0 else ""


def _put(e: ev.Put, _: World) -> str:
    return "full" if e.error == "Full" else "error" if e.error else ""


def _get_began(e: ev.GetBegan, world: World) -> str:
    thing = _about(e, world)
    if _looks(e):
        return "look"
    return "empty" if thing is not None and thing.queued <= 0 else ""


def _got(e: ev.Got, world: World) -> str:
    if e.error != "Empty":
        return "error" if e.error else ""
    thing = _about(e, world)
    return "vain" if thing is not None and thing.queued > 0 else "empty"


def _closed(e: ev.FdClosed, world: World) -> str:
    process = world.by_pid(e.pid)
    end = process.closed if process is not None else None
    channel = world.channels.get(end.object) if end is not None else None
    if end is None or channel is None:
        return ""
    if channel.kind != "pipe" or world.doubted(channel.object):
        return "end"
    if end.mode == "w" and not channel.writers and channel.readers:
        return "last_writer"
    if end.mode == "r" and not channel.readers and channel.writers:
        return "last_reader"
    return "end"


def _duped(e: ev.FdDuped, world: World) -> str:
    process = world.by_pid(e.pid)
    return "end" if process is not None and e.to in process.fds else ""


def _sent(e: ev.Sent, _: World) -> str:
    return "broken" if e.error == "BrokenPipeError" else "error" if e.error else ""


def _receive_began(e: ev.ReceiveBegan, world: World) -> str:
    channel = world.channels.get(e.object)
    return "empty" if channel is not None and channel.writers and channel.flight <= 0 else ""


def _mask(e: ev.MaskChanged, _: World) -> str:
    if not e.signals:
        return "none" if e.how == "set" else "nothing"
    return e.how


def _connected(e: ev.Connected, _: World) -> str:
    if e.call.endswith("accept"):
        return "accept_error" if e.error else "accept"
    return "error" if e.error else ""


def _finished(e: ev.TaskFinished, _: World) -> str:
    return "cancelled" if e.error == "CancelledError" else "error" if e.error else ""


VARIANTS: dict[type[Event], Callable[[Any, World], str]] = {
    ev.AcquireBegan: _acquire_began,
    ev.Acquired: lambda e, _: "" if e.value < 0 else "value",
    ev.AcquireFailed: lambda e, _: e.why,
    ev.Released: _released,
    ev.WaitingOn: lambda e, _: _kind(e),
    ev.Woken: _woken,
    ev.Notified: _notified,
    ev.PutBegan: lambda e, _: "look" if _looks(e) else "",
    ev.Put: _put,
    ev.GetBegan: _get_began,
    ev.Got: _got,
    ev.ProxyReturned: lambda e, _: "error" if e.error else "",
    ev.Connected: _connected,
    ev.PipeOpened: lambda e, _: "pair" if e.other else "",
    ev.FdDuped: _duped,
    ev.FdClosed: _closed,
    ev.SendBegan: lambda e, _: "" if e.text else "plain",
    ev.Sent: _sent,
    ev.ReceiveBegan: _receive_began,
    ev.Received: lambda e, _: "error" if e.error else "" if e.text else "plain",
    ev.EofRead: lambda e, _: "pipe" if e.object.startswith("pipe:") else "",
    ev.TaskCreated: lambda e, _: "" if e.function else "plain",
    ev.TaskSuspended: lambda e, _: "awaits" if e.awaits else "",
    ev.TaskFinished: _finished,
    ev.MaskChanged: _mask,
    ev.Named: lambda e, _: "role" if e.role else "",
}
