"""os.fork, os._exit, os.wait and os.waitpid as most programs call them, for next to nothing.

That is: called by the program itself, in the main thread, with success.  All else is passed on to
the functions that wrap them otherwise.  There are few calls here on purpose, and few objects: see
``_procviz_sites``.
"""

import posix
import sys

import _procviz_frames as frames
import _procviz_log as log
import _procviz_waits as waits
from _procviz_sites import find, sites
from _procviz_wrap import install, swallowed

# kinds of lean records, 0 is a line; the reader has the same
_FORK, _FORKED, _EXIT, _WAIT, _WAITED, _WAITPID, _WAITEDPID = range(1, 8)
_getframe, _native, _now, _tell = frames._getframe, log._native, log.now, log.tell
_stat = posix.stat
_state, _kinds = log.state, frames.kinds
_NOHANG = (posix.WNOHANG,)
_warns = sys.version_info >= (3, 12)  # of a fork with threads, at the line of the call
_TASKS, _ALONE = "/proc/self/task", 3  # its links in a process without threads


def _fork(original, otherwise):
    def fork(*args, **kwargs):
        site = child = None
        try:
            if log.lean and _native() == _state[0] and not (args or kwargs):
                frame = _getframe(1)
                line = frame.f_lineno
                site = False
                try:
                    site = sites[id(frame.f_code)]
                except KeyError as error:
                    if not frames.own(error):
                        raise
                if site is False:
                    site = find(frame.f_code)
                if not line or (_warns and site is not None and _stat(_TASKS).st_nlink != _ALONE):
                    site = None
        except BaseException as error:
            if not swallowed(error, told=False):  # no /proc
                raise
            site = None
        outer, nonce = _state[1], _now()
        try:
            if site is None:
                return otherwise(*args, **kwargs)
            _state[1] = site, line, nonce
            child = original()
        except BaseException as error:
            _state[1] = outer
            frames.strip(error)
            raise
        try:
            if child:
                _tell(site, line, _FORK, _now(), child, nonce)
            elif _state[0] != _native() and not log.lost:
                parent = _state[0]
                _state[0] = _native()
                _tell(site, line, _FORKED, _now(), parent, nonce)
            else:  # a fork hook was the first to tell something; or the parent has lost records
                log.returned(log.place_of(site, line), child, nonce, "os.fork")
        except BaseException as error:
            if not swallowed(error):
                log.returned(log.place_of(site, line), child, nonce, "os.fork")
                raise
        finally:
            _state[1] = outer
        return child

    return fork


def _exit(original, otherwise):
    def _exit(*args, **kwargs):
        site, t = None, 0
        try:
            if log.lean and _native() == _state[0] and len(args) == 1 and not kwargs:
                frame = _getframe(1)
                line = frame.f_lineno
                site = False
                try:
                    site = sites[id(frame.f_code)]
                except KeyError as error:
                    if not frames.own(error):
                        raise
                if site is False:
                    site = find(frame.f_code)
                if site is not None and line and type(args[0]) is int:
                    t = _now()
                    _tell(site, line, _EXIT, t, args[0], 0)
        except BaseException as error:
            if not swallowed(error):
                raise
        try:
            return (original if t else otherwise)(*args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise

    return _exit


def _wait(original, otherwise, call, given, began, ended):
    def told_again(site, line, t, target, end, result, error):
        place = log.place_of(site, line)
        log.emit("wait", place, (call, target, 0, None), n=-t)
        note = [place, call, target, 0, True, -t, -end or next(log.serial)]
        waits._status(note, result, error)

    def poll(*args):
        try:
            result = original(*args)
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

    def wait(*args, **kwargs):
        site, t, end = None, 0, 0
        if args[1:] == _NOHANG and _kinds.get(_getframe(1).f_code.co_filename, 0) is None:
            return poll(*args)  # a library looks whether a child has ended: multiprocessing, often
        try:
            if log.lean and _native() == _state[0] and len(args) == given and not kwargs:
                target, options = args or (-1, 0)
                plain = not (options or waits.inside or waits._miss[3])
                if plain and type(target) is type(options) is int:
                    frame = _getframe(1)
                    line = frame.f_lineno
                    site = False
                    try:
                        site = sites[id(frame.f_code)]
                    except KeyError as error:
                        if not frames.own(error):
                            raise
                    if site is False:
                        site = find(frame.f_code)
                    if site is not None and line:
                        t = _now()
                        _tell(site, line, began, t, target, 0)
        except BaseException as error:
            if not swallowed(error):
                if t:
                    told_again(site, line, t, target, 0, None, error)
                raise
        try:
            result = (original if t else otherwise)(*args, **kwargs)
        except BaseException as error:
            try:
                if t:
                    told_again(site, line, t, target, 0, None, error)
            except BaseException as second:
                if not swallowed(second):
                    raise
            frames.strip(error)
            raise
        if not t:
            return result
        try:
            end = _now()
            _tell(site, line, ended, end, *result)
        except BaseException as error:
            if not swallowed(error):
                told_again(site, line, t, target, end, result, None)
                raise
        return result

    return wait


_dry = []  # the same functions, of which nothing comes


def patch():
    """Put these in front of what wraps the four otherwise."""
    for name, make, *more in (
        ("fork", _fork),
        ("_exit", _exit),
        ("wait", _wait, "os.wait", 0, _WAIT, _WAITED),
        ("waitpid", _wait, "os.waitpid", 2, _WAITPID, _WAITEDPID),
    ):
        stand_in = getattr(posix, name)
        otherwise = stand_in.__call__
        install(posix, name, make(stand_in._original, otherwise, *more))
        _dry.append(make(_nothing, _nothing, *more))


def warm():
    """Have Python do in the parent, once, what it would do in each child: get our code ready."""
    for call in _dry:
        call(_nothing, _nothing, _nothing)


def _nothing(*_args):
    pass
