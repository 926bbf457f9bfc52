"""What is put in place before the first line of the program.

With the native part that is little, and most programs pay no more: stand-ins, the first call of
which loads the rest.  Without it, and where something is known to be needed, all is loaded at once:
``_procviz_boot``.  This is one file, and a long one, as each file more is 0.05 ms of every start.

Configured by ``PROCVIZ_LOG`` (the log; the other variables mean nothing without it),
``PROCVIZ_LINES=0`` (no line events), ``PROCVIZ_OWN``, a folder whose files are the program's even
below site-packages, ``PROCVIZ_GATE`` (see ``_procviz_gate``), ``PROCVIZ_TTYLIKE``, a list
``inode:device,...`` of the sockets that stand for the person's terminal, and ``PROCVIZ_NATIVE=0``
(without the native part).
"""

import _frozen_importlib_external as _files
import _imp
import _signal
import marshal
import os
import posix
import sys

PREFIX, PATH = b"PROCVIZ_", b"PYTHONPATH"
# part -> the files that patch, in this order; names in posix; names in _signal
PARTS = {
    "env": (("env",), ("putenv", "unsetenv", "_create_environ"), ()),
    "exits": ((), ("_exit", "abort"), ()),
    "forks": (
        ("forks", "waits", "lean"),
        ("fork", "forkpty", "wait", "wait3", "wait4", "waitpid", "waitid"),
        (),
    ),
    "execs": (
        ("execs",),
        (*("execv", "execve", "posix_spawn", "posix_spawnp"), *("setsid", "setpgid", "setpgrp")),
        (),
    ),
    "signals": (
        ("signals",),
        ("kill", "killpg", "system"),
        (
            *("raise_signal", "pthread_kill", "pidfd_send_signal", "alarm", "setitimer", "pause"),
            *("sigwait", "sigwaitinfo", "sigtimedwait", "pthread_sigmask"),
        ),
    ),
    "handlers": (("handlers",), (), ("signal", "getsignal")),
    "channels": (("channels",), ("pipe", "pipe2", "mkfifo"), ()),
}
# of the part "channels" too: they pass on until it is there
DESCRIPTORS = "dup", "dup2", "close", "read", "write"
# name of a module -> FILE.FUNCTION of the probe, called with the module when that is there
hooks = {
    "_posixsubprocess": "execs.patch_posixsubprocess",
    "threading": "library.threading",
    "asyncio.events": "asyncio.patch_events",
    "asyncio.base_events": "asyncio.patch_loops",
    "asyncio.unix_events": "asyncio.patch_unix",
    "multiprocessing.process": "library.process",
    "multiprocessing.context": "library.context",
    "multiprocessing.resource_tracker": "library.tracker",
    "multiprocessing.forkserver": "library.forkserver",
    "multiprocessing.pool": "library.pool",
    "multiprocessing.synchronize": "library.synchronize",
    "multiprocessing.queues": "library.queues",
    "multiprocessing.managers": "library.managers",
    "multiprocessing.connection": "library.connection",
    "queue": "library.queue",
    "concurrent.futures.process": "library.processes",
    "concurrent.futures.thread": "library.threads",
    "subprocess": "channels_popen.patch",
    "socket": "channels.patch_socket",
    "resource": "parts.hold_forks",
}
# of them, with the native part: what waits for the first use, see _procviz_late
LATE = {"threading", "queue", "socket", "subprocess", "_posixsubprocess"}
_BUILT_IN, _ITS_USERS = "_posixsubprocess", ("subprocess", "multiprocessing.context")
before = {}  # name of a module -> what to call, once, when it is looked for
hidden, hidden_path = {}, b""  # what the program does not see of its environment; this folder
modules = {"posix": posix, "_signal": _signal}  # the program may empty sys.modules
native = None  # _procviz_native
kinds = {}  # see _procviz_frames
stubs = {}  # (module, name) -> stand-in that was put in place before it was known what it calls
here, loaded, views = "", {}, {}  # this folder; sitecustomize's: modules of ours; see _make_views
load = hold = None  # sitecustomize's: loads one of them; reads it, to be made later
ready = _said = False  # is all there that is of no part?  was it told that it cannot be had?
_MOST, _LONGEST = 256, 4096  # an argument list may be 2 MB: enough of it to know it again
_Builtin = type(len)


def start(folder, loader, reader, ours, seen):
    """Start observing this process; does nothing without a log or in a subinterpreter."""
    global hidden_path, native, here, loaded, views, load, hold, ready
    hidden_path, here = os.fsencode(folder), folder + "/"
    load, hold, loaded, views = loader, reader, ours, seen
    hide_in(posix.environ)  # the dict behind os.environ
    if b"PROCVIZ_LOG" not in hidden or not _main_interpreter():
        return
    if hidden.get(b"PROCVIZ_NATIVE") != b"0":
        try:
            native = load("_procviz_native")
            monitoring = getattr(sys, "monitoring", None)
            events = getattr(monitoring, "set_local_events", None)
            native.begin(first, trouble, kinds, marshal.dumps, _imp.source_hash, events)
            native.places(here, library(), programs())
        except (ImportError, UnicodeError):  # a folder's name is no UTF-8
            native = None
    if native is None:
        ready = True
        load("_procviz_boot").install()
        return
    try:
        _begin()
    except Exception as error:
        trouble("start", error)


