"""Taking a lock or a semaphore, and giving it back, in an order that shows no two holders at once.

``Acquired`` is written after the call, ``Released`` before it.  Both calls keep their promise when
a signal handler raises in here: one that takes has not taken then, one that gives back has given.

What is taken is an object with ``what`` = (object, type, library), ``block`` and ``forever`` (the
name of its first argument, the default of the second), ``attempt(False)`` (take it without
blocking), ``undo()``, ``count()`` (how often it is held, 0 where nobody knows) and ``mine()`` (by
this thread?), ``counts`` (is it a semaphore, whose ``value()`` says something?) and ``wrong()`` (to
give it back now would be an error).
"""

import _procviz_frames as frames
import _procviz_log as log
from _procviz_level import name_of, seconds, told
from _procviz_wrap import swallowed

_REFUSALS = (ValueError, AssertionError, RuntimeError)  # too often, or not by the holder
_NUMBERS = (int, float)
_LONG = 1e9  # seconds; longer ones are left to the original, with all others that are odd


def take(lock, original, args, kwargs):
    """Call ``original``, which takes ``lock`` and has no arguments but ``block, timeout``.

    ``lock`` None: it is not known.  A lock that is free gives one record, as the original too tries
    first and blocks then.
    """
    level = began = got = None
    block, timeout, plain, before, n = True, None, True, 0, next(log.serial)
    try:
        try:
            if lock is not None:
                before = lock.count()
                level = told()
                if level is not None and (args or kwargs):
                    block, timeout, plain = _asked(lock, args, kwargs)
        except BaseException as error:
            if not swallowed(error):
                raise
        if level is None:
            return original(*args, **kwargs)
        if plain:
            got = lock.attempt(False)
            if got:
                value = lock.value() if lock.counts else -1
                log.emit("took", level[0], (*lock.what, block, timeout, value), n=n)
                return True
            if not block or timeout == 0:
                why = "timeout" if block else "busy"
                log.emit("missed", level[0], (*lock.what, block, timeout, why))
                return False
            got = None
        began = True
        log.emit("acquire", level[0], (*lock.what, block, timeout))
        got = original(*args, **kwargs)
        if got:
            value = lock.value() if lock.counts else -1
            log.emit("acquired", level[0], (*lock.what, value), n=n)
        else:
            why = "timeout" if timeout is not None else "busy"
            log.emit("not acquired", level[0], (*lock.what, why))
        return got
    except BaseException as error:
        if level is not None and got is not False:
            asked = () if began else (block, timeout)
            has = got or (lock.count() > before and lock.mine())
            _left(lock, level[0], asked, got, has, name_of(error), n)
        frames.strip(error)
        raise


def _asked(lock, args, kwargs):
    """Return (block, timeout, can it be tried first?)."""
    block = args[0] if args else kwargs.get(lock.block, True)
    timeout = args[1] if len(args) > 1 else kwargs.get("timeout", lock.forever)
    if timeout == lock.forever:
        timeout = None
    plain = False
    odd = len(args) + len(kwargs) > 2 or not kwargs.keys() <= {lock.block, "timeout"}
    if odd or (args and lock.block in kwargs):
        block = True  # TypeError
    elif type(block) in (bool, int):
        plain = timeout is None or (block and type(timeout) in _NUMBERS and 0 <= timeout < _LONG)
        block = bool(block)
    else:
        block = block is not None
    return block, seconds(timeout) if block else None, plain and lock.forever is None


def _left(lock, place, asked, got, has, error, n):
    """Tell what an exception left: a handler's can come when the lock is there already.

    ``n`` is the number of the record that may have been written: a second one does not count.
    """
    if has:
        value = lock.value() if lock.counts else -1
        log.emit("took" if asked else "acquired", place, (*lock.what, *asked, value), n=n)
    if got:
        # as if the signal had come before: nobody would give it back
        log.emit("released", place, (*lock.what, "", 1))
        lock.undo()
    elif not has:
        log.emit("missed" if asked else "not acquired", place, (*lock.what, *asked, error))


def give(lock, original, args, kwargs, count=1):
    """Call ``original``, which gives ``lock`` back, ``count`` times at once."""
    level, early, held, n = None, False, 0, next(log.serial)
    try:
        try:
            level = told() if lock is not None else None
            early = level is not None and not lock.wrong()
            if early:
                held = lock.count()
                log.emit("released", level[0], (*lock.what, "", count), n=n)
        except BaseException as error:
            if not swallowed(error):
                level = told() if lock is not None else None
                if level is not None and not lock.wrong():
                    log.emit("released", level[0], (*lock.what, "", count), n=n)
                level = None
                original(*args, **kwargs)
                raise
        result = original(*args, **kwargs)
        if level is not None and not early:
            log.emit("released", level[0], (*lock.what, "", count))
        return result
    except BaseException as error:
        if level is not None and (not early or type(error) in _REFUSALS):
            log.emit("released", level[0], (*lock.what, name_of(error), count))
        elif early and held and lock.count() == held and lock.mine():
            lock.undo()  # a handler raised before the original came to do it
        frames.strip(error)
        raise
