"""World -> findings: what has gone wrong, or will not go on by itself, as far as was seen.

Only what follows from exact events, but for ``stands``; a finding says who, and by what.
``procviz.narrate.finding`` puts one into words.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from procviz import events as ev
from procviz.standing import standing as still
from procviz.stuck import Bond, Stuck, alone, stuck
from procviz.things import Actor, Channel, Hold, Thing
from procviz.world import Process, State, World

_LOCKING = ("lock", "send")  # a cycle of reads and waits alone is told as an end that cannot come
SETTLED = 200_000_000  # ns in which a reader would have got what was on its way


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.  ``who`` is affected; ``by``: on whose account, in the order of the story.

    ``kind`` is ``zombie`` (``by`` its parent), ``orphan``, ``eof`` (who reads; ``by`` who holds the
    write end), ``lost`` (who waits; ``by`` the dead holder), ``deadlock`` (``who`` = ``by`` = the
    cycle), ``queue`` (who gets; ``by`` who died inside) or ``stands`` (who was seen by polling in
    one function of the program, ``place``, for long and without a word).  ``thing``: key of a lock
    or queue, or name of a channel.
    """

    kind: str
    who: tuple[Actor, ...]
    by: tuple[Actor, ...] = ()
    thing: tuple[int, str] | str = ""
    bonds: tuple[Bond, ...] = ()  # of a deadlock: what each waits for
    place: tuple[str, str] = ("", "")  # file and function

    @property
    def uids(self) -> set[int]:
        """All processes that it is about."""
        return {actor.uid for actor in (*self.who, *self.by)}


def find(world: World, now: int = 0) -> list[Finding]:
    """Return all findings of this moment; ``now`` is the true time of the run, at least world.t."""
    families = (family(world, process) for process in world.processes.values())
    return [
        *(found for found in families if found is not None),
        *troubles(world, now, stuck(world), (process for process, _ in still(world))),
    ]


def troubles(world: World, now: int, bound: Stuck, standing: Iterable[Process]) -> list[Finding]:
    """Return the findings that are no affair of one family: see `find`.

    ``bound`` and ``standing`` are what `procviz.stuck` and `procviz.standing` say of this world.
    """
    now = max(now, world.t)
    return [
        *_deadlocks(bound),
        *_lost(world),
        *_pipes(world, bound, now),
        *_queues(world, now),
        *map(_stands, standing),
    ]


# -- families -----------------------------------------------------------------------------------


def family(world: World, process: Process) -> Finding | None:
    """Return what is wrong with a process as a child: it is a zombie, or an orphan."""
    if process.state is State.ZOMBIE and process.kept is not None:
        parent = world.by_pid(process.parent)
        if parent is not None and parent.alive and not _waits_for(parent, process):
            return Finding("zombie", (Actor(process.uid),), (Actor(parent.uid),))
    elif process.adopted_from is not None and process.alive and not process.role:
        # what a library runs for itself is meant to outlive its maker for a moment
        return Finding("orphan", (Actor(process.uid),))
    return None


def _waits_for(parent: Process, child: Process) -> bool:
    waits = (e for e in parent.open if isinstance(e, ev.WaitBegan))
    return any(e.target in (-1, child.pid) or e.target in (0, -_group(child)) for e in waits)


def _group(process: Process) -> int:
    group = process.facts.get("group")
    return group if isinstance(group, int) else 0


# -- locks --------------------------------------------------------------------------------------


def _lost(world: World) -> list[Finding]:
    found = []
    for thing in world.objects.values():
        if not thing.waiters or thing.signalling or not thing.holders:
            continue
        lost = [who for who, hold in thing.holders.items() if gone(world, who, hold)]
        if len(lost) == len(thing.holders) and (thing.exclusive or thing.value == 0):
            waiting = thing.wanted_by
            if waiting:
                found.append(Finding("lost", tuple(waiting), tuple(lost), thing.key))
    return found


def gone(world: World, who: Actor, hold: Hold) -> bool:
    """Whether who held it cannot give it back any more."""
    process = world.processes.get(who.uid)
    return process is None or not process.alive or hold.lost


def _deadlocks(bound: Stuck) -> list[Finding]:
    """Return each cycle in which a lock is waited for, or a full channel."""
    found: list[Finding] = []
    done: set[Actor] = set()
    for first in bound:
        path: list[Actor] = []
        who = first
        while who not in path and who in bound and who not in done:
            path.append(who)
            # all that could free somebody who is stuck are stuck: rather follow others, and locks
            on, me = bound[who].on, who
            who = min(on, key=lambda w: (w == me, bound[w].kind not in _LOCKING))
        done |= set(path)
        if who not in path:
            continue
        cycle = path[path.index(who) :]
        if any(bound[w].kind in _LOCKING for w in cycle):
            start = cycle.index(min(cycle))
            ring = (*cycle[start:], *cycle[:start])
            bonds = tuple(bound[w] for w in ring)
            found.append(Finding("deadlock", ring, ring, bonds[0].thing, bonds))
    return found


# -- channels -----------------------------------------------------------------------------------


def _pipes(world: World, bound: Stuck, now: int) -> list[Finding]:
    found = []
    doubts: set[str] | None = None
    for channel in world.channels.values():
        if not channel.reading:
            continue
        far = world.channels.get(channel.peer) if channel.peer else channel
        if channel.flight > 0 or far is None or not far.writers:
            continue
        if channel.kind != "pipe" and not channel.peer:
            continue  # nobody knows who is at the other end
        for who, wait in channel.reading.items():
            if not world.processes[who.uid].alive or now - wait.since < SETTLED:
                continue
            if doubts is None:
                doubts = world.doubts()
            if who in bound or _forgotten(world, far, who, bound, doubts):
                holders = tuple(Actor(uid) for uid in far.writers)
                found.append(Finding("eof", (who,), holders, channel.object))
    return found


def _forgotten(
    world: World, far: Channel, reader: Actor, bound: Stuck, doubts: Container[str]
) -> bool:
    """Whether all that can still write wait for ever, or only forgot to close their end.

    Who rests and has never written, while others have and are done, has forgotten it.
    """
    if far.object in doubts or all(uid in far.writers for uid in far.wrote):
        return False
    for uid in far.writers:
        process = world.processes[uid]
        waits = uid == reader.uid or Actor(uid) in bound
        if not (waits and alone(process)) and (uid in far.wrote or not _rests(process)):
            return False
    return True


def _rests(process: Process) -> bool:
    return process.state in (State.WAITING, State.SLEEPING, State.STOPPED)


# -- queues -------------------------------------------------------------------------------------


def _queues(world: World, now: int) -> list[Finding]:
    found = []
    for thing in world.objects.values():
        if not thing.died_inside or thing.queued <= 0 or now - thing.put_at < SETTLED:
            continue
        waiting = tuple(
            who
            for who, wait in thing.waiters.items()
            if wait.call == "get" and now - wait.since >= SETTLED and _lives(world, thing, who)
        )
        if waiting:
            dead = tuple(Actor(uid) for uid in thing.died_inside)
            found.append(Finding("queue", waiting, dead, thing.key))
    return found


# -- standing still ------------------------------------------------------------------------------


def _stands(process: Process) -> Finding:
    where = process.stood.where if process.stood is not None else None
    place = (where.file, where.function) if where is not None else ("", "")
    return Finding("stands", (Actor(process.uid),), place=place)


def _lives(world: World, thing: Thing, who: Actor) -> bool:
    process = world.processes.get(who.uid)
    return process is not None and process.alive and who.uid not in thing.died_inside
