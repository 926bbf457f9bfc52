"""How each event changes the world: ``apply(world, event)`` is the only way a world moves.

One module for each family of events; each has its rules in a table by the event's class.
"""

from collections.abc import Iterable

from procviz import events as ev
from procviz.events import Event
from procviz.fold import channels, life, outside, signals, sync, tasks, waiting
from procviz.world import TRAIL, Process, State, World, stamp

__all__ = ["apply", "fold"]


def fold(log: Iterable[Event]) -> World:
    """Return the world after all of ``log``."""
    world = World()
    for event in log:
        apply(world, event)
    return world


def apply(world: World, event: Event) -> None:
    """Move the world on by one event, in place."""
    world.seq, world.event = event.seq, event
    world.t = max(world.t, event.t)
    world.revision = revision = stamp()
    process, was = world.by_pid(event.pid), None
    if process is not None:
        process = world.own(process)
        process.revision, was = revision, process.state
        if process.alive:
            _touch(process, event)
    kind = type(event)
    if kind not in _OWN or (isinstance(event, ev.Sampled) and "fds" in event.facts):
        world.shared = world.bound = revision
    for rule in _RULES.get(kind, ()):
        rule(world, process, event)
    if process is not None and process.state is not was and (process.open or process.fds):
        world.bound = revision  # what it waits for may hold others up, by `procviz.stuck`
    if kind in _SHAPING:
        world.shape = revision


def _touch(process: Process, event: Event) -> None:
    """Note that the process did something: it runs, and where it stands."""
    if isinstance(event, ev.Sampled | ev.Wrote | ev.Lost | ev.Marked | ev.Granted):
        return
    if "probe" in event.source:
        process.probed = True
    if event.where is not None and not event.tid:
        process.where = event.where
        process.trail = (*process.trail[1 - TRAIL :], (event.t, event.where))
    if not isinstance(event, _PASSIVE):
        process.last = event
        if process.stood is not None:  # what was seen is older than this
            main = not event.tid or event.tid == event.pid
            process.stood = process.stood.without(event.tid or event.pid, main)
        if process.state is State.SLEEPING:
            process.become(State.RUNNING, event.t)


# of these others see nothing; save of a sample of descriptors
_OWN = {ev.Sampled, ev.LineReached, ev.Wrote, ev.Marked, ev.Lost, ev.TimerArmed, ev.MaskChanged}
_SHAPING = {ev.RunBegan, ev.Spawned, ev.Reaped, ev.RunEnded, ev.Reparented}
_PASSIVE = (ev.Exited, ev.Reparented, ev.SignalDelivered, ev.Stopped, ev.Continued)

# rules of what a call waits for come before the rule that closes the call
_TABLES = (sync.RULES, channels.RULES, tasks.RULES, waiting.RULES, life.RULES, signals.RULES,
           outside.RULES)  # fmt: skip
_RULES = {
    kind: tuple(table[kind] for table in _TABLES if kind in table)
    for kind in {kind for table in _TABLES for kind in table}
}
