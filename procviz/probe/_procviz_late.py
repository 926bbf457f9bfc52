"""Modules of the library that many programs import and few use: what waits for the first use.

``logging`` imports threading, half of the world imports subprocess and socket.  As long as the
program does not make one of their objects itself, the rest of the probe need not be there.
"""

import posix
import sys

import _procviz_start as start

# module -> (class, method): its first call by the program, or by anyone, loads the rest
_BY_PROGRAM = {
    "threading": (
        ("Thread", "join"),
        *((name, "__init__") for name in ("Semaphore", "Condition", "Event", "Barrier")),
    ),
    "queue": (("Queue", "__init__"),),
}
_BY_ANYONE = {
    "threading": (("Thread", "start"),),
    "subprocess": (("Popen", "__init__"),),
    "socket": (("socket", "__init__"),),
}
_FUNCTIONS = {"socket": "socketpair", "_posixsubprocess": "fork_exec"}
# what Thread calls in a new thread; in the main one nobody is to be told
_IN_THREADS = "_set_native_id", "_delete"
arrived = {}  # name of a module -> (its hook, the module)
_changed = []  # (holder, name, original, what is there now)


def watch(loader, name, then):
    """Let this loader, made for this module, call ``then`` with the module when it is done."""
    execute = loader.exec_module

    def exec_module(module):
        try:
            del loader.exec_module  # as it was
            execute(module)
        except BaseException as error:
            start.strip(error)
            raise
        then(module)

    try:
        loader.exec_module = exec_module
    except AttributeError as error:
        start.trouble(name, error)


def find(loader, name):
    """A module of these is about to be imported."""
    hook = start.hooks.pop(name)
    watch(loader, name, lambda module: come(name, hook, module))


def come(name, hook, module):
    """A module of these is there."""
    if start.ready:
        start.loaded["_procviz_imports"].run(name, hook, module)
        return
    arrived[name] = hook, module
    if name == "threading":
        for method in _IN_THREADS:
            _change(module.Thread, method, _in_thread)
    for cls, method in _BY_PROGRAM.get(name, ()):
        _change(getattr(module, cls), method, _by_program)
    for cls, method in _BY_ANYONE.get(name, ()):
        _change(getattr(module, cls), method, _by_anyone)
    function = _FUNCTIONS.get(name)
    if name == "_posixsubprocess":
        original = getattr(module, function)
        if type(original) is not start.native.StandIn:
            stub = start.stubs[name, function] = start.native.StandIn(original, "boot")
            setattr(module, function, stub)
    elif function is not None and hasattr(module, function):
        _change(module, function, _by_anyone)


def give_back():
    """The rest is there: have the modules as they were, for their hooks."""
    for holder, name, original, now in _changed:
        if vars(holder).get(name) is now:  # the program may have put its own there
            setattr(holder, name, original)
    _changed.clear()


def _change(holder, name, make):
    original = vars(holder)[name]
    now = make(holder, name, original)
    for attribute in ("__name__", "__qualname__", "__module__", "__doc__"):
        setattr(now, attribute, getattr(original, attribute))
    if make is not _in_thread:
        now.__wrapped__ = original
    setattr(holder, name, now)
    _changed.append((holder, name, original, now))


def _by_program(holder, name, original):
    is_library, getframe = start.native.is_library, sys._getframe

    def function(*args, **kwargs):
        call = original
        try:
            if not is_library(getframe(1).f_code.co_filename):
                call = _now(holder, name, original, function)
        except BaseException as error:
            start.strip(error)
            if error.__traceback__ is not None or not isinstance(error, Exception):
                raise
        try:
            return call(*args, **kwargs)
        except BaseException as error:
            start.strip(error)
            raise

    return function


def _by_anyone(holder, name, original):
    def function(*args, **kwargs):
        try:
            return _now(holder, name, original, function)(*args, **kwargs)
        except BaseException as error:
            start.strip(error)
            raise

    return function


def _in_thread(cls, name, original):
    native_id = start.native.thread

    def method(self):
        if native_id() == posix.getpid():
            return original(self)
        try:
            return _now(cls, name, original, method)(self)
        except BaseException as error:
            start.strip(error)
            raise

    return method


def _now(holder, name, original, late):
    """Load the rest; return what is called in the place of ``late`` now."""
    start.first("boot")
    now = vars(holder)[name]
    return original if now is late else now
