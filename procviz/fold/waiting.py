"""Calls that begin and end: what a process is in the middle of, and whether it waits there."""

from procviz import events as ev
from procviz.events import Event
from procviz.fold.base import Rules
from procviz.world import Process, State, World

_NO_LOOP = "asyncio"  # a task waits there, while the thread goes on with other tasks


def _began(world: World, process: Process | None, e: Event) -> None:
    if process is None or not process.alive or getattr(e, "library", "") == _NO_LOOP:
        return
    process.open.append(e)
    if not e.tid and (isinstance(e, _ALWAYS) or _is_held(world, process, e)) and may_block(e):
        process.become(State.WAITING, e.t)


def _is_held(world: World, process: Process, e: Event) -> bool:
    """Whether what it asks for is taken, as far as was seen."""
    if not isinstance(e, ev.AcquireBegan):
        return False
    thing = world.thing(process, e.library, e.object)
    if thing is None or thing.signalling:
        return False
    if not thing.exclusive:
        return thing.value == 0
    return any(
        thing.type != "RLock" or (who.uid, who.tid) != (process.uid, e.tid) for who in thing.holders
    )


def _ended(_: World, process: Process | None, e: Event) -> None:
    if process is None or not process.alive:
        return
    began = _PAIRS[type(e)]
    for i in range(len(process.open) - 1, -1, -1):
        if type(process.open[i]) is began and process.open[i].tid == e.tid:
            del process.open[i]
            break
    if process.state is State.WAITING and not waits(process):
        process.become(State.RUNNING, e.t)


def waits(process: Process) -> bool:
    """Whether its main thread is in a call that may wait."""
    return any(isinstance(e, CALLS) and not e.tid and may_block(e) for e in process.open)


def may_block(e: Event) -> bool:
    """Whether a call waits at all: not with ``block=False`` or a timeout of 0."""
    timeout = getattr(e, "timeout", None)
    return bool(getattr(e, "block", True)) and (timeout is None or timeout > 0)


_ALWAYS = (ev.WaitBegan, ev.WaitingOn, ev.GetBegan, ev.ReceiveBegan)  # made to wait
# these go through at once, unless something is taken, full or busy: sleeping in one tells
CALLS = (*_ALWAYS, ev.AcquireBegan, ev.PutBegan, ev.SendBegan, ev.ProxyCalled)

_PAIRS: dict[type[Event], type[Event]] = {
    ev.WaitEnded: ev.WaitBegan,
    ev.HandlerEnded: ev.HandlerBegan,
    ev.TaskEnded: ev.TaskBegan,
    ev.Acquired: ev.AcquireBegan,
    ev.AcquireFailed: ev.AcquireBegan,
    ev.Woken: ev.WaitingOn,
    ev.Put: ev.PutBegan,
    ev.Got: ev.GetBegan,
    ev.ProxyReturned: ev.ProxyCalled,
    ev.Sent: ev.SendBegan,
    ev.Received: ev.ReceiveBegan,
    ev.EofRead: ev.ReceiveBegan,
}
RULES: Rules = {**dict.fromkeys(_PAIRS.values(), _began), **dict.fromkeys(_PAIRS, _ended)}
