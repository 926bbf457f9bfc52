"""The gate's end of the connections: one for each thread and depth."""

import contextlib
import marshal
import os
import select
import socket
import struct
import time
from typing import Any

from procviz.errors import Sentence
from procviz.gate.ready import Stop

_CREDENTIALS = struct.Struct("3i")
_HEAD = [int, int, int, int, str]
_LONGEST = 1 << 16


class GateError(Sentence):
    """The gate cannot be used."""


class Link:
    """One connection; ``pid`` is what the kernel says of the process that made it."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        connection.setblocking(False)
        size = _CREDENTIALS.size
        raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
        self.pid = int(_CREDENTIALS.unpack(raw)[0])

    def fileno(self) -> int:
        """For poll(2)."""
        return self._socket.fileno()

    def receive(self) -> list[Stop] | None:
        """Return what came, the last of it; None when the other end is closed."""
        try:
            data = self._socket.recv(_LONGEST)
        except BlockingIOError:
            return []
        except OSError:
            return None
        if not data:
            return None
        stop = _decode(data)
        return [] if stop is None or stop.pid != self.pid else [stop]

    def answer(self, number: int) -> bool:
        """Let it go on; False when nobody is there any more."""
        try:
            self._socket.send(number.to_bytes(8, "little"), socket.MSG_NOSIGNAL)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Close: the thread runs free."""
        self._socket.close()


def _decode(data: bytes) -> Stop | None:
    """Take apart what a process sent; the program can send there too, so nothing is taken as said.

    PIDs are compared by the caller.
    """
    try:
        *head, place, args = marshal.loads(data)
        if [type(part) for part in head] != _HEAD or not isinstance(args, tuple):
            return None
        if place is not None:
            file, line, function = place
            place = str(file), int(line), str(function)
        number, depth, tid, pid, point = head
        return Stop(number, depth, tid, pid, point, place, args)
    except (ValueError, EOFError, TypeError):
        return None


class Door:
    """Where they connect.  Raises GateError where the system has nothing of the kind."""

    def __init__(self) -> None:
        self.address = f"procviz-gate-{os.getpid()}-{time.monotonic_ns():x}"
        if not (hasattr(select, "epoll") and hasattr(os, "pidfd_open")):
            raise GateError("The gate needs Linux: abstract addresses and pidfds.")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._socket.bind(b"\0" + self.address.encode())
            self._socket.listen(1024)
        except OSError as error:
            self._socket.close()
            raise GateError(f"The gate cannot be opened: {error.strerror}.") from None
        self._socket.setblocking(False)

    def fileno(self) -> int:
        """For poll(2)."""
        return self._socket.fileno()

    def accept(self) -> list[Link]:
        """Return all that came."""
        found: list[Link] = []
        while True:
            try:
                found.append(Link(self._socket.accept()[0]))
            except OSError:
                return found

    def close(self) -> None:
        """Whoever comes from now on runs free."""
        self._socket.close()


class Bell:
    """Wakes the gate's thread from another."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def fileno(self) -> int:
        """For poll(2)."""
        return self._read

    def ring(self) -> None:
        """Wake it."""
        with contextlib.suppress(OSError):  # full: it has been woken often enough, or is closed
            os.write(self._write, b"x")

    def still(self) -> None:
        """Take back all that rang."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._read, 4096)

    def close(self) -> None:
        """Close both ends."""
        os.close(self._read)
        os.close(self._write)


Waiter = Any  # what epoll watches: Door, Bell, Link, or a process's pidfd
