"""Records of the probe -> events: what happens inside a process, and what it waits for."""

from collections.abc import Callable
from typing import Any

from procviz import events as ev
from procviz.events import Event
from procviz.signals import name as signal_name

_Envelope = dict[str, Any]


def _created(env: _Envelope, task: int, name: str, function: str) -> list[Event]:
    return [ev.TaskCreated(**env, task=task, name=name, function=function)]


def _folded(env: _Envelope, count: int) -> list[Event]:
    why = (
        "steps of asyncio tasks from and to the same place, less than 10 ms after one that is told"
    )
    return [ev.Lost(**env, count=count, why=why)]


def _waiting(env: _Envelope, call: str, timeout: float | None) -> list[Event]:
    return [ev.WaitingOn(**env, **_SIGNALS, call=call, timeout=timeout)]


def _woken(env: _Envelope, call: str, ok: bool, error: str) -> list[Event]:
    return [ev.Woken(**env, **_SIGNALS, call=call, ok=bool(ok), error=error)]


def _mask(env: _Envelope, how: str, signals: tuple[int, ...]) -> list[Event]:
    names = tuple(signal_name(number) for number in sorted(signals))
    return [ev.MaskChanged(**env, how=how, signals=names)]


_SIGNALS: _Envelope = {"object": "signals", "type": "signal", "library": "signal"}
RULES: dict[str, Callable[..., list[Event]]] = {
    "task created": _created,
    "task resumed": lambda env, task: [ev.TaskResumed(**env, task=task)],
    "task suspended": lambda env, task, what: [ev.TaskSuspended(**env, task=task, awaits=what)],
    "task finished": lambda env, task, error: [ev.TaskFinished(**env, task=task, error=error)],
    "steps folded": _folded,
    "signal wait": _waiting,
    "signal woken": _woken,
    "mask": _mask,
}
