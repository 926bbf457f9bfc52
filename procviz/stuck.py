"""Who can never go on: the processes and threads that wait only for one another.

Everyone who is in a call that waits without a limit, and of whom all are known who could end
that, is a candidate; whoever can be freed by somebody outside of the candidates is struck off,
until nobody is left to strike (the greatest fixed point).
"""

from typing import NamedTuple

from procviz import events as ev
from procviz.events import Event
from procviz.things import Actor
from procviz.world import Process, State, World

PIPE_SIZE = 4096  # bytes that any pipe takes without anybody reading, pipe(7)


class Bond(NamedTuple):
    """What a candidate waits for: ``lock``, ``child``, ``read`` or ``send``.

    ``on`` are all that could free it: any of them is enough.
    """

    kind: str
    on: tuple[Actor, ...]
    thing: tuple[int, str] | str = ""


Stuck = dict[Actor, Bond]


def alone(process: Process) -> bool:
    """Whether no thread but the main one is known."""
    return not process.threads.keys() - {0, process.pid}


class _Seen:
    """What of all processes together is asked for by many of them, worked out at most once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._doubted: set[str] | None = None
        self._children: dict[int, list[Process]] | None = None

    def doubted(self, name: str) -> bool:
        """Whether somebody may hold a channel of whom no sample since its exec has told."""
        if self._doubted is None:
            self._doubted = self.world.doubts()
        return name in self._doubted

    def children(self, pid: int) -> list[Process]:
        """Return the children that are not reaped."""
        if self._children is None:
            self._children = {}
            for process in self.world.processes.values():
                if not process.gone:
                    self._children.setdefault(process.parent, []).append(process)
        return self._children.get(pid, [])


def stuck(world: World) -> Stuck:
    """Return everyone who can never go on, as far as was seen, and what each waits for."""
    found: Stuck = {}
    if not world.objects and not world.channels:
        return found  # whoever waits for a child only, waits for one that waits for something
    seen = _Seen(world)
    threads: dict[int, int] = {}  # uid -> how many of its threads are candidates
    for process in world.processes.values():
        if process.open and process.alive:
            for who, bond in _bonds(seen, process):
                if bond is not None and bond.on:
                    found[who] = bond
                    threads[who.uid] = threads.get(who.uid, 0) + 1
    _tasks(world, found)
    for uid, count in threads.items():
        process = world.processes[uid]
        if count <= len(process.threads.keys() - {0, process.pid}):  # one of them is free
            threads[uid] = 0
    while True:
        free = [who for who, bond in found.items() if not _bound(world, bond, found, threads)]
        if not free:
            return found
        for who in free:
            del found[who]
            threads[who.uid] = 0


def _bound(world: World, bond: Bond, found: Stuck, threads: dict[int, int]) -> bool:
    """Whether all that could free somebody are stuck themselves."""
    if bond.kind == "lock":
        return all(who in found for who in bond.on)
    return all(who in found and threads.get(who.uid) for who in bond.on)


def _bonds(seen: _Seen, process: Process) -> list[tuple[Actor, Bond | None]]:
    """Return what each thread of a process is in, None where it is in nothing for ever."""
    inner: dict[int, Event] = {}
    for e in process.open:
        inner[e.tid] = e
    return [
        (Actor(process.uid, tid), _bond(seen, process, e))
        for tid, e in inner.items()
        if tid in process.threads or not tid or tid == process.pid
    ]


def _bond(seen: _Seen, process: Process, e: Event) -> Bond | None:
    if getattr(e, "timeout", None) is not None or not getattr(e, "block", True):
        return None
    match e:
        case ev.AcquireBegan():
            return _lock(seen.world, process, e)
        case ev.WaitBegan() if "WNOHANG" not in e.options:
            return _child(seen, process, e)
        case ev.ReceiveBegan():
            return _read(seen, e)
        case ev.SendBegan():
            return _send(seen.world, process, e)
    return None


def _lock(world: World, process: Process, e: ev.AcquireBegan) -> Bond | None:
    thing = world.thing(process, e.library, e.object)
    if thing is None or not thing.exclusive:
        return None
    if thing.type == "RLock" and Actor(process.uid, e.tid) in thing.holders:
        return None
    holders = tuple(thing.holders)
    if any(hold.lost or not world.processes[who.uid].alive for who, hold in thing.holders.items()):
        return None  # a lost lock: a finding of its own
    return Bond("lock", holders, thing.key)


def _child(seen: _Seen, process: Process, e: ev.WaitBegan) -> Bond | None:
    if e.target > 0:
        child = seen.world.by_pid(e.target)
        children = [child] if child is not None and child.parent == process.pid else []
    elif e.target == -1:
        children = seen.children(process.pid)
    else:
        return None
    if any(not child.alive for child in children):
        return None  # it comes back at once
    return Bond("child", tuple(Actor(child.uid) for child in children))


def _read(seen: _Seen, e: ev.ReceiveBegan) -> Bond | None:
    world = seen.world
    channel = world.channels.get(e.object)
    if channel is None or channel.flight > 0:
        return None
    far = world.channels.get(channel.peer) if channel.peer else channel
    if far is None or (channel.kind != "pipe" and not channel.peer) or seen.doubted(far.object):
        return None
    return Bond("read", tuple(Actor(uid) for uid in far.writers), channel.object)


def _send(world: World, process: Process, e: ev.SendBegan) -> Bond | None:
    channel = world.channels.get(e.object)
    far = world.channels.get(channel.peer) if channel is not None and channel.peer else channel
    if far is None or (far.kind != "pipe" and not far.peer) or process.state is not State.WAITING:
        return None
    if far.flight + e.size <= PIPE_SIZE:
        return None  # it fits: it will come back
    return Bond("send", tuple(Actor(uid) for uid in far.readers), e.object)


def _tasks(world: World, found: Stuck) -> None:
    """Add asyncio's tasks, which wait for locks of their own."""
    for thing in world.objects.values():
        if thing.library != "asyncio" or not thing.exclusive or not thing.holders:
            continue
        for who, wait in thing.waiters.items():
            process = world.processes[who.uid]
            if wait.call == "acquire" and wait.timeout is None and process.alive:
                found[who] = Bond("lock", tuple(thing.holders), thing.key)
