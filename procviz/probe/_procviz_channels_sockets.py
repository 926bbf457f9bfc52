"""Sockets that the program itself uses.

``socket.socket`` is a Python class over one in C, whose methods it has not defined again.  Ours are
added to the Python class once the program makes a socket, and look like those of the C type.
"""

import _socket

import _procviz_channels as channels
import _procviz_frames as frames
import _procviz_log as log
from _procviz_channels_fds import kept
from _procviz_channels_io import received, receiving, sending, sent
from _procviz_channels_names import name_of
from _procviz_channels_text import size_of, text_of
from _procviz_imports import load
from _procviz_wrap import observed

like = load("_procviz_level").like
_methods = load("_procviz_channels_methods")
add, socket_of = _methods.add, _methods.socket_of

_fileno = _socket.socket.fileno
_STREAMS = {_socket.SOCK_STREAM, getattr(_socket, "SOCK_SEQPACKET", None)}


def _note(args, call):
    if not channels.by_program():
        return None
    fd = _fileno(socket_of(args))
    name = name_of(fd)
    return [frames.where()[0], fd, name, call, next(log.serial), next(log.serial)] if name else None


# -- sending and receiving ----------------------------------------------------------------------


def _send(call):
    def describe(args, _kwargs):
        note = _note(args, call)
        data = args[1]  # sendto(data[, flags], address)
        return note and [*note, size_of(data), text_of(data)]

    return describe


def _sent_all(note, _result, error):
    sent(note, note[6] if error is None else 0, error)


def _receive(call):
    def describe(args, kwargs):
        note = _note(args, call)
        if note is None:
            return None
        wanted = args[1] if len(args) > 1 else kwargs.get("bufsize", kwargs.get("buffer"))
        if type(wanted) is not int:
            wanted = size_of(wanted)
        stream = _socket.socket.type.__get__(socket_of(args)) in _STREAMS
        return [*note, wanted if stream else 0, args[1] if len(args) > 1 else None]

    return describe


def _received(note, result, error):
    data = b"" if error is not None else result
    received(note, len(data), text_of(data), error, note[6])


def _received_from(note, result, error):
    _received(note, result[0] if error is None else b"", error)


def _received_into(note, result, error):
    size = 0 if error is not None else result
    text = text_of(note[7], size) if size and note[7] is not None else ""
    received(note, size, text, error, note[6])


# -- connections --------------------------------------------------------------------------------


def _address(address):
    """What the program calls an address, as text."""
    if type(address) is tuple and len(address) >= 2:
        host, port = address[:2]
        if type(host) is str and type(port) is int:
            return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if type(address) is bytes:
        return text_of(address.replace(b"\0", b"@"))
    return address.replace("\0", "@") if type(address) is str else ""


def _describe_connect(args, _kwargs):
    note = _note(args, "socket.connect")
    return note and [*note, _address(args[1])]


def _connected(note, _result, error):
    place, _, _, _, n, _, address = note
    kind = "" if error is None else type(error).__name__
    log.emit("connected", place, (address, "connect", kind), n=n)


def _describe_accept(args, _kwargs):
    note = _note(args, "socket.accept")
    return note and [*note, _socket.socket.gettimeout(socket_of(args))]


def _accepting(note):
    place, _, name, call, n, _, timeout = note
    log.emit("poll", place, (name, call, timeout), n=n)


def _accepted(note, result, error):
    place, _, name, call, n, second, _ = note
    kind = "" if error is None else type(error).__name__
    log.emit("polled", place, (name, call, error is None, kind), n=second)
    if error is None:
        log.emit("connected", place, (_address(result[1]), "accept", ""), n=-n)


def _describe_close(args, _kwargs):
    return _note(args, "socket.close")


def _closing(note):
    place, fd, name, call, n, _ = note
    log.emit("fd closed", place, (fd, name, call), n=n)


def _closed(note, _result, error):
    if error is not None:
        place, fd, name, call = note[:4]
        kept(place, fd, name, call)


# -- pairs --------------------------------------------------------------------------------------


def _describe_pair(_args, _kwargs):
    return (frames.where()[0], next(log.serial)) if channels.by_program() else None


def _paired(note, result, error):
    if error is None:
        place, n = note
        read, write = map(_fileno, result)
        told = read, write, name_of(read), name_of(write), "socket.socketpair"
        log.emit("pipe", place, told, n=n)


def patch(socket, pair):
    """Add the methods; return what socketpair is to call, ``pair`` being the original."""
    cls = socket.socket
    for name, describe, began, ended in (
        ("send", _send("socket.send"), sending, sent),
        ("sendall", _send("socket.sendall"), sending, _sent_all),
        ("sendto", _send("socket.sendto"), sending, sent),
        ("recv", _receive("socket.recv"), receiving, _received),
        ("recvfrom", _receive("socket.recvfrom"), receiving, _received_from),
        ("recv_into", _receive("socket.recv_into"), receiving, _received_into),
        ("connect", _describe_connect, None, _connected),
    ):
        add(cls, name, describe, began, ended)
    for name, describe, began, ended in (
        ("accept", _describe_accept, _accepting, _accepted),
        ("_real_close", _describe_close, _closing, _closed),
    ):
        original = vars(cls)[name]
        setattr(cls, name, like(observed(original, describe, began, ended), original))
    return observed(pair, _describe_pair, None, _paired)
