"""Signal handlers: what is set for a signal, and when the program's handler runs."""

import _signal
import posix
import sys

import _procviz_frames as frames
import _procviz_log as log
import _procviz_tell as records
from _procviz_parts import default_interrupt, interrupt
from _procviz_wrap import install, observed, silent, swallowed

# Signals may come faster than we write: then each interrupts our report of the one before.  A
# handler alone would be over in time, so that deep down it runs alone, and is only counted.
_DEEPEST = 16
_TELL = getattr(records.tell, "__code__", None)  # it runs nothing of Python where it is of C
_depth = 0  # handlers that run now, each inside the one before
_untold = 0


class Handler:
    """What Python calls instead of the program's handler; no one gets to see it."""

    __slots__ = ("_run", "user")

    def __init__(self, user):
        self.user = user
        self._run = observed(user, self._describe, _handler_began, _handler_ended)

    def __call__(self, signum, frame):
        # the frame that was interrupted may be one of ours, inside a wrapped call
        in_line = False
        while frame is not None and frames.ours(frame.f_code):
            code = frame.f_code
            in_line = in_line or code is _TELL or code.co_filename == log.line_file
            frame = frame.f_back
        global _depth, _untold
        level, hushed = _depth, log.state.hushed and log.state.hearing
        try:
            _depth = level + 1
            if hushed:
                hushed[0]()
            if level >= _DEEPEST:
                _untold += 1
                result = self.user(signum, frame)
            elif in_line:  # Python reports no lines inside of a callback for a line
                result = sys.call_tracing(self._run, (signum, frame))
            else:
                result = self._run(signum, frame)
            if hushed:
                hushed[1]()
            return result
        except BaseException as error:
            frames.strip(error)
            raise
        finally:
            _depth = level

    def _describe(self, args, _kwargs):
        return place_of(self.user), args[0], name_of(self.user)


def _handler_began(note):
    log.emit("handler", note[0], note[1:])


def _handler_ended(note, _result, error):
    global _untold
    log.emit("handled", None, (note[1], "" if error is None else type(error).__name__))
    if _untold and _depth == 1:
        count, _untold = _untold, 0
        log.emit("untold handlers", None, (count,))


def _code_of(handler):
    """Code of a function, a method or a callable object; nothing of the program is run."""
    handler = getattr(handler, "__func__", handler) if type(handler) is _Method else handler
    if type(handler) is not _Function:
        handler = type(handler).__dict__.get("__call__")
    return handler.__code__ if type(handler) is _Function else None


def place_of(handler):
    code = _code_of(handler)
    file = code and frames.classify(code.co_filename)
    return (file, code.co_firstlineno, frames.short(code.co_qualname)) if file else None


def name_of(handler):
    if type(handler) in (_Function, _Method, _Builtin):
        return frames.short(handler.__qualname__)
    return type(handler).__name__


_Function, _Method, _Builtin = type(lambda: None), type((lambda _: None).__get__(0)), type(len)


def _users(handler):
    if handler is interrupt:
        return default_interrupt
    return handler.user if type(handler) is Handler else handler


def _wrap_signal(original):
    def signal(*args, **kwargs):
        handler = ours = args[1] if len(args) == 2 else None
        if callable(handler):
            ours = Handler(handler)
            args = args[0], ours
        try:
            before = original(*args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise
        try:
            if args[0] == _signal.SIGXFSZ and (callable(handler) or handler != _signal.SIG_IGN):
                _mind_the_limit()
            action = ("default", "ignore")[int(handler)] if ours is handler else "handler"
            name = "" if ours is handler else name_of(handler)
            log.emit("disposition", frames.where()[0], (int(args[0]), action, name))
        except BaseException as error:
            if not swallowed(error):
                raise
        return _users(before)

    return signal


def _mind_the_limit():
    """Write no record that is too large for RLIMIT_FSIZE: Python no longer ignores SIGXFSZ.

    It would kill the program, or run its handler, whose record would be too large too.
    """
    there = "resource" in sys.modules
    import resource

    if not there:
        del sys.modules["resource"]
    write, limit_of, limit = posix.pwrite, resource.getrlimit, resource.RLIMIT_FSIZE

    def write_if_it_fits(fd, data, offset):
        soft = limit_of(limit)[0]
        if 0 <= soft < posix.fstat(fd).st_size + len(data):
            return 0  # counted as lost
        return write(fd, data, offset)

    log._write = records._write = write_if_it_fits
    if log.native is not None:
        log.state.lean = False


def _wrap_getsignal(original):
    return silent(lambda *args: _users(original(*args)))


def patch():
    """Wrap both."""
    set_handler, get_handler = _signal.signal, _signal.getsignal
    install(_signal, "signal", _wrap_signal(set_handler))
    install(_signal, "getsignal", _wrap_getsignal(get_handler))
