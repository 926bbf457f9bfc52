"""Threads: the two moments when threading.Thread calls a small method of its own in the thread.

No frame of ours stays on the thread's stack that way.
"""

import posix

import _procviz_log as log
from _procviz_wrap import swallowed


def patch(threading):
    """Wrap what runs first and last in a thread."""
    _tell(threading, "_set_native_id", "thread began")
    _tell(threading, "_delete", "thread ended")


def _tell(threading, name, kind):
    original = getattr(threading.Thread, name)

    def method(self):
        result = original(self)
        try:
            # the main thread's object calls it too, in a forked child for instance
            if log._native() != posix.getpid():
                log.emit(kind, None, (str.__str__(self._name),))
        except BaseException as error:
            if not swallowed(error):
                raise
        return result

    method.__name__, method.__qualname__ = original.__name__, original.__qualname__
    method.__module__, method.__doc__ = original.__module__, original.__doc__
    setattr(threading.Thread, name, method)
