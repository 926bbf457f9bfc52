"""Inside a process: threads, and the tasks of its event loop."""

from dataclasses import replace

from procviz import events as ev
from procviz.fold.base import Rules
from procviz.state import State
from procviz.tape import Tape
from procviz.things import Inside, Task
from procviz.world import Process, World

_MOST = 500  # threads and tasks of a process that are kept; of those that are over the first go


def _enter(
    world: World, process: Process, key: tuple[str, int], name: str, state: State, t: int
) -> None:
    """Note that a thread or task is in a state now; a number may be used again."""
    lane = process.inside.get(key)
    if lane is not None and lane.over is None:
        process.inside[key] = lane.become(state, t)
        return
    if lane is not None:
        del process.inside[key]  # the new one comes last
    elif len(process.inside) >= _MOST:
        old = next((k for k, o in process.inside.items() if o.over is not None), None)
        if old is None:
            return
        del process.inside[old]
    world.inside = world.revision
    process.inside[key] = Inside(name, Tape([(t, state)]))


def _over(process: Process, key: tuple[str, int], t: int) -> None:
    lane = process.inside.get(key)
    if lane is not None and lane.over is None:
        process.inside[key] = replace(lane.become(State.GONE, t), over=t)


def _thread_started(world: World, process: Process | None, e: ev.ThreadStarted) -> None:
    if process is not None:
        process.threads[e.tid] = e.name
        _enter(world, process, ("thread", e.tid), e.name, State.SLEEPING, e.t)


def _thread_ended(world: World, process: Process | None, e: ev.ThreadEnded) -> None:
    if process is None:
        return
    process.threads.pop(e.tid, None)
    _over(process, ("thread", e.tid), e.t)
    for key, tid in process.holds:
        thing = world.objects.get(key)
        if thing is None or tid != e.tid:
            continue
        thing = world.own_thing(thing)
        for who, hold in thing.holders.items():
            if (who.uid, who.tid) == (process.uid, tid):
                thing.holders[who] = replace(hold, lost=True)
    process.open = [call for call in process.open if call.tid != e.tid]


def _created(world: World, process: Process | None, e: ev.TaskCreated) -> None:
    if process is not None:
        process.tasks[e.task] = Task(e.task, e.name, e.function, since=e.t)
        _enter(world, process, ("task", e.task), e.name, State.WAITING, e.t)


def _known(process: Process, number: int) -> Task:
    if number not in process.tasks:  # made before the probe could look
        process.tasks[number] = Task(number, f"task {number}")
    return process.tasks[number]


def _resumed(world: World, process: Process | None, e: ev.TaskResumed) -> None:
    if process is not None:
        task = _known(process, e.task)
        process.tasks[e.task] = replace(task, state="running", since=e.t, awaits="")
        _enter(world, process, ("task", e.task), task.name, State.RUNNING, e.t)
        process.task = e.task


def _suspended(world: World, process: Process | None, e: ev.TaskSuspended) -> None:
    if process is not None:
        task = _known(process, e.task)
        process.tasks[e.task] = replace(task, state="suspended", since=e.t, awaits=e.awaits)
        _enter(world, process, ("task", e.task), task.name, State.WAITING, e.t)
        process.task = 0


def _finished(_: World, process: Process | None, e: ev.TaskFinished) -> None:
    if process is not None:
        task = _known(process, e.task)
        process.tasks[e.task] = replace(task, state="finished", since=e.t, error=e.error)
        _over(process, ("task", e.task), e.t)
        if process.task == e.task:
            process.task = 0


RULES: Rules = {
    ev.ThreadStarted: _thread_started,
    ev.ThreadEnded: _thread_ended,
    ev.TaskCreated: _created,
    ev.TaskResumed: _resumed,
    ev.TaskSuspended: _suspended,
    ev.TaskFinished: _finished,
}
