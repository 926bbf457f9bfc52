"""Pipes and sockets: who holds which end, and what is inside.

fork(2) copies all descriptors; execve(2) keeps those without FD_CLOEXEC, which no event tells: the
first sample after it does.  Exit closes all.
"""

from procviz import events as ev
from procviz.fold.base import Rules, actor, counted
from procviz.things import Actor, Channel, End, Wait
from procviz.world import Process, World

_STANDARD = {0: "r", 1: "w", 2: "w"}  # who finds a pipe there was given it for that


def _channel(world: World, name: str) -> Channel:
    """Return a channel as one that may be changed, made where it was not known."""
    channel = world.channels.get(name)
    if channel is not None:
        return world.own_channel(channel)
    kind = name.partition(":")[0]
    channel = world.channels[name] = Channel(name, counted(world, kind))
    if world.mine is not None:
        world.mine.channels[name] = None
    return channel


def _hold(world: World, process: Process, fd: int, end: End) -> None:
    if process.fds.get(fd) == end:
        return
    _let_go(world, process, fd)
    process.fds[fd] = end
    channel = _channel(world, end.object)
    for letter, side in (("r", channel.readers), ("w", channel.writers)):
        if letter in end.mode:
            side.setdefault(process.uid, set()).add(fd)


def _let_go(world: World, process: Process, fd: int) -> End | None:
    end = process.fds.pop(fd, None)
    if end is None:
        return None
    channel = _channel(world, end.object)
    for side in (channel.readers, channel.writers):
        held = side.get(process.uid)
        if held is not None:
            held.discard(fd)
            if not held:
                del side[process.uid]
    return end


def inherit(world: World, parent: Process, child: Process) -> None:
    """Give a child all descriptors of its parent."""
    for fd, end in parent.fds.items():
        _hold(world, child, fd, end)
    child.doubtful = dict(parent.doubtful)


def replaced(world: World, process: Process) -> None:
    """Another program runs: only its standard descriptors are sure to be still there."""
    for fd in [fd for fd in process.fds if fd not in _STANDARD]:
        end = _let_go(world, process, fd)
        if end is not None:
            process.doubtful[fd] = end


def sampled(world: World, process: Process, facts: object) -> None:
    """Correct what is not known from events, by a sample of all descriptors."""
    if not isinstance(facts, dict):
        return
    found = {int(fd): str(what) for fd, what in facts.items() if str(fd).isdigit()}
    for fd, end in process.doubtful.items():
        if found.get(fd) == end.object and fd not in process.fds:
            _hold(world, process, fd, end)
    process.doubtful.clear()
    if process.probed:
        return  # its own calls are known exactly, and a sample may be older than the last of them
    for fd in [fd for fd, end in process.fds.items() if found.get(fd) != end.object]:
        _let_go(world, process, fd)
    for fd, mode in _STANDARD.items():
        name = found.get(fd, "")
        if name in world.channels and fd not in process.fds:
            both = name.startswith("socket:")
            _hold(world, process, fd, End(name, "rw" if both else mode))


def leave(world: World, process: Process) -> None:
    """Forget the reads and writes of a process that will not come back to them."""
    for e in process.open:
        if isinstance(e, ev.ReceiveBegan | ev.SendBegan):
            channel = world.channels.get(e.object)
            if channel is not None:
                channel = world.own_channel(channel)
                channel.reading.pop(Actor(process.uid, e.tid), None)
                channel.writing.pop(Actor(process.uid, e.tid), None)


def close_all(world: World, process: Process) -> None:
    """Close everything: _exit(2)."""
    for fd in list(process.fds):
        _let_go(world, process, fd)
    process.doubtful.clear()


def _forget(world: World, name: str) -> None:
    """Take away a channel of before, and all its ends: the kernel gives its number again.

    It does when nobody has it open, so whoever seems to has closed it and that was not seen.
    """
    channel = world.channels.pop(name, None)
    if channel is None:
        return
    for uid in {*channel.readers, *channel.writers}:
        holder = world.own(world.processes[uid])
        for fd in [fd for fd, end in holder.fds.items() if end.object == name]:
            del holder.fds[fd]
    if world.mine is not None:
        world.mine.channels.pop(name, None)
        world.mine.gone.add(name)


def _opened(world: World, process: Process | None, e: ev.PipeOpened) -> None:
    if process is None:
        return
    _forget(world, e.object)
    if not e.other:
        _hold(world, process, e.read, End(e.object, "r"))
        _hold(world, process, e.write, End(e.object, "w"))
        return
    one, other = _channel(world, e.object), _channel(world, e.other)
    one.peer, other.peer = e.other, e.object
    _hold(world, process, e.read, End(e.object, "rw"))
    _hold(world, process, e.write, End(e.other, "rw"))


def _duped(world: World, process: Process | None, e: ev.FdDuped) -> None:
    if process is None or e.fd == e.to:
        return
    end = process.fds.get(e.fd)
    if end is None:
        _let_go(world, process, e.to)
    else:
        _hold(world, process, e.to, end)


def _closed(world: World, process: Process | None, e: ev.FdClosed) -> None:
    if process is not None:
        process.closed = _let_go(world, process, e.fd)
        process.doubtful.pop(e.fd, None)


def _uses(world: World, process: Process, e: ev.SendBegan | ev.ReceiveBegan, mode: str) -> Channel:
    """Return the channel; who uses a descriptor holds it, wherever it has it from."""
    end = process.fds.get(e.fd)
    if end is None or end.object != e.object:
        mode = "rw" if e.object.startswith("socket:") else mode
        _hold(world, process, e.fd, End(e.object, mode))
    return _channel(world, e.object)


def _receive_began(world: World, process: Process | None, e: ev.ReceiveBegan) -> None:
    if process is not None and process.alive:
        channel = _uses(world, process, e, "r")
        channel.reading[actor(process, e)] = Wait(e.t, call=e.call)
        channel.read.pop(process.uid, None)
        channel.read[process.uid] = None


def _send_began(world: World, process: Process | None, e: ev.SendBegan) -> None:
    if process is not None and process.alive:
        channel = _uses(world, process, e, "w")
        channel.writing[actor(process, e)] = Wait(e.t, call=e.call)


def _sent(world: World, process: Process | None, e: ev.Sent) -> None:
    if process is None:
        return
    channel = _channel(world, e.object)
    channel.writing.pop(actor(process, e), None)
    if not e.error:
        channel.wrote.pop(process.uid, None)
        channel.wrote[process.uid] = None
        _channel(world, channel.peer or e.object).flight += e.size


def _received(world: World, process: Process | None, e: ev.Received) -> None:
    if process is not None:
        channel = _channel(world, e.object)
        channel.reading.pop(actor(process, e), None)
        channel.flight -= 0 if e.error else e.size  # below 0 for a moment: read before told sent


def _eof(world: World, process: Process | None, e: ev.EofRead) -> None:
    if process is not None:
        channel = _channel(world, e.object)
        channel.reading.pop(actor(process, e), None)
        channel.ended = True


RULES: Rules = {
    ev.PipeOpened: _opened,
    ev.FdDuped: _duped,
    ev.FdClosed: _closed,
    ev.ReceiveBegan: _receive_began,
    ev.Received: _received,
    ev.SendBegan: _send_began,
    ev.Sent: _sent,
    ev.EofRead: _eof,
}
