"""os.fork, os._exit, os.wait and os.waitpid where they have been built of C.

Here is what procviz/native/calls.c leaves to Python.
"""

import _procviz_frames as frames
import _procviz_log as log
import _procviz_waits as waits
from _procviz_forks import tidy
from _procviz_parts import ready
from _procviz_wrap import stubs


def forked(code, line, child, nonce):
    """Tell what os.fork returned, where that is no lean record."""
    log.returned(frames.place_of(code, line), child, nonce, "os.fork")


def polled(pid, options, result):
    """Tell of a child that a library has reaped: see ``_procviz_waits``."""
    note = waits._describe("os.waitpid", pid, options)
    note[4] = False  # but for the reap
    waits._status(note, result, None)


def patch():
    """Have the stand-ins try the short way first."""
    ready("trace")
    log.native.calls(forked, waits.tell_again, polled)
    for name in ("fork", "_exit", "wait", "waitpid"):
        log.native.quicken(stubs["posix", name])
    tidy()