def hide_in(view):
    """Take ours out of what the program sees, see ``_procviz_env``; returns it."""
    for key in [key for key in view if key.startswith(PREFIX)]:
        hidden[key] = view.pop(key)
    value, ours = view.get(PATH), hidden_path
    if value == ours:
        del view[PATH]
    elif value == b"%b:%b" % (ours, ours):
        view[PATH] = b""
    elif value is not None and value.startswith(ours + b":"):
        view[PATH] = value[len(ours) + 1 :]  # in its place: the order can be seen
    return view


def _main_interpreter():
    try:
        _signal.set_wakeup_fd(_signal.set_wakeup_fd(-1))
    except ValueError:
        return False
    return True


def image():
    """Return what is told of this program: its parent, argument list, version of Python."""
    argv = tuple([part[:_LONGEST] for part in sys.orig_argv[:_MOST]])
    return posix.getppid(), argv, ".".join(map(str, sys.version_info[:3]))


def library():
    """Return what the names of the standard library's files begin with."""
    return os.path.dirname(os.__file__) + "/"


def programs():
    """Return the same of the program's files, wherever they are installed; None = nothing."""
    own = hidden.get(b"PROCVIZ_OWN")
    return None if own is None else os.fsdecode(own) + "/"


# -- with the native part -------------------------------------------------------------------------


def _begin():
    native.log_to(hidden[b"PROCVIZ_LOG"])
    native.emit("image", None, image())
    _stand_in()
    watch_imports()
    at_exit(_at_exit)
    present = hooks.keys() & sys.modules.keys()
    if b"PROCVIZ_GATE" in hidden or (present and not present <= LATE):
        first("boot")
    elif present:
        for name in present:
            load("_procviz_late").come(name, hooks.pop(name), sys.modules[name])
    if b"PROCVIZ_GATE" in hidden and ready:
        loaded["_procviz_parts"].everything()
    elif native.has_channels(hidden.get(b"PROCVIZ_TTYLIKE", b"")):
        first("channels")
    line_buffering()
    if hidden.get(b"PROCVIZ_LINES") != b"0":
        after_site(_monitor if hasattr(sys, "monitoring") else _trace)
    if b"PROCVIZ_GATE" in hidden and ready:
        loaded["_procviz_boot"].gate()


def _stand_in():
    """Put a stand-in in the place of each function that a part observes."""
    make, there = native.StandIn, vars(os)
    sets = (
        *(os.supports_dir_fd, os.supports_effective_ids),
        *(os.supports_fd, os.supports_follow_symlinks),
    )
    for part, (_, *names) in PARTS.items():
        for (holder, module), own in zip(modules.items(), names, strict=True):
            native.stand_in(make, stubs, module, holder, own, part, there, sets)
    native.stand_in(make, stubs, posix, "posix", DESCRIPTORS, None, there, sets)
    for holder in ("signal", "subprocess"):
        if holder in sys.modules:  # as some .pth file has imported it
            found, space = {one._original: one for one in stubs.values()}, vars(sys.modules[holder])
            for key, value in [*space.items()]:
                if type(value) is _Builtin and value in found:
                    space[key] = found[value]
    for name, part in ("exit", "exits"), ("addaudithook", "audit"):
        stub = stubs["sys", name] = make(getattr(sys, name), part)
        setattr(sys, name, stub)
    for name in ("__module__", "__qualname__", "__doc__"):
        setattr(_execvpe, name, getattr(search, name))
    os._execvpe = _execvpe
    default = _signal.default_int_handler
    stub = stubs["_signal", "interrupt"] = make(default, "handlers")
    if stubs["_signal", "getsignal"]._original(_signal.SIGINT) is default:
        stubs["_signal", "signal"]._original(_signal.SIGINT, stub)


search = os._execvpe  # of os.execvp and its like


def _execvpe(file, args, env=None):
    try:
        first("boot")
        return (loaded["_procviz_parts"].execvpe if ready else search)(file, args, env)
    except BaseException as error:
        strip(error)
        raise


def strip(error):
    """Take our frames off the top of a traceback, before ``_procviz_frames`` is there."""
    tb = error.__traceback__
    while tb is not None and tb.tb_frame.f_code.co_filename.startswith(here):
        tb = tb.tb_next
    error.__traceback__ = tb


def first(part):
    """Have a part loaded, if that can be done now: what the native part calls."""
    global _said
    try:
        load("_procviz_second").first(part)
    except BaseException as error:
        if not (isinstance(error, Exception) and failed_here(error)):
            strip(error)
            raise
        if not _said:
            _said = True
            trouble("loading", error)


