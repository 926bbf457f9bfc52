"""pidfd_open(2): the moments of death and reap of any process, child of ours or not."""

import fcntl
import os
import select
import struct
import time
from typing import NamedTuple

_INFO_EXIT = 1 << 3
_INFO_SIZE = 64
_GET_INFO = (3 << 30) | (_INFO_SIZE << 16) | (0xFF << 8) | 11  # PIDFD_GET_INFO
_EXIT_AT = 60


class Moment(NamedTuple):
    """``dead`` (now a zombie) or ``reaped`` (gone; ``status`` as in wait(2), None if not told)."""

    what: str
    t: int
    pid: int
    status: int | None = None


class Watch:
    """pidfds in one epoll set; only where os.pidfd_open exists."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._pid: dict[int, int] = {}  # fd -> PID
        self._fd: dict[int, int] = {}
        self._dead: set[int] = set()

    def fileno(self) -> int:
        """Descriptor that is readable when a moment has come."""
        return self._epoll.fileno()

    def add(self, pid: int) -> bool:
        """Watch a process; False when it is already gone (or we are out of descriptors)."""
        try:
            fd = os.pidfd_open(pid)
        except OSError:
            return False
        self._pid[fd], self._fd[pid] = pid, fd
        self._epoll.register(fd, select.EPOLLIN | select.EPOLLHUP | select.EPOLLET)
        return True

    def __contains__(self, pid: int) -> bool:
        return pid in self._fd

    def read(self) -> list[Moment]:
        """Return the moments since the last call, never blocking."""
        found: list[Moment] = []
        for fd, mask in self._epoll.poll(0, 1024):
            pid, now = self._pid[fd], time.monotonic_ns()
            if mask & select.EPOLLIN and pid not in self._dead:
                self._dead.add(pid)
                found.append(Moment("dead", now, pid))
            if mask & select.EPOLLHUP:
                found.append(Moment("reaped", now, pid, _status(fd)))
                self.drop(pid)
        return found

    def drop(self, pid: int) -> None:
        """Watch it no more."""
        fd = self._fd.pop(pid, None)
        if fd is not None:
            del self._pid[fd]
            self._dead.discard(pid)
            os.close(fd)

    def close(self) -> None:
        """Close all."""
        for pid in list(self._fd):
            self.drop(pid)
        self._epoll.close()


def _status(fd: int) -> int | None:
    """Ask for the exit status of a process that is reaped (Linux 6.15; None before)."""
    info = bytearray(_INFO_SIZE)
    struct.pack_into("=Q", info, 0, _INFO_EXIT)
    try:
        fcntl.ioctl(fd, _GET_INFO, info)
    except OSError:
        return None
    if not struct.unpack_from("=Q", info, 0)[0] & _INFO_EXIT:
        return None
    return int(struct.unpack_from("=i", info, _EXIT_AT)[0])
