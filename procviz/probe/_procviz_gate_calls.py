"""Stops that no record stands for: calls of which the log tells only the end, or nothing at all."""

import _ast
import _signal
import builtins
import posix
import sys
import time

import _procviz_channels as channels
import _procviz_forks as forks
import _procviz_frames as frames
import _procviz_gate as gate
import _procviz_graft as graft
import _procviz_imports as imports
import _procviz_log as log
import _procviz_start as start
from _procviz_wrap import KINDS, install, silent, swallowed

_SHOWN = {str, int, float, bool, type(None)}
_announce = forks.announce


def _place(via):
    """Return the place of a call of the program's own, if through the module ``via``; else None."""
    frame = frames.caller()
    if via and frame is not None and frame.f_globals.get("__name__") == via:
        frame = frame.f_back
    if frame is None or frames.classify(frame.f_code.co_filename) is None:
        return None
    return frames.where(2)[0]


def _plain(values):
    """Return what can be shown without running anything of the program."""
    return tuple(
        (v[:200] if type(v) is str else v) if type(v) in _SHOWN else type(v).__name__
        for v in values[:8]
    )


def _stopping(module, name, via="", after=False):
    """Stop before a built-in function that the program calls, and ``after`` it too."""
    function, call_name = getattr(module, name), f"{module.__name__}.{name}"
    inner = function.__call__ if issubclass(type(function), KINDS) else function

    def call(*args, **kwargs):
        place = None
        try:
            place = _place(via)
        except BaseException as error:
            if not swallowed(error):
                raise
        if place is None:
            return inner(*args, **kwargs)
        gate.stop("call", place, (call_name, *_plain(args)))
        result = inner(*args, **kwargs)
        if after:
            gate.stop("returned", place, (call_name,))
        return result

    install(module, name, silent(call))


def _forking(how, call):
    gate.stop("call", frames.where()[0], (call,))
    return _announce(how, call)


# -- locks and semaphores: the log tells of them when they are had --------------------------------


def _loader(original):
    def load(name):
        fresh = name == "_procviz_locks" and name not in imports.loaded
        module = original(name)
        if fresh:
            for way, verb in (("take", "acquire"), ("give", "release")):
                setattr(module, way, _at_lock(getattr(module, way), verb))
        return module

    return load


def _at_lock(function, verb):
    told = imports.load("_procviz_level").told

    def call(lock, original, args, kwargs, *count):
        level = None
        try:
            level = told() if lock is not None else None
        except BaseException as error:
            if not swallowed(error):
                raise
        if level is not None:
            gate.stop(verb, level[0], (*lock.what, *_plain(args)))
        return function(lock, original, args, kwargs, *count)

    return silent(call)


# -- threads --------------------------------------------------------------------------------------


def thread_begins(thread):
    """Called in a new thread, right before its run()."""
    try:
        if gate.lines and sys.version_info < (3, 12):
            _trace_lines()
        name = str.__str__(thread._name) if isinstance(thread._name, str) else ""
        gate.stop("thread", None, (name,))
    except BaseException as error:
        if not swallowed(error):
            raise


def _trace_lines():
    lines = imports.load("_procviz_trace")
    if lines.gettrace() is None:
        lines.resume()


def _patch_threading(threading):
    def change(node):
        for child in _within(node):
            if isinstance(child, _ast.Try) and _runs(child.body[0]):
                hook = graft.statement("thread_begins", "self", child.body[0])
                child.body.insert(0, hook)
                return
        raise OSError("threading has changed")

    graft.graft(threading.Thread._bootstrap_inner, imports.load("_procviz_gate_calls"), change)
    level = imports.load("_procviz_level")
    begin = threading.Thread.start

    def describe(_args, _kwargs):
        found = level.told()
        return found and (found[0], ("Thread.start",))

    def began(note):
        gate.stop("call", *note)

    def ended(note, _result, error):
        if error is None:
            gate.stop("returned", *note)

    threading.Thread.start = level.watched(begin, describe, began, ended)


def _within(node):
    yield node
    for child in graft._children(node):
        yield from _within(child)


def _runs(statement):
    call = getattr(statement, "value", None)
    return isinstance(call, _ast.Call) and getattr(call.func, "attr", "") == "run"


def threading(module):
    """The library module is there."""
    imports.load("_procviz_library").threading(module)
    try:
        _patch_threading(module)
    except OSError as error:  # no source: threads stop at their first event
        log.trouble("threads at the gate", error)


def patch():
    """Put all of them in place."""
    start.load = _loader(start.load)
    forks.announce = _forking
    channels.wake()
    for name in ("pipe", "pipe2"):
        if hasattr(posix, name):
            _stopping(posix, name)
    _stopping(_signal, "signal", via="signal")
    _stopping(builtins, "print")
    _stopping(time, "sleep", after=True)
    if "threading" in start.hooks:
        start.hooks["threading"] = "gate_calls.threading"
    elif "threading" in sys.modules:
        _patch_threading(sys.modules["threading"])
