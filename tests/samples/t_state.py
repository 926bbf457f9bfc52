"""What a program can ask its own process and interpreter."""

import _signal
import atexit
import builtins
import gc
import os
import sys

before = sorted(sys.modules)

import resource  # noqa: E402
import signal  # noqa: E402
import threading  # noqa: E402
import warnings  # noqa: E402

print(before)
for name in ("path", "flags", "argv", "orig_argv", "warnoptions", "_xoptions", "path_hooks"):
    print(name, getattr(sys, name))
print("finders", sys.meta_path)
print("importers", sorted(sys.path_importer_cache))
print("environment", {k: v for k, v in os.environ.items() if k != "PATH"}, os.environb.keys())
print("threads", [t.name for t in threading.enumerate()], len(sys._current_frames()))
print("handlers", [(n, signal.getsignal(n)) for n in sorted(signal.valid_signals())])
print("blocked", signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.sigpending())
print("wakeup", signal.set_wakeup_fd(-1), _signal.getsignal is signal.getsignal)
print("timers", signal.getitimer(signal.ITIMER_REAL), signal.alarm(0))
print("limits", [resource.getrlimit(n) for n in range(resource.RLIM_NLIMITS)])
print("limit of recursion", sys.getrecursionlimit(), sys.getswitchinterval())
print("trace", sys.gettrace(), sys.getprofile(), threading.gettrace(), threading.getprofile())
print("hooks", sys.excepthook, sys.displayhook, sys.unraisablehook, threading.excepthook)
print("interpreter", gc.callbacks, gc.get_threshold(), gc.isenabled(), gc.get_debug())
print("at exit", atexit._ncallbacks(), warnings.filters, sys.getprofile())
print("builtins", sorted(vars(builtins)), sys.builtin_module_names, sorted(vars(sys)))
print("main", sorted(globals()), __spec__, __loader__.__class__)
print("site", sys.prefix, sys.exec_prefix, sys.executable, sys.base_prefix, sys.dont_write_bytecode)
for stream in (sys.stdin, sys.stdout, sys.stderr):
    print(stream.name, stream.encoding, stream.errors, stream.mode, stream.newlines)
print(
    "session",
    os.getsid(0) == os.getpid() == os.getpgrp(),
    os.path.realpath("."),
    oct(os.umask(0o22)),
)
print("scheduling", os.nice(0), os.sched_getscheduler(0), sorted(os.sched_getaffinity(0)))
WANTED = ("Threads", "SigBlk", "SigIgn", "SigCgt", "SigPnd", "NoNewPrivs", "Seccomp", "Uid", "Gid")
with open("/proc/self/status") as file:
    print([line.split() for line in file if line.partition(":")[0] in WANTED])
if sys.version_info >= (3, 12):
    print("monitoring", [sys.monitoring.get_tool(n) for n in range(6)])
    print(sys.is_stack_trampoline_active(), sys.activate_stack_trampoline)
for name in ("last_type", "last_value", "last_exc", "ps1"):
    print(name, hasattr(sys, name))
print(sys.exc_info(), sys.get_asyncgen_hooks(), sys.get_coroutine_origin_tracking_depth())
