"""The wait family: who waits for whom, who was reaped.

Calls that a library makes in the program's name (multiprocessing polls each worker) are folded: of
those only a reap, and the wait that blocks, is worth a record.
"""

import posix

import _procviz_frames as frames
import _procviz_log as log
from _procviz_wrap import install, observed

_TIGHT = 5_000_000  # ns between two misses of WNOHANG at the same line that are told apart
_miss = [None, 0, 0, 0]  # the last that was told: place, PID, when; and how many since were not
inside = {}  # thread ident -> how many waits of a higher level (Process.join) it is in
_WNOHANG, _WNOWAIT = posix.WNOHANG, posix.WNOWAIT
_EXITED = {posix.CLD_EXITED, posix.CLD_KILLED, posix.CLD_DUMPED}


def enter(me):
    """Note that this thread begins a wait of a higher level."""
    inside[me] = inside.get(me, 0) + 1
    log.state.plain_waits = False


def leave(me):
    """Note that it has ended."""
    inside[me] -= 1
    if not inside[me]:
        del inside[me]
    log.state.plain_waits = not (inside or _miss[3])


def _describe(call, target, options):
    place, direct = frames.where(2)
    shown = (direct or not options & _WNOHANG) and not inside.get(log.ident())
    if shown and options & _WNOHANG and _in_tight_loop(place):
        shown = None  # told if something comes of it
    return [place, call, target, options, shown, next(log.serial), next(log.serial)]


def _in_tight_loop(place):
    return _miss[:2] == [place, posix.getpid()] and log.now() - _miss[2] < _TIGHT


def _began(note):
    place, call, target, options, shown, n, _ = note
    if shown:
        if _miss[3]:
            count, _miss[3] = _miss[3], 0
            log.state.plain_waits = not inside
            log.emit("folded", place, (count,))
        log.emit("wait", place, (call, target, options, None), n=n)


def ended(note, child, code, signal, error="", change=0):
    """Report a result: ``code`` or ``signal`` of a child that is reaped now, else neither.

    ``change`` of one that lives: the signal that stopped it, or -1, it goes on.
    """
    place, call, _, options, shown, _, n = note
    if not child and not error and options & _WNOHANG:
        if shown is None:
            _miss[3] += 1
            log.state.plain_waits = False
            return
        if shown:
            _miss[:3] = place, posix.getpid(), log.now()
    elif shown is None:
        shown = note[4] = True
        _began(note)
    reaped = code is not None or signal is not None
    if shown or reaped:
        reaped = reaped and not options & _WNOWAIT
        log.emit("waited", place, (call, child, code, signal, error, reaped, shown, change), n=n)


def _status(note, result, error):
    """What wait, waitpid, wait3 and wait4 return: (pid, wait status, ...)."""
    if error is not None:
        ended(note, 0, None, None, type(error).__name__)
        return
    child, status = result[0], result[1]
    if not child:
        ended(note, 0, None, None)
    elif status & 0xFF == 0x7F or status == 0xFFFF:  # stopped, continued
        ended(note, child, None, None, "", -1 if status == 0xFFFF else status >> 8 & 0xFF)
    elif status & 0x7F:
        ended(note, child, None, status & 0x7F)
    else:
        ended(note, child, status >> 8 & 0xFF, None)


def tell_again(call, code, line, t, target, end, result, error):
    """Tell all of a lean wait that did not return as usual, or in which a signal handler raised.

    What has been told of it is told once more: the reader drops what it has seen.
    """
    place = frames.place_of(code, line)
    log.emit("wait", place, (call, target, 0, None), n=-t)
    note = [place, call, target, 0, True, -t, -end or next(log.serial)]
    _status(note, result, error)


def _siginfo(note, result, error):
    """What waitid returns: siginfo, or None."""
    if error is not None or result is None:
        ended(note, 0, None, None, type(error).__name__ if error is not None else "")
    elif result.si_code not in _EXITED:
        change = result.si_status & 0xFF if result.si_code == posix.CLD_STOPPED else 0
        change = -1 if result.si_code == posix.CLD_CONTINUED else change
        ended(note, result.si_pid, None, None, "", change)
    elif result.si_code == posix.CLD_EXITED:
        ended(note, result.si_pid, result.si_status & 0xFF, None)
    else:
        ended(note, result.si_pid, None, result.si_status)


def _wait(_args, _kwargs):
    return _describe("os.wait", -1, 0)


def _wait3(args, kwargs):
    return _describe("os.wait3", -1, int(args[0] if args else kwargs["options"]))


def _waitpid(args, _kwargs):
    pid, options = args
    return _describe("os.waitpid", int(pid), int(options))


def _wait4(args, kwargs):
    named = dict(zip(("pid", "options"), args, strict=False), **kwargs)
    return _describe("os.wait4", int(named["pid"]), int(named["options"]))


def _waitid(args, _kwargs):
    kind, number, options = args
    if kind == posix.P_ALL:
        number = -1
    elif kind == posix.P_PGID:
        number = -number
    elif kind == getattr(posix, "P_PIDFD", None):
        number = pid_of(number)
    return _describe("os.waitid", int(number), int(options))


def pid_of(pidfd):
    """Whom a pidfd stands for (proc_pid_fdinfo(5)); -1 when the process is gone."""
    fd = posix.open(b"/proc/self/fdinfo/%d" % pidfd, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        text = posix.read(fd, 1024)
    finally:
        posix.close(fd)
    return int(text.partition(b"\nPid:")[2].split()[0])


def patch():
    """Wrap all that this platform has."""
    for name, describe, end in (
        ("wait", _wait, _status),
        ("wait3", _wait3, _status),
        ("wait4", _wait4, _status),
        ("waitpid", _waitpid, _status),
        ("waitid", _waitid, _siginfo),
    ):
        if hasattr(posix, name):
            install(posix, name, observed(getattr(posix, name), describe, _began, end))
