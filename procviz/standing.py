"""Who stands in one place for long without a word, as far as polling has seen.

Who waits in a call that is known is no news, nor is who rests in a way that ends by itself.
"""

import re

from procviz.events import Where
from procviz.fold.waiting import waits
from procviz.world import Process, State, World

LONG = 5_000_000_000  # ns
# parts of what proc_pid_wchan(5) says of who sleeps, or waits for whatever comes: a server
_RESTS = re.compile("nanosleep|poll|select|accept|wait4|^do_wait|sigsuspend|pause|tty")


def standing(world: World) -> list[tuple[Process, Where]]:
    """Return who, and the last place that was seen; its line may be one of several."""
    places = ((process, place(process)) for process in world.processes.values())
    return [(process, where) for process, where in places if where is not None]


def place(process: Process) -> Where | None:
    """Return the last place that was seen of who stands still, None for whoever does not."""
    stood = process.stood
    if stood is None or stood.where is None or stood.t - stood.since < LONG:
        return None
    if not process.alive or waits(process) or _rests(process):
        return None
    return stood.where


def _rests(process: Process) -> bool:
    if process.state is State.RUNNING:
        return False
    blocked = str(process.facts.get("wchan") or "")
    return process.state is not State.SLEEPING or _RESTS.search(blocked) is not None
