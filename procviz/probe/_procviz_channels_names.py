"""Which descriptor is what, and who asks: what the other parts on channels have in common.

Whose descriptor it is, and of what, is asked from the kernel at each call: numbers are used again,
and are copied by fork(2).
"""

import posix

import _procviz_channels as channels
import _procviz_frames as frames
import _procviz_start as start
from _procviz_wrap import KINDS

_fstat, _readlink = channels.fstat, posix.readlink
_unnamed = {}  # device -> whether the pipes on it have no name, as those of pipe(2)
opened = set()  # objects of the connections that the program itself has asked for


def original(name):
    """Return the posix function behind its stand-in; None where the platform has none."""
    function = getattr(posix, name, None)
    return function._original if issubclass(type(function), KINDS) else function


def name_of(fd):
    """Return what is behind a descriptor, as /proc/PID/fd names it; "" for what is not told.

    Raises OSError when it is not open.
    """
    stat = _fstat(fd)
    if not start.shown(stat):
        return ""
    if stat.st_mode & 0o170000 == 0o140000:
        return f"socket:[{stat.st_ino}]"
    pipe = f"pipe:[{stat.st_ino}]"
    if _unnamed.get(stat.st_dev):
        return pipe
    try:
        name = _readlink(f"/proc/self/fd/{fd}")
    except OSError as error:  # no /proc
        if not frames.own(error):
            raise
        return pipe
    _unnamed[stat.st_dev] = name.startswith("pipe:")
    return name


def module_of(frame):
    """Name of the module that a frame runs in."""
    name = frame.f_globals.get("__name__") if frame is not None else None
    return name if type(name) is str else ""


def direct():
    """Does the program itself make this call, and no library for it?"""
    frame = frames.caller()
    return frame is not None and frames.classify(frame.f_code.co_filename) is not None


def is_fd(*numbers):
    return all(type(number) is int for number in numbers)  # others run code of the program's


def public(frame):
    """The function of a library that the program called: subprocess.run, os.popen."""
    while frame.f_back is not None and frames.classify(frame.f_back.f_code.co_filename) is None:
        frame = frame.f_back
    name = frame.f_code.co_qualname.removesuffix(".__init__")
    return f"{module_of(frame)}.{name}"
