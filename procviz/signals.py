"""Names of signals and wait(2) statuses, as everybody writes them."""

import os
import signal

NAMES = {int(s): s.name for s in signal.Signals}
_INTERNAL = (32, 33)  # glibc keeps these two for its threads, signal(7)
RT_MIN = int(getattr(signal, "SIGRTMIN", 0))


def name(number: int) -> str:
    """Return ``SIGTERM`` for 15, ``SIGRTMIN+3`` for real-time signals, ``signal 99`` else."""
    if number in NAMES:
        return NAMES[number]
    if RT_MIN and RT_MIN < number <= 64:
        return f"SIGRTMIN+{number - RT_MIN}"
    return f"signal {number}"


def number(text: str) -> int:
    """Return 15 for ``SIGTERM``, ``TERM`` or ``15``; raises ValueError for anything else."""
    word = text.strip().upper()
    if word.isdigit():
        return int(word)
    try:
        return int(signal.Signals[word if word.startswith("SIG") else "SIG" + word])
    except KeyError:
        raise ValueError(f"There is no signal {text!r} on this machine.") from None


def decode(status: int | None) -> tuple[int | None, str | None, bool]:
    """Return (code, signal, core) of a wait(2) status: code or signal is None, both if unknown."""
    if status is None:
        return None, None, False
    if os.WIFSIGNALED(status):
        return None, name(os.WTERMSIG(status)), os.WCOREDUMP(status)
    return (status >> 8) & 0xFF, None, False


def from_mask(mask: int) -> list[str]:
    """Return the names in a signal mask such as SigCgt of proc_pid_status(5)."""
    return [name(i + 1) for i in range(64) if mask >> i & 1 and i + 1 not in _INTERNAL]
