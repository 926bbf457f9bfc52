"""os.fork, os._exit, os.wait and os.waitpid as most programs call them, for next to nothing.

That is: called by the program itself, in the main thread, with success.  All else is passed on to
the functions that wrap them otherwise.  There are few calls here on purpose, and few objects: see
``_procviz_sites``.
"""

import _thread
import posix
import sys

import _procviz_frames as frames
import _procviz_log as log
import _procviz_waits as waits
from _procviz_imports import load
from _procviz_log import state, tell, told
from _procviz_sites import find
from _procviz_wrap import install, swallowed

# kinds of lean records, 0 is a line; the reader has the same
_FORK, _FORKED, _EXIT, _WAIT, _WAITED, _WAITPID, _WAITEDPID = range(1, 8)
_getframe, _native, _now = frames._getframe, log._native, log.now
_stat, _WNOHANG = posix.stat, posix.WNOHANG
_kinds = frames.kinds
_warns = sys.version_info >= (3, 12)  # of a fork with threads, at the line of the call
_TASKS, _ALONE = "/proc/self/task", 3  # its links in a process without threads
_LINKS = 3  # st_nlink: the attribute has a descriptor, which lies in another page
_forks = 0  # how many there were, up to _MANY
_MANY = 16  # from then on it pays to make immortal what they touch: 0.5 ms, once


# No closures and no tuples of constants: a child has to touch each of their cells, and them.


def _fork(*args, **kwargs):
    site = child = None
    try:
        if state.lean and _native() == state.me and not (args or kwargs):
            frame = _getframe(1)
            line, key = frame.f_lineno, id(frame.f_code)
            site = told[key][-1] if key in told else find(frame.f_code)
            if not line or (_warns and site is not None and _stat(_TASKS)[_LINKS] != _ALONE):
                site = None
            if _forks != _MANY and site is not None:
                _get_ready(key)
    except BaseException as error:
        if not swallowed(error, told=False):  # no /proc
            raise
        site = None
    outer_site, outer_line, outer_nonce, nonce = state.site, state.line, state.nonce, _now()
    try:
        if site is None:
            return _fork_otherwise(*args, **kwargs)
        state.site, state.line, state.nonce = site, line, nonce
        child = _os_fork()
    except BaseException as error:
        state.site, state.line, state.nonce = outer_site, outer_line, outer_nonce
        frames.strip(error)
        raise
    try:
        # the same steps in both, as far as possible: only the parent gets them ready
        me, lost, kind, other = state.me, state.lost, _FORK, child
        if not child:
            me, kind, other = _native(), _FORKED, me
        if child or (me != other and not lost):
            state.me = me
            tell(site, line, kind, _now(), other, nonce)
        else:  # a fork hook was the first to tell something; or the parent has lost records
            log.returned(log.place_of(site, line), child, nonce, "os.fork")
    except BaseException as error:
        if not swallowed(error):
            log.returned(log.place_of(site, line), child, nonce, "os.fork")
            raise
    finally:
        state.site, state.line, state.nonce = outer_site, outer_line, outer_nonce
    return child


def _exit(*args, **kwargs):
    t = 0
    try:
        if state.lean and _native() == state.me and args and not (args[1:] or kwargs):
            frame = _getframe(1)
            line, key = frame.f_lineno, id(frame.f_code)
            site = told[key][-1] if key in told else find(frame.f_code)
            if site is not None and line and type(args[0]) is int:
                t = _now()
                tell(site, line, _EXIT, t, args[0], 0)
    except BaseException as error:
        if not swallowed(error):
            raise
    try:
        return (_os_exit if t else _exit_otherwise)(*args, **kwargs)
    except BaseException as error:
        frames.strip(error)
        raise


def _get_ready(key):
    """Have Python do in the parent, once, what it would do in each child with our code."""
    global _forks
    _forks += 1
    if _forks == _MANY and _warns:
        try:
            load("_procviz_immortal").settle((globals(), vars(log)), _stand_ins, (_TASKS,), key)
        except Exception as error:  # no /proc, no descriptor is free, sys.modules was emptied
            if not (frames.own(error) or _of_import(error)):
                raise
    elif 1 < _forks < _MANY:
        return
    _tidy()
    for _ in range(3):
        try:
            _exit()
        except TypeError as error:
            if error.__traceback__.tb_next is not None and not frames.own(error):
                raise


