"""os.fork, os._exit, os.wait and os.waitpid as most programs call them, for next to nothing.

That is: called by the program itself, in the main thread, with success.  All else is passed on to
the functions that wrap them otherwise.  There are few calls here on purpose, and few objects: see
``_procviz_tell``.
"""

import posix
import sys

import _procviz_frames as frames
import _procviz_log as log
import _procviz_tell as records
import _procviz_waits as waits
from _procviz_forks import tidy
from _procviz_imports import load
from _procviz_log import MARK, _native, now, state
from _procviz_tell import enter, side_by_side, tell
from _procviz_wrap import install, swallowed

# kinds of lean records, 0 is a line; the reader has the same
_FORK, _FORKED, _EXIT, _WAIT, _WAITED, _WAITPID, _WAITEDPID = range(1, 8)
_getframe = frames._getframe
_gettrace, _settrace = (getattr(f, "_original", f) for f in (sys.gettrace, sys.settrace))
_stat, _WNOHANG = posix.stat, posix.WNOHANG
_kinds = frames.kinds
_warns = sys.version_info >= (3, 12)  # of a fork with threads, at the line of the call
_TASKS, _ALONE = b"/proc/self/task", 3  # its links in a process without threads
_LINKS = 3  # st_nlink: the attribute has a descriptor, which lies in another page
_forks = 0  # how many there were, up to _MANY
_REHEARSALS = 10  # after 8 Python 3.11 begins to specialise
_MANY = 16  # from then on it pays to have functions of our own: 0.2 ms, once
_no = object()  # an argument that was not given; a tuple of all would be one more object
_ANY = (-1, 0)


def _fork(*args, **kwargs):
    code = None  # no tuples of constants: to unpack them is to touch them
    quiet = False
    try:
        try:
            tracer = state.tracer  # on Python 3.11, where nothing in here need be traced
            if tracer is not None and _gettrace() is tracer:
                state.hushed = quiet = True
                _settrace(None)
            if state.lean and _native() == state.me and not (args or kwargs):
                frame = _getframe(1)
                line, code = frame.f_lineno, frame.f_code
                lean = line and (code is state.key or enter(code))
                if not lean or (_warns and _stat(_TASKS)[_LINKS] != _ALONE):
                    code = None
                elif _forks != _MANY:
                    _get_ready()
        except BaseException as error:
            if not swallowed(error, told=False):  # no /proc
                raise
            code = None
        if code is None:
            try:
                return _fork_otherwise(*args, **kwargs)
            except BaseException as error:
                frames.strip(error)
                raise
        # one by one: from four on Python makes a tuple of them
        outer_code, outer_line, outer_nonce = state.forking, state.line, state.nonce
        nonce = now()
        try:
            state.forking, state.line, state.nonce = code, line, nonce
            child = _os_fork()
        except BaseException as error:
            state.forking, state.line, state.nonce = outer_code, outer_line, outer_nonce
            frames.strip(error)
            raise
        try:
            # the same steps in both, as far as possible: only the parent gets them ready
            here = _native()
            t = now()
            me, lost, kind = state.me, state.lost, _FORK
            other, first = child or me, here != me
            if not child:
                kind = _FORKED
            if child or (first and not lost):
                state.me = here
                tell(code, line, kind, t, other, nonce)
            else:  # a fork hook was the first to tell something; or the parent has lost records
                log.returned(frames.place_of(code, line), child, nonce, "os.fork")
        except BaseException as error:
            if not swallowed(error):
                log.returned(frames.place_of(code, line), child, nonce, "os.fork")
                raise
        finally:
            state.forking, state.line, state.nonce = outer_code, outer_line, outer_nonce
        return child
    finally:
        if quiet:
            # no call between the two: a signal handler runs before or after both
            state.hushed = False
            try:
                _settrace(tracer)
            except BaseException as error:
                frames.strip(error)
                raise


