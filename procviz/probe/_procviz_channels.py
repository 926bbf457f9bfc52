"""Pipes and sockets: what has to be in place before the program binds a name.

A program without a pipe pays nothing: its calls go straight to the originals.  The first pipe that
it makes wakes the rest of this part; so does the first call on a descriptor, where it was started
with a pipe or a socket.
"""

import posix

import _procviz_frames as frames
import _procviz_imports as imports
import _procviz_start as start
from _procviz_parts import attempt, ready
from _procviz_wrap import install, silent

_MAKERS = ("pipe", "pipe2", "mkfifo")
_USERS = ("dup", "dup2", "close", "read", "write")

fstat = posix.fstat
stand_ins = {}  # name -> what stands in the place of posix.NAME
awake = False


def patch():
    """Put stand-ins in place that pass on, or wake up."""
    given = start.has_channels()
    for name in _MAKERS + _USERS:
        original = getattr(posix, name, None)
        if original is not None:
            call = _waking(name, original) if given or name in _MAKERS else original
            install(posix, name, call)
            stand_ins[name] = getattr(posix, name)


def _waking(name, original):
    def call(*args, **kwargs):
        try:
            if not awake:
                wake()
            # by now another one, unless it could not be had
            now = stand_ins[name].__call__
            return (original if now is call else now)(*args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise

    return call


def wake():
    """Tell from now on of everything that goes through pipes."""
    global awake
    if awake:
        return
    ready("channels")
    awake = attempt(_load_all)


def _load_all():
    parts = [imports.load("_procviz_channels_" + part) for part in ("text", "names", "fds", "io")]
    parts[2].patch()
    parts[3].patch()


def patch_connection(connection):
    """multiprocessing.connection is there: its connections may have come with the process."""
    wake()
    if awake:
        attempt(lambda: imports.load("_procviz_channels_mp").patch(connection))


def patch_socket(socket):
    """Wait for the first socket that the program makes itself."""
    cls, pair = socket.socket, socket.socketpair
    init, call = cls.__init__, None
    like = imports.load("_procviz_level").like

    def load():
        nonlocal call
        call = imports.load("_procviz_channels_sockets").patch(socket, pair)
        cls.__init__ = init

    def begin():
        nonlocal call
        if call is None and by_program():
            wake()
            if awake and attempt(load):
                call = call or pair

    def initialize(*args, **kwargs):
        begin()
        return init(*args, **kwargs)

    def socketpair(*args, **kwargs):
        begin()
        return (call or pair)(*args, **kwargs)

    cls.__init__ = like(silent(initialize), init)
    socket.socketpair = like(silent(socketpair), pair)


def by_program():
    """Is it the program that calls, and not a library for it?  But for the module socket."""
    frame = frames.caller()
    while frame is not None and frame.f_globals.get("__name__") == "socket":
        frame = frame.f_back
        while frame is not None and frames.ours(frame.f_code):
            frame = frame.f_back
    return frame is not None and frames.classify(frame.f_code.co_filename) is not None
