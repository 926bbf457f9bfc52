"""Stand-ins for bound methods of C that an object keeps as attributes: acquire, release."""

import _procviz_frames as frames
from _procviz_level import folding
from _procviz_wrap import Builtin

_getframe = frames._getframe
_types = {}  # (name, what to call, type of C) -> type of the stand-ins


class Bound(Builtin):
    """What stands there: a bound method that is built in, and behaves like it."""

    __slots__ = ("_lock",)

    def __init__(self, original, lock):
        self._original, self._lock = original, lock

    def __reduce__(self):
        return self._original.__reduce__()

    def __eq__(self, other):
        return self._original == (other._original if isinstance(other, Bound) else other)

    def __hash__(self):
        return hash(self._original)


def bound_type(name, function, c_type, folded=True):
    """Return the type of the stand-ins for ``c_type.name``.

    To call one calls ``function(lock, original, args, kwargs)``; the original itself where a
    library calls and ``folded``.
    """
    key = name, function, c_type
    found = _types.get(key)
    if found is None:

        def call(self, *args, **kwargs):
            try:
                if folded and id(_getframe(1).f_code) in folding:
                    return self._original(*args, **kwargs)
                return function(self._lock, self._original, args, kwargs)
            except BaseException as error:
                frames.strip(error)
                raise

        doc = getattr(c_type, name).__doc__
        body = {"__slots__": (), "__call__": call, "__doc__": doc, "__module__": None}
        found = _types[key] = type("builtin_function_or_method", (Bound,), body)
    return found
