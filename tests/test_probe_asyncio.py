"""What the probe tells of asyncio's tasks: on real loops, step by step."""

import sys
from pathlib import Path

import pytest

from procviz.events import (
    Event,
    HandlerBegan,
    HandlerEnded,
    LineReached,
    Lost,
    TaskCreated,
    TaskFinished,
    TaskResumed,
    TaskSuspended,
    ThreadStarted,
    TimerArmed,
)
from tests.probed import Probed, probe

_KINDS = (TaskCreated, TaskResumed, TaskSuspended, TaskFinished)
_C_AND_PYTHON = ("", "loop.set_task_factory(lambda l, c, **k: tasks._PyTask(c, loop=l, **k))")


def steps(probed: Probed) -> list[tuple[str, int, str, int]]:
    """Return kind, task, what it says, and line of all that is told of tasks."""
    out = []
    for event in probed.log:
        if isinstance(event, _KINDS):
            said = str(next((getattr(event, f) for f in _SAYS if hasattr(event, f)), ""))
            line = event.where.line if event.where else 0
            out.append((type(event).__name__.removeprefix("Task"), event.task, said, line))
    return out


_SAYS = ("name", "awaits", "error")


def failed(probed: Probed) -> list[Event]:
    return [event for event in probed.of(Lost) if event.count < 0]


@pytest.mark.parametrize("factory", _C_AND_PYTHON, ids=["C", "Python"])
def test_each_step_of_each_task_is_told_in_order(tmp_path: Path, factory: str):
    probed = probe(
        tmp_path,
        f"""
        import asyncio
        from asyncio import tasks
        async def inner():
            await asyncio.sleep(0)
        async def child(event):
            await event.wait()
            await inner()
            raise KeyError("x")
        async def main():
            loop = asyncio.get_running_loop()
            {factory}
            event = asyncio.Event()
            task = loop.create_task(child(event))
            task.set_name("later")
            await asyncio.sleep(0)
            event.set()
            try:
                await task
            except KeyError:
                print("caught")
        asyncio.run(main())
        """,
    )
    assert probed.ended.out == "caught\n", probed.ended.err
    assert not probed.of(Lost)
    told = steps(probed)
    created = [step for step in told if step[0] == "Created"]
    assert [(task, line) for _, task, _, line in created] == [(1, 22), (2, 14)]
    assert [step for step in told if step[0] != "Created"] == [
        ("Resumed", 1, "", 10),
        ("Suspended", 1, "sleep", 16),
        ("Resumed", 2, "", 6),
        ("Suspended", 2, "event", 7),
        ("Resumed", 1, "", 16),
        ("Suspended", 1, "task later", 19),
        ("Resumed", 2, "", 7),
        ("Suspended", 2, "sleep", 5),
        ("Resumed", 2, "", 5),
        ("Finished", 2, "KeyError", 9),
        ("Resumed", 1, "", 19),
        ("Finished", 1, "", 0),
    ]
    functions = [event.function for event in probed.of(TaskCreated)]
    assert functions == ["main", "child"]


def test_names_are_those_of_the_program(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import asyncio
        async def work(): pass
        async def main():
            asyncio.create_task(work(), name="by hand")
            asyncio.get_running_loop().create_task(work(), name="by the loop")
            async with asyncio.TaskGroup() as group:
                group.create_task(work(), name="in a group")
            await asyncio.gather(work())
        asyncio.run(main())
        """,
    )
    names = [event.name for event in probed.of(TaskCreated)]
    assert names[1:-1] == ["by hand", "by the loop", "in a group"]
    assert names[0].startswith("Task-")
    assert names[-1].startswith("Task-")


def test_what_a_task_awaits_is_said_in_plain_words(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import asyncio
        async def holds(thing, free):
            async with thing:
                await free
        async def waits(call):
            await call
        async def main():
            lock, free, queue = asyncio.Lock(), asyncio.Future(), asyncio.Queue()
            async with asyncio.TaskGroup() as group:
                group.create_task(holds(lock, free))
                await asyncio.sleep(0)
                group.create_task(waits(lock.acquire()))
                group.create_task(waits(queue.get()))
                group.create_task(waits(asyncio.gather(asyncio.sleep(0))))
                group.create_task(waits(asyncio.wait_for(waits(asyncio.sleep(0)), 60)))
                await asyncio.to_thread(lambda: None)
                free.set_result(None)
                queue.put_nowait(None)
        asyncio.run(main())
        """,
    )
    said = [event.awaits for event in probed.of(TaskSuspended)]
    for word in ("lock", "queue", "gather", "future", "sleep", "thread", "task group"):
        assert word in said, said
    assert not probed.of(Lost)


