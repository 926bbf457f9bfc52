"""How strace is called, and why so (strace(1)); all measured with strace 6.1 on Linux 6.18.

``-DDD``: the tracer is nobody's parent in the program's tree, and in a session of its own: the
program keeps its parent and its PPID, and what it sends to its own group does not meet the tracer.
``--seccomp-bpf``: only the calls below stop the program.  Attaching with ``-p`` knows no such
filter and made 200 shell commands 3.6 times slower, where this makes them 2.3 times slower.
``-r``: steps of CLOCK_MONOTONIC, see :mod:`procviz.sources.strace_clock`.

The calls: ``set_robust_list`` because a new thread runs with every call traced until its first
one in the filter, and glibc makes this one first (a child with 60,000 calls: x1.1, x10 without).
``close`` is the dearest (Python's start x1.23, with it, x1.03 without; 100 shell pipelines x3.6 and
x2.1), but without it nobody knows who still holds an end of a pipe.  ``read`` and ``write`` are not
there: that they block is seen in the samples.  ``rt_sigreturn`` tells whether a wait that a signal
interrupted came back.  ``exit_group`` is not there: should strace be killed, whoever waits for its
filter gets ENOSYS, and at least the exits still work.  A question mark: not on every machine.
"""

import shutil
import sys

from procviz.launch import LaunchError

CALLS = (
    "?clone", "?clone3", "?fork", "?vfork", "execve", "?execveat", "wait4", "waitid",
    "kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "?pidfd_send_signal",
    "?pipe", "pipe2", "?socketpair", "dup", "?dup2", "dup3", "fcntl", "close", "?close_range",
    "setpgid", "setsid", "rt_sigreturn", "set_robust_list",
)  # fmt: skip


class StraceError(LaunchError):
    """There is no strace here."""


def require() -> str:
    """Return where strace is.  Raises StraceError."""
    if not sys.platform.startswith("linux"):
        raise StraceError("strace is a program for Linux, so `--strace` cannot be used here.")
    path = shutil.which("strace")
    if path is None:
        raise StraceError(
            "strace is not installed, so `--strace` cannot be used; `apt install strace`, or your "
            "system's word for it, installs it."
        )
    return path


def command(fd: int) -> list[str]:
    """Return the words before ``-- COMMAND``, to write to file descriptor ``fd``."""
    return [
        require(),
        "-DDD",
        "-f",
        "-q",
        "-ttt",
        "-r",
        "--relative-timestamps=ns",
        "--syscall-times=ns",
        "-s",
        "512",
        "-e",
        "decode-fds=path,pidfd",
        "--seccomp-bpf",
        "-o",
        f"/dev/fd/{fd}",
        "-e",
        "trace=" + ",".join(CALLS),
    ]
