"""What locks, queues, pipes and those who hold them are called: "Lock 1", "the write end of …"."""

import re
from collections.abc import Iterable
from typing import Any

from procviz.narrate.sentences import GAP, TABLES
from procviz.things import Actor, Channel, End, Thing
from procviz.world import Process, World

_CLOSE = "，。：；（）、”"
_NO_GAP = re.compile(rf"(?:^|(?<=[\s，。：；（、“])){GAP}|{GAP}(?=[\s{_CLOSE}]|$)")


def spaced(text: str) -> str:
    """Set the spaces between scripts that names have around them."""
    return _NO_GAP.sub("", text).replace(GAP, " ") if GAP in text else text


def _numbered(kind: str, number: int, lang: str) -> str:
    table = TABLES[lang]
    name = table.get(f"type.{kind}")
    text = table["thing"].format(type=name or kind, number=number)
    return text if name or not text.endswith(GAP) else GAP + text


def thing_name(thing: Thing, lang: str) -> str:
    """Return "Lock 1"; spaces around it are still to be set by :func:`spaced`."""
    return _numbered(thing.type, thing.number, lang)


def channel_name(channel: Channel, lang: str) -> str:
    """Return "pipe 1"."""
    return _numbered(channel.kind, channel.number, lang)


def name_of(event: Any, world: World, lang: str) -> str:
    """Return the name of what an event is about: ``object``, and ``type`` where it has one."""
    process = world.by_pid(event.pid)
    channel = world.channels.get(event.object)
    if channel is not None:
        return channel_name(channel, lang)
    library = getattr(event, "library", "")
    thing = world.thing(process, library, event.object) if process is not None else None
    if thing is not None:
        return thing_name(thing, lang)
    kind = getattr(event, "type", "") or event.object
    return str(TABLES[lang].get(f"type.{kind}", kind))


def side(end: End | None, world: World, lang: str) -> str:
    """Return "the write end of pipe 1"; "" where it is not known."""
    channel = world.channels.get(end.object) if end is not None else None
    if end is None or channel is None:
        return ""
    return TABLES[lang][f"side.{end.mode}"].format(thing=channel_name(channel, lang))


def listed(names: Iterable[str], lang: str) -> str:
    """Return "a, b and c"."""
    *first, last = names
    table = TABLES[lang]
    return table["and"].join([table["comma"].join(first), last]) if first else last


def actor(who: Actor, world: World, lang: str) -> str:
    """Return a PID, with the thread or the task where it is not simply the process."""
    process = world.processes.get(who.uid)
    return by(process, who.tid, who.task, lang) if process is not None else "?"


def by(process: Process, tid: int, task: int, lang: str) -> str:
    """Return a PID, with the name of its thread or of its asyncio task."""
    table = TABLES[lang]
    if task and task in process.tasks:
        return table["task_of"].format(pid=process.pid, name=process.tasks[task].name)
    name = process.threads.get(tid, "") if tid else ""
    return table["thread_of"].format(pid=process.pid, name=name) if name else str(process.pid)


def actors(whos: Iterable[Actor], world: World, lang: str) -> str:
    """Return several of them in one list, each once."""
    return listed(dict.fromkeys(actor(who, world, lang) for who in whos), lang)