def failed_here(error):
    """Is it a failure of ours, or of loading?"""
    tb = error.__traceback__
    while tb.tb_next is not None:
        tb = tb.tb_next
    return tb.tb_frame.f_code.co_filename.startswith((here, "<frozen importlib"))


def trouble(what, error):
    """Say in the log that the probe itself failed."""
    if ready:
        loaded["_procviz_log"].trouble(what, error)
    else:
        native.emit("probe-error", None, (what, repr(error)[:300]))


def _at_exit():
    state = native.state
    ended = state.returned == state.me or not (state.watched or hasattr(sys, "last_value"))
    plain = not ready and ended and state.me == posix.getpid()
    if plain and native.emit("exit", None, ("end of script", 0)):
        return
    first("boot")  # it opens the log anew, too
    if ready:
        loaded["_procviz_exits"].at_exit()


def _monitor():
    monitoring = sys.monitoring
    for tool in (4, 3):  # numbers that no kind of tool has been promised (PEP 669)
        if monitoring.get_tool(tool) is None:
            break
    else:
        native.emit("no lines", None, ())
        return
    events, register = monitoring.events, monitoring.register_callback
    state = native.state
    state.tool, state.off = tool, monitoring.DISABLE
    state.at_line, state.at_return = events.LINE, events.PY_RETURN
    monitoring.use_tool_id(tool, "procviz")
    register(tool, events.PY_START, native.on_start)
    register(tool, events.PY_RETURN, native.on_return)
    register(tool, events.LINE, native.tell)
    monitoring.set_events(tool, events.PY_START)
    state.watched = 1


def _trace():
    make = native.StandIn
    for module, name in (sys, "gettrace"), (sys, "settrace"), (posix, "register_at_fork"):
        stub = stubs[module.__name__, name] = make(getattr(module, name), "trace")
        setattr(module, name, stub)
    if os.register_at_fork is stub._original:
        os.register_at_fork = stub
    PARTS["trace"] = ("trace",), ("register_at_fork",), ()
    native.state.tracer, native.state.watched = native, 1
    native.settrace(native)


class _Spec:
    name, origin = "atexit", "built-in"


def at_exit(function):
    """Have it called when the program ends.

    A module of our own, as to import it takes five times as long; all have the same functions.
    """
    _imp.create_builtin(_Spec).register(function)


# -- with or without it ---------------------------------------------------------------------------


def watch_imports():
    """Run the hooks when their modules have been imported, by nobody noticing."""
    finder = _files.PathFinder
    finder.find_spec = classmethod(_watch(vars(finder)["find_spec"].__func__))


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
        if fullname in hooks and spec is not None and spec.loader is not None:
            _found(fullname, spec.loader)
        return spec

    # Python takes importlib's frames off the traceback of an import that failed: ours is one
    old, new = original.__code__, find_spec.__code__
    find_spec.__code__ = new.replace(co_filename=old.co_filename, co_qualname=old.co_qualname)
    for name in ("__module__", "__qualname__", "__doc__"):
        setattr(find_spec, name, getattr(original, name))
    return find_spec


def _found(name, loader):
    if _BUILT_IN in hooks and name in _ITS_USERS and _BUILT_IN in sys.builtin_module_names:
        # it is found by another finder; to import it earlier would be seen in sys.modules
        __import__(_BUILT_IN)
        load("_procviz_late").come(_BUILT_IN, hooks.pop(_BUILT_IN), sys.modules[_BUILT_IN])
    if not ready and name in LATE:
        load("_procviz_late").find(loader, name)
        return
    if not ready:
        first("boot")
    if ready:
        loaded["_procviz_imports"].add(loader, name, hooks.pop(name))


def is_terminal(stat):
    """Does this socket stand for the person's terminal?"""
    terminals = hidden.get(b"PROCVIZ_TTYLIKE", b"").split(b",")
    return b"%d:%d" % (stat.st_ino, stat.st_dev) in terminals


def line_buffering():
    """Flush at each newline where stdout is a socket that stands for a terminal."""
    if hidden.get(b"PROCVIZ_TTYLIKE") and sys.stdout is not None and is_terminal(posix.fstat(1)):
        sys.stdout.reconfigure(line_buffering=True)


def after_site(begin):
    """Call it when site is done, as far as that can be known.

    What site does next would be looked at in vain: it cost more than all that was put in place.
    """
    if _user_site_follows():
        before["usercustomize"] = begin
    else:
        begin()


def _user_site_follows():
    """Does site look for usercustomize next, after sitecustomize?"""
    site, frame = sys.modules.get("site"), sys._getframe()
    while frame is not None and frame.f_code.co_name != "execsitecustomize":
        frame = frame.f_back
    return (
        frame is not None
        and frame.f_globals is vars(site)
        and site.ENABLE_USER_SITE
        and "usercustomize" not in sys.modules
        and _finds_last()
    )


def _finds_last():
    """Will the finder for files be asked for what is neither built in nor frozen?"""
    names = [getattr(finder, "__name__", "") for finder in sys.meta_path]
    return names[-3:] == ["BuiltinImporter", "FrozenImporter", "PathFinder"]
