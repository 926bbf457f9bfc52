"""Locks and queues: who holds them, who waits for them.

Releases are told before the call, acquires after it; still, an acquire can be told before the
release that made it possible.  So who has an exclusive thing last has it, and whoever had it
before is expected to say that it gave it back.
"""

from dataclasses import replace

from procviz import events as ev
from procviz.events import Event
from procviz.fold.base import Rules, counted
from procviz.things import Actor, Hold, Key, Thing, Wait
from procviz.world import Process, World, local

PLAIN = ("signal", "Thread", "Connection")  # nothing to hold: the event itself says it all


def inherit(world: World, parent: Process, child: Process, e: ev.Spawned) -> None:
    """Copy the held locks that live in the parent's memory: fork(2) copies them as they are.

    What the forking thread holds the child's one thread holds; of the others nobody is there.
    """
    if e.how != "fork":
        return
    for key, tid in parent.holds:
        thing = world.objects[key]
        if key[0] != parent.uid:
            continue
        copy = _thing(world, child, thing.library, key[1], thing.type)
        lost = tid != e.tid
        hold = thing.holders.get(Actor(parent.uid, tid))
        if hold is not None:
            copy.holders[Actor(child.uid, tid if lost else 0)] = Hold(e.t, hold.count, lost)
            child.holds.append((copy.key, tid if lost else 0))


def leave(world: World, process: Process) -> None:
    """Forget the waits of a process that will not come back to them."""
    for e in process.open:
        name, library = getattr(e, "object", ""), getattr(e, "library", "")
        thing = world.objects.get((local(process, library), name))
        if thing is not None and Actor(process.uid, e.tid) in thing.waiters:
            del world.own_thing(thing).waiters[Actor(process.uid, e.tid)]


def replaced(world: World, process: Process) -> None:
    """Another program runs: what lived in memory is gone, what is shared nobody gives back."""
    for key, tid in process.holds:
        thing, who = world.own_thing(world.objects[key]), Actor(process.uid, tid)
        if key[0]:
            thing.holders.pop(who, None)
        elif who in thing.holders:
            thing.holders[who] = replace(thing.holders[who], lost=True)
    process.holds.clear()


def died(world: World, process: Process) -> None:
    """Remember in which queues a process was getting when it died: it may hold their lock."""
    for e in process.open:
        if isinstance(e, ev.GetBegan):
            thing = world.thing(process, e.library, e.object)
            if thing is not None and not thing.key[0]:
                world.own_thing(thing).died_inside.append(process.uid)


def _thing(world: World, process: Process, library: str, name: str, kind: str) -> Thing:
    key: Key = (local(process, library), name)
    thing = world.objects.get(key)
    if thing is None or (key[0] and thing.type != kind):  # memory is used again for other things
        maker = world.processes.get(process.maker)
        same = None
        while key[0] and same is None and maker is not None:  # a fork's copy keeps its number
            same = world.objects.get((maker.uid, name))
            maker = world.processes.get(maker.maker)
        number = same.number if same and same.type == kind else counted(world, kind)
        thing = world.objects[key] = Thing(key, kind, library, number)
        if world.mine is not None:
            world.mine.objects[key] = None
        return thing
    return world.own_thing(thing)


def _who(process: Process, e: Event, thing: Thing) -> Actor:
    return Actor(process.uid, e.tid, process.task if thing.library == "asyncio" else 0)


def _wait(world: World, process: Process | None, e: Event, call: str) -> None:
    if process is None or not process.alive:
        return
    assert isinstance(e, ev.AcquireBegan | ev.GetBegan | ev.PutBegan | ev.WaitingOn)
    if e.type in PLAIN:
        return
    thing = _thing(world, process, e.library, e.object, e.type)
    block = getattr(e, "block", True)
    who = _who(process, e, thing)
    back = call == "Condition.wait" or (e.type == "Condition" and isinstance(e, ev.WaitingOn))
    held = back and _give_back(process, thing, who)
    thing.waiters[who] = Wait(e.t, e.timeout if block else 0.0, call, held)


def _acquire_began(world: World, process: Process | None, e: ev.AcquireBegan) -> None:
    _wait(world, process, e, "acquire")


def _get_began(world: World, process: Process | None, e: ev.GetBegan) -> None:
    _wait(world, process, e, "get")


