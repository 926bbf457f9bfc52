"""Stand-ins for built-in functions that look and behave like them."""

import os
import sys

import _procviz_frames as frames
import _procviz_log as log
import _procviz_start as start

_BuiltinType = type(len)
_MODULES = start.modules
stubs = start.stubs
views = {}  # name of a module -> what our own modules get for it, once such parts are loaded
_HOLDERS = ("signal", "subprocess")  # modules that may have bound the original before us, as os has
_SETS = (
    *(os.supports_dir_fd, os.supports_effective_ids),
    *(os.supports_fd, os.supports_follow_symlinks),
)
_in_sets = set().union(*_SETS)


class Builtin:
    """What a wrapped built-in function is.

    An instance and not a function: a built-in kept as a class attribute does not become a method,
    is pickled by its name, and says that it is built in.
    """

    __slots__ = ("_original",)

    def __init__(self, original):
        self._original = original

    def __getattr__(self, name):  # __name__, __qualname__, __self__, __text_signature__
        return getattr(self._original, name)

    def __repr__(self):
        return repr(self._original)

    def __reduce__(self):
        return self._original.__name__  # a str: pickled as a global of __module__

    @property
    def __class__(self):
        return _BuiltinType


class _StandIn(Builtin):
    """One in a module: what it calls is its own, so that not each needs a class (15 µs)."""

    __slots__ = ("__call__",)
    __doc__ = property(lambda self: self._original.__doc__)
    __module__ = property(lambda self: self._original.__module__)


_StandIn.__name__ = _StandIn.__qualname__ = _BuiltinType.__name__
KINDS = (Builtin,)  # what is one of ours: their __class__ says otherwise
if log.native is not None:
    _StandIn = log.native.StandIn
    KINDS = Builtin, _StandIn


def install(module, name, call):
    """Put ``call`` in the place of ``module.name`` everywhere it is bound.

    Where a stand-in is there already, it calls ``call`` from now on: so one that only passes on
    to the original can be put in place early, before the program binds the name, and cheaply.
    """
    key = module.__name__, name
    if views and key in stubs:
        stubs[key].__call__ = call
        setattr(module, name, stubs[key])
        return
    there = getattr(module, name)
    if issubclass(type(there), KINDS):
        there.__call__ = call
        return
    stand_in = put(module, name, there, call)
    if key[0] in _MODULES and module is views.get(key[0]):
        setattr(_MODULES[key[0]], name, stand_in)


def put(module, name, original, call):
    """Put a stand-in for ``original`` there, and wherever it was bound before us; returns it."""
    stand_in = _StandIn(original)
    stand_in.__call__ = call
    setattr(module, name, stand_in)
    for held, key in _holding(original, name):
        if key is None:
            held.discard(original)
            held.add(stand_in)
        else:
            held[key] = stand_in
    return stand_in


def _holding(function, name):
    """Return who has bound it: (globals, name), or (set, None) for os.supports_fd and its like."""
    there = vars(os)
    found = [(there, name)] if there.get(name) is function else []
    if function in _in_sets:
        found += [(functions, None) for functions in _SETS if function in functions]
    for holder in _HOLDERS:
        if holder in sys.modules:  # as some .pth file has imported it
            there = vars(sys.modules[holder])
            found += [(there, key) for key, value in [*there.items()] if value is function]
    return found


def original(function):
    """Return what a function is without us."""
    return function._original if issubclass(type(function), KINDS) else function


def observed(original, describe, began, ended):
    """Return a function that calls ``original`` and reports.

    ``describe(args, kwargs)`` returns a note, None for "nothing to report"; it may fail on odd
    arguments, about which ``original`` then complains by itself.  ``began(note)`` reports
    the cause (None: there is no cause to report), ``ended(note, result, error)`` the effect.
    A failure of any of them is the probe's own affair; an exception that a signal handler raises
    meanwhile is the program's, and goes on when the end is in the log.

    A bare ``raise`` adds no entry to the traceback: what :func:`frames.strip` took off stays off.
    """

    def call(*args, **kwargs):
        note = None
        try:
            note = describe(args, kwargs)
            if began is not None and note is not None:
                began(note)
        except BaseException as error:
            if not swallowed(error, told=note is not None):
                if note is not None:
                    ended(note, None, error)
                raise
            note = None
        try:
            result = original(*args, **kwargs)
        except BaseException as error:
            if note is not None:
                try:
                    ended(note, None, error)
                except BaseException as second:
                    if not swallowed(second):
                        raise
            frames.strip(error)
            raise
        if note is not None:
            try:
                ended(note, result, None)
            except BaseException as error:
                if not swallowed(error):
                    ended(note, result, None)
                    raise
        return result

    return call


def told_of(original, call, idle=None):
    """Return a function that calls ``call`` for the program, and ``original`` for a library.

    With ``idle``, a dict, it calls ``original`` as long as that is empty, whoever calls.
    """
    kinds, getframe = frames.kinds, frames._getframe

    def either(*args, **kwargs):
        try:
            if idle is None:
                straight = kinds.get(getframe(1).f_code.co_filename, 0) is None
            else:
                straight = not idle
            return (original if straight else call)(*args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise

    return either


def silent(function):
    """Return a function that calls this one of ours, and takes it off the tracebacks."""

    def call(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            frames.strip(error)
            raise

    return call


def swallowed(error, told=True):
    """Return True for a failure of the probe itself; False, and our frames gone, for others."""
    if isinstance(error, Exception) and frames.own(error):
        if told:
            log.trouble("wrapper", error)
        return True
    frames.strip(error)
    return False
