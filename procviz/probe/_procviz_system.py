"""Calls that block in C: os.system, which forks, execs and waits; and the waits for a signal.

(os.popen is a Popen, and closing it waits: that is told by what it calls.)  With them goes the
signal mask, which says what may come meanwhile.  Loaded when one of them is called first.
"""

import _signal
import posix

import _procviz_frames as frames
import _procviz_log as log
from _procviz_wrap import observed

# -- os.system ----------------------------------------------------------------------------------


def _system(args, kwargs):
    (command,) = (*args, *kwargs.values())
    if isinstance(command, bytes):
        command = command.decode("utf-8", "replace")
    elif not isinstance(command, str):
        if not hasattr(type(command), "__fspath__"):
            return None  # a TypeError
        command = type(command).__name__
    argv = "sh", "-c", command[:4096]
    return frames.where()[0], log.now(), argv, next(log.serial), next(log.serial)


def _calling(note):
    place, nonce, argv, n, _ = note
    # the shell is made in C: if it is a Python that tells of itself, this says by which line
    log.emit("spawning", place, (nonce, "posix_spawn", "os.system", argv), n=-nonce)
    log.emit("wait", place, ("os.system", -1, 0, None), n=n)


def _called(note, status, error):
    place, nonce, _, _, n = note
    code = signal = None
    failed = "" if error is None else type(error).__name__
    if error is None and status == -1:
        failed = "OSError"  # Python does not say which; SIGCHLD may be ignored
    elif error is None and status & 0x7F:
        signal = status & 0x7F
    elif error is None:
        code = status >> 8 & 0xFF
    log.emit("spawned", place, (nonce, 0, False, -1), n=-nonce - 1)
    log.emit("waited", place, ("os.system", 0, code, signal, failed, False, True), n=n)


# -- waiting for a signal -----------------------------------------------------------------------


def _pause(_args, _kwargs):
    return _note("signal.pause", None)


def _sigwait(_args, _kwargs):
    return _note("signal.sigwait", None)


def _sigwaitinfo(_args, _kwargs):
    return _note("signal.sigwaitinfo", None)


def _sigtimedwait(args, _kwargs):
    _, timeout = args
    return _note("signal.sigtimedwait", float(timeout))


def _note(call, timeout):
    return frames.where(2)[0], call, timeout, next(log.serial), next(log.serial)


def _waiting(note):
    place, call, timeout, n, _ = note
    log.emit("signal wait", place, (call, timeout), n=n)


def _woken(note, result, error):
    place, call, _, _, n = note
    ok = error is None and not (call == "signal.sigtimedwait" and result is None)
    log.emit("signal woken", place, (call, ok, "" if error is None else type(error).__name__), n=n)


# -- the mask -----------------------------------------------------------------------------------

_HOW = {_signal.SIG_BLOCK: "block", _signal.SIG_UNBLOCK: "unblock", _signal.SIG_SETMASK: "set"}
_PLAIN = {set, frozenset, list, tuple, range}  # iterables that are the same after one look


def _mask(args, _kwargs):
    how, given = args
    frame = frames.caller()
    if frame is not None and frame.f_globals.get("__name__") == "signal":
        frame = frame.f_back
    if frame is None or frames.classify(frame.f_code.co_filename) is None:
        return None  # a library's own affair
    how, signals = _HOW[int(how)], None
    if type(given) in _PLAIN:
        signals = tuple(int(number) for number in given)
        if any(not isinstance(number, int) or not 0 < number < _signal.NSIG for number in given):
            return None  # a TypeError or ValueError
        if not signals and how != "set":
            return None  # only asks
    return frames.where()[0], how, signals, next(log.serial)


def _masking(note):
    """Tell it before the call: what it lets through is handled inside."""
    place, how, signals, n = note
    if signals is not None:
        log.emit("mask", place, (how, signals), n=n)


def _masked(note, _result, error):
    place, _, signals, n = note
    if signals is None and error is None:
        signals = tuple(int(number) for number in _mask_query(()))
        log.emit("mask", place, ("set", signals), n=n)


def _original(module, name):
    function = getattr(module, name, None)
    return getattr(function, "_original", function)


def _mask_query(signals):
    return _original(_signal, "pthread_sigmask")(_signal.SIG_BLOCK, signals)


# name -> what is called in its place
calls = {
    name: observed(_original(module, name), describe, began, ended)
    for module, name, describe, began, ended in (
        (posix, "system", _system, _calling, _called),
        (_signal, "pause", _pause, _waiting, _woken),
        (_signal, "sigwait", _sigwait, _waiting, _woken),
        (_signal, "sigwaitinfo", _sigwaitinfo, _waiting, _woken),
        (_signal, "sigtimedwait", _sigtimedwait, _waiting, _woken),
        (_signal, "pthread_sigmask", _mask, _masking, _masked),
    )
}
