"""threading: Semaphore, Condition, Event, Barrier, and Thread.join.

``Lock`` and ``RLock`` are C types, made by C: an object that stands for one can be told from it, so
they are not observed where they are used directly.
"""

from _procviz_imports import load
from _procviz_level import like, quick
from _procviz_locks import give, take
from _procviz_pauses import everybody, watch_notice, watch_wait

LIBRARY = "threading"


def identity(thing):
    """Return what an object of one process is known by."""
    return f"thread-lock:{id(thing):x}"


def what_of(thing):
    """Say what an object is."""
    return identity(thing), type(thing).__name__, LIBRARY


def patch(threading):
    """Wrap the methods of the classes that are written in Python."""
    _patch_semaphore(threading.Semaphore, threading.BoundedSemaphore)
    load("_procviz_tconditions").patch(threading.Condition)
    watch_wait(threading.Event, "wait", what_of)
    load("_procviz_barriers").patch(threading.Barrier, _barrier)
    alive = threading.Thread.is_alive
    watch_wait(threading.Thread, "join", _thread_of, lambda thread: not alive(thread))
    for name in ("set", "clear"):
        watch_notice(threading.Event, name, what_of, everybody)


def _barrier(barrier):
    return what_of(barrier) if "_waiters" in vars(barrier._cond) else None


def _thread_of(thread):
    tid = thread.native_id
    return tid and (f"thread:{tid}", "Thread", LIBRARY)


# -- semaphores ---------------------------------------------------------------------------------


class _Semaphore:
    """What ``_procviz_locks`` takes and gives."""

    __slots__ = ("functions", "semaphore", "what")
    block, forever, counts = "blocking", None, True

    def __init__(self, semaphore, functions):
        self.semaphore, self.functions, self.what = semaphore, functions, what_of(semaphore)

    def attempt(self, block):
        """See ``_procviz_locks``, here and below."""
        return self.functions[0](self.semaphore, block)

    def undo(self):
        self.functions[1](self.semaphore)

    def count(self):
        return 0

    mine = count

    def value(self):
        return self.semaphore._value

    def wrong(self):
        most = getattr(self.semaphore, "_initial_value", None)  # of a bounded one
        return most is not None and self.semaphore._value >= most


def _patch_semaphore(cls, bounded):
    functions = cls.acquire, cls.release
    original = cls.acquire

    def acquire(self, *args, **kwargs):
        return take(_Semaphore(self, functions), original.__get__(self), args, kwargs)

    cls.acquire = cls.__enter__ = like(quick(original, acquire), original)
    for owner in (cls, bounded):
        _patch_release(owner, functions)


def _patch_release(cls, functions):
    original = cls.release

    def release(self, n=1):
        count = n if type(n) is int and 0 < n < 1000 else 1
        return give(_Semaphore(self, functions), original.__get__(self), (n,), {}, count)

    cls.release = like(quick(original, release), original)
