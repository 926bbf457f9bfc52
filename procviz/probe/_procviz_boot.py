"""Load what the rest needs, and put it in place: see ``_procviz_start``."""

import _signal
import os
import posix
import sys

import _procviz_exits as exits
import _procviz_frames as frames
import _procviz_imports as imports
import _procviz_log as log
import _procviz_parts as parts
import _procviz_second as second
import _procviz_start as start
import _procviz_wrap as wrap


def install():
    """Put everything in place that is not of a part, and that the native part has not."""
    wrap.views = start.views
    # a program may empty sys.modules before a part is loaded
    start.views.update(sys=sys, os=os, _thread=log._thread)
    if log.native is not None:
        _go_on()
        return
    log.path = start.hidden[b"PROCVIZ_LOG"]
    log.state.me = posix.getpid()
    log.open_log()
    log.emit("image", None, start.image())
    for part in (_patch, start.line_buffering, _lines, gate):
        try:
            part()
        except Exception as error:
            log.trouble(part.__name__, error)


def _go_on():
    """Take over from the native part."""
    log.path = start.hidden[b"PROCVIZ_LOG"]
    log.native.rest(
        log._append,
        log.tell_lost,
        lambda code, line: log.emit("line", frames.place_of(code, line)),
        wrap.swallowed,
    )
    exits.patch()
    parts.patch()
    imports.after(start.hooks)


def _patch():
    if _signal.getsignal(_signal.SIGINT) is parts.default_interrupt:
        _signal.signal(_signal.SIGINT, parts.interrupt)
    exits.patch()
    start.watch_imports()
    parts.patch()
    if b"PROCVIZ_GATE" in start.hidden:
        parts.everything()
    elif second.has_channels():
        parts.ready("channels")
    imports.after(start.hooks)


def _lines():
    if start.hidden.get(b"PROCVIZ_LINES") == b"0":
        return
    if sys.version_info >= (3, 12):
        import _procviz_lines as lines
    else:
        import _procviz_trace as lines

    def begin():
        if not lines.start():
            log.emit("no lines", None)

    start.after_site(begin)


def gate():
    """Begin to let the program go on only step by step, where that is asked for."""
    if b"PROCVIZ_GATE" in start.hidden:
        argv = imports.load("_procviz_execs").argv_of(sys.orig_argv)
        imports.load("_procviz_gate").begin(start.hidden, argv)
