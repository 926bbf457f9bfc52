"""Parts of the probe that are loaded when the program first calls what they observe.

Most programs never fork, send a signal or make a pipe: in them the functions for it are stand-ins
that nobody calls.  The first call loads the part, whose ``patch`` then says what is called.
"""

import _signal
import os
import posix
import sys
import time

import _procviz_frames as frames
import _procviz_imports as imports
import _procviz_log as log
import _procviz_wrap as wrap

# part -> the files that patch, in this order; names in posix; names in _signal
_PARTS = {
    "env": (("env",), ("putenv", "unsetenv", "_create_environ"), ()),
    "forks": (
        ("forks", "waits", "lean"),
        ("fork", "forkpty", "wait", "wait3", "wait4", "waitpid", "waitid"),
        (),
    ),
    "execs": (
        ("execs",),
        (*("execv", "execve", "posix_spawn", "posix_spawnp"), *("setsid", "setpgid", "setpgrp")),
        (),
    ),
    "signals": (
        ("signals",),
        ("kill", "killpg", "system"),
        (
            *("raise_signal", "pthread_kill", "pidfd_send_signal", "alarm", "setitimer", "pause"),
            *("sigwait", "sigwaitinfo", "sigtimedwait", "pthread_sigmask"),
        ),
    ),
    "handlers": (("handlers",), (), ("signal", "getsignal")),
    "channels": (("channels",), ("pipe", "pipe2", "mkfifo"), ()),
}
# of the part "channels" too: they pass on until it is there
_DESCRIPTORS = "dup", "dup2", "close", "read", "write"
_BUILT = {} if log.native is None else {"lean": "quick"}  # what C does instead
_NOT_NOW = OSError, RecursionError, MemoryError, ImportError
_PATIENCE = 1000  # ms that a thread waits while another one loads what it needs

_addaudithook = sys.addaudithook
_done, _missed = set(), set()
_loading = {}  # part -> (thread, PID) that loads it
_first = {}  # (name of the module, name) -> (original, what is called at first)


def patch():
    """Put the stand-ins in place; have at hand what tells of forks when nothing can be opened."""
    imports.make_views = _make_views
    for name in _PARTS["forks"][0]:
        imports.hold("_procviz_" + _BUILT.get(name, name))
    for part, (_, *names) in _PARTS.items():
        for module, own in zip((posix, _signal), names, strict=True):
            for name in own:
                original = getattr(module, name, None)
                if original is not None:
                    key = module.__name__, name
                    _install(module, key, original, _loads(part, key, original))
    for name in _DESCRIPTORS:
        original = getattr(posix, name)
        _install(posix, ("posix", name), original, original)
    os._execvpe = _execvpe
    wrap.install(sys, "addaudithook", wrap.silent(add_audit_hook))


def add_audit_hook(*args):
    """Load the rest before: a hook of the program's would hear of that, and may refuse it."""
    everything()
    return _addaudithook(*args)


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


search = os._execvpe  # of os.execvp and its like


def _execvpe(file, args, env=None):
    try:
        ready("execs")  # before the first folder of PATH is tried: to try one is no event
        execs = imports.loaded.get("_procviz_execs") if "execs" in _done else None
        return (execs.search if execs else search)(file, args, env)
    except BaseException as error:
        frames.strip(error)
        raise


for _name in ("__module__", "__qualname__", "__doc__"):
    setattr(_execvpe, _name, getattr(search, _name))


def everything():
    """Load all of them now."""
    for part in _PARTS:
        ready(part)
    if log.native is None:
        attempt(lambda: imports.load("_procviz_together"))  # after some forks


def ready(part):
    """Load it, where it is not there yet, and if that can be done."""
    if part in _done:
        return
    mine = log.ident(), log._getpid()
    try:
        if _may_load(part, mine):
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


def _may_load(part, mine):
    """Take the turn; False where it was somebody else's, or where a handler runs in this one's."""
    for _ in range(_PATIENCE):
        holder = _loading.setdefault(part, mine)
        if holder is mine:
            return part not in _done
        if holder == mine:
            return False
        if holder[1] != mine[1]:  # a thread of the process that forked this one
            _loading.pop(part, None)
        else:
            time.sleep(0.001)
    return False


def _load(part):
    for name in _PARTS[part][0]:
        imports.load("_procviz_" + _BUILT.get(name, name)).patch()
    lines = imports.loaded.get("_procviz_lines") or imports.loaded.get("_procviz_trace")
    if part == "forks" and log.native is None and lines is not None and log.line_file:
        lines.use(imports.load("_procviz_tell").tell)  # the one that lies beside what it tells


def _undo(part):
    """Have it loaded by the next call: a handler of the program's may raise at any moment."""
    _, *names = _PARTS[part]
    for module, own in zip(("posix", "_signal"), names, strict=True):
        for name in own + (_DESCRIPTORS if part == "channels" and module == "posix" else ()):
            if (module, name) in _first:
                original, call = _first[module, name]
                wrap.stubs[module, name].__call__ = call
                setattr(wrap.views[module], name, original)


def _make_views():
    """What our own modules see of posix and _signal: what is not patched yet is the original."""
    for module in (posix, _signal):
        if module.__name__ not in wrap.views:
            view = type(posix)(module.__name__)
            vars(view).update(vars(module))
            for (name, key), (original, _) in _first.items():
                if name == module.__name__:
                    setattr(view, key, original)
            wrap.views[module.__name__] = view


def attempt(load, part=""):
    """Load and put in place; False = not now: no descriptor is free, or the stack is full.

    Of a ``part`` that is said in the log, once, as nothing will be known of that call.
    """
    try:
        load()
    except BaseException as error:
        if not (isinstance(error, Exception) and _failed_here(error)):
            raise
        if isinstance(error, _NOT_NOW):
            if part and part not in _missed:
                _missed.add(part)
                log.trouble("loading " + part, error)
            return False
        log.trouble("loading " + part if part else "channels", error)
    return True


def _failed_here(error):
    tb = error.__traceback__
    while tb.tb_next is not None:
        tb = tb.tb_next
    return frames.own(error) or tb.tb_frame.f_code.co_filename.startswith("<frozen importlib")


default_interrupt = _signal.default_int_handler


def interrupt(signum, frame):
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
