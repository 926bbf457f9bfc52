"""multiprocessing.Pool and ThreadPool: what is submitted, and join; workers have their own file.

Thousands of tasks go through here: what the pool does for itself goes straight to the originals.
"""

import _procviz_frames as frames
import _procviz_log as log
import _procviz_worker as worker
from _procviz_futures import plain
from _procviz_handlers import name_of
from _procviz_level import like, line_of, program_frame
from _procviz_log import _native, now, state
from _procviz_mp import began_join, leave, numbers
from _procviz_tell import site_of, tell
from _procviz_waits import ended, enter, inside
from _procviz_wrap import observed, swallowed

_SUBMITTED = 8  # kind of lean records, the reader has the same
_sites = {}  # (id of the code that submits, name of the task) -> what lean records begin with, code
_MOST = 10_000
_Function = type(lambda: None)
kinds, short = frames.kinds, frames.short


def patch(pool):
    """Wrap Pool.join, what is made for each call, and what each worker is given."""
    join = pool.Pool.join
    pool.Pool.join = like(observed(join, _describe_join, began_join, _joined), join)
    usual = pool.Pool.apply_async.__code__
    for cls in (pool.ApplyResult, pool.IMapIterator):
        _patch_result(cls, usual)
    _straighten(pool.Pool)
    if worker.trace is not None:
        _hush(pool)
    worker.patch(pool)


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


def _patch_result(cls, usual):
    """Each call to a pool makes one of these, with its number, before any task goes out."""
    original, getframe = cls.__init__, frames._getframe

    def init(self, *args, **kwargs):
        try:
            original(self, *args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise
        try:
            frame = getframe(1)
            if frame.f_code is not usual:
                frame = _maker(frame)
            if frame is not None:
                _submitted(frame, self._job)
        except BaseException as error:
            if not swallowed(error):
                raise

    cls.__init__ = like(init, original)


def _straighten(cls):
    """Have the two threads of the parent send and receive without what observes the program."""
    original = cls._setup_queues

    def _setup_queues(self):
        try:
            original(self)
        except BaseException as error:
            frames.strip(error)
            raise
        try:
            self._quick_put = plain(self._inqueue._writer, "send")
            self._quick_get = plain(self._outqueue._reader, "recv")
        except BaseException as error:
            if not swallowed(error):
                raise

    cls._setup_queues = like(_setup_queues, original)


def _hush(pool):
    """Have the calls that come by the thousand run without tracing: see ``_procviz_trace``."""
    results = pool.ApplyResult, pool.MapResult
    iterators = pool.IMapIterator, pool.IMapUnorderedIterator
    for cls, kinds, names in (
        (pool.Pool, (pool.Pool, pool.ThreadPool), ("apply_async",)),
        (pool.ApplyResult, results, ("get",)),
        (pool.ApplyResult, results, ("wait",)),
        (pool.IMapIterator, iterators, ("next", "__next__")),
    ):
        original = vars(cls)[names[0]]
        call = like(worker.trace.hushed(original, *kinds), original)
        for name in names:
            setattr(cls, name, call)


def _submitted(frame, job):
    function = frame.f_locals["func"]
    frame = frame.f_back
    if not kinds.get(frame.f_code.co_filename):
        frame = program_frame(frame)
    line = frame.f_lineno if frame is not None else None
    site = None
    if line and state.lean and _native() == state.me and type(function) is _Function:
        code = frame.f_code
        key = id(code), function.__qualname__
        if key in _sites:
            site = _sites[key][0]
        else:
            site = site_of(kinds[code.co_filename], short(code.co_qualname), name_of(function))
            if len(_sites) < _MOST:
                _sites[key] = site, code
    if site is not None:
        tell(site, line, _SUBMITTED, now(), job, 0)
    else:
        log.emit("submitted", line_of(frame), (name_of(function), job, 0))


def _maker(frame):
    """Return the frame of the Pool's method with the argument ``func``: a few frames up."""
    file = frame.f_code.co_filename
    while frame is not None:
        code = frame.f_code
        if code.co_filename == file and "func" in code.co_varnames:
            return frame
        frame = frame.f_back
    return None
