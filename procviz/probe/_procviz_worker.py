"""The workers of multiprocessing.Pool and ThreadPool: what they are given, and what they give back.

On Python 3.11 the library that a worker process runs between two tasks is not traced: see
``_procviz_trace`` and ``_procviz_doors``.
"""

import _procviz_doors as doors
import _procviz_frames as frames
import _procviz_log as log
from _procviz_futures import plain
from _procviz_handlers import name_of, place_of
from _procviz_level import like
from _procviz_log import _native, now, state
from _procviz_tell import site_of, tell
from _procviz_wrap import swallowed

_TASK, _TASK_ENDED = 9, 10  # kinds of lean records, the reader has the same
_Function = type(lambda: None)
trace = doors.trace


def patch(pool):
    """Wrap what each worker runs."""
    worker = pool.worker

    def wrapped(inqueue, outqueue, *args, **kwargs):
        ends = None
        try:
            inqueue, outqueue, ends = _watch(pool, inqueue, outqueue)
            return worker(inqueue, outqueue, *args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise
        finally:
            if ends is not None:
                ends()

    pool.worker = like(wrapped, worker)


class _Queue:
    """What stands for a queue of a ThreadPool: one of C, which takes no attributes."""

    def __init__(self, queue):
        self.get, self.put = queue.get, queue.put


def _watch(pool, inqueue, outqueue):
    """Look at what the worker gets and puts; returns the queues it is to have, and what ends it."""
    if not hasattr(inqueue, "_reader"):
        get, put = inqueue.get, outqueue.put
        inqueue, outqueue = _Queue(inqueue), _Queue(outqueue)
        inqueue.get, outqueue.put = _between(pool, get, put, None)
        return inqueue, outqueue, None
    get, put = plain(inqueue, "get"), plain(outqueue, "put")
    vars(inqueue._reader)["recv_bytes"] = plain(inqueue._reader, "recv_bytes")
    vars(outqueue._writer)["send_bytes"] = plain(outqueue._writer, "send_bytes")
    _, door = doors.doors(inqueue, outqueue)
    inqueue.get, outqueue.put = _between(pool, get, put, None if trace is None else door)
    if trace is None:
        return inqueue, outqueue, None
    trace.hear()  # in one that was forked by a thread, too
    return inqueue, outqueue, trace.hear


class _Kind:
    """What is told of a function whose tasks come one after another."""

    __slots__ = ("function", "line", "name", "place", "site")

    def __init__(self, function):
        self.function = function if type(function) is _Function else None  # nothing big
        self.place, self.name, self.site = place_of(function), name_of(function), None
        if self.place is not None:
            file, self.line, where = self.place
            self.site = self.line and site_of(file, where, self.name)


def _between(pool, get, put, door):
    """Return what tells of a task, from ``get`` until ``put``.

    ``door``, the lock of ``put``, is there on Python 3.11: then the library is not traced.
    """
    kind, task_now = None, None
    mapstar, starmapstar = pool.mapstar, pool.starmapstar
    forgets = False  # does to forget the task run nothing of the program's?
    plain_types = doors.PLAIN

    def take():
        nonlocal forgets, kind, task_now
        quiet = False
        try:
            task = get()
            if task is None:
                return None
            quiet = door is not None and trace.hush()
        except BaseException as error:
            frames.strip(error)
            raise
        try:
            job, index, function, args, kwds = task
            forgets = quiet and not kwds and plain_types.issuperset(map(type, args))
            if function is mapstar or function is starmapstar:  # a chunk of a map
                function = args[0][0]
            if kind is None or function is not kind.function:
                kind = _Kind(function)
            task_now = job, index
            if kind.site and state.lean and _native() == state.me:
                tell(kind.site, kind.line, _TASK, now(), job, index)
            else:
                log.emit("task", kind.place, (kind.name, job, index))
        except BaseException as error:
            if not swallowed(error):
                raise
        finally:
            if quiet:
                trace.hear()
        return task

    def give(result):
        nonlocal task_now
        try:
            if door is not None:
                door.quiet = forgets and plain_types.issuperset(map(type, result[2]))
                if door.quiet:
                    trace.hush()
            if task_now:
                (job, index), ok = task_now, result[2][0]
                task_now = None  # a result that cannot be pickled is followed by another put
                if kind.site and state.lean and _native() == state.me:
                    tell(kind.site, kind.line, _TASK_ENDED, now(), job, index << 1 | ok)
                else:
                    log.emit("task ended", None, (kind.name, job, index, ok))
        except BaseException as error:
            if not swallowed(error):
                raise
        try:
            return put(result)
        except BaseException as error:
            if door is not None:
                trace.hear()
            frames.strip(error)
            raise

    return take, give
