"""The private environment: the program does not see it, the programs it starts get it.

``os.environ`` is a dict that Python made at start, C's ``environ`` is what children inherit.
Ours are taken out of the first and left in the second, and added to any environment that the
program makes itself.  PYTHONPATH is the program's with our folder in front; set but empty, which
to Python is as if it were not set, it is our folder twice.
"""

import os
import posix

import _procviz_start as start
from _procviz_wrap import install, silent

_PREFIX, _PATH = start.PREFIX, start.PATH
_here, _private = start.hidden_path, start.hidden


def with_ours(environment):
    """Return a copy of what the program gives a child, with ours added; odd ones as they are."""
    if not isinstance(environment, (dict, os._Environ)):
        return environment
    out = {}
    path = _PATH
    for key, value in environment.items():
        name = os.fsencode(key) if isinstance(key, (str, bytes)) else key
        if name == _PATH and isinstance(value, (str, bytes)):
            path = key
            out[key] = _path(os.fsencode(value))
        elif not (isinstance(name, bytes) and name.startswith(_PREFIX)):
            out[key] = value
    out.setdefault(path, _here)
    out.update(_private)
    return out


def list_with_ours(entries):
    """The same for the ``[b"KEY=value", ...]`` of _posixsubprocess; None = C's own, as it is."""
    if entries is None:
        return None
    head = _PATH + b"="
    out = [
        head + _path(e[len(head) :]) if e.startswith(head) else e
        for e in entries
        if not e.startswith(_PREFIX)
    ]
    if not any(e.startswith(head) for e in entries):
        out.append(head + _here)
    out.extend(key + b"=" + value for key, value in _private.items())
    return out


def _path(theirs):
    if theirs == _here or theirs.startswith(_here + b":"):
        return theirs
    return b"%b:%b" % (_here, theirs or _here)


def _is_path(name):
    # never compared as they are: python -bb makes an error of that
    return type(name) in (str, bytes) and os.fsencode(name) == _PATH


def patch():
    """Keep our folder in C's PYTHONPATH when the program sets or deletes its own."""
    putenv, unsetenv = posix.putenv, posix.unsetenv

    def put(*args):
        if len(args) == 2 and _is_path(args[0]) and type(args[1]) in (str, bytes):
            args = args[0], _path(os.fsencode(args[1]))
        return putenv(*args)

    def unset(*args):
        if len(args) == 1 and _is_path(args[0]):
            return putenv(args[0], _here)
        return unsetenv(*args)

    install(posix, "putenv", silent(put))
    install(posix, "unsetenv", silent(unset))
    if hasattr(posix, "_create_environ"):  # from 3.14 on: os.reload_environ reads C's anew
        create = posix._create_environ
        install(posix, "_create_environ", silent(lambda *args: start.hide_in(create(*args))))