def _of_import(error):
    tb = error.__traceback__
    while tb.tb_next is not None:
        tb = tb.tb_next
    return tb.tb_frame.f_code.co_filename.startswith("<frozen importlib")


def _tidy():
    """Have the C library hold free places for locks that lie side by side.

    Python makes some 15 new ones in each child: a page each, where they come from all over.
    """
    locks = [_thread.allocate_lock() for _ in range(100)]  # what lies scattered is used up first
    last, before = locks[-7:], locks[-27:-7]
    del locks[-27:]
    last.clear()  # those that are free first it gives away first
    locks.clear()
    before.clear()


def _wait(original, otherwise, call, given, began, ended):
    def wait(*args, **kwargs):
        if len(args) == 2 and args[1] is _WNOHANG and _by_library(_getframe(1)):
            # it looks whether a child has ended: multiprocessing, often
            try:
                return _poll(original, call, args, kwargs)
            except BaseException as error:
                frames.strip(error)
                raise
        site = None
        t = end = 0
        try:
            if state.lean and _native() == state.me and len(args) == given and not kwargs:
                target, options = args or _ANY
                if not options and state.plain_waits and type(target) is type(options) is int:
                    frame = _getframe(1)
                    line, key = frame.f_lineno, id(frame.f_code)
                    site = told[key][-1] if key in told else find(frame.f_code)
                    if site is not None and line:
                        t = _now()
                        tell(site, line, began, t, target, 0)
        except BaseException as error:
            if not swallowed(error):
                if t:
                    _tell_again(call, site, line, t, target, 0, None, error)
                raise
        try:
            result = (original if t else otherwise)(*args, **kwargs)
        except BaseException as error:
            try:
                if t:
                    _tell_again(call, site, line, t, target, 0, None, error)
            except BaseException as second:
                if not swallowed(second):
                    raise
            frames.strip(error)
            raise
        if not t:
            return result
        try:
            end = _now()
            child, status = result
            tell(site, line, ended, end, child, status)
        except BaseException as error:
            if not swallowed(error):
                _tell_again(call, site, line, t, target, end, result, None)
                raise
        return result

    return wait


_ANY = -1, 0


def _by_library(frame):
    return _kinds.get(frame.f_code.co_filename, 0) is None


def _tell_again(call, site, line, t, target, end, result, error):
    place = log.place_of(site, line)
    log.emit("wait", place, (call, target, 0, None), n=-t)
    note = [place, call, target, 0, True, -t, -end or next(log.serial)]
    waits._status(note, result, error)


def _poll(original, call, args, kwargs):
    try:
        result = original(*args, **kwargs)
    except BaseException as error:
        frames.strip(error)
        raise
    if result[0]:
        try:
            note = waits._describe(call, *args)
            note[4] = False  # but for the reap
            waits._status(note, result, None)
        except BaseException as error:
            if not swallowed(error):
                waits._status(note, result, None)
                raise
    return result


def patch():
    """Put these in front of what wraps the four otherwise."""
    global _os_fork, _fork_otherwise, _os_exit, _exit_otherwise, _stand_ins
    _stand_ins = posix.fork, posix._exit, posix.wait, posix.waitpid
    _os_fork, _fork_otherwise = posix.fork._original, posix.fork.__call__
    _os_exit, _exit_otherwise = posix._exit._original, posix._exit.__call__
    install(posix, "fork", _fork)
    install(posix, "_exit", _exit)
    for name, *more in (
        ("wait", "os.wait", 0, _WAIT, _WAITED),
        ("waitpid", "os.waitpid", 2, _WAITPID, _WAITEDPID),
    ):
        stand_in = getattr(posix, name)
        install(posix, name, _wait(stand_in._original, stand_in.__call__, *more))
