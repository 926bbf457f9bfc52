"""os.fork and os.forkpty: the child tells who it is, the parent whom it made."""

import _thread
import posix

import _procviz_frames as frames
import _procviz_log as log
from _procviz_wrap import install, observed

_Function = type(lambda: None)
_CALLER = (lambda original, args, kwargs: original(*args, **kwargs)).__code__
_codes = {}


def as_caller(original):
    """Return a function that calls ``original`` from a frame with its caller's file and line.

    From 3.12 on, a fork with several threads gives a DeprecationWarning that is attributed to the
    frame of the call; filters and the once-per-line registry go by that frame and its globals.
    """

    def call(*args, **kwargs):
        frame = frames.caller()
        if frame is None:
            return original(*args, **kwargs)
        key = frame.f_code.co_filename, frame.f_lineno
        code = _codes.get(key)
        if code is None:
            name = frames.CALLER
            code = _codes[key] = _CALLER.replace(
                co_filename=key[0], co_firstlineno=key[1] or 1, co_name=name, co_qualname=name
            )
        return _Function(code, frame.f_globals)(original, args, kwargs)

    return call


def announce(how, call):
    """Keep for the child's first words what the parent knows; returns a note for ``ended``."""
    place, _ = frames.where()
    me, nonce = log.ident(), log.now()
    outer = log.pending.get(me)  # a fork inside a fork hook
    log.pending[me] = nonce, how, call, place
    return [nonce, place, call, me, outer]


def close(note):
    """Forget what :func:`announce` kept."""
    me, outer = note[3:5]
    if outer is None:
        log.pending.pop(me, None)
    else:
        log.pending[me] = outer


def _fork(name):
    call = "os." + name

    def describe(args, kwargs):
        return None if args or kwargs else announce("fork", call)

    def ended(note, result, error):
        if error is None:
            nonce, place = note[:2]
            child = result if type(result) is int else result[0]
            log.returned(place, child, nonce, call)
        close(note)

    return observed(as_caller(getattr(posix, name)), describe, None, ended)


def tidy():
    """Have the C library hold free places for locks that lie side by side.

    Python makes some 15 new ones in each child: a page each, where they come from all over.
    """
    locks = [_thread.allocate_lock() for _ in range(100)]  # what lies scattered is used up first
    last, before = locks[-7:], locks[-27:-7]
    del locks[-27:]
    last.clear()  # those that are free first it gives away first
    locks.clear()
    before.clear()


def patch():
    """Wrap both."""
    install(posix, "fork", _fork("fork"))
    install(posix, "forkpty", _fork("forkpty"))
