"""Frames: whose code a frame runs, the nearest line of the program, and tracebacks without us."""

import posix
import sys

import _procviz_start as start

_getframe = sys._getframe

CALLER = "_procviz_call"  # name of our frames that carry the file and line of their caller
here = start.here  # this folder
library = (start.library(),)  # prefixes of the standard library's files
programs = start.programs() or ()  # of files that are the program's, wherever they are installed
# co_filename -> absolute path; "" the program's, but no file; None a library's; False ours
kinds = start.kinds


def own(error):
    """Return whether the probe itself failed, and not a handler that ran inside it."""
    tb = error.__traceback__
    while tb.tb_next is not None:
        tb = tb.tb_next
    return tb.tb_frame.f_code.co_filename.startswith(here)


def strip(error):
    """Take our frames off the top of a traceback: the program's should read as without us."""
    tb = error.__traceback__
    while tb is not None and ours(tb.tb_frame.f_code):
        tb = tb.tb_next
    error.__traceback__ = tb


def ours(code):
    """Is this code of the probe?"""
    return code.co_filename.startswith(here) or code.co_name == CALLER


def classify(name):
    """Whose code is it?  See ``kinds``."""
    try:
        return kinds[name]
    except KeyError:
        pass
    if name.startswith(here):
        kind = False
    elif name.startswith("<"):
        kind = "" if name in ("<string>", "<stdin>") else None
    elif name.startswith(programs):
        kind = name
    elif name.startswith(library) or "/site-packages/" in name or "/dist-packages/" in name:
        kind = None
    elif name.startswith("/"):
        kind = name
    else:
        kind = posix.getcwd() + "/" + name
    kinds[name] = kind
    return kind


def where(depth=1):
    """Return ((file, line, function) of the nearest line of the program, called by it itself?)."""
    frame, direct = _getframe(depth + 1), None
    while frame is not None:
        code = frame.f_code
        kind = classify(code.co_filename)
        if kind and code.co_name != CALLER:
            return (kind, frame.f_lineno or 0, short(code.co_qualname)), direct is not False
        if kind is not False and direct is None:
            direct = kind == ""
        frame = frame.f_back
    return None, bool(direct)


def place_of(code, line):
    """Return (file, line, function) of a line of the program's code."""
    return classify(code.co_filename), line, short(code.co_qualname)


def caller():
    """Return the nearest frame that is not ours."""
    frame = _getframe(1)
    while frame is not None and classify(frame.f_code.co_filename) is False:
        frame = frame.f_back
    return frame


def short(qualname):
    """``main.<locals>.on_term`` is on_term to everybody who reads it."""
    return qualname.rpartition("<locals>.")[2]
