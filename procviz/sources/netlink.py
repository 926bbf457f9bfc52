"""The kernel's process connector: a message for each fork, exec, exit and setsid of the machine.

Layouts from <linux/cn_proc.h>, <linux/connector.h> and netlink(7).  Recent kernels open it to
everybody in the first network namespace, older ones ask for CAP_NET_ADMIN: try, never guess.
"""

import contextlib
import os
import socket
import struct
from typing import NamedTuple

_NETLINK_CONNECTOR = 11
_CN_IDX_PROC, _CN_VAL_PROC = 1, 1
_LISTEN, _IGNORE = 1, 2
_SO_RCVBUFFORCE = 33
_NLMSG_DONE = 3
_BUFFER = 8 << 20
_HEADERS = 16 + 20  # struct nlmsghdr + struct cn_msg
_EVENT = struct.Struct("=IIQ")  # what, cpu, timestamp (ns of CLOCK_MONOTONIC)
_WORDS = struct.Struct("=iiii")
_EXIT = struct.Struct("=iiIIii")

FORK, EXEC, EXIT, SID = 0x1, 0x2, 0x80000000, 0x80


class Message(NamedTuple):
    """One fact of the connector.  ``t`` ns of CLOCK_MONOTONIC; ``status`` as in wait(2)."""

    what: int
    t: int
    pid: int  # thread id of who did it; for FORK the parent's thread
    group: int  # its process (thread group leader)
    child: int = 0  # FORK: thread id of the new one
    child_group: int = 0  # FORK: its process; differs from child for a new thread
    status: int = 0


class Connector:
    """The socket; raises OSError from the constructor where this machine keeps it closed."""

    def __init__(self) -> None:
        if not hasattr(socket, "AF_NETLINK"):
            raise OSError("no netlink sockets on this system")
        self._socket = socket.socket(
            socket.AF_NETLINK, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC, _NETLINK_CONNECTOR
        )
        try:
            try:
                self._socket.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _BUFFER)
            except OSError:  # not root: as much as the system allows
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
            self._socket.bind((0, _CN_IDX_PROC))
            self._say(_LISTEN)
            self._socket.setblocking(False)
        except OSError:
            self._socket.close()
            raise
        self.lost = 0  # how often the kernel had to drop messages since it was last read

    def fileno(self) -> int:
        """Descriptor that is readable when there are messages."""
        return self._socket.fileno()

    def _say(self, operation: int) -> None:
        body = struct.pack("=I", operation)
        message = struct.pack("=IIIIHH", _CN_IDX_PROC, _CN_VAL_PROC, 0, 0, len(body), 0) + body
        self._socket.send(
            struct.pack("=IHHII", 16 + len(message), _NLMSG_DONE, 0, 0, os.getpid()) + message
        )

    def read(self) -> list[Message]:
        """Return all messages that are there, in time order (each CPU queues its own)."""
        messages: list[Message] = []
        while True:
            try:
                raw = self._socket.recv(8192)
            except BlockingIOError:
                break
            except OSError:  # ENOBUFS: we were too slow
                self.lost += 1
                continue
            message = parse(raw)
            if message is not None:
                messages.append(message)
        messages.sort(key=lambda m: m.t)
        return messages

    def close(self) -> None:
        """Stop listening."""
        with contextlib.suppress(OSError):
            self._say(_IGNORE)
        self._socket.close()


def parse(raw: bytes) -> Message | None:
    """Parse one netlink datagram; None for kinds that do not concern us."""
    if len(raw) < _HEADERS + _EVENT.size + 8:
        return None
    what, _, t = _EVENT.unpack_from(raw, _HEADERS)
    body = _HEADERS + _EVENT.size
    try:
        if what == FORK:
            pid, group, child, child_group = _WORDS.unpack_from(raw, body)
            return Message(FORK, t, pid, group, child, child_group)
        if what == EXIT:
            pid, group, status, _, _, _ = _EXIT.unpack_from(raw, body)
            return Message(EXIT, t, pid, group, status=status)
        if what in (EXEC, SID):
            pid, group = struct.unpack_from("=ii", raw, body)
            return Message(what, t, pid, group)
    except struct.error:
        return None
    return None
