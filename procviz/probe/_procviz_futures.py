"""concurrent.futures: tasks, from submit to the worker that runs them.

A ProcessPoolExecutor numbers its tasks itself; those of a ThreadPoolExecutor are numbered here, in
the order of their submission, over all of the process.
"""

from functools import partial
from itertools import count
from weakref import WeakKeyDictionary

import _procviz_frames as frames
import _procviz_log as log
from _procviz_handlers import name_of, place_of
from _procviz_level import like, line_of
from _procviz_wrap import observed, silent, swallowed

_jobs = count()
_Function, _Builtin = type(lambda: None), type(len)


def inner(function):
    """Return what the program wants to be run: without what libraries put around it."""
    while type(function) is partial:
        inside = function.func
        if type(inside) is _Function and inside.__module__ == "concurrent.futures.process":
            inside = function.args[0]  # _process_chunk
        elif type(inside) is _Builtin and inside.__qualname__ == "Context.run":
            inside = function.args[0]  # of contextvars, for asyncio.to_thread
        function = inside
    return function


# -- processes ----------------------------------------------------------------------------------


def patch_process(module):
    """Wrap what is made for each task, and what a worker is given."""
    item, worker = module._WorkItem, module._process_worker
    original = item.__init__

    def init(self, future, fn, *args, **kwargs):
        original(self, future, fn, *args, **kwargs)
        try:
            frame = frames.caller()
            job = frame.f_locals["self"]._queue_count  # the executor's lock is held
            log.emit("submitted", line_of(frame.f_back), (name_of(inner(fn)), job, 0))
        except BaseException as error:
            if not swallowed(error):
                raise

    item.__init__ = like(silent(init), original)

    def _process_worker(call_queue, result_queue, *args, **kwargs):
        try:
            _watch(call_queue, result_queue)
            return worker(call_queue, result_queue, *args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise

    module._process_worker = like(_process_worker, worker)


def _watch(call_queue, result_queue):
    """Look at what the worker gets and puts, on the two queue objects of this process."""
    now = []

    def took(_note, item, error):
        if error is None and item is not None:
            function = inner(item.fn)
            now[:] = name_of(function), item.work_id, 0
            log.emit("task", place_of(function), tuple(now))

    def gave(args, _kwargs):
        return args[0] if now and hasattr(args[0], "work_id") else None

    def gives(item):
        task = *now, item.exception is None
        now.clear()  # a result that cannot be pickled is followed by another put
        log.emit("task ended", None, task)

    get, put = plain(call_queue, "get"), plain(result_queue, "put")
    call_queue.get = observed(get, lambda _args, _kwargs: (), None, took)
    result_queue.put = observed(put, gave, gives, lambda _note, _result, _error: None)


def plain(queue, name):
    """Return a bound method of a queue, without what observes the program's own calls."""
    function = getattr(type(queue), name)
    return getattr(function, "__wrapped__", function).__get__(queue)


# -- threads ------------------------------------------------------------------------------------


def patch_thread(module):
    """Wrap what is made for each task, and the moments when it begins and ends."""
    item = module._WorkItem
    future = module._base.Future
    tasks = WeakKeyDictionary()  # future -> (function, place, job)
    original = item.__init__

    def init(self, future, *args, **kwargs):
        original(self, future, *args, **kwargs)
        try:
            function = inner(getattr(self, "fn", None) or self.task[0])  # 3.14: in task
            told = name_of(function), next(_jobs), 0
            tasks[future] = place_of(function), told
            log.emit("submitted", line_of(frames.caller()), told)
        except BaseException as error:
            if not swallowed(error):
                raise

    def ran(args, _kwargs):
        return tasks.get(args[0])

    def began(note, runs, error):
        if error is None and runs:
            log.emit("task", note[0], note[1])

    def ends(ok):
        def end(note):
            log.emit("task ended", None, (*note[1], ok))

        return end

    def done(args, _kwargs):
        return tasks.pop(args[0], None)

    def nothing(_note, _result, _error):
        pass

    item.__init__ = like(silent(init), original)
    for name, hooks in (
        ("set_running_or_notify_cancel", (ran, None, began)),
        ("set_result", (done, ends(True), nothing)),
        ("set_exception", (done, ends(False), nothing)),
    ):
        method = getattr(future, name)
        setattr(future, name, like(observed(method, *hooks), method))
