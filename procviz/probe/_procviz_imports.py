"""Load our own modules late, and when a module of the library has been imported."""

import sys

import _procviz_frames as frames
import _procviz_late as late
import _procviz_log as log
import _procviz_second as second
import _procviz_start as start

loaded = start.loaded  # name -> module of ours that is made


def add(loader, name, hook):
    """Let this loader, made for this module, call the hook when it is done."""
    late.watch(loader, name, lambda module: run(name, hook, module))


def run(name, hook, module):
    """Call a hook."""
    try:
        file, _, function = hook.partition(".")
        getattr(load("_procviz_" + file), function)(module)
    except Exception as error:
        if not frames.own(error):
            raise
        log.trouble(name, error)


def load(name):
    """Return a module of the probe, loaded now if it was not needed so far.

    Raises ImportError where Python no longer imports anything: the interpreter is going down.
    """
    module = loaded.get(name)
    if module is not None:
        return module
    if sys.modules is None:
        raise ImportError(name)
    before = set(sys.modules)
    try:
        second.make_views()
        return start.load(name)
    finally:
        for added in (set(sys.modules) - before).intersection(sys.builtin_module_names):
            del sys.modules[added]  # the program did not import it


def after(hooks):
    """Call each hook whose module is there: see ``_procviz_start``."""
    late.give_back()
    for name in list(late.arrived):  # one by one: a signal handler may raise
        run(name, *late.arrived.pop(name))
    for name in hooks.keys() & sys.modules.keys():
        run(name, hooks.pop(name), sys.modules[name])
