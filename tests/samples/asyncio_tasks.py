"""Tasks of every kind, and all that a program can find out about them."""

import asyncio
import contextlib
import contextvars
import gc
import inspect
import sys
import traceback

context = contextvars.ContextVar("context", default="none")


async def leaf(value, steps=1):
    for _ in range(steps):
        await asyncio.sleep(0)
    return value, context.get()


async def locked(lock, name):
    async with lock:
        await leaf(name)
    print(name, "had it,", asyncio.current_task().get_name())


async def fails(text):
    await leaf(text)
    raise ValueError(text)


async def cleans_up():
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        print("cancelled,", asyncio.current_task().cancelling())
        raise
    finally:
        print("cleaned up")


async def looks():
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    print(loop.get_task_factory(), loop.get_debug(), type(task) is asyncio.Task)
    print(task.get_coro().cr_code is looks.__code__, inspect.signature(loop.create_task))
    print(asyncio.BaseEventLoop.create_task.__qualname__, inspect.signature(asyncio.Handle._run))
    print("procviz" in inspect.getsource(asyncio.Handle._run), len(asyncio.all_tasks()))
    frame, names = sys._getframe(), []
    while frame is not None:
        names.append((frame.f_code.co_name, sorted(frame.f_locals)))
        frame = frame.f_back
    print(names)
    traceback.print_stack(file=sys.stdout)


async def many():
    lock = asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        for name in "abc":
            group.create_task(locked(lock, name), name=f"task of {name}")
    context.set("mine")
    print(await asyncio.gather(leaf(1), fails("in gather"), leaf(2, 30), return_exceptions=True))
    task = asyncio.create_task(cleans_up(), name="cleaner")
    await leaf(0)
    print(task.get_stack()[0].f_lineno, task.cancel("enough"))
    try:
        await task
    except asyncio.CancelledError as error:
        print(repr(error), task.cancelled(), task.done())
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(cleans_up(), 0.01)
    print(await asyncio.to_thread(lambda: 5), await asyncio.shield(leaf(6)))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails("in group"))
            group.create_task(cleans_up())
    except* ValueError as group:
        traceback.print_exception(group, file=sys.stdout)


async def nobody_asks():
    """Python tells the loop what was never awaited, and nobody else may take that away."""
    loop, told = asyncio.get_running_loop(), []
    loop.set_exception_handler(lambda _, about: told.append((about["message"], sorted(about))))
    task = loop.create_task(fails("unheard"))
    await leaf(0, 3)
    del task
    loop.call_soon(lambda: 1 // 0)
    await leaf(0, 2)
    gc.collect()
    print([(message.partition("(")[0].partition("<")[0], keys) for message, keys in told])


async def eager():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(getattr(asyncio, "eager_task_factory", None))
    task = asyncio.create_task(leaf("eager"), name="hurry")
    print(task.done(), await task, task.get_name())

    async def at_once():
        print("at once, in", asyncio.current_task() is not None)
        return 7

    task = asyncio.create_task(at_once())
    print(await task, task.get_name().startswith("Task-"))
    loop.set_task_factory(lambda loop, coro, **rest: asyncio.Task(coro, loop=loop, **rest))
    print((await asyncio.create_task(leaf("factory")))[0], loop.get_task_factory().__name__)


async def debugged():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 100
    task = asyncio.create_task(leaf("debug"))
    print([frame.name for frame in task._source_traceback], len(repr(task)) > 50)
    print(repr(task).partition("coro=")[2].partition(" at ")[0], await task)
    loop.call_soon(lambda: None)
    with contextlib.suppress(TypeError):
        await loop.create_task(5)


async def interrupted():
    await leaf(0)
    raise KeyboardInterrupt("from inside")


asyncio.run(looks())
asyncio.run(many())
asyncio.run(nobody_asks())
asyncio.run(eager())
asyncio.run(debugged(), debug=True)
try:
    asyncio.run(interrupted())
except KeyboardInterrupt:
    traceback.print_exc(file=sys.stdout)
with asyncio.Runner() as runner:
    print(runner.run(leaf("runner", 5), context=contextvars.copy_context()))
asyncio.run(fails("uncaught"))
