"""What the kernel says of a thread: does it run, and how long has it run in all?

``/proc/PID/task/TID/stat`` and ``schedstat`` (proc_pid_stat(5), Documentation/scheduler).
"""

import contextlib
import os

_MOST = 128  # files kept open at once, in all; others are opened for each look: 5 µs more
_kept = 0
GONE = ""


class Task:
    """One thread of one process."""

    def __init__(self, pid: int, tid: int) -> None:
        self._folder = f"/proc/{pid}/task/{tid}/"
        self._files: dict[str, int] = {}

    def state(self) -> str:
        """Return R, S, D, T … of proc_pid_stat(5); GONE when there is no such thread."""
        raw = self._read("stat")
        at = raw.rfind(b")")
        return raw[at + 2 : at + 3].decode() if at >= 0 else GONE

    def ran(self) -> int:
        """Return for how long it has run on a CPU, ns; -1 where that cannot be read."""
        words = self._read("schedstat").split()
        return int(words[0]) if words else -1

    def at_gate(self) -> bool:
        """Tell whether it sleeps in a read of our kind; True where the kernel does not say."""
        channel = self._read("wchan")
        return channel in (b"", b"0") or b"skb_wait" in channel

    def _read(self, name: str) -> bytes:
        global _kept
        try:
            fd = self._files.get(name, -1)
            if fd >= 0:
                return os.pread(fd, 1024, 0)
            fd = os.open(self._folder + name, os.O_RDONLY | os.O_CLOEXEC)
            if _kept < _MOST and name != "wchan":
                _kept += 1
                self._files[name] = fd
                return os.pread(fd, 1024, 0)
            try:
                return os.read(fd, 1024)
            finally:
                os.close(fd)
        except OSError:
            return b""

    def close(self) -> None:
        """Let go of its files."""
        global _kept
        for fd in self._files.values():
            os.close(fd)
        _kept -= len(self._files)
        self._files.clear()


def of(pid: int) -> list[int]:
    """Return the threads of a process, oldest first as far as the numbers tell."""
    try:
        return sorted(map(int, os.listdir(f"/proc/{pid}/task")))
    except OSError:
        return []


def count(pid: int) -> int:
    """Return how many there are, by one call."""
    try:
        return os.stat(f"/proc/{pid}/task").st_nlink - 2  # noqa: PTH116 - asked at each step
    except OSError:
        return 0


def is_python(pid: int) -> bool:
    """Tell whether this process runs a Python, which is going to come to the gate."""
    try:
        name = os.readlink(f"/proc/{pid}/exe").rpartition("/")[2]
    except OSError:
        return False
    return name.startswith(("python", "pypy"))


def deaths_are_told() -> None:
    """Return when whoever waits for a process that is seen to be dead has been woken up.

    A pidfd is readable a moment before the parent is told; both happen under a lock of the kernel
    that waitid(2) takes too.
    """
    with contextlib.suppress(ChildProcessError):
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
