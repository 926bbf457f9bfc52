"""Signals that are sent, and timers that will send one.

A signal that is sent is a cause: its record comes before the call, and one more follows when the
kernel refused (the reader then takes the first back).  Where nobody is there to get it, which can
be asked without sending anything, the first is not written at all.
"""

import _signal
import posix

import _procviz_frames as frames
import _procviz_imports as imports
import _procviz_log as log
from _procviz_waits import pid_of
from _procviz_wrap import install, observed, silent, swallowed

_TIMERS = {
    _signal.ITIMER_REAL: _signal.SIGALRM,
    _signal.ITIMER_VIRTUAL: _signal.SIGVTALRM,
    _signal.ITIMER_PROF: _signal.SIGPROF,
}


# Functions of libraries that send signals in the program's name, and what it calls them
_CALLS = {
    ("multiprocessing.process", "BaseProcess.terminate"): "Process.terminate",
    ("multiprocessing.process", "BaseProcess.kill"): "Process.kill",
    ("multiprocessing.pool", "Pool.terminate"): "Pool.terminate",
    ("subprocess", "Popen.send_signal"): "Popen.send_signal",
    ("subprocess", "Popen.terminate"): "Popen.terminate",
    ("subprocess", "Popen.kill"): "Popen.kill",
    ("asyncio.subprocess", "Process.send_signal"): "Process.send_signal",
    ("asyncio.subprocess", "Process.terminate"): "Process.terminate",
    ("asyncio.subprocess", "Process.kill"): "Process.kill",
}


# -- sending ------------------------------------------------------------------------------------


def _note(call, to, signal):
    signal = int(signal)
    if not signal:
        return None  # kill(2): 0 only asks whether the process is there
    return [frames.where(2)[0], _public(call), to, signal, next(log.serial), _nobody(to)]


def _nobody(pid):
    """Whether the kernel will surely refuse: then there is no cause to be told first."""
    if pid > 0:
        try:
            posix.getpgid(pid)  # not kill(pid, 0): that would be one more event for audit hooks
        except ProcessLookupError:
            return True
        except OSError:
            pass
    return False


def _public(call):
    """The name of what the program called: Process.terminate goes through Popen's to os.kill."""
    frame = frames.caller()
    while frame is not None and frames.classify(frame.f_code.co_filename) is None:
        name = frame.f_globals.get("__name__"), frame.f_code.co_qualname
        call = _CALLS.get(name, call)
        frame = frame.f_back
    return call


def _kill(args, _kwargs):
    to, signal = args
    return _note("os.kill", int(to) or -posix.getpgrp(), signal)


def _killpg(args, _kwargs):
    group, signal = args
    return _note("os.killpg", -(int(group) or posix.getpgrp()), signal)


def _raise_signal(args, _kwargs):
    (signal,) = args
    return _note("signal.raise_signal", posix.getpid(), signal)


def _pthread_kill(args, _kwargs):
    _, signal = args
    return _note("signal.pthread_kill", posix.getpid(), signal)


def _pidfd_send_signal(args, _kwargs):
    pidfd, signal = args[:2]
    return _note("signal.pidfd_send_signal", pid_of(pidfd), signal)


def _sending(note):
    place, call, to, signal, n, nobody = note
    if not nobody:
        log.emit("kill", place, (to, signal, call), n=n)


def _sent(note, _result, error):
    place, call, to, signal, n, nobody = note
    # an exception of a handler that the signal itself ran is no refusal
    if isinstance(error, (OSError, ValueError)) and error.__traceback__.tb_next is None:
        log.emit("refused", place, (n, to, signal, call, type(error).__name__))
    elif nobody:  # somebody got this very PID in the meantime
        log.emit("kill", place, (to, signal, call), n=n)


# -- timers -------------------------------------------------------------------------------------


def _alarm(args, _kwargs):
    (seconds,) = args
    return frames.where()[0], int(_signal.SIGALRM), float(int(seconds))


def _setitimer(args, _kwargs):
    which, seconds = args[:2]
    return frames.where()[0], int(_TIMERS[which]), max(0.0, float(seconds))


def _armed(note):
    log.emit("timer", note[0], note[1:])


def _nothing(_note, _result, _error):
    pass


# -- seldom called ------------------------------------------------------------------------------

_SELDOM = ("pause", "sigwait", "sigwaitinfo", "sigtimedwait", "pthread_sigmask")


def _seldom(original, name):
    """Return a function that calls what _procviz_system has for this name."""

    def call(*args, **kwargs):
        try:
            run = imports.load("_procviz_system").calls[name]
        except BaseException as error:
            if not swallowed(error):
                raise
            run = original
        return run(*args, **kwargs)

    return silent(call)


def patch():
    """Wrap all that this platform has."""
    for module, name in ((posix, "system"), *((_signal, name) for name in _SELDOM)):
        if hasattr(module, name):
            install(module, name, _seldom(getattr(module, name), name))
    for module, name, describe in (
        (posix, "kill", _kill),
        (posix, "killpg", _killpg),
        (_signal, "raise_signal", _raise_signal),
        (_signal, "pthread_kill", _pthread_kill),
        (_signal, "pidfd_send_signal", _pidfd_send_signal),
    ):
        if hasattr(module, name):
            install(module, name, observed(getattr(module, name), describe, _sending, _sent))
    for name, describe in (("alarm", _alarm), ("setitimer", _setitimer)):
        install(_signal, name, observed(getattr(_signal, name), describe, _armed, _nothing))
