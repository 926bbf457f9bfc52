"""Will anything ever happen again?  Not when everybody sleeps and no clock is to wake anybody.

Each thread of each process is looked at in ``/proc``: its state, how long it has run
(``schedstat``), and the system call that it sleeps in with its arguments
(``/proc/PID/task/TID/syscall``, proc_pid_syscall(5)), of which some wait with a time limit.  Where
the kernel does not show that, nothing is claimed, and only a time limit ends the run.
"""

import os
import platform
from collections.abc import Iterable
from pathlib import Path

from procviz.identity import ProcKey, start_of

ALWAYS = -1  # this call ends by itself
# number of the call -> index of its time limit, and whether that is a pointer (0 = none) or a
# number of milliseconds (negative = none); linux/arch/x86/entry/syscalls, include/uapi/asm-generic
_X86 = {
    7: (2, False), 23: (4, True), 35: (ALWAYS, True), 128: (2, True), 202: (3, True),
    208: (4, True), 219: (ALWAYS, True), 220: (3, True), 230: (ALWAYS, True), 232: (3, False),
    242: (4, True), 243: (4, True), 270: (4, True), 271: (2, True), 281: (3, False),
    299: (4, True), 426: (ALWAYS, True), 441: (3, True), 449: (3, True),
}  # fmt: skip
_ARM = {
    4: (4, True), 22: (3, False), 72: (4, True), 73: (2, True), 98: (3, True), 101: (ALWAYS, True),
    115: (ALWAYS, True), 128: (ALWAYS, True), 137: (2, True), 182: (4, True), 183: (4, True),
    192: (3, True), 243: (4, True), 426: (ALWAYS, True), 441: (3, True), 449: (3, True),
}  # fmt: skip
_LIMITS = {"x86_64": _X86, "aarch64": _ARM}.get(platform.machine())
_READ = {"x86_64": 0, "aarch64": 63}.get(platform.machine())

Picture = tuple[tuple[int, int, int], ...]  # (PID, thread, ns that it has run)


def for_ever(processes: Iterable[ProcKey]) -> Picture | None:
    """Return a picture of who sleeps; None if somebody runs, or will be woken by a clock.

    Two equal pictures some time apart: nobody has run in between.  An empty one: nobody is there.
    """
    found: list[tuple[int, int, int]] = []
    for key in processes:
        if start_of(key.pid) != key.start:
            continue
        folder = Path(f"/proc/{key.pid}/task")
        try:
            threads = sorted(int(name) for name in os.listdir(folder))
        except OSError:
            continue
        for tid in threads:
            ran = _sleeps(key.pid, tid)
            if ran is None:
                return None
            found.append((key.pid, tid, ran))
    return tuple(found)


def _sleeps(pid: int, tid: int) -> int | None:
    """Return for how long this thread has run, if it sleeps without a limit; else None."""
    folder = Path(f"/proc/{pid}/task/{tid}")
    try:
        stat = (folder / "stat").read_bytes()
        state = stat[stat.rfind(b")") + 2 :][:1]
        if state in b"ZX":
            return 0
        words = (folder / "syscall").read_text().split()
        ran = int((folder / "schedstat").read_text().split()[0])
    except (OSError, IndexError):
        return None
    if state in b"Tt":
        return ran
    if state != b"S" or len(words) < 7 or _LIMITS is None:
        return None
    number, *values = (int(word, 0) for word in words[:7])
    if number == _READ and values[2] == 8 and _at_gate(pid, values[0]):
        return None  # it stands at the gate: about to go on
    index, pointer = _LIMITS.get(number, (0, None))
    if pointer is None:
        return ran
    if index == ALWAYS:
        return None
    limit = values[index]
    return ran if (limit == 0 if pointer else limit & 0x8000_0000) else None


def _at_gate(pid: int, fd: int) -> bool:
    """Tell whether this may be a connection to the gate: the only ones read in eights."""
    try:
        return str(Path(f"/proc/{pid}/fd/{fd}").readlink()).startswith("socket:")
    except OSError:
        return True
