"""Another process's memory, as a function; and numbers in it (64 bits, little-endian)."""

import os
import struct
from collections.abc import Callable

Read = Callable[[int, int], bytes]  # (address, size) -> at most so many bytes, b"" where none are

HIGHEST = 1 << 56  # addresses of user space end below, also with five levels of pages
_WORD = struct.Struct("<Q")


class Unreadable(Exception):  # noqa: N818 - it says what is the matter
    """It is not what it should be: not there, not sane, or changed in between."""


def exactly(read: Read, address: int, size: int) -> bytes:
    """Return so many bytes; raises Unreadable."""
    if not 0 < address < HIGHEST:
        raise Unreadable
    raw = read(address, size)
    if len(raw) != size:
        raise Unreadable
    return raw


def word(read: Read, address: int) -> int:
    """Return the unsigned 64 bits at an address; raises Unreadable."""
    return int(_WORD.unpack(exactly(read, address, 8))[0])


def inside(raw: bytes, offset: int) -> int:
    """Return the unsigned 64 bits at an offset of bytes that were read; raises Unreadable."""
    if not 0 <= offset <= len(raw) - 8:
        raise Unreadable
    return int(_WORD.unpack_from(raw, offset)[0])


class Memory:
    """/proc/PID/mem (proc_pid_mem(5)), for as long as it is open: 1 µs a read.

    It stays the memory of the program that ran when it was opened: after an exec it is empty.
    Raises OSError: EACCES where ptrace(2)'s rules forbid, ENOENT when there is no such process.
    """

    def __init__(self, pid: int) -> None:
        self._fd = os.open(f"/proc/{pid}/mem", os.O_RDONLY | os.O_CLOEXEC)

    def read(self, address: int, size: int) -> bytes:
        """Return what is there; fewer bytes where the mapping ends, none where there is none."""
        try:
            return os.pread(self._fd, size, address)
        except (OSError, OverflowError):
            return b""

    def close(self) -> None:
        """Close it."""
        os.close(self._fd)
