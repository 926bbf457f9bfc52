"""A finding -> one sentence."""

from procviz.findings import Finding
from procviz.narrate import parts, things
from procviz.narrate.sentences import TABLES
from procviz.safe import safe
from procviz.standing import LONG
from procviz.stuck import Bond
from procviz.things import Actor
from procviz.world import State, World


def finding(found: Finding, world: World, lang: str = "en") -> str:
    """Return what is wrong, who it is about, and that no more is known than was seen."""
    table = TABLES[lang]
    if found.kind == "stands":
        return safe(_stands(found, world, lang) + table["end"])
    make = {"eof": _eof, "lost": _lost, "deadlock": _deadlock, "queue": _queue}
    text = make[found.kind](found, world, lang) if found.kind in make else ""
    if found.kind in ("zombie", "orphan"):
        text = _family(found, world, lang)
    else:
        text += table["as_seen"]
    return safe(things.spaced(text).replace(table["tidy"], table["tidy"].rstrip()) + table["end"])


def _family(found: Finding, world: World, lang: str) -> str:
    process = world.processes[found.who[0].uid]
    other = parts.who(process.parent, world, lang, process.adopter)
    return TABLES[lang][found.kind].format(who=process.pid, other=other, old=process.adopted_from)


def _stands(found: Finding, world: World, lang: str) -> str:
    """Say where, and that this was only looked at from time to time."""
    table, process = TABLES[lang], world.processes[found.who[0].uid]
    stood, (file, function) = process.stood, found.place
    first, last = stood.lines if stood is not None else (0, 0)
    place = f"{parts.base(file)}:{first}" + (f"–{last}" if last > first else "")
    key = "stands.in" if function not in ("", "<module>") else "stands.at"
    where = table[key].format(place=place, function=function)
    return table["stands"].format(who=process.pid, where=where, seconds=LONG // 10**9)


def _thing(key: tuple[int, str] | str, world: World, lang: str) -> str:
    if isinstance(key, str):
        return things.channel_name(world.channels[key], lang)
    return things.thing_name(world.objects[key], lang)


def _eof(found: Finding, world: World, lang: str) -> str:
    reader = found.who[0]
    assert isinstance(found.thing, str)
    holders = things.listed((_holds(by, reader, found.thing, world, lang) for by in found.by), lang)
    return TABLES[lang]["eof"].format(
        who=things.actor(reader, world, lang),
        thing=_thing(found.thing, world, lang),
        holders=holders,
    )


def _holds(by: Actor, reader: Actor, name: str, world: World, lang: str) -> str:
    """Say who holds a write end, by which descriptors."""
    table, process = TABLES[lang], world.processes[by.uid]
    peer = world.channels[name].peer
    fds = sorted(world.channels[peer or name].writers.get(by.uid, ()))
    key = "fds" if len(fds) == 1 else "fds.many"
    variant = "own" if by.uid == reader.uid else ""
    if not variant and process.state is State.WAITING:
        variant = "blocked"
    template = table[f"end_held.{variant}" if variant else "end_held"]
    end = table["end.socket" if peer else "end.pipe"]
    fd = table["comma"].join(map(str, fds))
    return template.format(pid=process.pid, end=end, fds=table[key].format(fd=fd))


def _lost(found: Finding, world: World, lang: str) -> str:
    table = TABLES[lang]
    holder = world.processes[found.by[0].uid]
    many = "" if len(found.who) == 1 else ".many"
    return table["lost.thread" if holder.alive else "lost"].format(
        thing=_thing(found.thing, world, lang),
        other=things.listed([str(world.processes[a.uid].pid) for a in found.by], lang),
        status=parts.how_it_ended("status", holder, lang),
        who=table[f"wait_in_vain{many}"].format(who=things.actors(found.who, world, lang)),
    )


def _deadlock(found: Finding, world: World, lang: str) -> str:
    table = TABLES[lang]
    if len(found.who) == 1:
        who = things.actor(found.who[0], world, lang)
        return table["deadlock.own"].format(who=who, thing=_thing(found.thing, world, lang))
    after = (*found.who[1:], found.who[0])
    links = [
        _link(who, bond, other, world, lang)
        for who, bond, other in zip(found.who, found.bonds, after, strict=True)
    ]
    return table["deadlock"].format(chain=table["then"].join(links))


def _link(who: Actor, bond: Bond, other: Actor, world: World, lang: str) -> str:
    key = {"child": "link.wait", "read": "link.pipe", "send": "link.full"}.get(bond.kind, "link")
    return TABLES[lang][key].format(
        pid=things.actor(who, world, lang),
        other=things.actor(other, world, lang),
        thing=_thing(bond.thing, world, lang) if bond.thing else "",
    )


def _queue(found: Finding, world: World, lang: str) -> str:
    dead = world.processes[found.by[0].uid]
    return TABLES[lang]["queue" if len(found.who) == 1 else "queue.many"].format(
        who=things.actors(found.who, world, lang),
        thing=_thing(found.thing, world, lang),
        other=dead.pid,
        status=parts.how_it_ended("status", dead, lang),
    )
