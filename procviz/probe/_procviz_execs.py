"""Other programs: the exec family, posix_spawn, and what subprocess and multiprocessing use."""

import os
import posix

import _procviz_frames as frames
import _procviz_log as log
from _procviz_env import list_with_ours, with_ours
from _procviz_forks import announce, as_caller, close
from _procviz_parts import search as library_search
from _procviz_wrap import install, observed, original

_MANY, _LONG = 256, 4096  # an argument list may be 2 MB: enough of it to know it again
_searching = {}  # thread ident -> in os._execvpe, which tries each folder of PATH


def argv_of(argv):
    """What the program gave as arguments, as a tuple of str that marshal takes."""
    argv = tuple(argv) if isinstance(argv, (list, tuple)) else ()
    return tuple(_text(part) for part in argv[:_MANY])


def _text(part):
    if isinstance(part, (str, bytes)) or type(part).__module__.startswith("pathlib"):
        return os.fsdecode(part)[:_LONG]
    return type(part).__name__


# -- exec ---------------------------------------------------------------------------------------


def _public():
    """The name by which the program called: os.execlp goes through execvp and _execvpe."""
    frame, name = frames.caller(), ""
    while frame is not None and frame.f_globals is vars(os):
        name = frame.f_code.co_name
        frame = frame.f_back
    return name


def _began(note):
    place, argv, call = note[:3]
    log.emit("exec", place, (argv, call))


def _failed(note, _result, error):
    log.emit("exec failed", note[0], (note[1], type(error).__name__))


def _describe(name):
    def describe(args, _kwargs):
        if log.ident() in _searching:
            return None
        return frames.where()[0], argv_of(args[1]), "os." + (_public() or name)

    return describe


def _describe_search(args, _kwargs):
    me = log.ident()
    if me in _searching:
        return None
    note = frames.where()[0], argv_of(args[1]), "os." + (_public() or "execvp"), me
    _searching[me] = True
    return note


def _search_failed(note, result, error):
    _searching.pop(note[3], None)
    _failed(note, result, error)


search = observed(library_search, _describe_search, _began, _search_failed)


def _with_env(original, at, ours=with_ours):
    """Return ``original`` with our variables added to its argument ``at`` (or ``env``)."""

    def call(*args, **kwargs):
        try:
            if len(args) > at:
                args = *args[:at], ours(args[at]), *args[at + 1 :]
            elif "env" in kwargs:
                kwargs["env"] = ours(kwargs["env"])
        except Exception as error:
            if not frames.own(error):
                raise
            log.trouble("environment", error)
        return original(*args, **kwargs)

    return call


# -- spawn --------------------------------------------------------------------------------------


def _spawning(how, call, argv, session, group):
    note = announce(how, call)
    return [*note, how, argv_of(argv), bool(session), -1 if group is None else int(group)]


def _began_spawn(note):
    nonce, place, call, _, _, how, argv, _, _ = note
    log.emit("spawning", place, (nonce, how, call, argv), n=-nonce)


def _spawned(note, child, _error):
    nonce, place = note[:2]
    log.emit("spawned", place, (nonce, child or 0, *note[7:]), n=-nonce - 1)
    close(note)


def _posix_spawn(name):
    original = getattr(posix, name)

    def describe(args, kwargs):
        argv = args[1] if len(args) > 1 else kwargs.get("argv")
        options = kwargs.get("setsid"), kwargs.get("setpgroup")
        return _spawning("posix_spawn", "os." + name, argv, *options)

    return observed(_with_env(original, 2), describe, _began_spawn, _spawned)


# Places in the argument list of _posixsubprocess.fork_exec, the same in 3.11 to 3.13
_ENV, _SETSID, _GROUP, _GID, _GROUPS, _UID, _PREEXEC, _VFORK = 5, 15, 16, 17, 18, 19, 21, 22


def _describe_fork_exec(args, _kwargs):
    plain = args[_PREEXEC] is None and args[_VFORK]
    plain = plain and args[_GID] is args[_GROUPS] is args[_UID] is None
    how = "vfork" if plain else "fork"
    return _spawning(how, "fork_exec", args[0], args[_SETSID], args[_GROUP])


# -- sessions and groups ------------------------------------------------------------------------


def _where(_args, _kwargs):
    return (frames.where()[0],)


def _session(note, _result, error):
    if error is None:
        log.emit("session", note[0], (posix.getpid(), posix.getpid()))


def _describe_group(args, _kwargs):
    pid, group = args or (0, 0)  # setpgrp has none
    pid = int(pid) or posix.getpid()
    return frames.where()[0], pid, int(group) or pid


def _group(note, _result, error):
    if error is None:
        log.emit("group", note[0], note[1:])


def patch_posixsubprocess(module):
    """Wrap fork_exec once its module is there."""
    call = _with_env(as_caller(original(module.fork_exec)), _ENV, list_with_ours)
    install(module, "fork_exec", observed(call, _describe_fork_exec, _began_spawn, _spawned))


def patch():
    """Wrap all that this platform has."""
    execve = observed(_with_env(posix.execve, 2), _describe("execve"), _began, _failed)
    install(posix, "execv", observed(posix.execv, _describe("execv"), _began, _failed))
    install(posix, "execve", execve)
    for name in ("posix_spawn", "posix_spawnp"):
        if hasattr(posix, name):
            install(posix, name, _posix_spawn(name))
    install(posix, "setsid", observed(posix.setsid, _where, None, _session))
    for name in ("setpgid", "setpgrp"):
        install(posix, name, observed(getattr(posix, name), _describe_group, None, _group))
