"""Records of the probe -> events: locks, conditions, queues, proxies, tasks of pools.

The records are made in ``procviz/probe``: ``_procviz_locks``, ``_procviz_pauses``,
``_procviz_conditions``, ``_procviz_queues``, ``_procviz_managers``, ``_procviz_futures``.
"""

from collections.abc import Callable
from typing import Any

from procviz import events as ev
from procviz.events import Event

_Envelope = dict[str, Any]


class _Thing:
    """An envelope with what the event is about."""

    def __init__(self, env: _Envelope, thing: str, kind: str, library: str) -> None:
        self.all: _Envelope = {**env, "object": thing, "type": kind, "library": library}

    def began(self, block: bool, timeout: float | None) -> Event:
        return ev.AcquireBegan(**self.all, block=block, timeout=timeout)

    def acquired(self, value: int = -1) -> Event:
        return ev.Acquired(**self.all, value=value)

    def failed(self, why: str) -> Event:
        return ev.AcquireFailed(**self.all, why=why)

    def released(self, error: str = "") -> Event:
        return ev.Released(**self.all, error=error)

    def woken(self, call: str, ok: bool, error: str) -> Event:
        return ev.Woken(**self.all, call=call, ok=ok, error=error)


def _rule(make: Callable[..., list[Event]]) -> Callable[..., list[Event]]:
    """Make a rule of a function whose first argument is the thing."""

    def rule(env: _Envelope, thing: str, kind: str, library: str, *rest: Any) -> list[Event]:
        return make(_Thing(env, thing, kind, library), *rest)

    return rule


def _acquired(it: _Thing, value: int, count: int = 1) -> list[Event]:
    return [it.acquired(value)] * count


def _took(it: _Thing, block: bool, timeout: float | None, value: int) -> list[Event]:
    return [it.began(block, timeout), it.acquired(value)]


def _missed(it: _Thing, block: bool, timeout: float | None, why: str) -> list[Event]:
    return [it.began(block, timeout), it.failed(why)]


def _released(it: _Thing, error: str, count: int) -> list[Event]:
    return [it.released(error)] * count


def _waits(it: _Thing, call: str, timeout: float | None, held: int) -> list[Event]:
    """``held``: so many times the lock of a condition was taken; to wait is to give it back."""
    waiting = ev.WaitingOn(**it.all, call=call, timeout=timeout)
    return [*_released(it, "", held), waiting]


def _woken(it: _Thing, call: str, ok: bool, error: str, held: int) -> list[Event]:
    """``held``: the lock has to be taken again before the call comes back."""
    again = [it.began(True, None)] if held else []
    return [it.woken(call, ok, error), *again]


def _woken_again(it: _Thing, call: str, ok: bool, error: str, held: int) -> list[Event]:
    return [*_woken(it, call, ok, error, held), *_acquired(it, -1, held)]


def _putting(it: _Thing, item: str, block: bool, timeout: float | None) -> list[Event]:
    return [ev.PutBegan(**it.all, item=item, block=block, timeout=timeout)]


def _getting(it: _Thing, block: bool, timeout: float | None) -> list[Event]:
    return [ev.GetBegan(**it.all, block=block, timeout=timeout)]


def _proxy(env: _Envelope, thing: str, kind: str, method: str, address: str) -> list[Event]:
    return [ev.ProxyCalled(**env, object=thing, type=kind, method=method, address=address)]


def _proxied(env: _Envelope, thing: str, kind: str, method: str, error: str) -> list[Event]:
    return [ev.ProxyReturned(**env, object=thing, type=kind, method=method, error=error)]


def _connected(env: _Envelope, address: str, call: str, error: str) -> list[Event]:
    return [ev.Connected(**env, address=address, call=call, error=error)]


def _submitted(env: _Envelope, function: str, job: int, index: int) -> list[Event]:
    return [ev.TaskSubmitted(**env, function=function, job=job, index=index)]


RULES: dict[str, Callable[..., list[Event]]] = {
    "acquire": _rule(lambda it, block, timeout: [it.began(block, timeout)]),
    "acquired": _rule(_acquired),
    "took": _rule(_took),
    "missed": _rule(_missed),
    "not acquired": _rule(lambda it, why: [it.failed(why)]),
    "released": _rule(_released),
    "waits": _rule(_waits),
    "woken": _rule(_woken),
    "woken again": _rule(_woken_again),
    "notified": _rule(lambda it, call, count: [ev.Notified(**it.all, call=call, count=count)]),
    "putting": _rule(_putting),
    "put": _rule(lambda it, error: [ev.Put(**it.all, error=error)]),
    "getting": _rule(_getting),
    "got": _rule(lambda it, item, error: [ev.Got(**it.all, item=item, error=error)]),
    "proxy": _proxy,
    "proxied": _proxied,
    "connected": _connected,
    "submitted": _submitted,
    "named": lambda env, name, role="": [ev.Named(**env, name=name, role=role)],
}
