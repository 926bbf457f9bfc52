"""multiprocessing: the names of processes, join, and the tasks of a pool's workers."""

import posix
import sys

import _procviz_frames as frames
import _procviz_log as log
from _procviz_handlers import name_of, place_of
from _procviz_waits import ended, inside
from _procviz_wrap import observed


def _like(new, old):
    for name in ("__name__", "__qualname__", "__module__", "__doc__"):
        setattr(new, name, getattr(old, name))
    return new


# -- processes ----------------------------------------------------------------------------------


def patch_process(process):
    """Names, and Process.join; the wait inside it is folded into its reap."""
    base = process.BaseProcess
    _name_process(base)
    base.join = _like(observed(base.join, _describe_join, _join, _joined), base.join)


def patch_context(context):
    """The one class that has an ``_after_fork`` of its own."""
    _name_process(context.SpawnProcess)


def _name_process(cls):
    original = cls._after_fork  # called in the child when its Process is known

    def after_fork():
        name = sys.modules["multiprocessing.process"]._current_process._name
        if type(name) is str:
            log.emit("named", None, (name,))
        return original()

    cls._after_fork = staticmethod(_like(after_fork, original))


def _describe_join(args, kwargs):
    process, timeout = (*args, kwargs.get("timeout"))[:2]
    child = process._popen
    if child is None or process._parent_pid != posix.getpid():
        return None  # an AssertionError
    me = log.ident()
    shown = not inside.get(me)  # Pool.join joins its workers
    note = [
        frames.where()[0],
        "Process.join",
        child.pid,
        0,
        shown,
        *_numbers(),
        timeout,
        process,
        me,
    ]
    inside[me] = inside.get(me, 0) + 1
    return note


def _numbers():
    return next(log.serial), next(log.serial)


def _join(note):
    place, call, target, _, shown, n, _, timeout = note[:8]
    if shown:
        timeout = float(timeout) if type(timeout) in (int, float) else None
        log.emit("wait", place, (call, target, 0, timeout), n=n)


def _joined(note, _result, error):
    place, call, child, _, shown, _, n, _, process, _ = note
    _leave(note)
    if not shown:
        return
    error = type(error).__name__ if error is not None else ""
    code = process._popen.returncode if process._popen is not None else None
    if code is None or error:
        child = code = None  # not yet ended
    # its reap was reported by the wait inside
    status = (code, None) if code is None or code >= 0 else (None, -code)
    log.emit("waited", place, (call, child or 0, *status, error, False, True), n=n)


def _leave(note):
    me, note[9] = note[9], None  # this may be a second attempt: leave once
    if me is not None:
        inside[me] -= 1
        if not inside[me]:
            del inside[me]


# -- pools --------------------------------------------------------------------------------------


def patch_pool(pool):
    """Pool.join, and what each worker is given."""
    join = pool.Pool.join
    pool.Pool.join = _like(observed(join, _describe_pool_join, _join, _pool_joined), join)
    worker = pool.worker

    def wrapped(inqueue, outqueue, *args, **kwargs):
        try:
            _watch(pool, inqueue, outqueue)
            return worker(inqueue, outqueue, *args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise

    pool.worker = _like(wrapped, worker)


def _describe_pool_join(args, _kwargs):
    (pool,) = args
    if pool._state == "RUN":
        return None  # a ValueError
    me = log.ident()
    note = [frames.where()[0], "Pool.join", -1, 0, not inside.get(me), *_numbers(), None, None, me]
    inside[me] = inside.get(me, 0) + 1
    return note


def _pool_joined(note, _result, error):
    _leave(note)
    if note[4]:
        ended(note[:7], 0, None, None, type(error).__name__ if error is not None else "")


def _watch(pool, inqueue, outqueue):
    """Look at what the worker gets and puts, on the two queue objects of this process."""
    if not hasattr(inqueue, "_reader"):
        return  # a ThreadPool's
    get, put = inqueue.get, outqueue.put
    now = []

    def took(_note, task, error):
        if error is None and task is not None:
            job, index, function, args, _ = task
            if function in (pool.mapstar, pool.starmapstar):  # a chunk of a map
                function = args[0][0]
            now[:] = name_of(function), job, index
            log.emit("task", place_of(function), tuple(now))

    def gives(note):
        told = (*now, note[2][0])
        now.clear()  # a result that cannot be pickled is followed by another put
        log.emit("task ended", None, told)

    def begins(_args, _kwargs):
        return ()

    def gave(args, _kwargs):
        return args[0] if now else None

    inqueue.get = observed(get, begins, None, took)
    outqueue.put = observed(put, gave, gives, lambda note, result, error: None)
