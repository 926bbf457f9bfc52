"""How a process leaves by itself: os._exit, os.abort, and the four ways to end a script.

At exit Python no longer says why.  What is left to go by: the main module returned (the line
tracker sees it), ``sys.last_value`` was set (an exception nobody caught), or it was SystemExit.
"""

import posix
import sys

import _procviz_frames as frames
import _procviz_log as log
from _procviz_wrap import install, observed, original

_asked = None  # (PID, code, place) of the last sys.exit in the main thread
_unset = object()
_before = _unset


def code_of(status):
    """Exit code that SystemExit(status) gives; None when only the program's own code can tell."""
    if status is None:
        return 0
    return int.__and__(status, 0xFF) if isinstance(status, int) else 1


def _leave(how, code, place):
    log.emit("exit", place, (how, code))


def _describe_exit(args, kwargs):
    (status,) = args or (kwargs["status"],)
    place, direct = frames.where()
    return place if direct else None, int(status) & 0xFF


def _began_exit(note):
    _leave("os._exit", note[1], note[0])


def _nothing(_note, _result, _error):
    pass


def _describe_abort(_args, _kwargs):
    return frames.where()


def _began_abort(note):
    _leave("os.abort", None, note[0])


def _describe_sys_exit(args, _kwargs):
    global _asked
    if log.ident() == _main_thread:
        (status,) = args or (None,)
        place, direct = frames.where()
        _asked = posix.getpid(), code_of(status), place if direct else None


def at_exit():
    """Tell how the program ended."""
    # own failures would be printed by atexit
    try:
        _report_end()
    except Exception as error:
        if not frames.own(error):
            raise
        log.trouble("exit", error)


def _report_end():
    me = posix.getpid()
    error = getattr(sys, "last_value", _unset)
    if log.state.returned == me:
        _leave("end of script", 0, None)
    elif error is not _before and isinstance(error, BaseException):
        # an interrupted Python kills itself with SIGINT when all is done
        code = None if isinstance(error, KeyboardInterrupt) else 1
        _leave("exception", code, _raised_at(error))
    elif _asked is not None and _asked[0] == me:
        _leave("sys.exit", *_asked[1:])
    elif log.state.watched:
        _leave("sys.exit", None, None)  # raise SystemExit
    else:
        _leave("end of script", 0, None)


def _raised_at(error):
    place, tb = None, error.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        file = frames.classify(code.co_filename)
        if file:
            place = file, tb.tb_lineno or 0, frames.short(code.co_qualname)
        tb = tb.tb_next
    return place


def patch():
    """Wrap the calls and register for the end (the first registered runs last)."""
    global _before, _main_thread
    _main_thread = log._main_thread
    if log.native is None:  # else the program runs already
        _before = getattr(sys, "last_value", _unset)
    install(posix, "_exit", observed(posix._exit, _describe_exit, _began_exit, _nothing))
    install(posix, "abort", observed(posix.abort, _describe_abort, _began_abort, _nothing))
    install(sys, "exit", observed(original(sys.exit), _describe_sys_exit, None, _nothing))
    if log.native is None:
        import _procviz_alone

        _procviz_alone.at_exit(at_exit)
