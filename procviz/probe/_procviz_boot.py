"""Load what the rest needs, and put it in place: with the native part, see ``_procviz_start``."""

import os
import sys

import _procviz_exits as exits
import _procviz_frames as frames
import _procviz_imports as imports
import _procviz_log as log
import _procviz_parts as parts
import _procviz_start as start
import _procviz_wrap as wrap


def install():
    """Take over from the native part."""
    log.path = start.hidden[b"PROCVIZ_LOG"]
    log.native.rest(
        log._append,
        log.tell_lost,
        lambda code, line: log.emit("line", frames.place_of(code, line)),
        wrap.swallowed,
    )
    patch()
    imports.after(start.hooks)


def patch():
    """Put everything in place that is not of a part."""
    wrap.views = start.views
    # a program may empty sys.modules before a part is loaded
    start.views.update(sys=sys, os=os, _thread=log._thread)
    exits.patch()
    parts.patch()


def gate():
    """Begin to let the program go on only step by step, where that is asked for."""
    if b"PROCVIZ_GATE" in start.hidden:
        argv = imports.load("_procviz_execs").argv_of(sys.orig_argv)
        imports.load("_procviz_gate").begin(start.hidden, argv)
