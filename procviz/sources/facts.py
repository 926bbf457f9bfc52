"""What /proc and psutil tell of one process at one moment."""

import os
from typing import Any

import psutil

from procviz import signals
from procviz.identity import Stat, read_stat

_STATES = {
    psutil.STATUS_RUNNING: "R",
    psutil.STATUS_SLEEPING: "S",
    psutil.STATUS_DISK_SLEEP: "D",
    psutil.STATUS_STOPPED: "T",
    psutil.STATUS_TRACING_STOP: "t",
    psutil.STATUS_ZOMBIE: "Z",
    psutil.STATUS_DEAD: "X",
    psutil.STATUS_IDLE: "S",
}
_MASKS = {"SigCgt": "caught", "SigIgn": "ignored", "SigBlk": "blocked"}
_PRIVATE = ("Private_Clean:", "Private_Dirty:")
HAS_PROC = os.path.exists("/proc/self/stat")
MAX_FDS = 64
ZOMBIE_AFTER = 100_000_000  # ns: who waits reaps within this, also on a busy machine
ZOMBIE_SEEN_AFTER = 2 * ZOMBIE_AFTER  # of a sample: so that who knows exactly is first to tell
PROBE_LOG = "/probe.log"  # how the probe's own descriptor ends


def of(pid: int, stat: Stat | None = None) -> dict[str, Any]:
    """Return facts with the keys of `procviz.events.Sampled`; empty when the process is gone.

    About 100 µs on Linux.  Facts that may not be read (another user's process) are left out.
    """
    if not HAS_PROC:
        return _portable(pid)
    stat = stat or read_stat(pid)
    if stat is None:
        return {}
    facts: dict[str, Any] = {
        "state": stat.state,
        "name": stat.name,
        "ppid": stat.ppid,
        "group": stat.group,
        "session": stat.session,
        "tty": stat.tty,
        "user": stat.user,
        "system": stat.system,
        "threads": stat.threads,
        "rss": stat.rss,
        "processor": stat.processor,
    }
    if stat.state not in ("Z", "X"):
        _status(pid, facts)
        facts["wchan"] = _small(f"/proc/{pid}/wchan").strip("0")
        facts["fds"] = _fds(pid)
    return facts


def private(pid: int) -> int | None:
    """Return the bytes of memory that no other process shares, proc_pid_smaps(5).

    None where the kernel does not tell.  It counts all pages: 0.25 ms, and 1 ms for each 64 MiB.
    """
    pages = _small(f"/proc/{pid}/smaps_rollup").splitlines()
    kib = [int(line.split()[1]) for line in pages if line.startswith(_PRIVATE)]
    return 1024 * sum(kib) if kib else None


def command(pid: int) -> tuple[str, ...]:
    """Return the command line, proc_pid_cmdline(5); () for the dead and for whom we may not ask."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            raw = file.read(65536)
    except OSError:
        return ()
    return tuple(word.decode("utf-8", "surrogateescape") for word in raw.split(b"\0")[:-1])


def _portable(pid: int) -> dict[str, Any]:
    try:
        process = psutil.Process(pid)
        with process.oneshot():
            times = process.cpu_times()
            return {
                "state": _STATES.get(process.status(), "?"),
                "name": process.name(),
                "ppid": process.ppid(),
                "user": times.user,
                "system": times.system,
                "threads": process.num_threads(),
                "rss": process.memory_info().rss,
            }
    except psutil.Error:
        return {}


def _small(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read(8192).decode("utf-8", "replace")
    except OSError:
        return ""


def _status(pid: int, facts: dict[str, Any]) -> None:
    """Read signal masks and context switches, proc_pid_status(5)."""
    pending = 0
    for line in _small(f"/proc/{pid}/status").splitlines():
        key, _, value = line.partition(":")
        if key in _MASKS:
            facts[_MASKS[key]] = signals.from_mask(int(value, 16))
        elif key in ("SigPnd", "ShdPnd"):
            pending |= int(value, 16)
        elif key == "voluntary_ctxt_switches":
            facts["voluntary"] = int(value)
        elif key == "nonvoluntary_ctxt_switches":
            facts["involuntary"] = int(value)
    facts["pending"] = signals.from_mask(pending)


def _fds(pid: int) -> dict[str, str]:
    """Return fd -> what it is (proc_pid_fd(5)); at most MAX_FDS of them."""
    base = f"/proc/{pid}/fd"
    try:
        names = sorted(os.listdir(base), key=int)[:MAX_FDS]
    except OSError:
        return {}
    found: dict[str, str] = {}
    for name in names:
        try:
            what = os.readlink(f"{base}/{name}")
        except OSError:
            continue
        if not what.endswith(PROBE_LOG):  # ours, not the program's
            found[name] = what
    return found
