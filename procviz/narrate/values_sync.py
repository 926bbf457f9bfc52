"""What goes into the sentences for locks, queues, channels and tasks."""

from collections.abc import Callable
from typing import Any

from procviz import events as ev
from procviz.events import Event
from procviz.narrate import things
from procviz.narrate.choose_sync import me
from procviz.narrate.sentences import TABLES
from procviz.world import World

_ITEM = 60  # characters of an item, or of what went through a pipe

Values = dict[str, Any]
_LOCKS = (ev.AcquireBegan, ev.Acquired, ev.AcquireFailed, ev.Released)


def _limit(event: Any, lang: str) -> str:
    timeout = getattr(event, "timeout", None)
    return "" if timeout is None else TABLES[lang]["limit"].format(timeout=timeout)


def _cut(text: str) -> str:
    return text if len(text) <= _ITEM else text[: _ITEM - 1] + "…"


def _thing(event: Any, world: World, lang: str) -> Values:
    name = things.name_of(event, world, lang)
    if event.type == "Condition" and isinstance(event, _LOCKS):
        name = TABLES[lang]["lock_of"].format(thing=name)
    values: Values = {"thing": name, "limit": _limit(event, lang)}
    if hasattr(event, "item"):
        values["item"] = _cut(event.item) or "?"
    process = world.by_pid(event.pid)
    thing = world.thing(process, event.library, event.object) if process is not None else None
    if thing is not None and process is not None:
        for key, whos in (("holders", list(thing.holders)), ("waiters", thing.wanted_by)):
            others = [who for who in whos if who != me(event, world)]
            if others:
                values[key] = things.actors(others, world, lang)
    return values


def size(count: int, lang: str) -> str:
    """Return a number of bytes in words."""
    table = TABLES[lang]
    return table.get(f"bytes.{count}", table["bytes"]).format(size=count)


def _channel(event: Any, world: World, lang: str) -> Values:
    values: Values = {"thing": things.name_of(event, world, lang)}
    if hasattr(event, "size"):
        values["bytes"] = size(event.size, lang)
    if hasattr(event, "text"):
        values["text"] = TABLES[lang]["quoted"].format(text=_cut(event.text.rstrip("\n")))
    process = world.by_pid(event.pid)
    if process is not None and isinstance(event, ev.FdClosed):
        values["side"] = things.side(process.closed, world, lang)
    elif process is not None and isinstance(event, ev.FdDuped):
        values["side"] = things.side(process.fds.get(event.to), world, lang)
    return values


def _task(event: Any, world: World, _: str) -> Values:
    process = world.by_pid(event.pid)
    task = process.tasks.get(event.task) if process is not None else None
    return {"name": task.name if task is not None else event.task}


def _mask(event: ev.MaskChanged, _: World, lang: str) -> Values:
    return {"signals": things.listed(event.signals, lang) if event.signals else ""}


def _named(event: ev.Named, _: World, lang: str) -> Values:
    return {"role": TABLES[lang].get(f"role.{event.role}", event.role)}


_THINGS = (
    *_LOCKS, ev.WaitingOn, ev.Woken, ev.Notified, ev.PutBegan, ev.Put, ev.GetBegan, ev.Got,
)  # fmt: skip
_CHANNELS = (
    ev.PipeOpened, ev.FdDuped, ev.FdClosed, ev.SendBegan, ev.Sent, ev.ReceiveBegan, ev.Received,
    ev.EofRead,
)  # fmt: skip
SPECIAL: dict[type[Event], Callable[[Any, World, str], Values]] = {
    **dict.fromkeys(_THINGS, _thing),
    **dict.fromkeys(_CHANNELS, _channel),
    ev.TaskResumed: _task,
    ev.TaskSuspended: _task,
    ev.TaskFinished: _task,
    ev.MaskChanged: _mask,
    ev.Named: _named,
}
