"""Descriptors of pipes and sockets: made, duplicated, closed."""

import posix
import sys

import _procviz_frames as frames
import _procviz_log as log
from _procviz_channels_names import direct, is_fd, module_of, name_of, opened, original, public
from _procviz_wrap import install, observed

_INTERNAL = ("multiprocessing", "asyncio", "concurrent")  # close what is theirs
_listdir = posix.listdir


# -- made ---------------------------------------------------------------------------------------


def _describe_pipe(call):
    def describe(_args, _kwargs):
        if direct():
            return [frames.where()[0], call, next(log.serial)]
        frame = frames.caller()
        if module_of(frame) == "subprocess" and frame.f_code.co_name == "_get_handles":
            return [frames.where()[0], public(frame), next(log.serial)]
        return None

    return describe


def _piped(note, result, error):
    if error is None:
        place, call, n = note
        read, write = result
        log.emit("pipe", place, (read, write, name_of(read), "", call), n=n)


# -- duplicated ---------------------------------------------------------------------------------


def _describe_dup(args, _kwargs):
    (fd,) = args
    name = name_of(fd) if is_fd(fd) else ""
    return [frames.where()[0], fd, None, name, "os.dup", next(log.serial)] if _own(name) else None


def _own(name):
    return name and direct()


def _describe_dup2(args, kwargs):
    given = dict(zip(("fd", "fd2"), args, strict=False), **kwargs)
    fd, to = given["fd"], given["fd2"]
    if not is_fd(fd, to) or fd == to or not direct():
        return None
    name = name_of(fd)
    try:
        before = name_of(to)
    except OSError as error:
        if not frames.own(error):
            raise
        before = ""
    if not name and not before:
        return None
    numbers = next(log.serial), next(log.serial)
    return [frames.where()[0], fd, to, name, "os.dup2", numbers[0], before, numbers[1]]


def _duping(note):
    """What is closed on the way is closed silently (dup2(2)): and others may read EOF by it."""
    place, _, to, _, call, _, before, n = note
    if before:
        log.emit("fd closed", place, (to, before, call), n=n)


def _duped(note, result, error):
    place, fd, to, name, call, n = note[:6]
    if error is None:
        to = result if to is None else to
    elif to is None:
        return  # nobody has learned the number
    else:
        kept(place, to, note[6], call)
        if name == note[6] or not still(to, name):
            return  # of the two ends of one pipe there is no telling which it is
    if name:
        log.emit("dup", place, (fd, to, name, call), n=n)


# -- closed -------------------------------------------------------------------------------------


def _describe_close(args, kwargs):
    (fd,) = args or (kwargs["fd"],)
    name = name_of(fd) if is_fd(fd) else ""
    if not name or sys.is_finalizing():  # with the process all its ends go
        return None
    frame, call = frames.caller(), "os.close"
    module = module_of(frame)
    if module == "multiprocessing.connection":
        call = _connection_closes(frame, name)
    elif module.partition(".")[0] in _INTERNAL:
        call = ""
    elif module in ("subprocess", "contextlib"):
        outer = public(frame)
        if frame.f_code.co_name == "_execute_child":  # the pipe by which it hears of a failed exec
            call = ""
        elif outer.startswith(("subprocess.", "os.", "asyncio.")):
            call = outer
    return [frames.where()[0], ((fd, name),), call, (next(log.serial),)] if call else None


def _connection_closes(frame, name):
    """Connection.close, also by ``with`` and by the garbage collector: of the program's alone."""
    call = "Connection.close"
    while frame is not None and module_of(frame) == "multiprocessing.connection":
        if frame.f_code.co_name == "__del__":
            call = "Connection.__del__"
        frame = frame.f_back
    asked = frame is not None and frames.classify(frame.f_code.co_filename) is not None
    if name in opened or (asked and call == "Connection.close"):
        opened.discard(name)
        return call
    return ""


def _describe_closerange(args, _kwargs):
    low, high = args
    if not is_fd(low, high) or not direct():
        return None
    ends = []
    for fd in sorted(int(entry) for entry in _listdir("/proc/self/fd")):
        if low <= fd < high:
            try:
                name = name_of(fd)
            except OSError as error:  # the one that listdir itself had open
                if not frames.own(error):
                    raise
                continue
            if name:
                ends.append((fd, name))
    return [frames.where()[0], ends, "os.closerange", [next(log.serial) for _ in ends]]


def _closing(note):
    """Before it is done: that a reader comes to the end is its effect."""
    place, ends, call, numbers = note
    for (fd, name), n in zip(ends, numbers, strict=True):
        log.emit("fd closed", place, (fd, name, call), n=n)


def _closed(note, _result, error):
    if error is not None:
        place, ends, call, _ = note
        for fd, name in ends:
            kept(place, fd, name, call)


def kept(place, fd, name, call):
    """Take it back, where a signal handler raised after it was told and before it was done."""
    if name and still(fd, name):
        log.emit("fd kept", place, (fd, name, call))


def still(fd, name):
    """Is this descriptor open, and the object behind it the one of this name?"""
    try:
        return name_of(fd) == name
    except OSError as error:
        if not frames.own(error):
            raise
        return False


def patch():
    """Wrap all that this platform has."""
    for name, describe, began, ended in (
        ("pipe", _describe_pipe("os.pipe"), None, _piped),
        ("pipe2", _describe_pipe("os.pipe2"), None, _piped),
        ("dup", _describe_dup, None, _duped),
        ("dup2", _describe_dup2, _duping, _duped),
        ("close", _describe_close, _closing, _closed),
        ("closerange", _describe_closerange, _closing, _closed),
    ):
        function = original(name)
        if function is not None:
            install(posix, name, observed(function, describe, began, ended))
    if original("mkfifo") is not None:
        install(posix, "mkfifo", original("mkfifo"))  # it only had to wake us up
