"""What asyncio's tasks are and where they stand: read only, nothing of the program is run."""

import sys

import _procviz_frames as frames


async def _coroutine():
    pass


_closed = _coroutine()
_closed.close()
_Coroutine, _Generator = type(_closed), type(_ for _ in ())
# coroutines of asyncio that a program gives to create_task, gather and the like
_PUBLIC = {"sleep", "wait_for", "wait", "to_thread"}
# what one waits for who waits in these coroutines of asyncio (the outermost counts), in plain words
_WORDS = {
    "sleep": "sleep",
    "wait": "tasks",
    "_wait_for_one": "tasks",
    "to_thread": "thread",
    "open_connection": "connection",
    "open_unix_connection": "connection",
    "create_subprocess_exec": "process",
    "create_subprocess_shell": "process",
    "TaskGroup.__aexit__": "task group",
    "Lock.acquire": "lock",
    "Event.wait": "event",
    "Condition.wait": "condition",
    "Condition.wait_for": "condition",
    "Semaphore.acquire": "semaphore",
    "Barrier.wait": "barrier",
    "Queue.get": "queue",
    "Queue.put": "queue",
    "Queue.join": "queue",
    "StreamReader.read": "stream",
    "StreamReader.readline": "stream",
    "StreamReader.readuntil": "stream",
    "StreamReader.readexactly": "stream",
    "StreamWriter.drain": "stream",
    "StreamWriter.wait_closed": "stream",
    "Process.wait": "process",
    "Process.communicate": "process",
    "Server.serve_forever": "server",
    "BaseSelectorEventLoop.sock_recv": "socket",
    "BaseSelectorEventLoop.sock_sendall": "socket",
    "BaseSelectorEventLoop.sock_connect": "socket",
    "BaseSelectorEventLoop.sock_accept": "socket",
}
_leaves = {}  # id -> code, of those that were met (to hash code is slow)


def code_of(coro):
    """Code of a coroutine, None where it is no Python function's."""
    kind = type(coro)
    if kind is _Coroutine:
        return coro.cr_code
    return coro.gi_code if kind is _Generator else None


def users(code):
    """Is a task with this coroutine one of the program's?"""
    kind = frames.classify(code.co_filename)
    if kind is None:
        return code.co_name in _PUBLIC and "/asyncio/" in code.co_filename
    return kind is not False


def started(coro):
    """Has this coroutine or generator run already?"""
    if type(coro) is _Coroutine:
        return coro.cr_suspended or coro.cr_frame is None
    return coro.gi_suspended or coro.gi_frame is None


def chain(task):
    """Return what is the same whenever the task is suspended at the same place for the same thing.

    That is: each coroutine and the place in it, down to one of asyncio that has a word for it.
    """
    at, out = task._coro, []
    while True:
        kind = type(at)
        if kind is _Coroutine:
            code = id(at.cr_code)
            if code in _leaves:
                out.append(code)
                return out
            out += code, at.cr_frame.f_lasti
            at = at.cr_await
        elif kind is _Generator:
            out += id(at.gi_code), at.gi_frame.f_lasti
            at = at.gi_yieldfrom
        else:
            out += kind, task._fut_waiter is None
            return out


def standing(task):
    """Return (place, what it waits for) of a suspended task.

    The place is the line of the innermost coroutine of the program's.
    """
    at, innermost, word = task._coro, None, None
    while True:
        kind = type(at)
        if kind is _Coroutine:
            frame, code, below = at.cr_frame, at.cr_code, at.cr_await
        elif kind is _Generator:
            frame, code, below = at.gi_frame, at.gi_code, at.gi_yieldfrom
        else:
            break
        file = frames.classify(code.co_filename)
        if file is not None:
            innermost, word = (file, frame, code), None
        elif word is None and "/asyncio/" in code.co_filename:
            word = _WORDS.get(code.co_qualname)
            if word is not None:
                _leaves[id(code)] = code
        at = below
    if innermost is None or not innermost[0]:
        place = None
    else:
        file, frame, code = innermost
        place = file, (frame and frame.f_lineno) or 0, frames.short(code.co_qualname)
    return place, word or _awaited(task._fut_waiter)


def _awaited(waiter):
    if waiter is None:
        return ""  # it only lets the others run
    if is_task(waiter):
        return f"task {waiter.get_name()}"
    gathering = sys.modules["asyncio.tasks"]._GatheringFuture
    return "gather" if isinstance(waiter, gathering) else "future"


def is_task(future):
    """Is it a task of asyncio's own, in C or in Python?"""
    tasks = sys.modules["asyncio.tasks"]
    return isinstance(future, (tasks.Task, tasks._PyTask))


def outcome(task):
    """Return (the line that raised, name of the exception) of a task that is done.

    Not by ``task.exception()``: then asyncio would take it for retrieved, and not report it.
    """
    if task._state == "CANCELLED":
        return None, "CancelledError"
    error, place = task._exception, None
    if error is None:
        return None, ""
    tb = error.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        file = frames.classify(code.co_filename)
        if file:
            place = file, tb.tb_lineno or 0, frames.short(code.co_qualname)
        tb = tb.tb_next
    return place, type(error).__name__
