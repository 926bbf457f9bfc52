"""Put everything in place, before the first line of the program.

Configured by ``PROCVIZ_LOG`` (the log; the other variables mean nothing without it),
``PROCVIZ_LINES=0`` (no line events), ``PROCVIZ_OWN``, a folder whose files are the program's even
below site-packages, ``PROCVIZ_GATE`` (see ``_procviz_gate``), ``PROCVIZ_TTYLIKE``, a list
``inode:device,...`` of the sockets that stand for the person's terminal, and ``PROCVIZ_NATIVE=0``
(without the native part).
"""

import _signal
import os
import posix
import sys

import _procviz_exits as exits
import _procviz_frames as frames
import _procviz_imports as imports
import _procviz_log as log
import _procviz_parts as parts
import _procviz_wrap as wrap

PREFIX, PATH = b"PROCVIZ_", b"PYTHONPATH"
hidden, hidden_path = {}, b""  # what the program does not see of its environment; this folder
_INHERITED = range(10)  # descriptors; a program is given more than these by very few
_MOST, _LONGEST = 256, 4096  # an argument list may be 2 MB: enough of it to know it again


def hide_in(view):
    """Take ours out of what the program sees, see ``_procviz_env``; returns it."""
    for key in [key for key in view if key.startswith(PREFIX)]:
        hidden[key] = view.pop(key)
    value, here = view.get(PATH), hidden_path
    if value == here:
        del view[PATH]
    elif value == b"%b:%b" % (here, here):
        view[PATH] = b""
    elif value is not None and value.startswith(here + b":"):
        view[PATH] = value[len(here) + 1 :]  # in its place: the order can be seen
    return view


def install(here, load, hold, loaded, views):
    """Start observing this process; does nothing without a log or in a subinterpreter."""
    global hidden_path
    hidden_path = os.fsencode(here)
    hide_in(posix.environ)  # the dict behind os.environ
    private = hidden
    if b"PROCVIZ_LOG" not in private or not _main_interpreter():
        return
    frames.here = here + "/"
    frames.library = (os.path.dirname(os.__file__) + "/",)
    if b"PROCVIZ_OWN" in private:
        frames.programs = (os.fsdecode(private[b"PROCVIZ_OWN"]) + "/",)
    log.path = private[b"PROCVIZ_LOG"]
    log.state.me = posix.getpid()
    log.open_log()
    version = ".".join(map(str, sys.version_info[:3]))
    argv = tuple([part[:_LONGEST] for part in sys.orig_argv[:_MOST]])
    log.emit("image", None, (posix.getppid(), argv, version))
    imports.loader, imports.hold, imports.loaded = load, hold, loaded
    wrap.views = views
    # a program may empty sys.modules before a part is loaded
    views.update(sys=sys, os=os, _thread=log._thread)
    for part in (_patch, _line_buffering, _lines, _gate):
        try:
            part(private)
        except Exception as error:
            log.trouble(part.__name__, error)


def _main_interpreter():
    try:
        _signal.set_wakeup_fd(_signal.set_wakeup_fd(-1))
    except ValueError:
        return False
    return True


def _patch(private):
    if _signal.getsignal(_signal.SIGINT) is parts.default_interrupt:
        _signal.signal(_signal.SIGINT, parts.interrupt)
    for module in (exits, imports, parts):
        module.patch()
    if b"PROCVIZ_GATE" in private:
        parts.everything()
    elif any(map(_is_channel, _INHERITED)):
        parts.ready("channels")
    imports.after(
        {
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
        }
    )


def _is_channel(fd):
    """Is it a pipe or a socket?  See ``_procviz_channels.shown``."""
    try:
        stat = posix.fstat(fd)
    except OSError:
        return False
    kind = stat.st_mode & 0o170000
    return kind == 0o010000 or (kind == 0o140000 and not _is_terminal(stat))


def _is_terminal(stat):
    """Does this socket stand for the person's terminal?"""
    terminals = hidden.get(b"PROCVIZ_TTYLIKE", b"").split(b",")
    return b"%d:%d" % (stat.st_ino, stat.st_dev) in terminals


def _line_buffering(private):
    """Flush at each newline where stdout is a socket that stands for a terminal."""
    if private.get(b"PROCVIZ_TTYLIKE") and sys.stdout is not None and _is_terminal(posix.fstat(1)):
        sys.stdout.reconfigure(line_buffering=True)


def _lines(private):
    if private.get(b"PROCVIZ_LINES") == b"0":
        return
    if sys.version_info >= (3, 12):
        import _procviz_lines as lines
    else:
        import _procviz_trace as lines

    def start():
        if not lines.start():
            log.emit("no lines", None)

    # what site does next would be looked at in vain: it cost more than all that was put in place
    if _user_site_follows():
        imports.before["usercustomize"] = start
    else:
        start()


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
        and imports.finds_last()
    )


def _gate(private):
    if b"PROCVIZ_GATE" in private:
        argv = imports.load("_procviz_execs").argv_of(sys.orig_argv)
        imports.load("_procviz_gate").begin(private, argv)
