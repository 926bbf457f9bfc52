"""Put everything in place, before the first line of the program.

Configured by ``PROCVIZ_LOG`` (the log; the other variables mean nothing without it),
``PROCVIZ_LINES=0`` (no line events), ``PROCVIZ_OWN``, a folder whose files are the program's even
below site-packages, ``PROCVIZ_GATE`` (see ``_procviz_gate``), and ``PROCVIZ_TTYLIKE``, a list
``inode:device,...`` of the sockets that stand for the person's terminal.
"""

import _signal
import os
import posix
import sys

import _procviz_channels as channels
import _procviz_env as env
import _procviz_execs as execs
import _procviz_exits as exits
import _procviz_forks as forks
import _procviz_frames as frames
import _procviz_handlers as handlers
import _procviz_imports as imports
import _procviz_lean as lean
import _procviz_log as log
import _procviz_signals as signals
import _procviz_waits as waits
import _procviz_wrap as wrap


def install(here, load, loaded):
    """Start observing this process; does nothing without a log or in a subinterpreter."""
    private = env.hide(here)
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
    log.emit("image", None, (posix.getppid(), execs.argv_of(sys.orig_argv), version))
    imports.loader, imports.loaded = load, loaded
    wrap.prepare()
    for part in (_patch, _line_buffering, _lines, _gate):
        try:
            part(private)
        except Exception as error:
            log.trouble(part.__name__, error)
    wrap.done()


def _main_interpreter():
    try:
        _signal.set_wakeup_fd(_signal.set_wakeup_fd(-1))
    except ValueError:
        return False
    return True


def _patch(_private):
    for module in (env, forks, waits, exits, lean, signals, handlers, execs, imports, channels):
        module.patch()
    for name, hook in (
        ("_posixsubprocess", "execs.patch_posixsubprocess"),
        ("threading", "library.threading"),
        ("asyncio.events", "asyncio.patch_events"),
        ("asyncio.base_events", "asyncio.patch_loops"),
        ("asyncio.unix_events", "asyncio.patch_unix"),
        ("multiprocessing.process", "library.process"),
        ("multiprocessing.context", "library.context"),
        ("multiprocessing.resource_tracker", "library.tracker"),
        ("multiprocessing.forkserver", "library.forkserver"),
        ("multiprocessing.pool", "library.pool"),
        ("multiprocessing.synchronize", "library.synchronize"),
        ("multiprocessing.queues", "library.queues"),
        ("multiprocessing.managers", "library.managers"),
        ("multiprocessing.connection", "library.connection"),
        ("queue", "library.queue"),
        ("concurrent.futures.process", "library.processes"),
        ("concurrent.futures.thread", "library.threads"),
        ("subprocess", "channels_popen.patch"),
        ("socket", "channels.patch_socket"),
    ):
        imports.after(name, hook)


def _line_buffering(private):
    """Flush at each newline where stdout is a socket that stands for a terminal."""
    wanted = private.get(b"PROCVIZ_TTYLIKE")
    if wanted and sys.stdout is not None:
        stat = posix.fstat(1)
        if b"%d:%d" % (stat.st_ino, stat.st_dev) in wanted.split(b","):
            sys.stdout.reconfigure(line_buffering=True)


def _lines(private):
    if private.get(b"PROCVIZ_LINES") == b"0":
        return
    if sys.version_info >= (3, 12):
        import _procviz_lines as lines
    else:
        import _procviz_trace as lines
    if not lines.start():
        log.emit("no lines", None)


def _gate(private):
    if b"PROCVIZ_GATE" in private:
        imports.load("_procviz_gate").begin(private, execs.argv_of(sys.orig_argv))