def test_a_cancelled_task_says_so_and_a_library_s_tasks_are_not_told(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import asyncio
        async def for_ever():
            await asyncio.Event().wait()
        async def main():
            task = asyncio.create_task(for_ever())
            never = asyncio.create_task(for_ever())
            never.cancel()
            await asyncio.sleep(0)
            task.cancel()
        asyncio.run(main())
        """,
    )
    assert [event.function for event in probed.of(TaskCreated)] == ["main", "for_ever", "for_ever"]
    ended = {event.task: event.error for event in probed.of(TaskFinished)}
    assert ended == {1: "", 2: "CancelledError", 3: "CancelledError"}


@pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks are of Python 3.12")
def test_eager_tasks_are_told_before_they_begin(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import asyncio, signal
        async def at_once():
            signal.alarm(0)
        async def later():
            await asyncio.sleep(0)
        async def main():
            asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
            asyncio.create_task(at_once(), name="quick")
            await asyncio.create_task(later(), name="slow")
        asyncio.run(main())
        """,
    )
    told = [e for e in probed.told() if isinstance(e, (*_KINDS, TimerArmed))]
    assert [(type(e).__name__, getattr(e, "task", 0)) for e in told[2:]] == [
        ("TaskCreated", 2),
        ("TaskResumed", 2),
        ("TimerArmed", 0),
        ("TaskFinished", 2),
        ("TaskCreated", 3),
        ("TaskResumed", 3),
        ("TaskSuspended", 3),
        ("TaskSuspended", 1),
        ("TaskResumed", 3),
        ("TaskFinished", 3),
        ("TaskResumed", 1),
        ("TaskFinished", 1),
    ]
    assert [event.name for event in probed.of(TaskCreated)[1:]] == ["quick", "slow"]


def test_loops_in_threads_say_in_which(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import asyncio, threading
        async def work():
            for _ in range(5):
                await asyncio.sleep(0)
        threads = [threading.Thread(target=asyncio.run, args=(work(),)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        """,
    )
    tids = {event.tid for event in probed.of(ThreadStarted)}
    assert len(tids) == 3
    assert 0 not in tids
    for task in (1, 2, 3):
        mine = [e for e in probed.log if isinstance(e, _KINDS[1:]) and e.task == task]
        kinds = [type(event) for event in mine]
        assert kinds == [TaskResumed, TaskSuspended] * 5 + [TaskResumed, TaskFinished]
        assert len({event.tid for event in mine} & tids) == 1


_TIGHT = """
import asyncio, signal
async def main():
    for number in range(20000):
        await asyncio.sleep(0)
        if number == 15000:
            signal.alarm(0)
            other = True
asyncio.run(main())
"""


@pytest.mark.parametrize("lines", [True, False])
def test_of_a_tight_loop_all_that_is_not_told_is_counted(tmp_path: Path, lines: bool):
    probed = probe(tmp_path, _TIGHT, lines=lines)
    folded = [event.count for event in probed.of(Lost)]
    assert min(folded) > 0
    resumed, suspended = probed.of(TaskResumed), probed.of(TaskSuspended)
    assert len(resumed) + sum(folded) == 20001
    assert len(suspended) == len(resumed) - 1
    # and what is told is in order: the alarm was set by a task that runs
    told = [e for e in probed.told() if isinstance(e, (*_KINDS[1:], TimerArmed))]
    at = next(i for i, event in enumerate(told) if isinstance(event, TimerArmed))
    assert [type(event) for event in told[at - 1 : at + 2]] == [
        TaskResumed,
        TimerArmed,
        TaskSuspended,
    ]
    states = [type(event) for event in told if not isinstance(event, TimerArmed)]
    assert states == [TaskResumed, TaskSuspended] * len(suspended) + [TaskResumed, TaskFinished]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="3.11 stops looking at lines")
def test_a_line_that_is_new_is_told_of_a_running_task(tmp_path: Path):
    probed = probe(tmp_path, _TIGHT)
    last: type[Event] | None = None
    for event in probed.log:
        if isinstance(event, _KINDS[1:]):
            last = type(event)
        elif isinstance(event, LineReached) and event.where and event.where.function == "main":
            assert last is TaskResumed
    reached = {event.where.line for event in probed.of(LineReached) if event.where}
    assert {4, 5, 6, 7, 8} <= reached


def test_a_handler_that_the_loop_runs_is_told_when_it_runs(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import asyncio, os, signal
        async def main():
            loop, done = asyncio.get_running_loop(), asyncio.Event()
            loop.set_exception_handler(lambda loop, about: done.set())
            def on_term():
                raise ValueError("in the handler")
            loop.add_signal_handler(signal.SIGTERM, on_term)
            os.kill(os.getpid(), signal.SIGTERM)
            await done.wait()
        asyncio.run(main())
        """,
    )
    began = [event for event in probed.of(HandlerBegan) if event.handler == "on_term"]
    assert [(event.signal, event.where and event.where.line) for event in began] == [("SIGTERM", 6)]
    at = probed.log.index(began[0])
    ended = next(event for event in probed.log[at:] if isinstance(event, HandlerEnded))
    assert (ended.signal, ended.error) == ("SIGTERM", "ValueError")
    states = [event for event in probed.log[:at] if isinstance(event, (TaskResumed, TaskSuspended))]
    assert isinstance(states[-1], TaskSuspended)  # not inside the task, but when it waits
    assert not failed(probed)
