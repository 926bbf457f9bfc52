"""Methods of the C type under ``socket.socket``, defined anew on the Python class.

They look like those of the C type: as its attributes, as an object's, and when they are called.
"""

import _socket

import _procviz_frames as frames
from _procviz_wrap import Builtin, observed

_Descriptor = type(_socket.socket.send)


class _Bound(Builtin):
    """``sock.send``: one class for each method, with a ``__call__`` that is its own ``self``."""

    __slots__ = ()

    def __eq__(self, other):
        return self._original == (other._original if issubclass(type(other), _Bound) else other)

    def __hash__(self):
        return hash(self._original)

    def __reduce__(self):
        return self._original.__reduce__()


class _Method(Builtin):
    """``socket.socket.send``."""

    __slots__ = ("_bound",)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        try:
            return self._bound(self._original.__get__(instance, owner))
        except BaseException as error:
            frames.strip(error)
            raise

    def __reduce__(self):
        return self._original.__reduce__()

    @property
    def __class__(self):
        return _Descriptor


def _call_bound(bound, /, *args, **kwargs):
    return bound._original(*args, **kwargs)


def add(cls, name, describe, began, ended):
    """Put a method in front of the one that ``cls`` inherits from C."""
    original = getattr(_socket.socket, name)
    module = property(lambda self: self._original.__module__)
    looks = {"__slots__": (), "__doc__": original.__doc__, "__module__": module}
    call = observed(_call_bound, describe, began, ended)
    bound = type("builtin_function_or_method", (_Bound,), {**looks, "__call__": call})
    call = staticmethod(observed(original, describe, began, ended))
    method = type("method_descriptor", (_Method,), {**looks, "__call__": call})(original)
    method._bound = bound
    setattr(cls, name, method)


def socket_of(args):
    """Return the socket that it is a call of."""
    first = args[0]
    return first._original.__self__ if issubclass(type(first), _Bound) else first
