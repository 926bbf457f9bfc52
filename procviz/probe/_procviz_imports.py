"""Run something when a module has been imported, by nobody noticing."""

import sys

import _procviz_frames as frames
import _procviz_log as log

_hooks = {}


class Finder:
    """Finds nothing by itself: lets the others find, and adds to what the loader does."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        """See importlib.abc.MetaPathFinder."""
        hook = _hooks.pop(name, None)
        if hook is None:
            return None
        for finder in sys.meta_path:
            if finder is Finder or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                _add(spec.loader, name, hook)
                return spec
        return None


def _add(loader, name, hook):
    execute = loader.exec_module

    def exec_module(module):
        try:
            del loader.exec_module  # as it was
            execute(module)
        except BaseException as error:
            frames.strip(error)
            raise
        _run(name, hook, module)

    try:
        loader.exec_module = exec_module
    except AttributeError as error:
        log.trouble(name, error)


def _run(name, hook, module):
    try:
        hook(module)
    except Exception as error:
        if not frames.own(error):
            raise
        log.trouble(name, error)


def after(name, hook):
    """Call ``hook(module)`` when ``name`` is there, at once if it is already."""
    if name in sys.modules:
        _run(name, hook, sys.modules[name])
    else:
        _hooks[name] = hook


def patch():
    """Go in front of the other finders."""
    sys.meta_path.insert(0, Finder)
