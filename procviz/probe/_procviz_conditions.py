"""multiprocessing.Condition: who waits has given the lock back, and has to get it again.

Woken and "has the lock again" are two moments: in between it waits for the one who notified.
"""

import _procviz_frames as frames
import _procviz_log as log
from _procviz_bound import bound_type
from _procviz_level import like, name_of, named, seconds, told, watched
from _procviz_pauses import everybody, some, watch_notice
from _procviz_sync import LIBRARY, Semaphore, lock_of, stand_in, watch_with
from _procviz_wrap import silent, swallowed

_waiting = {}  # thread ident -> note of the wait that it is in


def patch(module):
    """See ``_procviz_sync``."""
    cls = module.Condition
    make_methods, enter = cls._make_methods, module.SemLock.__enter__
    wake = bound_type("acquire", _wake, module._multiprocessing.SemLock, folded=False)

    def _make_methods(self):
        make_methods(self)
        try:
            _put(self, wake, enter)
        except BaseException as error:
            if not swallowed(error):
                raise

    cls._make_methods = like(silent(_make_methods), make_methods)
    watch_with(cls)
    cls.wait = watched(cls.wait, _describe, _began, _ended)
    watch_notice(cls, "notify", _held, some)
    watch_notice(cls, "notify_all", _held, everybody)


def _put(condition, wake, enter):
    lock = lock_of(condition._lock)
    if lock is None:
        return
    if type(condition._lock).__enter__ is enter:
        what = lock.what[0], type(condition).__name__, LIBRARY
        stand_in(condition, Semaphore(lock.semlock, what, False))
    sleepers = condition._wait_semaphore
    sleepers.acquire = wake(sleepers._semlock.acquire, lock_of(sleepers))


def _held(condition):
    """What it is, if it is held: without, its methods fail."""
    lock = lock_of(condition._lock)
    if lock is None or not lock.mine():
        return None
    return lock.what[0], type(condition).__name__, LIBRARY


class _Note:
    def __init__(self, place, what, call, timeout, semlock):
        self.place, self.what, self.call, self.timeout = place, what, call, timeout
        self.semlock, self.count = semlock, semlock._count()
        self.me = log.ident()
        self.outer = _waiting.get(self.me)  # a handler's wait inside of a wait
        self.woken = False
        self.numbers = next(log.serial), next(log.serial)


def _describe(args, kwargs):
    level = told()
    what = level and _held(args[0])
    if not what:
        return None
    (timeout,) = named(args, kwargs, "timeout")
    semlock = lock_of(args[0]._lock).semlock
    return _Note(level[0], what, level[1] or "Condition.wait", seconds(timeout), semlock)


def _began(note):
    _waiting[note.me] = note
    log.emit("waits", note.place, (*note.what, note.call, note.timeout, note.count))


def _wake(_lock, original, args, kwargs):
    """Take the semaphore on which those who wait sleep: to come back from it is to be woken."""
    try:
        result = original(*args, **kwargs)
    except BaseException as error:
        _woken(_waiting.get(log.ident()), False, error)
        frames.strip(error)
        raise
    if args != (False,):  # notify() has a look whether anybody is left over
        _woken(_waiting.get(log.ident()), result, None)
    return result


def _woken(note, result, error):
    if note is not None and not note.woken:
        args = *note.what, note.call, bool(result), name_of(error), note.count
        log.emit("woken", note.place, args, n=note.numbers[0])
        note.woken = True


def _ended(note, result, error):
    if note.outer is None:
        _waiting.pop(note.me, None)
    else:
        _waiting[note.me] = note.outer
    _woken(note, result, error)
    if note.semlock._is_mine():
        log.emit("acquired", note.place, (*note.what, -1, note.count), n=note.numbers[1])
    else:
        args = *note.what, name_of(error)
        log.emit("not acquired", note.place, args, n=note.numbers[1])
