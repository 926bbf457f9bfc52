"""multiprocessing: the names and roles of processes, and join."""

import posix
import sys

import _procviz_frames as frames
import _procviz_log as log
import _procviz_waits as waits
from _procviz_level import like
from _procviz_wrap import observed, swallowed

_Function, _Method = type(lambda: None), type((lambda _: None).__get__(0))
# what a library makes processes for, by the function that they run
_ROLES = {
    ("multiprocessing.pool", "worker"): "worker",
    ("concurrent.futures.process", "_process_worker"): "worker",
    ("multiprocessing.managers", "BaseManager._run_server"): "manager",
}


# -- processes ----------------------------------------------------------------------------------


def patch_process(process):
    """Wrap what gives a name, and Process.join; the wait inside it is folded into its reap."""
    base = process.BaseProcess
    _name_process(base)
    base.join = like(observed(base.join, _describe_join, began_join, _joined), base.join)


def patch_context(context):
    """The one class that has an ``_after_fork`` of its own."""
    _name_process(context.SpawnProcess)


def _name_process(cls):
    original = cls._after_fork  # called in the child when its Process is known

    def after_fork():
        try:
            process = sys.modules["multiprocessing.process"]._current_process
            if type(process._name) is str:
                log.emit("named", None, (process._name, _role(process._target)))
        except BaseException as error:
            if not swallowed(error):
                raise
        return original()

    cls._after_fork = staticmethod(like(after_fork, original))


def _role(target):
    target = getattr(target, "__func__", target) if type(target) is _Method else target
    if type(target) is not _Function:
        return ""
    return _ROLES.get((target.__module__, target.__qualname__), "")


def _describe_join(args, kwargs):
    process, timeout = (*args, kwargs.get("timeout"))[:2]
    child = process._popen
    if child is None or process._parent_pid != posix.getpid():
        return None  # an AssertionError
    me = log.ident()
    shown = not waits.inside.get(me)  # Pool.join joins its workers
    note = [
        frames.where()[0],
        "Process.join",
        child.pid,
        0,
        shown,
        *numbers(),
        timeout,
        process,
        me,
    ]
    waits.enter(me)
    return note


def numbers():
    """Return those of two records."""
    return next(log.serial), next(log.serial)


def began_join(note):
    """Tell that a wait for a process began."""
    place, call, target, _, shown, n, _, timeout = note[:8]
    if shown:
        timeout = float(timeout) if type(timeout) in (int, float) else None
        log.emit("wait", place, (call, target, 0, timeout), n=n)


def _joined(note, _result, error):
    place, call, child, _, shown, _, n, _, process, _ = note
    leave(note)
    if not shown:
        return
    error = type(error).__name__ if error is not None else ""
    code = process._popen.returncode if process._popen is not None else None
    if code is None or error:
        child = code = None  # not yet ended
    # its reap was reported by the wait inside
    status = (code, None) if code is None or code >= 0 else (None, -code)
    log.emit("waited", place, (call, child or 0, *status, error, False, True), n=n)


def leave(note):
    """Note that the thread is no longer inside of this wait."""
    me, note[9] = note[9], None  # this may be a second attempt: leave once
    if me is not None:
        waits.leave(me)


# -- helpers of the library ---------------------------------------------------------------------


def patch_tracker(module):
    """The resource tracker runs nothing but this main."""
    _name_helper(module, "resource tracker")


def patch_forkserver(module):
    """The fork server likewise; its children run in here too."""
    _name_helper(module, "fork server")


def _name_helper(module, name):
    original = module.main

    def main(*args, **kwargs):
        try:
            log.emit("named", None, (name, name))
            return original(*args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise

    module.main = like(main, original)
