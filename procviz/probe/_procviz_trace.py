"""Which lines of the program run, on Python 3.11: sys.settrace, in the main thread only.

Tracing is dear on 3.11: each call of a Python function and each line of the program passes through
here.  So a computation that repeats the same lines turns it off until the next record of another
kind; lines that it reaches for the first time meanwhile are not seen.  It is off too where a
library is known to run nothing of the program's (``hush``).  A program that sets a trace function
of its own (a debugger, coverage) replaces ours, and it gets None from ``sys.gettrace`` as without
us.
"""

import posix
import sys

import _procviz_frames as frames
import _procviz_log as log
from _procviz_tell import find, tell
from _procviz_wrap import install, original, silent, swallowed

_PATIENCE = 10_000  # repeated lines: 2 to 10 ms
_kept = []  # codes: their ids stay their own
_kinds = frames.kinds
_repeated, _epoch = 0, 0  # lines, and when
_off = 0  # thread that was traced, while tracing is off
_aside = False  # tracing is the program's affair
_unset = object()
traced = _unset  # our trace function, as long as hush() may turn it off


def start():
    """Begin."""
    patch()
    log.state.watched = True
    resume()
    return True


def patch():
    """Stand for what the program could see or set of it; the native part traces already."""
    global traced
    install(sys, "gettrace", silent(_get_theirs))
    install(sys, "settrace", silent(_set_theirs))
    log.line_file, log.state.again = _on_line.__code__.co_filename, _on_again
    traced = _ours
    if log.native is None:
        log.state.tracer = _ours
    else:
        log.native.traces(gettrace)
    log.state.hearing = hear, hush
    install(posix, "register_at_fork", silent(_register_at_fork))


def resume():
    """Trace this thread."""
    _trace(_ours)


def leave_on():
    """Turn it off nowhere: a hook of the program's would be told each time that tracing is set."""
    global traced
    traced, log.state.tracer = _unset, None


def use(function):
    """Have this function told of each line from now on."""
    global tell
    tell = function


settrace, gettrace = original(sys.settrace), original(sys.gettrace)
_trace = settrace if log.native is None else log.native.settrace  # what turns ours on
_at_fork = posix.register_at_fork


def _get_theirs(*args):
    current = gettrace(*args)
    return None if current is _ours else current


def _set_theirs(*args):
    """Step aside for good: a tracer of the program's would see our stand-ins run."""
    global _off, _aside
    settrace(*args)
    _off, _aside = 0, True
    if log.native is not None:
        log.state.resting = True
    log.state.restart, log.state.hushed = None, False
    sys.gettrace, sys.settrace = gettrace, settrace


def _register_at_fork(*args, **hooks):
    """A hook of the program's is to be traced, so that os.fork is."""
    caller = frames._getframe(2).f_code.co_filename
    result = _at_fork(*args, **hooks)
    if frames.classify(caller) is not None:
        log.state.tracer = None
    return result


# -- where nothing of the program's runs ----------------------------------------------------------


def _rest():
    if log.native is not None:
        log.state.resting = bool(_off or _aside)


def hush():
    """Turn tracing off in this thread, until ``hear()``; False where it is off anyway.

    A signal handler that runs meanwhile is traced.  If it raises, tracing stays on: it is on in any
    case when the exception arrives in the program.
    """
    if gettrace() is not traced:
        return False
    log.state.hushed = True
    settrace(None)
    return True


def hear():
    """Turn tracing on again, after a ``hush()`` that returned True."""
    for _ in range(2):  # a handler that runs in here hushes when it is done
        if not (_aside or _off) and gettrace() is None:
            _trace(_ours)
        log.state.hushed = False


if log.native is not None:
    hush, hear = log.native.hush, log.native.hear


def hushed(method, *kinds):
    """Return ``method``, that of a library, run without tracing for objects of these types.

    Not of a type that is derived from them: its methods may be the program's.
    """

    def quiet_call(*args, **kwargs):
        try:
            return quietly(method, kinds, args, kwargs)
        except BaseException as error:
            frames.strip(error)
            raise

    if log.native is not None:
        quietly = log.native.quietly
        return quiet_call

    def call(*args, **kwargs):
        quiet = False
        try:
            # as in hush(): to call that too would be traced
            quiet = gettrace() is traced and args and type(args[0]) in kinds
            if quiet:
                log.state.hushed = True
                settrace(None)
            return method(*args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise
        finally:
            if quiet:
                hear()

    return call


# -- lines ----------------------------------------------------------------------------------------


def _restart():
    global _repeated, _off
    if _off == log.ident():
        _repeated, _off, log.state.restart = 0, 0, None
        _rest()
        if gettrace() is None:
            _trace(_ours)
            if log.native is None:
                _resume(sys._getframe())


def _resume(frame):
    """Trace the functions that are running already."""
    while frame is not None:
        if frame.f_trace is None:
            frame.f_trace = _on_call(frame, "call", None)
        frame = frame.f_back


def _on_call(frame, _event, _arg):
    code = frame.f_code
    try:
        kind = _kinds[code.co_filename]
        if kind is None or kind is False:
            return None
    except KeyError:
        pass
    try:
        kind = frames.classify(code.co_filename)
        if code.co_name == frames.CALLER:
            return None
        if kind and id(code) not in log.told:
            log.told[id(code)] = {-1: find(code)}
            _kept.append(code)
        if code.co_name == "<module>" and frame.f_globals.get("__name__") == "__main__":
            return _Main(kind)
        return _on_line if kind else None
    except BaseException as error:
        if not swallowed(error):
            raise
        return None


def _on_line(frame, event, _arg):
    if event == "line":
        try:
            tell(frame.f_code, frame.f_lineno)
        except BaseException as error:
            if not swallowed(error):
                raise
    return _on_line


def _on_again(_code):
    global _repeated, _epoch, _off
    if _epoch != log.state.epoch:
        _repeated, _epoch = 0, log.state.epoch
    _repeated += 1
    if _repeated > _PATIENCE:
        _off = log.ident()
        _rest()
        log.state.restart = _restart
        settrace(None)


class _Main:
    """The main module: as any other, and tells whether it came to its end."""

    def __init__(self, file):
        self.file = file
        self.raised = False

    def __call__(self, frame, event, arg):
        if event == "line":  # first, as each other text is another page that a child has to touch
            self.raised = False
            if self.file:
                _on_line(frame, event, arg)
        elif event == "exception":
            self.raised = True
        elif event == "return" and not self.raised:
            log.state.returned = log._getpid()
        return self


# what sys.gettrace says of our tracing
_ours = _on_call if log.native is None else log.native.tracer
