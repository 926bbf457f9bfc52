"""What goes into a sentence: an event's own fields, those that need words put into words."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from procviz import events as ev
from procviz.events import Event
from procviz.narrate import parts, pending, things, values_sync
from procviz.narrate.sentences import TABLES
from procviz.world import State, World

_EXPLAINED = (ev.SignalSent, ev.SignalDelivered, ev.DispositionSet)  # the others just name it
_LATE = 20_000_000  # ns; a child that is reaped sooner was no zombie that anybody could notice


def values_of(event: Any, world: World, lang: str) -> dict[str, Any]:
    """Return all that the templates of this kind of event may name."""
    values: dict[str, Any] = {f.name: getattr(event, f.name) for f in fields(event)}
    values["pid"] = _who(event, world, lang)
    if "argv" in values:
        values["argv"] = parts.command(event.argv)
    if "handler" in values:
        key = "handler" if event.handler else "a_handler"
        values["handler"] = TABLES[lang][key].format(handler=event.handler)
    if "code" in values:
        values["status"] = parts.how_it_ended("status", event, lang) if "signal" in values else ""
        values["ended"] = parts.how_it_ended("ended", event, lang) if "signal" in values else ""
    if isinstance(event, _EXPLAINED):
        values["signal"] = parts.signal(event.signal, lang)
    special = _SPECIAL.get(type(event))
    if special is not None:
        values |= special(event, world, lang)
    return values


def _who(event: Event, world: World, lang: str) -> str:
    """Name the process, and the thread or the task where it is one of several."""
    process = world.by_pid(event.pid)
    if process is None or isinstance(event, ev.ThreadStarted | ev.ThreadEnded):
        return parts.who(event.pid, world, lang)
    task = process.task if getattr(event, "library", "") == "asyncio" else 0
    return things.by(process, event.tid, task, lang)


def _run_ended(_: ev.RunEnded, world: World, lang: str) -> dict[str, Any]:
    count = sum(p.state is not State.GONE for p in world.processes.values())
    template = TABLES[lang].get(f"rest.{count}", TABLES[lang]["rest"])
    return {"rest": template.format(count=count) if count else ""}


def _dead(event: ev.Exited | ev.Zombie, world: World, lang: str) -> dict[str, Any]:
    process = world.by_pid(event.pid)
    if process is None:
        return {"parent": TABLES[lang]["parent"], "dead": TABLES[lang]["dead"]}
    return {
        "parent": parts.who(process.parent, world, lang),
        "dead": parts.how_it_ended("dead", process, lang),
        "waits": parts.waits_for_another(process, world),
    }


def _reaped(event: ev.Reaped, world: World, lang: str) -> dict[str, Any]:
    child = world.by_pid(event.child)
    late = TABLES[lang]["late"].format(seconds=event.zombie_for / 1e9)
    return {
        "old": child.adopted_from if child is not None else 0,
        "late": late if event.zombie_for >= _LATE else "",
    }


def _exiting(event: ev.Exiting, _: World, lang: str) -> dict[str, Any]:
    return {"how": TABLES[lang].get(f"how.{event.how}", event.how)}


def _wrote(event: ev.Wrote, _: World, lang: str) -> dict[str, Any]:
    return {
        "stream": parts.stream(event, lang),
        "text": parts.cut(event.text.removesuffix("\n"), parts.TEXT),
        "bytes": _bytes(event.data) if event.data else len(event.text),
    }


def _bytes(data: str) -> int:
    """Return how many bytes base64 stands for, RFC 4648; whatever else a recording has there."""
    return len(data) * 3 // 4 - data[-2:].count("=")


def _sampled(event: ev.Sampled, world: World, _: str) -> dict[str, Any]:
    process = world.by_pid(event.pid)
    known = process.private if process is not None else None
    return {
        "grown": parts.mib(known.grown if known is not None else 0),
        "private": parts.mib(event.facts.get("private", 0)),
    }


def _granted(event: ev.Granted, _: World, lang: str) -> dict[str, Any]:
    what = pending.phrase(event.point, event.call, event.where, lang, returned=event.returned)
    return {"what": what, "count": len(event.ready)}


_SPECIAL: dict[type[Event], Callable[[Any, World, str], dict[str, Any]]] = {
    ev.RunEnded: _run_ended,
    ev.Exiting: _exiting,
    ev.Exited: _dead,
    ev.Zombie: _dead,
    ev.Reaped: _reaped,
    ev.Reparented: lambda e, w, lang: {"new": parts.who(e.new, w, lang, e.new_name)},
    ev.WaitBegan: lambda e, _, lang: {"target": parts.target(e, lang)},
    ev.SignalSent: lambda e, _, lang: {"to": parts.receiver(e.to, lang)},
    ev.TaskBegan: lambda e, _, lang: {"task": parts.task(e, lang)},
    ev.TaskEnded: lambda e, _, lang: {"task": parts.task(e, lang)},
    ev.TaskSubmitted: lambda e, _, lang: {"task": parts.task(e, lang)},
    ev.Wrote: _wrote,
    ev.Sampled: _sampled,
    ev.Granted: _granted,
    **values_sync.SPECIAL,
}
