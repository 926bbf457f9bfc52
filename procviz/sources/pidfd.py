"""pidfd_open(2): the moments of death and reap of any process, child of ours or not."""

import fcntl
import os
import select
import struct
import time
from itertools import count
from typing import NamedTuple

_INFO_EXIT = 1 << 3
_INFO_SIZE = 64
_GET_INFO = (3 << 30) | (_INFO_SIZE << 16) | (0xFF << 8) | 11  # PIDFD_GET_INFO
_EXIT_AT = 60


class Moment(NamedTuple):
    """``dead`` (now a zombie) or ``reaped`` (gone; ``status`` as in wait(2), None if not told).

    ``watch`` is what `Watch.add` returned for that process.
    """

    what: str
    t: int
    pid: int
    watch: int
    status: int | None = None


class Watch:
    """pidfds in one epoll set; only where os.pidfd_open exists.

    A watch is of one process, and not of a later one with the same PID.
    """

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._numbers = count(1)
        self._of: dict[int, tuple[int, int]] = {}  # fd -> PID, watch
        self._fd: dict[int, int] = {}  # watch -> fd
        self._dead: set[int] = set()  # watches

    def fileno(self) -> int:
        """Descriptor that is readable when a moment has come."""
        return self._epoll.fileno()

    def add(self, pid: int) -> int:
        """Watch a process; 0 when it is already gone (or we are out of descriptors)."""
        try:
            fd = os.pidfd_open(pid)
        except OSError:
            return 0
        watch = next(self._numbers)
        self._of[fd], self._fd[watch] = (pid, watch), fd
        self._epoll.register(fd, select.EPOLLIN | select.EPOLLHUP | select.EPOLLET)
        return watch

    def __contains__(self, watch: int) -> bool:
        return watch in self._fd

    def read(self) -> list[Moment]:
        """Return the moments since the last call, never blocking."""
        found: list[Moment] = []
        for fd, mask in self._epoll.poll(0, 1024):
            pid, watch = self._of[fd]
            now, known = time.monotonic_ns(), watch in self._dead
            status = self.drop(watch) if mask & select.EPOLLHUP else None
            if mask & select.EPOLLIN and not known:
                found.append(Moment("dead", now, pid, watch, status))
            if mask & select.EPOLLHUP:
                found.append(Moment("reaped", now, pid, watch, status))
            else:
                self._dead.add(watch)
        return found

    def drop(self, watch: int) -> int | None:
        """Watch it no more; return its status if it is reaped and the kernel still knows."""
        fd = self._fd.pop(watch, None)
        if fd is None:
            return None
        del self._of[fd]
        self._dead.discard(watch)
        status = _status(fd)
        os.close(fd)
        return status

    def close(self) -> None:
        """Close all."""
        for watch in list(self._fd):
            self.drop(watch)
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
