"""threading.Condition: as ``_procviz_conditions``, but woken and "has the lock again" are one."""

import _thread

import _procviz_log as log
from _procviz_bound import bound_type
from _procviz_level import like, name_of, named, quick, seconds, told, watched
from _procviz_locks import give, take
from _procviz_pauses import everybody, some, watch_notice
from _procviz_tsync import LIBRARY, identity
from _procviz_wrap import swallowed

_KINDS = (_thread.LockType, _thread.RLock)  # any other lock tells by itself, or nothing


class _Lock:
    """What ``_procviz_locks`` takes and gives: the lock of a condition."""

    __slots__ = ("attempt", "lock", "mine", "undo", "what")
    block, forever, counts = "blocking", -1, False

    def __init__(self, condition):
        self.lock = condition._lock
        self.what = identity(self.lock), type(condition).__name__, LIBRARY

        self.attempt, self.undo = self.lock.acquire, self.lock.release
        self.mine = self.count  # 0 for other threads

    def count(self):
        """See ``_procviz_locks``, here and below."""
        return self.lock._recursion_count() if type(self.lock) is _thread.RLock else 0

    def wrong(self):
        return not self.held()

    def held(self):
        """How often: a plain lock does not know by whom."""
        return self.count() if type(self.lock) is _thread.RLock else int(self.lock.locked())


def _lock(condition):
    return _Lock(condition) if type(condition._lock) in _KINDS else None


def patch(cls):
    """Wrap the methods of the class."""
    original, enter, leave = cls.__init__, cls.__enter__, cls.__exit__

    def init(self, *args, **kwargs):
        original(self, *args, **kwargs)
        try:
            if type(self._lock) in _KINDS and told() is not None:
                _stand_in(self)
        except BaseException as error:
            if not swallowed(error):
                raise

    def entered(self):
        return take(_lock(self), enter.__get__(self), (), {})

    def left(self, *args):
        return give(_lock(self), leave.__get__(self), args, {})

    cls.__init__ = like(quick(original, init), original)
    cls.__enter__, cls.__exit__ = (
        like(quick(enter, entered), enter),
        like(quick(leave, left), leave),
    )
    cls.wait = watched(cls.wait, _describe, _began, _ended)
    watch_notice(cls, "notify", _held, some)
    watch_notice(cls, "notify_all", _held, everybody)


def _stand_in(condition):
    lock = _Lock(condition)
    for name, function in (("acquire", take), ("release", give)):
        original = getattr(lock.lock, name)
        vars(condition)[name] = bound_type(name, function, type(lock.lock))(original, lock)


def _held(condition):
    """What it is, if it is held: without, its methods fail."""
    lock = _lock(condition)
    return lock.what if lock is not None and lock.held() else None


def _describe(args, kwargs):
    level = told()
    what = level and _held(args[0])
    if not what:
        return None
    (timeout,) = named(args, kwargs, "timeout")
    call, lock = level[1] or "Condition.wait", _Lock(args[0])
    return level[0], what, call, seconds(timeout), lock, lock.held(), next(log.serial)


def _began(note):
    place, what, call, timeout, _, count, _ = note
    log.emit("waits", place, (*what, call, timeout, count))


def _ended(note, result, error):
    # the lock is taken again, come what may
    place, what, call, _, lock, count, n = note
    again = lock.held()
    args = *what, call, bool(result), name_of(error), count if again else 0
    log.emit("woken again" if again else "woken", place, args, n=n)