def _exit(status=_no, /, *more, **kwargs):
    t = 0
    quiet = False
    try:
        try:
            tracer = state.tracer
            if tracer is not None and type(status) is int and _gettrace() is tracer:
                state.hushed = quiet = True
                _settrace(None)
            # what a rehearsal without an argument comes by first, see _get_ready
            if state.lean and _native() == state.me:
                frame = _getframe(1)
                line, code, last = frame.f_lineno, frame.f_code, state.key
                plain = type(status) is int and line and not (more or kwargs)
                if plain and 0 <= status < 256 and (code is last or enter(code)):
                    t = now()
                    tell(code, line, _EXIT, t, status)
        except BaseException as error:
            if not swallowed(error):
                raise
        try:
            if t:
                return _os_exit(status)
            return _exit_otherwise(*(() if status is _no else (status, *more)), **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise
    finally:
        if quiet:
            state.hushed = False
            try:
                _settrace(tracer)
            except BaseException as error:
                frames.strip(error)
                raise


def _get_ready():
    """Have Python do in the parent, once, what it would do in each child with our code."""
    global _forks
    _forks += 1
    if _forks == _MANY and sys.version_info < (3, 14):  # others have not been looked at
        try:
            load("_procviz_together").settle(tell, _fork)
        except Exception as error:  # no descriptor is free, sys.modules was emptied
            if not (frames.own(error) or _of_import(error)):
                raise
    elif _forks > 1:
        return
    tidy()
    if not _warns:  # there a tracer sees the calls of the libraries' fork hooks
        for module in list(sys.modules.values()):
            file = getattr(module, "__file__", None)
            if type(file) is str:
                frames.classify(file)
    for _ in range(_REHEARSALS):
        _rehearse()
    if state.hushed:  # as in the child: what a tracer needs of a code is made when it first runs
        state.hushed = False
        _settrace(state.tracer)
        _rehearse()
        state.hushed = True
        _settrace(None)


def _rehearse():
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


def _wait(original, otherwise, call, given, began, ended):
    def wait(target=_no, options=_no, /, *more, **kwargs):
        code = None
        quiet = False
        t = end = 0
        try:
            try:
                tracer = state.tracer
                if tracer is not None and type(target) is int and _gettrace() is tracer:
                    state.hushed = quiet = True
                    _settrace(None)
                if options is _WNOHANG and not (more or kwargs) and _by_library(_getframe(1)):
                    code = _no  # it looks whether a child has ended: multiprocessing, often
                elif state.lean and _native() == state.me and not (more or kwargs):
                    whom, how = (target, options) if given else _ANY
                    if type(whom) is type(how) is int and not how and -2 < whom < MARK:
                        frame = _getframe(1)
                        line, code = frame.f_lineno, frame.f_code
                        lean = line and state.plain_waits and (given or target is _no)
                        if lean and (code is state.key or enter(code)):
                            t = now()
                            tell(code, line, began, t, whom)
            except BaseException as error:
                if not swallowed(error):
                    if t:
                        waits.tell_again(call, code, line, t, whom, 0, None, error)
                    raise
            try:
                if t:
                    result = original(target, options) if given else original()
                else:
                    if quiet:  # Python may call an __index__ of the program's
                        quiet = state.hushed = False
                        _settrace(tracer)
                    args = [one for one in (target, options) if one is not _no]
                    if code is _no:
                        return _poll(original, call, args, kwargs)
                    result = otherwise(*args, *more, **kwargs)
            except BaseException as error:
                try:
                    if t:
                        waits.tell_again(call, code, line, t, whom, 0, None, error)
                except BaseException as second:
                    if not swallowed(second):
                        raise
                frames.strip(error)
                raise
            if not t:
                return result
            try:
                end = now()
                child, status = result
                tell(code, line, ended, end, child, status)
            except BaseException as error:
                if not swallowed(error):
                    waits.tell_again(call, code, line, t, whom, end, result, None)
                    raise
            return result
        finally:
            if quiet:
                state.hushed = False
                try:
                    _settrace(tracer)
                except BaseException as error:
                    frames.strip(error)
                    raise

    return wait


def _by_library(frame):
    return _kinds.get(frame.f_code.co_filename, 0) is None


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
    global _os_fork, _fork_otherwise, _os_exit, _exit_otherwise
    _os_fork, _fork_otherwise = posix.fork._original, posix.fork.__call__
    _os_exit, _exit_otherwise = posix._exit._original, posix._exit.__call__
    waits = [
        _wait(posix.wait._original, posix.wait.__call__, "os.wait", 0, _WAIT, _WAITED),
        _wait(
            posix.waitpid._original, posix.waitpid.__call__, "os.waitpid", 2, _WAITPID, _WAITEDPID
        ),
    ]
    global tell, _exit
    tell, _exit, fork, *waits = side_by_side(tell, _exit, _fork, *waits)
    records.tell = tell
    for name, function in zip(
        ("fork", "_exit", "wait", "waitpid"), (fork, _exit, *waits), strict=True
    ):
        install(posix, name, function)
