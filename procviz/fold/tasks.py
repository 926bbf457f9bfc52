"""Inside a process: threads, and the tasks of its event loop."""

from procviz import events as ev
from procviz.fold.base import Rules
from procviz.things import Task
from procviz.world import Process, World


def _thread_started(_: World, process: Process | None, e: ev.ThreadStarted) -> None:
    if process is not None:
        process.threads[e.tid] = e.name


def _thread_ended(world: World, process: Process | None, e: ev.ThreadEnded) -> None:
    if process is None:
        return
    process.threads.pop(e.tid, None)
    for key, tid in process.holds:
        thing = world.objects.get(key)
        for who, hold in thing.holders.items() if thing is not None and tid == e.tid else ():
            hold.lost |= (who.uid, who.tid) == (process.uid, tid)
    process.open = [call for call in process.open if call.tid != e.tid]


def _created(_: World, process: Process | None, e: ev.TaskCreated) -> None:
    if process is not None:
        process.tasks[e.task] = Task(e.task, e.name, e.function, since=e.t)


def _known(process: Process, number: int) -> Task:
    if number not in process.tasks:  # made before the probe could look
        process.tasks[number] = Task(number, f"task {number}")
    return process.tasks[number]


def _resumed(_: World, process: Process | None, e: ev.TaskResumed) -> None:
    if process is not None:
        task = _known(process, e.task)
        task.state, task.since, task.awaits = "running", e.t, ""
        process.task = e.task


def _suspended(_: World, process: Process | None, e: ev.TaskSuspended) -> None:
    if process is not None:
        task = _known(process, e.task)
        task.state, task.since, task.awaits = "suspended", e.t, e.awaits
        process.task = 0


def _finished(_: World, process: Process | None, e: ev.TaskFinished) -> None:
    if process is not None:
        task = _known(process, e.task)
        task.state, task.since, task.error = "finished", e.t, e.error
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
