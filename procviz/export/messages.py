"""What went from one process to another through a pipe, a socket or a queue: both of its ends.

The log tells of sending and of receiving.  Pipes give back bytes in the order in which they took
them (pipe(7)); from a queue comes the earliest item that looks the same.
"""

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from procviz import events as ev
from procviz.events import Event
from procviz.narrate.parts import mib
from procviz.world import World, local

MOST = 10_000  # that are under way in one channel and remembered


class Message(NamedTuple):
    """From process ``source`` at ``sent`` (ns) to ``target`` at the event; both by uid."""

    source: int
    target: int
    sent: int
    kind: str  # pipe, socket, queue
    text: str


@dataclass(slots=True)
class _Way:
    """Something under way."""

    uid: int
    tid: int
    t: int
    text: str
    left: int = 0  # bytes not received yet
    sure: bool = False  # whoever took it has said so


class Messages:
    """Follows a log; `of` must see each event right after it was applied to the world."""

    def __init__(self) -> None:
        self._ways: dict[object, deque[_Way]] = {}

    def of(self, event: Event, world: World) -> list[Message]:
        """Return what arrived with this event."""
        process = world.by_pid(event.pid)
        if process is None:
            return []
        uid = process.uid
        match event:
            case ev.SendBegan():
                self._add(_to(event, world), _Way(uid, event.tid, world.t, event.text, event.size))
            case ev.Sent():
                way = self._said(_to(event, world), uid, event, bool(event.error))
                if way is not None and event.size:
                    way.left = min(way.left, event.size) if way.left else event.size
            case ev.Received(object=name, size=size) if not event.error:
                return self._received(name, uid, size)
            case ev.PutBegan():
                key = (local(process, event.library), event.object)
                self._add(key, _Way(uid, event.tid, world.t, event.item))
            case ev.Put():
                key = (local(process, event.library), event.object)
                self._said(key, uid, event, bool(event.error))
            case ev.Got() if not event.error:
                key = (local(process, event.library), event.object)
                return self._got(key, uid, event.item)
        return []

    def _add(self, key: object, way: _Way) -> None:
        self._ways.setdefault(key, deque(maxlen=MOST)).append(way)

    def _said(self, key: object, uid: int, event: Event, failed: bool) -> _Way | None:
        """Note that a call came back: what it sent is under way, or it never was."""
        ways = self._ways.setdefault(key, deque(maxlen=MOST))
        for way in ways:
            if (way.uid, way.tid, way.sure) == (uid, event.tid, False):
                way.sure = True
                if failed:
                    ways.remove(way)
                return way
        return None  # it was received before this was told, or its beginning was not seen

    def _received(self, name: str, uid: int, size: int) -> list[Message]:
        ways, found = self._ways.get(name, deque()), []
        while ways and size > 0:
            way = ways[0]
            if way.uid != uid:
                kind = name.partition(":")[0]
                text = way.text.rstrip("\n") or f"{size} B" if size < 1 << 20 else mib(size)
                found.append(Message(way.uid, uid, way.t, kind, text))
            if way.left > size:
                way.left -= size
                break
            size -= way.left
            ways.popleft()
        return found

    def _got(self, key: object, uid: int, item: str) -> list[Message]:
        ways = self._ways.get(key, deque())
        for way in ways:
            if way.text == item or not item:
                ways.remove(way)
                return [Message(way.uid, uid, way.t, "queue", item)] if way.uid != uid else []
        return []


def _to(event: ev.SendBegan | ev.Sent, world: World) -> str:
    """Return the object that it can be received from: of sockets the other one."""
    channel = world.channels.get(event.object)
    return channel.peer or event.object if channel is not None else event.object
