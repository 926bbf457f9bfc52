"""Records of the probe on pipes, sockets and connections -> events."""

from collections.abc import Callable
from typing import Any

from procviz import events as ev
from procviz.events import Event

_Envelope = dict[str, Any]


def _pipe(env: _Envelope, read: int, write: int, name: str, other: str, call: str) -> list[Event]:
    return [ev.PipeOpened(**env, read=read, write=write, object=name, other=other, call=call)]


def _dup(env: _Envelope, fd: int, to: int, name: str, call: str) -> list[Event]:
    return [ev.FdDuped(**env, fd=fd, to=to, object=name, call=call)]


def _closed(env: _Envelope, fd: int, name: str, call: str) -> list[Event]:
    return [ev.FdClosed(**env, fd=fd, object=name, call=call)]


def _kept(env: _Envelope, fd: int, name: str, call: str) -> list[Event]:
    why = f"{call} did not close descriptor {fd} ({name:.80}) as told: an exception came first"
    return [ev.Lost(**env, count=-1, why=why)]


def _send(env: _Envelope, fd: int, name: str, size: int, text: str, call: str) -> list[Event]:
    return [ev.SendBegan(**env, fd=fd, object=name, size=size, text=text, call=call)]


def _sent(env: _Envelope, fd: int, name: str, size: int, call: str, error: str) -> list[Event]:
    return [ev.Sent(**env, fd=fd, object=name, size=size, call=call, error=error)]


def _receive(env: _Envelope, fd: int, name: str, call: str) -> list[Event]:
    return [ev.ReceiveBegan(**env, fd=fd, object=name, call=call)]


def _received(
    env: _Envelope, fd: int, name: str, size: int, text: str, call: str, error: str
) -> list[Event]:
    got: dict[str, Any] = {"size": size, "text": text, "error": error}
    return [ev.Received(**env, fd=fd, object=name, call=call, **got)]


def _eof(env: _Envelope, fd: int, name: str, call: str) -> list[Event]:
    return [ev.EofRead(**env, fd=fd, object=name, call=call)]


def _thing(name: str, call: str) -> dict[str, Any]:
    kind = call.partition(".")[0]  # Connection.poll, socket.accept
    library = "multiprocessing" if kind == "Connection" else "socket"
    return {"object": name, "type": kind, "library": library}


def _poll(env: _Envelope, name: str, call: str, timeout: float | None) -> list[Event]:
    return [ev.WaitingOn(**env, **_thing(name, call), call=call, timeout=timeout)]


def _polled(env: _Envelope, name: str, call: str, ready: bool, error: str) -> list[Event]:
    return [ev.Woken(**env, **_thing(name, call), call=call, ok=ready, error=error)]


def _connected(env: _Envelope, address: str, call: str, error: str) -> list[Event]:
    return [ev.Connected(**env, address=address, call=call, error=error)]


RULES: dict[str, Callable[..., list[Event]]] = {
    "pipe": _pipe,
    "dup": _dup,
    "fd closed": _closed,
    "fd kept": _kept,
    "send": _send,
    "sent": _sent,
    "receive": _receive,
    "received": _received,
    "eof": _eof,
    "poll": _poll,
    "polled": _polled,
    "connected": _connected,
}
