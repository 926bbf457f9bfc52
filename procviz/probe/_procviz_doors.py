"""The two locks of a worker of multiprocessing.Pool, between which the program's task runs.

What stands for them in the worker's queues calls what SemLock has without us, so that tracebacks
read the same.  On Python 3.11 they are also the doors between the library, which need not be
traced, and the program: a task is unpickled when the one is behind us, and pickled before the
other.
"""

import _procviz_frames as frames
from _procviz_imports import loaded
from _procviz_parts import ready

ready("trace")
trace = loaded.get("_procviz_trace")  # on Python 3.11, when lines are told
# to pickle them, or to forget them, runs nothing of the program's
PLAIN = frozenset((int, float, str, bytes, bool, type(None)))


def doors(inqueue, outqueue):
    """Put them in the place of the locks; returns them."""
    cls = type(inqueue._rlock)
    enter, leave = (
        getattr(method, "__wrapped__", method) for method in (cls.__enter__, cls.__exit__)
    )
    if trace is None:
        body = {"__slots__": (), "__enter__": enter, "__exit__": leave}
        door = type(cls.__name__, (_Straight,), body)
    else:
        door = _door(enter, leave)
    inqueue._rlock, outqueue._wlock = found = door(inqueue._rlock), door(outqueue._wlock)
    return found


class _Straight:
    __slots__ = ("_lock", "_semlock", "quiet")

    def __init__(self, lock):
        self._lock, self._semlock = lock, lock._semlock
        self.quiet = False  # is nothing of the program's next?


def _door(enter, leave):
    class Door(_Straight):
        __slots__ = ()

        def __enter__(self):
            try:
                trace.hush()
                return enter(self)
            except BaseException as error:
                frames.strip(error)
                raise

        def __exit__(self, *args):
            try:
                result = leave(self, *args)
                if not self.quiet:
                    trace.hear()
                return result
            except BaseException as error:
                trace.hear()
                frames.strip(error)
                raise

    return Door
