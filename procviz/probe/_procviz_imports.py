"""Run something when a module has been imported, by nobody noticing."""

import _frozen_importlib_external as _files
import sys

import _procviz_frames as frames
import _procviz_log as log

_hooks = {}
before = {}  # name of a module -> what to call, once, when it is looked for
make_views = None  # of the modules posix and _signal, before the first that is loaded late
hold = None  # sitecustomize's: reads a module of ours, to be made later
loader, loaded = None, {}  # sitecustomize's: makes a module of ours; name -> those that are made


def _watch(original):
    """Return what takes the place of the finder's method for files: ``sys.meta_path`` stays."""

    def find_spec(cls, fullname, path=None, target=None):
        try:
            if before and fullname in before:
                before.pop(fullname)()
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

    Raises ImportError where Python no longer imports anything: the interpreter is going down.
    """
    module = loaded.get(name)
    if module is not None:
        return module
    if sys.modules is None or sys.meta_path is None:
        raise ImportError(name)
    before = set(sys.modules)
    try:
        make_views()
        return loader(name)
    finally:
        for added in (set(sys.modules) - before).intersection(sys.builtin_module_names):
            del sys.modules[added]  # the program did not import it


def after(hooks):
    """Call each hook, "FILE.FUNCTION" of the probe, with the module of its name when it is there.

    ``hooks``: name of a module -> hook.
    """
    _hooks.update(hooks)
    for name in hooks.keys() & sys.builtin_module_names:
        __import__(name)  # another finder would find it
    for name in hooks.keys() & sys.modules.keys():
        _run(name, _hooks.pop(name), sys.modules[name])


def finds_last():
    """Will the finder for files be asked for what is neither built in nor frozen?"""
    names = [getattr(finder, "__name__", "") for finder in sys.meta_path]
    return names[-3:] == ["BuiltinImporter", "FrozenImporter", "PathFinder"]


def patch():
    """Watch what is found from now on."""
    finder = _files.PathFinder
    finder.find_spec = classmethod(_watch(vars(finder)["find_spec"].__func__))