def _put_began(world: World, process: Process | None, e: ev.PutBegan) -> None:
    _wait(world, process, e, "put")


def _waiting_on(world: World, process: Process | None, e: ev.WaitingOn) -> None:
    _wait(world, process, e, e.call or "wait")


def _done(world: World, process: Process | None, e: Event) -> tuple[Thing, Actor, Wait | None]:
    assert process is not None
    name, library, kind = e.object, e.library, e.type  # type: ignore[attr-defined]
    thing = _thing(world, process, library, name, kind)
    who = _who(process, e, thing)
    return thing, who, thing.waiters.pop(who, None)


def _acquired(world: World, process: Process | None, e: ev.Acquired) -> None:
    if process is None:
        return
    thing, who, _ = _done(world, process, e)
    thing.value = e.value if e.value >= 0 else thing.value
    _take(world, process, thing, who, e.t)


def _take(world: World, process: Process, thing: Thing, who: Actor, t: int) -> None:
    hold = thing.holders.get(who)
    if hold is not None:
        thing.holders[who] = replace(hold, count=hold.count + (thing.type != "Lock"))
        return
    for other in list(thing.holders) if thing.exclusive else ():
        thing.late.add(other)
        _drop(world, thing, other)
    thing.holders[who] = Hold(t)
    thing.late.discard(who)
    process.holds.append((thing.key, who.tid))


def _drop(world: World, thing: Thing, who: Actor) -> None:
    thing.holders.pop(who, None)
    process = world.processes.get(who.uid)
    if process is not None and (thing.key, who.tid) in process.holds:
        world.own(process).holds.remove((thing.key, who.tid))


def _give_back(process: Process, thing: Thing, who: Actor) -> bool:
    if thing.holders.pop(who, None) is None:
        return False
    if (thing.key, who.tid) in process.holds:
        process.holds.remove((thing.key, who.tid))
    return True


def _failed(world: World, process: Process | None, e: ev.AcquireFailed) -> None:
    if process is not None and e.type not in PLAIN:
        _done(world, process, e)


def _released(world: World, process: Process | None, e: ev.Released) -> None:
    if process is None or e.error:
        return
    thing = _thing(world, process, e.library, e.object, e.type)
    who = _who(process, e, thing)
    hold = thing.holders.get(who)
    thing.value += thing.value >= 0
    if hold is not None:
        if hold.count <= 1:
            _drop(world, thing, who)
        else:
            thing.holders[who] = replace(hold, count=hold.count - 1)
    elif who in thing.late:
        thing.late.discard(who)
    elif thing.exclusive:  # a plain lock may be given back by anybody
        for other in list(thing.holders):
            _drop(world, thing, other)
    else:
        thing.signalling = True


def _woken(world: World, process: Process | None, e: ev.Woken) -> None:
    if process is None or e.type in PLAIN:
        return
    thing, who, wait = _done(world, process, e)
    if wait is not None and wait.held:
        _take(world, process, thing, who, e.t)
    if thing.type == "Event" and e.ok and not e.error:
        thing.is_set = True


def _notified(world: World, process: Process | None, e: ev.Notified) -> None:
    if process is not None:
        thing = _thing(world, process, e.library, e.object, e.type)
        thing.is_set = not e.call.endswith("clear")


def _put(world: World, process: Process | None, e: ev.Put) -> None:
    if process is None:
        return
    thing, who, _ = _done(world, process, e)
    if not e.error:
        thing.queued += 1
        thing.put_by, thing.put_at = who.uid, e.t


def _got(world: World, process: Process | None, e: ev.Got) -> None:
    if process is None:
        return
    thing, _, _ = _done(world, process, e)
    if not e.error:
        thing.queued = max(0, thing.queued - 1)
        thing.died_inside.clear()  # whoever died in there took nothing along


RULES: Rules = {
    ev.AcquireBegan: _acquire_began,
    ev.Acquired: _acquired,
    ev.AcquireFailed: _failed,
    ev.Released: _released,
    ev.WaitingOn: _waiting_on,
    ev.Woken: _woken,
    ev.Notified: _notified,
    ev.PutBegan: _put_began,
    ev.Put: _put,
    ev.GetBegan: _get_began,
    ev.Got: _got,
}
