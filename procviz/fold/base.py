"""What the rules have in common."""

from collections.abc import Callable
from typing import Any

from procviz.events import Event
from procviz.things import Actor
from procviz.world import Process, World

Rule = Callable[[World, Process | None, Any], None]
Rules = dict[type[Event], Rule]


def actor(process: Process, event: Event, task: int = 0) -> Actor:
    """Return who does what an event tells of."""
    return Actor(process.uid, event.tid, task)


def counted(world: World, what: str) -> int:
    """Return the number of one more thing of a type."""
    number = world.counts[what] = world.counts.get(what, 0) + 1
    return number
