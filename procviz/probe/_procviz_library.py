"""Modules of the library that make, lock, queue or submit: what is put into each when it is there.

Our own modules import each other only when they are loaded already, in the order given here.  Many
programs import threading and queue without ever using them directly (logging does): there the rest
waits for the first object that the program makes itself.
"""

import _procviz_frames as frames
from _procviz_imports import load
from _procviz_wrap import swallowed

_LEVEL = ("level", "locks", "pauses")
_THREADING = (*_LEVEL, "bound", "tsync", "tconditions")
_TASKS = ("level", "futures")


def _loaded(names, last):
    for name in names:
        load("_procviz_" + name)
    return load("_procviz_" + last)


def _later(methods, patch):
    """Call ``patch`` when the program itself first calls one of these ``(class, method)``."""
    originals = [(cls, name, vars(cls)[name]) for cls, name in methods]

    def ready():
        for cls, name, original in originals:
            setattr(cls, name, original)
        patch()

    for cls, name, original in originals:
        setattr(cls, name, _first_call(cls, name, original, ready))


def _first_call(cls, name, original, ready):
    kinds, getframe = frames.kinds, frames._getframe

    def method(self, *args, **kwargs):
        function = original
        try:
            file = getframe(1).f_code.co_filename
            if kinds.get(file, 0) is not None and frames.classify(file) is not None:
                if vars(cls)[name] is method:
                    ready()
                function = vars(cls)[name]
        except BaseException as error:
            if not swallowed(error):
                raise
        try:
            return function(self, *args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise

    method.__name__, method.__qualname__ = original.__name__, original.__qualname__
    method.__module__, method.__doc__ = original.__module__, original.__doc__
    method.__wrapped__ = original
    return method


def threading(module):
    """See the module's text, here and below."""
    load("_procviz_threads").patch(module)
    makers = [getattr(module, name) for name in ("Semaphore", "Condition", "Event", "Barrier")]
    methods = [(module.Thread, "join"), *((cls, "__init__") for cls in makers)]
    _later(methods, lambda: _loaded(_THREADING, "tsync").patch(module))


def queue(module):
    def patch():
        _loaded((*_THREADING, "items"), "queues").patch_queue(module)

    _later([(module.Queue, "__init__")], patch)


def process(module):
    _loaded(("level",), "mp").patch_process(module)


def context(module):
    _loaded(("level",), "mp").patch_context(module)


def tracker(module):
    _loaded(("level",), "mp").patch_tracker(module)


def forkserver(module):
    _loaded(("level",), "mp").patch_forkserver(module)


def synchronize(module):
    _loaded((*_LEVEL, "bound", "sync", "conditions"), "sync").patch(module)


def queues(module):
    _loaded((*_LEVEL, "bound", "sync", "items"), "queues").patch(module)


def pool(module):
    _loaded((*_TASKS, "mp", "doors", "worker"), "pool").patch(module)


def managers(module):
    _loaded(("level",), "managers").patch(module)


def connection(module):
    load("_procviz_channels").patch_connection(module)
    _loaded(("level",), "managers").patch_connection(module)


def processes(module):
    _loaded(_TASKS, "futures").patch_process(module)


def threads(module):
    _loaded(_TASKS, "futures").patch_thread(module)
