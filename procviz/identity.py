"""Who a process is: PIDs are reused, (pid, start time) are not."""

import os
from typing import NamedTuple


class ProcKey(NamedTuple):
    """A process for as long as the machine is up.

    ``start``: clock ticks since boot, proc_pid_stat(5) field 22; 0 = could not be read in time.
    """

    pid: int
    start: int


class Stat(NamedTuple):
    """What one read of /proc/PID/stat tells (proc_pid_stat(5))."""

    name: str
    state: str
    ppid: int
    group: int
    session: int
    tty: int
    user: float
    system: float
    threads: int
    start: int
    rss: int
    processor: int
    exit_code: int | None  # of a zombie, wait(2) format; None where the system does not tell
    faults: int = 0  # minor ones: pages got or copied without reading a disk


_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def read_stat(pid: int) -> Stat | None:
    """Read /proc/PID/stat; None when there is no such process (or no /proc).  About 8 µs."""
    return parse_stat(read_raw(pid))


def read_raw(pid: int) -> bytes:
    """Return the line in /proc/PID/stat; b"" when there is no such process (or no /proc)."""
    try:
        fd = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(fd, 4096)
    except OSError:  # ESRCH: it was reaped between open and read
        return b""
    finally:
        os.close(fd)


def parse_stat(raw: bytes) -> Stat | None:
    """Parse a stat line.  The name may hold spaces and brackets: it ends at the *last* bracket."""
    left, right = raw.find(b"("), raw.rfind(b")")
    if left < 0 or right < left:
        return None
    rest = raw[right + 2 :].split()
    if len(rest) < 50:
        return None
    return Stat(
        name=raw[left + 1 : right].decode("utf-8", "replace"),
        state=rest[0].decode(),
        ppid=int(rest[1]),
        group=int(rest[2]),
        session=int(rest[3]),
        tty=int(rest[4]),
        user=int(rest[11]) / _TICK,
        system=int(rest[12]) / _TICK,
        threads=int(rest[17]),
        start=int(rest[19]),
        rss=int(rest[21]) * _PAGE,
        processor=int(rest[36]),
        exit_code=int(rest[49]),
        faults=int(rest[7]),
    )


def start_of(pid: int) -> int:
    """Start time of a process in clock ticks since boot; 0 when it cannot be read."""
    raw = read_raw(pid)
    words = raw[raw.rfind(b")") + 2 :].split(None, 20)  # the rest is left alone: half the time
    return int(words[19]) if len(words) > 20 else 0
