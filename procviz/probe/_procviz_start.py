"""What the rest of the probe begins with: who we are, what is there, what is still to be loaded.

With the native part nothing of Python is loaded until the program does what it observes for the
first time (procviz/native/python.c).  Without it, all is loaded before the first line of the
program: see ``_procviz_alone``.

Configured by ``PROCVIZ_LOG`` (the log; the other variables mean nothing without it),
``PROCVIZ_LINES=0`` (no line events), ``PROCVIZ_OWN``, a folder whose files are the program's even
below site-packages, ``PROCVIZ_GATE`` (see ``_procviz_gate``), ``PROCVIZ_TTYLIKE``, a list
``inode:device,...`` of the sockets that stand for the person's terminal, and ``PROCVIZ_NATIVE=0``
(without the native part).
"""

import _signal
import os
import posix
import sys

from _procviz_names import HOOKS, LATE, PARTS

_CODING = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
PREFIX, PATH = b"PROCVIZ_", b"PYTHONPATH"
_INHERITED = range(10)  # descriptors; a program is given more than these by very few
_BUILT_IN, _ITS_USERS = "_posixsubprocess", ("subprocess", "multiprocessing.context")
hooks = dict(HOOKS)  # those whose module has not been imported yet
modules = {"posix": posix, "_signal": _signal}  # the program may empty sys.modules
hidden, hidden_path = {}, b""  # what the program does not see of its environment; site/
native = None  # _procviz_native
kinds = {}  # see _procviz_frames
stubs = {}  # (module, name) -> stand-in that was put in place before it was known what it calls
here, loaded, views = "", {}, {}  # this folder; sitecustomize's: modules of ours; see make_views
load = hold = None  # sitecustomize's: loads one of them; reads it, to be made later
ready = _said = False  # is all there that is of no part?  was it told that it cannot be had?


def adopt(folder, door, private, tools, part=None, known=None, made=None):
    """Take over what there is: folders, our environment, sitecustomize's and the native part's."""
    global hidden, hidden_path, native, kinds, stubs, here, load, hold, loaded, views
    hidden, hidden_path, here = private, door.encode(*_CODING), folder + "/"
    load, hold, loaded, views = tools
    if part is not None:
        native, kinds, stubs = part, known, made
        if ("sys", "settrace") in stubs:
            traced()


def hide_in(view):
    """Take ours out of what the program sees, see ``_procviz_env``; returns it."""
    for key in [key for key in view if key.startswith(PREFIX)]:
        hidden[key] = view.pop(key)
    value, ours = view.get(PATH), hidden_path
    if value == ours:
        del view[PATH]
    elif value == b"%b:%b" % (ours, ours):
        view[PATH] = b""
    elif value is not None and value.startswith(ours + b":"):
        view[PATH] = value[len(ours) + 1 :]  # in its place: the order can be seen
    return view


def library():
    """Return what the names of the standard library's files begin with."""
    return os.__file__.rpartition("/")[0] + "/"


def programs():
    """Return the same of the program's files, wherever they are installed; None = nothing."""
    own = hidden.get(b"PROCVIZ_OWN")
    # os.fsdecode: the program may have put others in the place of the functions that this calls
    return None if own is None else own.decode(*_CODING) + "/"


def is_terminal(stat):
    """Does this socket stand for the person's terminal?"""
    terminals = hidden.get(b"PROCVIZ_TTYLIKE", b"").split(b",")
    return b"%d:%d" % (stat.st_ino, stat.st_dev) in terminals


def shown(stat):
    """Is it a pipe or a socket, and not what stands for the person's terminal?"""
    kind = stat.st_mode & 0o170000
    return kind == 0o010000 or (kind == 0o140000 and not is_terminal(stat))


def has_channels():
    """Was this process started with a pipe or a socket?"""
    for fd in _INHERITED:
        try:
            if shown(posix.fstat(fd)):
                return True
        except OSError as error:
            if error.__traceback__.tb_next is not None:  # a signal handler's
                raise
    return False


def strip(error):
    """Take our frames off the top of a traceback, before ``_procviz_frames`` is there."""
    tb = error.__traceback__
    while tb is not None and tb.tb_frame.f_code.co_filename.startswith(here):
        tb = tb.tb_next
    error.__traceback__ = tb


def failed_here(error):
    """Is it a failure of ours, or of loading?"""
    tb = error.__traceback__
    while tb.tb_next is not None:
        tb = tb.tb_next
    return tb.tb_frame.f_code.co_filename.startswith((here, "<frozen importlib"))


def trouble(what, error):
    """Say in the log that the probe itself failed."""
    if ready:
        loaded["_procviz_log"].trouble(what, error)
    else:
        native.emit("probe-error", None, (what, repr(error)[:300]))


# -- what the native part calls -------------------------------------------------------------------


def first(part):
    """Have a part loaded, if that can be done now."""
    global _said
    try:
        load("_procviz_second").first(part)
    except BaseException as error:
        if not (isinstance(error, Exception) and failed_here(error)):
            strip(error)
            raise
        if not _said:
            _said = True
            trouble("loading", error)


def found(name, loader):
    """A module that has a hook is about to be imported."""
    if _BUILT_IN in hooks and name in _ITS_USERS and _BUILT_IN in sys.builtin_module_names:
        # it is found by another finder; to import it earlier would be seen in sys.modules
        __import__(_BUILT_IN)
        load("_procviz_late").come(_BUILT_IN, hooks.pop(_BUILT_IN), sys.modules[_BUILT_IN])
    if not ready and name in LATE:
        load("_procviz_late").find(loader, name)
        return
    if not ready:
        first("boot")
    if ready:
        loaded["_procviz_imports"].add(loader, name, hooks.pop(name))


def arrived():
    """Some that wait for the first use have been imported before us."""
    for name in hooks.keys() & sys.modules.keys():
        load("_procviz_late").come(name, hooks.pop(name), sys.modules[name])


def everything():
    """Load all parts."""
    if ready:
        loaded["_procviz_parts"].everything()


def gate():
    """Let the program go on only step by step."""
    if ready:
        loaded["_procviz_boot"].gate()


def traced():
    """Lines are told by tracing, from now on: on Python 3.11."""
    PARTS["trace"] = ("trace",), ("register_at_fork",), ()


def at_exit():
    """Tell how the program ended."""
    if not ready and native.leave():
        return
    first("boot")  # it opens the log anew, too
    if ready:
        loaded["_procviz_exits"].at_exit()
