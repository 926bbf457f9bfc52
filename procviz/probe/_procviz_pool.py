"""multiprocessing.Pool and ThreadPool: what is submitted, what the workers are given, and join."""

import _procviz_frames as frames
import _procviz_log as log
from _procviz_futures import plain
from _procviz_handlers import name_of, place_of
from _procviz_level import like, line_of
from _procviz_mp import began_join, leave, numbers
from _procviz_waits import ended, enter, inside
from _procviz_wrap import observed, swallowed

_Function = type(lambda: None)


def patch(pool):
    """Wrap Pool.join, what is made for each call, and what each worker is given."""
    join = pool.Pool.join
    pool.Pool.join = like(observed(join, _describe_join, began_join, _joined), join)
    for cls in (pool.ApplyResult, pool.IMapIterator):
        _patch_result(cls)
    worker = pool.worker

    def wrapped(inqueue, outqueue, *args, **kwargs):
        try:
            inqueue, outqueue = _watch(pool, inqueue, outqueue)
            return worker(inqueue, outqueue, *args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise

    pool.worker = like(wrapped, worker)


def _describe_join(args, _kwargs):
    (pool,) = args
    if pool._state == "RUN":
        return None  # a ValueError
    me = log.ident()
    note = [frames.where()[0], "Pool.join", -1, 0, not inside.get(me), *numbers(), None, None, me]
    enter(me)
    return note


def _joined(note, _result, error):
    leave(note)
    if note[4]:
        ended(note[:7], 0, None, None, type(error).__name__ if error is not None else "")


def _patch_result(cls):
    """Each call to a pool makes one of these, with its number, before any task goes out."""
    original = cls.__init__

    def init(self, *args, **kwargs):
        try:
            original(self, *args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise
        try:
            frame = _maker(frames._getframe(1))
            if frame is not None:
                function = name_of(frame.f_locals["func"])
                log.emit("submitted", line_of(frame.f_back), (function, self._job, 0))
        except BaseException as error:
            if not swallowed(error):
                raise

    cls.__init__ = like(init, original)


def _maker(frame):
    """Return the frame of the Pool's method with the argument ``func``: a few frames up."""
    file = frame.f_code.co_filename
    while frame is not None:
        code = frame.f_code
        if code.co_filename == file and "func" in code.co_varnames:
            return frame
        frame = frame.f_back
    return None


class _Queue:
    """What stands for a queue of a ThreadPool: one of C, which takes no attributes."""

    def __init__(self, queue):
        self.get, self.put = queue.get, queue.put


def _watch(pool, inqueue, outqueue):
    """Look at what the worker gets and puts; returns the queues it is to have."""
    if hasattr(inqueue, "_reader"):
        get, put = plain(inqueue, "get"), plain(outqueue, "put")
    else:
        get, put = inqueue.get, outqueue.put
        inqueue, outqueue = _Queue(inqueue), _Queue(outqueue)
    now, last = [], [None, None, ""]
    mapstar, starmapstar = pool.mapstar, pool.starmapstar

    def take():
        try:
            task = get()
        except BaseException as error:
            frames.strip(error)
            raise
        if task is not None:
            try:
                job, index, function, args, _ = task
                if function is mapstar or function is starmapstar:  # a chunk of a map
                    function = args[0][0]
                if function is not last[0]:
                    kept = function if type(function) is _Function else None  # nothing big
                    last[:] = kept, place_of(function), name_of(function)
                now[:] = last[2], job, index
                log.emit("task", last[1], tuple(now))
            except BaseException as error:
                if not swallowed(error):
                    raise
        return task

    def give(result):
        try:
            if now:
                told = (*now, result[2][0])
                now.clear()  # a result that cannot be pickled is followed by another put
                log.emit("task ended", None, told)
        except BaseException as error:
            if not swallowed(error):
                raise
        try:
            return put(result)
        except BaseException as error:
            frames.strip(error)
            raise

    inqueue.get, outqueue.put = take, give
    return inqueue, outqueue
