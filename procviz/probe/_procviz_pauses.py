"""Waiting for what someone else is to do, and telling those who wait: how both are written."""

import _procviz_log as log
from _procviz_level import name_of, named, seconds, told, watched


def watch_wait(cls, name, what_of, over=None):
    """Observe a method with a ``timeout``; ``what_of(self)``: (object, type, library) or None.

    ``over(self)``: whether it came, for a method whose result does not tell.
    """
    original = vars(cls)[name]

    def describe(args, kwargs):
        level = told(args[0])
        what = level and what_of(args[0])
        if not what:
            return None
        (timeout,) = named(args, kwargs, "timeout")
        return level[0], what, original.__qualname__, seconds(timeout), next(log.serial), args[0]

    def ended(note, result, error):
        place, what, call, _, n, waited = note
        came = error is None and (over(waited) if over else result is not False)
        log.emit("woken", place, (*what, call, came, name_of(error), 0), n=n)

    setattr(cls, name, watched(original, describe, _began, ended))


def _began(note):
    place, what, call, timeout, _, _ = note
    log.emit("waits", place, (*what, call, timeout, 0))


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
