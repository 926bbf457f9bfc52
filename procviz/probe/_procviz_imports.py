"""Run something when a module has been imported, by nobody noticing."""

import _frozen_importlib_external as _files
import sys

import _procviz_frames as frames
import _procviz_log as log

_hooks = {}
loader, loaded = None, {}  # sitecustomize's: makes a module of ours; name -> those that are made


class TooLateError(RuntimeError):
    """The interpreter is going down."""


def _watch(original):
    """Return what takes the place of the finder's method for files: ``sys.meta_path`` stays."""

    def find_spec(cls, fullname, path=None, target=None):
        try:
            spec = original(cls, fullname, path, target)
        except BaseException as error:
            error.__traceback__ = error.__traceback__.tb_next
            raise
        hook = None if spec is None or spec.loader is None else _hooks.pop(fullname, None)
        if hook is not None:
            _add(spec.loader, fullname, hook)
        return spec

    # Python takes importlib's frames off the traceback of an import that failed: ours is one
    old, new = original.__code__, find_spec.__code__
    find_spec.__code__ = new.replace(co_filename=old.co_filename, co_qualname=old.co_qualname)
    for name in ("__module__", "__qualname__", "__doc__"):
        setattr(find_spec, name, getattr(original, name))
    return find_spec


def _add(loader, name, hook):
    """Let this loader, made for this module, call the hook when it is done."""
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
        file, _, function = hook.partition(".")
        getattr(load("_procviz_" + file), function)(module)
    except Exception as error:
        if not frames.own(error):
            raise
        log.trouble(name, error)


def load(name):
    """Return a module of the probe, loaded now if it was not needed so far.

    Raises TooLateError where Python no longer imports anything.
    """
    module = loaded.get(name)
    if module is not None:
        return module
    if sys.modules is None or sys.meta_path is None:
        raise TooLateError(name)
    before = set(sys.modules)
    try:
        return loader(name)
    finally:
        for added in (set(sys.modules) - before).intersection(sys.builtin_module_names):
            del sys.modules[added]  # the program did not import it


def after(name, hook):
    """Call ``hook``, "FILE.FUNCTION" of the probe, with the module ``name`` when that is there."""
    if name in sys.builtin_module_names:
        __import__(name)  # another finder would find it
    if name in sys.modules:
        _run(name, hook, sys.modules[name])
    else:
        _hooks[name] = hook


def patch():
    """Watch what is found from now on."""
    finder = _files.PathFinder
    finder.find_spec = classmethod(_watch(vars(finder)["find_spec"].__func__))
