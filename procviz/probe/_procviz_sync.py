"""multiprocessing.synchronize: Lock, RLock, the semaphores, Event; Condition has its own file.

An object is known by the name of its semaphore.  Under fork, where that name is removed at once and
C forgets it, it is the name that was made for it, which the children inherit with the object.
"""

import _procviz_log as log
from _procviz_bound import Bound, bound_type
from _procviz_imports import load
from _procviz_level import like, quick
from _procviz_locks import give, take
from _procviz_pauses import everybody, watch_notice, watch_wait
from _procviz_wrap import silent, swallowed

LIBRARY = "multiprocessing"
_RECURSIVE = 0
_made = {}  # thread ident -> the name that it made last


class Semaphore:
    """What ``_procviz_locks`` takes and gives."""

    __slots__ = ("attempt", "count", "counts", "mine", "semlock", "undo", "what")
    block, forever = "block", None

    def __init__(self, semlock, what, counts):
        """``counts``: its value says something, as it may be taken several times."""
        self.semlock, self.what, self.counts = semlock, what, counts
        self.attempt, self.undo = semlock.acquire, semlock.release
        self.count, self.mine = semlock._count, semlock._is_mine

    def value(self):
        """See ``_procviz_locks``, here and below."""
        return _value(self.semlock)

    def wrong(self):
        if self.semlock.kind == _RECURSIVE:
            return not self.semlock._is_mine()
        return _value(self.semlock) >= self.semlock.maxvalue


def _value(semlock):
    try:
        return semlock._get_value()
    except NotImplementedError:  # macOS
        return -1


def stand_in(holder, lock):
    """Put stand-ins for what takes and gives ``lock`` into a lock or a condition."""
    for name, function in (("acquire", take), ("release", give)):
        original = getattr(lock.semlock, name)
        vars(holder)[name] = bound_type(name, function, type(lock.semlock))(original, lock)


def lock_of(holder):
    """Return what stands behind a lock or a condition of multiprocessing; None if nothing does."""
    bound = vars(holder).get("acquire")
    return bound._lock if isinstance(bound, Bound) else None


def watch_with(cls):
    """``with`` goes another way than acquire and release."""
    enter, leave = cls.__enter__, cls.__exit__

    def entered(self):
        return take(lock_of(self), enter.__get__(self), (), {})

    def left(self, *args):
        return give(lock_of(self), leave.__get__(self), args, {})

    cls.__enter__, cls.__exit__ = (
        like(quick(enter, entered), enter),
        like(quick(leave, left), leave),
    )


def patch(module):
    """Put stand-ins into the classes, and into each lock that is made from now on."""
    cls = module.SemLock
    make_name, make_methods = cls._make_name, cls._make_methods

    def _make_name():
        name = _made[log.ident()] = make_name()
        return name

    def _make_methods(self):
        make_methods(self)
        try:
            stand_in(self, _behind(self, module.Semaphore))
        except BaseException as error:
            if not swallowed(error):
                raise

    cls._make_name = staticmethod(like(silent(_make_name), make_name))
    cls._make_methods = like(silent(_make_methods), make_methods)
    watch_with(cls)
    load("_procviz_conditions").patch(module)
    watch_wait(module.Event, "wait", what_of)
    for name in ("set", "clear"):
        watch_notice(module.Event, name, what_of, everybody)
    load("_procviz_barriers").patch(module.threading.Barrier, what_of)


def _behind(lock, counting):
    semlock, cls = lock._semlock, type(lock)
    name = semlock.name or _made.get(log.ident()) or f"semaphore-{semlock.handle:x}"
    return Semaphore(semlock, (name, cls.__name__, LIBRARY), issubclass(cls, counting))


def what_of(holder):
    """Say what an object with a condition inside is."""
    lock = lock_of(holder._cond)
    return lock and (lock.what[0], type(holder).__name__, LIBRARY)
