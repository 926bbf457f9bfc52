"""What is observed, by name.  The native part is compiled with the same: native/building.py."""

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
HOOKS = {
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
