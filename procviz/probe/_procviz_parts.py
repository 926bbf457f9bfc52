"""Parts of the probe that are loaded when the program first calls what they observe.

Most programs never fork, send a signal or make a pipe: in them the functions for it are stand-ins
that nobody calls.  The first call loads the part, whose ``patch`` then says what is called.
"""

import _signal
import os
import posix
import sys

import _procviz_frames as frames
import _procviz_imports as imports
import _procviz_log as log
import _procviz_second as second
import _procviz_start as start
import _procviz_wrap as wrap
from _procviz_names import DESCRIPTORS, PARTS

_BUILT = {} if log.native is None else {"lean": "quick"}  # what C does instead
_NOT_NOW = OSError, RecursionError, MemoryError, ImportError

_addaudithook = wrap.original(sys.addaudithook)
# of os.execvp and its like
search = wrap.original(wrap.stubs.get(("os", "_execvpe"), os._execvpe))
_done, _missed = set(), set()
_loading = {}  # part -> (thread, PID) that loads it
_first = {}  # (name of the module, name) -> (original, what is called at first)


def patch():
    """Put the stand-ins in place; have at hand what tells of forks when nothing can be opened."""
    if log.native is not None:
        _take_over()
        return
    hold_forks()
    for part, (_, *names) in PARTS.items():
        for module, own in zip((posix, _signal), names, strict=True):
            for name in own:
                original = getattr(module, name, None)
                if original is not None and part != "exits":
                    key = module.__name__, name
                    _install(module, key, original, _loads(part, key, original))
    for name in DESCRIPTORS:
        original = getattr(posix, name)
        _install(posix, ("posix", name), original, original)
    os._execvpe = execvpe
    wrap.install(sys, "addaudithook", wrap.silent(add_audit_hook))


def hold_forks(_module=None):
    """The program may see to it that no file can be opened (``resource`` is there)."""
    for name in PARTS["forks"][0]:
        name = "_procviz_" + _BUILT.get(name, name)
        if name not in imports.loaded:
            start.hold(name)


def _take_over():
    """The stand-ins are there, and call ``ready``."""
    for key, stub in wrap.stubs.items():
        if key[0] in wrap.views:
            _first[key] = stub._original, None
    wrap.stubs["sys", "addaudithook"].__call__ = wrap.silent(add_audit_hook)
    wrap.stubs["_signal", "interrupt"].__call__ = _interrupt
    if ("os", "_execvpe") in wrap.stubs:  # else Python is going down, and has torn down os
        wrap.stubs["os", "_execvpe"].__call__ = execvpe


def add_audit_hook(*args):
    """Load the rest before: a hook of the program's would hear of that, and may refuse it."""
    everything()
    result = _addaudithook(*args)
    trace = imports.loaded.get("_procviz_trace")
    if trace is not None:
        trace.leave_on()
    return result


def _install(module, key, original, call):
    wrap.stubs[key] = wrap.put(module, key[1], original, call)
    _first[key] = original, call


def _loads(part, key, original):
    def call(*args, **kwargs):
        try:
            ready(part)
            now = wrap.stubs[key].__call__
            return (original if now is call else now)(*args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise

    return call


def execvpe(file, args, env=None):
    """Stand for the function behind os.execvp and its like."""
    try:
        ready("execs")  # before the first folder of PATH is tried: to try one is no event
        execs = imports.loaded.get("_procviz_execs") if "execs" in _done else None
        return (execs.search if execs else search)(file, args, env)
    except BaseException as error:
        frames.strip(error)
        raise


for _name in ("__name__", "__module__", "__qualname__", "__doc__"):
    setattr(execvpe, _name, getattr(search, _name))


def everything():
    """Load all of them now."""
    for part in PARTS:
        ready(part)
    if log.native is None:
        attempt(lambda: imports.load("_procviz_together"))  # after some forks


def ready(part):
    """Load it, where it is not there yet, and if that can be done."""
    if part in _done or part not in PARTS:
        return
    mine = log.ident(), log._getpid()
    try:
        if second.take_turn(_loading, part, mine, lambda: part in _done):
            if not attempt(lambda: _load(part), part):
                _undo(part)
            else:
                _done.add(part)
    except BaseException:
        if _loading.get(part) is mine:
            _undo(part)
        raise
    finally:
        if _loading.get(part) is mine:
            del _loading[part]


def _load(part):
    for name in PARTS[part][0]:
        imports.load("_procviz_" + _BUILT.get(name, name)).patch()
    lines = imports.loaded.get("_procviz_lines") or imports.loaded.get("_procviz_trace")
    if part == "forks" and log.native is None and lines is not None and log.line_file:
        lines.use(imports.load("_procviz_tell").tell)  # the one that lies beside what it tells


def _undo(part):
    """Have it loaded by the next call: a handler of the program's may raise at any moment."""
    _, *names = PARTS[part]
    for module, own in zip(("posix", "_signal"), names, strict=True):
        for name in own + (DESCRIPTORS if part == "channels" and module == "posix" else ()):
            if (module, name) in _first and module in wrap.views:
                original, call = _first[module, name]  # None: what the native part does
                wrap.stubs[module, name].__call__ = call
                setattr(wrap.views[module], name, original)


def attempt(load, part=""):
    """Load and put in place; False = not now: no descriptor is free, or the stack is full.

    Of a ``part`` that is said in the log, once, as nothing will be known of that call.
    """
    try:
        load()
    except BaseException as error:
        if not (isinstance(error, Exception) and start.failed_here(error)):
            raise
        if isinstance(error, _NOT_NOW):
            if part and part not in _missed:
                _missed.add(part)
                log.trouble("loading " + part, error)
            return False
        log.trouble("loading " + part if part else "channels", error)
    return True


default_interrupt = _signal.default_int_handler


def _interrupt(signum, frame):
    """Stand for the default handler of SIGINT, which raises KeyboardInterrupt."""
    run = default_interrupt
    try:
        ready("handlers")
        handlers = imports.loaded.get("_procviz_handlers")
        if handlers is not None:
            run = handlers.Handler(run)
        return run(signum, frame)
    except BaseException as error:
        frames.strip(error)
        raise


interrupt = wrap.stubs.get(("_signal", "interrupt"), _interrupt)  # what is set for the signal
