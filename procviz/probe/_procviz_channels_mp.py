"""multiprocessing.Pipe and its connections, where the program itself uses them.

What queues, pools and managers do with connections of their own is not told here, nor the reads
and writes of which a message is made.
"""

import _procviz_frames as frames
import _procviz_log as log
from _procviz_channels_io import received, receiving, sending, sent
from _procviz_channels_names import direct, module_of, name_of, opened
from _procviz_channels_text import size_of, text_of
from _procviz_imports import load
from _procviz_wrap import KINDS, observed, told_of

like, shown = load("_procviz_level").like, load("_procviz_items").shown

_current = {}  # thread ident -> note of the call of the program's that it is in


def _note(args, call):
    """[place, fd, object, call, two numbers, size, text, thread, what was before]."""
    fd = vars(args[0]).get("_handle")
    if type(fd) is not int or not direct():
        return None
    name = name_of(fd)
    if not name:
        return None
    opened.add(name)
    me = log.ident()
    numbers = next(log.serial), next(log.serial)
    return [frames.where()[0], fd, name, call, *numbers, 0, "", me, _current.get(me)]


def _enter(note):
    if note is not None:
        _current[note[8]] = note
    return note


def _leave(note):
    if note[9] is None:
        _current.pop(note[8], None)
    else:
        _current[note[8]] = note[9]


# -- Pipe ---------------------------------------------------------------------------------------


def _describe_pipe(_args, _kwargs):
    frame = frames.caller()
    if module_of(frame) == "multiprocessing.context" and frame.f_code.co_name == "Pipe":
        frame = frame.f_back
    if frame is None or frames.classify(frame.f_code.co_filename) is None:
        return None
    return frames.where()[0], next(log.serial)


def _piped(note, result, error):
    if error is None:
        read, write = (vars(end)["_handle"] for end in result)
        names = name_of(read), name_of(write)
        opened.update(names)
        other = "" if names[0] == names[1] else names[1]
        log.emit("pipe", note[0], (read, write, names[0], other, "multiprocessing.Pipe"), n=note[1])


# -- sending ------------------------------------------------------------------------------------


def _describe_send(args, kwargs):
    note = _note(args, "Connection.send")
    if note is not None:
        note[7] = shown(args[1] if len(args) > 1 else kwargs["obj"])
    return _enter(note)


def _describe_send_bytes(args, _kwargs):
    note = _note(args, "Connection.send_bytes")
    if note is not None:
        note[7] = None
    return _enter(note)


def _message(args, _kwargs):
    """The message is ready to go: an object that cannot be pickled never gets here."""
    note = _current.get(log.ident())
    if note is None or note[1] != vars(args[0])["_handle"]:
        return None
    note[6] = size_of(args[1])
    if note[7] is None:
        note[7] = text_of(args[1])
    return note


def _sent(note, _result, error):
    sent(note, note[6] if error is None else 0, error)


def _left(note, _result, _error):
    _leave(note)


# -- receiving ----------------------------------------------------------------------------------


def _describe_receive(call):
    def describe(args, kwargs):
        note = _note(args, call)
        if note is not None:
            note[7] = args[1] if len(args) > 1 else kwargs.get("buf")
        return _enter(note)

    return describe


def _arrived(note, result, _error):
    if result is not None:
        note[6] = result.getbuffer().nbytes


def _received(note, result, error):
    _leave(note)
    if isinstance(error, EOFError) and not note[6]:
        error = None
    elif error is None:
        note[7] = _text(note, result)
        received(note, note[6], note[7], None, wanted=0)
        return
    received(note, note[6], "", error)


def _text(note, result):
    call = note[3]
    if call == "Connection.recv":
        return shown(result)
    if call == "Connection.recv_bytes":
        return text_of(result)
    return ""


# -- waiting ------------------------------------------------------------------------------------


def _describe_poll(args, kwargs):
    note = _note(args, "Connection.poll")
    if note is not None:
        timeout = args[1] if len(args) > 1 else kwargs.get("timeout", 0.0)
        if timeout is not None:
            timeout = max(0.0, float(timeout)) if type(timeout) in (int, float) else -1.0
        note[6] = timeout
    return note


def _polling(note):
    if note[6] != 0:
        place, _, name, call, n, _, timeout = note[:7]
        log.emit("poll", place, (name, call, timeout), n=n)


def _polled(note, result, error):
    if note[6] == 0:
        if not result:
            return  # a look that found nothing is no wait
        note[6] = 0.0
        place, _, name, call, n, _, timeout = note[:7]
        log.emit("poll", place, (name, call, timeout), n=n)
    place, _, name, call, _, n = note[:6]
    kind = "" if error is None else type(error).__name__
    log.emit("polled", place, (name, call, bool(result), kind), n=n)


def patch(connection):
    """Wrap what a program calls, and the two methods that move a message."""
    connection.Pipe = like(observed(connection.Pipe, _describe_pipe, None, _piped), connection.Pipe)
    base, inner = connection._ConnectionBase, connection.Connection
    receive = _describe_receive
    for cls, name, describe, began, ended in (
        (base, "send", _describe_send, None, _left),
        (base, "send_bytes", _describe_send_bytes, None, _left),
        (inner, "_send_bytes", _message, sending, _sent),
        (base, "recv", receive("Connection.recv"), receiving, _received),
        (base, "recv_bytes", receive("Connection.recv_bytes"), receiving, _received),
        (base, "recv_bytes_into", receive("Connection.recv_bytes_into"), receiving, _received),
        (inner, "_recv_bytes", lambda args, kwargs: _current.get(log.ident()), None, _arrived),
        (base, "poll", _describe_poll, _polling, _polled),
    ):
        original = getattr(cls, name)
        call = observed(original, describe, began, ended)
        call = told_of(original, call, _current if cls is inner else None)
        setattr(cls, name, like(call, original))
    _straight(inner._send)
    _straight(inner._recv)


def _straight(function):
    """Have its reads and writes, which are folded anyway, go to C at once."""
    function.__defaults__ = tuple(
        default._original if issubclass(type(default), KINDS) else default
        for default in function.__defaults__ or ()
    )
