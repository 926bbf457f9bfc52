"""Whose call is it: the program's own, or one that a library makes for its own business?

``Queue.put`` takes a lock and notifies a condition: only the put is told.  Some frames of the
library only pass a call on (``put_nowait``), others run what the program gave them
(``Thread.run``): what is called from there is the program's.
"""

import _procviz_frames as frames
from _procviz_wrap import observed

_getframe = frames._getframe
_kinds = frames.kinds
_PASSES, _RUNS, _TIMER = 1, 2, 3
# file of the standard library -> qualified name of a function -> what it does; None = all pass on
_PASSING = {
    "contextlib.py": None,
    "threading.py": {
        "Thread.run": _RUNS,
        "Timer.run": _TIMER,
        "Condition.wait_for": _PASSES,
        "Semaphore.__exit__": _PASSES,
    },
    "queue.py": {"Queue.put_nowait": _PASSES, "Queue.get_nowait": _PASSES},
    "multiprocessing/queues.py": {"Queue.put_nowait": _PASSES, "Queue.get_nowait": _PASSES},
    "multiprocessing/synchronize.py": {"Condition.wait_for": _PASSES},
    "multiprocessing/sharedctypes.py": {
        "SynchronizedBase.__enter__": _PASSES,
        "SynchronizedBase.__exit__": _PASSES,
    },
    "multiprocessing/process.py": {"BaseProcess.run": _RUNS},
    "multiprocessing/pool.py": {"worker": _RUNS, "mapstar": _RUNS, "starmapstar": _RUNS},
    "concurrent/futures/thread.py": {"_WorkItem.run": _RUNS, "WorkerContext.run": _RUNS},
    "concurrent/futures/process.py": {"_process_worker": _RUNS, "_process_chunk": _RUNS},
    "asyncio/events.py": {"Handle._run": _RUNS},
}
_files = {}  # co_filename -> its part of _PASSING, or ()
folding = {}  # id -> code of the library of which all calls are folded
_ENOUGH = 10_000


def told(target=None):
    """Return (place, name of the last function that passed it on, or ""); None = fold the call.

    ``target`` is the object of the call: a Timer waits for an event of its own.
    """
    frame, passed = _getframe(2), ""
    while frame is not None:
        code = frame.f_code
        file = code.co_filename
        kind = _kinds.get(file, 0)
        if kind == 0:
            kind = frames.classify(file)
        if kind:
            if code.co_name != frames.CALLER:
                name = code.co_qualname
                if name[-1:] != ">" and "<" in name:
                    name = frames.short(name)
                return (kind, frame.f_lineno or 0, name), passed
        elif kind is None:
            does = _does(file, code.co_qualname)
            if not does:
                if not passed and len(folding) < _ENOUGH:
                    folding[id(code)] = code
                return None
            if does == _TIMER and frame.f_locals["self"].finished is target:
                return None
            if does != _PASSES:
                return None, passed
            passed = code.co_qualname
        elif kind == "":
            # the text of python -c or exec; a library's own exec gives no name to the module
            if "__name__" not in frame.f_globals:
                return None
            return frames.where(2)[0], passed
        frame = frame.f_back
    return None, passed


def program_frame(frame):
    """Return the nearest frame of a file of the program's, from this one on."""
    while frame is not None:
        code = frame.f_code
        kind = _kinds.get(code.co_filename, 0)
        if kind == 0:
            kind = frames.classify(code.co_filename)
        if kind and code.co_name != frames.CALLER:
            return frame
        frame = frame.f_back
    return None


def line_of(frame):
    """Return the nearest line of the program, from this frame on."""
    frame = program_frame(frame)
    if frame is None:
        return None
    code = frame.f_code
    return _kinds[code.co_filename], frame.f_lineno or 0, frames.short(code.co_qualname)


def _does(file, qualname):
    functions = _files.get(file)
    if functions is None and file not in _files:
        (library,) = frames.library
        functions = _PASSING.get(file[len(library) :], ()) if file.startswith(library) else ()
        _files[file] = functions
    if functions is None:
        return _PASSES
    return functions and functions.get(qualname)


def quick(original, call):
    """Return a function that calls ``original`` where a library does, else ``call``."""

    def either(*args, **kwargs):
        try:
            if id(_getframe(1).f_code) in folding:
                return original(*args, **kwargs)
            return call(*args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise

    return either


def watched(original, *hooks):
    """Return what stands for this function of the library: see ``_procviz_wrap.observed``."""
    return like(quick(original, observed(original, *hooks)), original)


def like(new, old):
    """Give ``new``, which stands for the Python function ``old``, its looks and its signature."""
    for name in ("__name__", "__qualname__", "__module__", "__doc__"):
        setattr(new, name, getattr(old, name))
    new.__wrapped__ = old
    return new


def named(args, kwargs, *names):
    """Return the arguments of these names, the first positional one left out; None = not given."""
    return [
        args[at] if len(args) > at else kwargs.get(name) for at, name in enumerate(names, start=1)
    ]


def seconds(timeout):
    """Return a timeout as float: negative ones are 0; None for None, and for odd ones.

    Nothing of the program is run.
    """
    kind = type(timeout)
    if issubclass(kind, float):
        timeout = float.__pos__(timeout)
    elif issubclass(kind, int):
        timeout = float(int.__pos__(timeout))
    else:
        return None
    return timeout if timeout > 0 else 0.0


def name_of(error):
    """Return the name of an exception's type; "" for None."""
    return "" if error is None else type(error).__name__
