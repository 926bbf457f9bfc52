"""os.fork, os._exit, os.wait and os.waitpid where they have been built of C.

Here is what procviz/native/calls.c leaves to Python.
"""

import _thread
import posix

import _procviz_frames as frames
import _procviz_log as log
import _procviz_waits as waits
from _procviz_parts import ready


def forked(code, line, child, nonce):
    """Tell what os.fork returned, where that is no lean record."""
    log.returned(frames.place_of(code, line), child, nonce, "os.fork")


def waited(call, code, line, t, target, end, result, error):
    """Tell all of a wait that did not return as usual, or in which a signal handler raised.

    What has been told of it is told once more: the reader drops what it has seen.
    """
    place = frames.place_of(code, line)
    log.emit("wait", place, (call, target, 0, None), n=-t)
    note = [place, call, target, 0, True, -t, -end or next(log.serial)]
    waits._status(note, result, error)


def polled(pid, options, result):
    """Tell of a child that a library has reaped: see ``_procviz_waits``."""
    note = waits._describe("os.waitpid", pid, options)
    note[4] = False  # but for the reap
    waits._status(note, result, None)


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
    """Have the stand-ins try the short way first."""
    ready("trace")
    log.native.calls(forked, waited, polled)
    for name in ("fork", "_exit", "wait", "waitpid"):
        log.native.quicken(getattr(posix, name))
    tidy()
