"""Waiting for what someone else is to do, and telling those who wait: how both are written."""

import _procviz_log as log
from _procviz_level import name_of, named, seconds, told, watched


def watch_wait(cls, name, what_of):
    """Observe a method with a ``timeout``; ``what_of(self)``: (object, type, library) or None."""
    original = vars(cls)[name]

    def describe(args, kwargs):
        level = told(args[0])
        what = level and what_of(args[0])
        if not what:
            return None
        (timeout,) = named(args, kwargs, "timeout")
        return level[0], what, original.__qualname__, seconds(timeout), next(log.serial)

    setattr(cls, name, watched(original, describe, _began, _ended))


def _began(note):
    place, what, call, timeout, _ = note
    log.emit("waits", place, (*what, call, timeout, 0))


def _ended(note, result, error):
    place, what, call, _, n = note
    ok = error is None and result is not False
    log.emit("woken", place, (*what, call, ok, name_of(error), 0), n=n)


def watch_notice(cls, name, what_of, count_of):
    """Observe a method that lets others go on; ``count_of(self, args, kwargs)``: how many."""
    original = vars(cls)[name]

    def describe(args, kwargs):
        level = told(args[0])
        what = level and what_of(args[0])
        if not what:
            return None
        return level[0], (*what, original.__qualname__, count_of(*args, **kwargs))

    setattr(cls, name, watched(original, describe, _notified, nothing))


def _notified(note):
    log.emit("notified", *note)


def nothing(_note, _result, _error):
    """Nothing is told of the end."""


def everybody(_self):
    """For :func:`watch_notice`: all of them."""
    return -1


def some(_self, n=1):
    """For :func:`watch_notice`: as many as were asked for."""
    return n if type(n) is int and n < 1 << 31 else -1
