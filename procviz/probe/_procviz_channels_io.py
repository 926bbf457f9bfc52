"""What goes through pipes and sockets by os.read, os.write and their like."""

import posix

import _procviz_frames as frames
import _procviz_log as log
from _procviz_channels_names import direct, name_of, original
from _procviz_channels_text import size_of, text_of
from _procviz_wrap import install, observed, told_of


def note_of(fd, call):
    """What both ends of a call are told with; None when it is not told."""
    name = name_of(fd) if type(fd) is int and direct() else ""
    if not name:
        return None
    return [frames.where()[0], fd, name, call, next(log.serial), next(log.serial)]


# -- receiving ----------------------------------------------------------------------------------


def receiving(note):
    """The process is about to read."""
    place, fd, name, call, n, _ = note[:6]
    log.emit("receive", place, (fd, name, call), n=n)


def received(note, size, text, error, wanted=1):
    """It has read, or could not; nothing, where something was wanted, is the end."""
    place, fd, name, call, _, n = note[:6]
    if error is not None:
        receiving(note)  # a handler may have raised before it was written; twice counts once
    if error is None and not size and wanted:
        log.emit("eof", place, (fd, name, call), n=n)
    else:
        kind = "" if error is None else type(error).__name__
        log.emit("received", place, (fd, name, size, text, call, kind), n=n)


def _describe_read(args, _kwargs):
    fd, wanted = args
    note = note_of(fd, "os.read")
    return note and [*note, wanted]


def _read(note, result, error):
    data = b"" if error is not None else result
    received(note, len(data), text_of(data), error, note[6])


def _describe_readinto(args, _kwargs):
    fd, buffer = args
    note = note_of(fd, "os.readinto")
    return note and [*note, [buffer]]


def _describe_readv(args, _kwargs):
    fd, buffers = args
    if type(buffers) not in (list, tuple):
        return None
    note = note_of(fd, "os.readv")
    return note and [*note, buffers]


def _readv(note, result, error):
    buffers, size = note[6], result or 0
    text = text_of(buffers[0], size) if size else ""
    received(note, size, text, error, any(map(size_of, buffers)))


# -- sending ------------------------------------------------------------------------------------


def sending(note):
    """The process is about to write ``note[6]`` bytes, which begin with ``note[7]``."""
    place, fd, name, call, n, _, size, text = note[:8]
    log.emit("send", place, (fd, name, size, text, call), n=n)


def sent(note, result, error):
    """The kernel took ``result`` bytes."""
    place, fd, name, call, _, n = note[:6]
    if error is not None:
        sending(note)  # as above
    kind = "" if error is None else type(error).__name__
    log.emit("sent", place, (fd, name, result or 0, call, kind), n=n)


def _describe_write(args, _kwargs):
    fd, data = args
    note = note_of(fd, "os.write")
    return note and [*note, size_of(data), text_of(data)]


def _describe_writev(args, _kwargs):
    fd, buffers = args
    if type(buffers) not in (list, tuple) or not buffers:
        return None
    note = note_of(fd, "os.writev")
    sizes = [size_of(data) for data in buffers]
    size = sum(sizes) if min(sizes) >= 0 else -1
    return note and [*note, size, text_of(buffers[0])]


def _describe_sendfile(args, kwargs):
    given = dict(zip(("out_fd", "in_fd", "offset", "count"), args, strict=False), **kwargs)
    note = note_of(given["out_fd"], "os.sendfile")
    return note and [*note, int.__index__(given["count"]), ""]


def patch():
    """Wrap all that this platform has."""
    for name, describe, began, ended in (
        ("read", _describe_read, receiving, _read),
        ("readinto", _describe_readinto, receiving, _readv),  # from 3.14 on
        ("readv", _describe_readv, receiving, _readv),
        ("write", _describe_write, sending, sent),
        ("writev", _describe_writev, sending, sent),
        ("sendfile", _describe_sendfile, sending, sent),
    ):
        function = original(name)
        if function is not None:
            call = observed(function, describe, began, ended)
            install(posix, name, told_of(function, call))
