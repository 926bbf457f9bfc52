"""Lean records: what the probe writes where a marshalled one would cost too much.

The format is described in ``procviz/probe/_procviz_log.py``, the kinds are those of
``procviz/probe/_procviz_lean.py`` and ``procviz/probe/_procviz_pool.py``.
"""

import _imp
import struct
from collections.abc import Callable
from typing import Any, NamedTuple

LEAN = b"\xa5L"
KEY = 0x70726F63767A
_SITE = 1 << 16
_BODY = struct.Struct("=7q")
_CHECK = len(LEAN) + 6 + _BODY.size  # offsets of the checksum, and of what it is of
_SITE_AT = _CHECK + 8
_CALLS = {4: "os.wait", 5: "os.wait", 6: "os.waitpid", 7: "os.waitpid"}


class Lean(NamedTuple):
    """``site`` is what marshal made of file and function; the rest as in ``Record``.

    Of a task in a pool ``args`` lacks the first, its name: that is the last in the site.
    """

    kind: str
    n: int
    t: int
    pid: int
    site: bytes
    line: int
    args: tuple[Any, ...]


def lean_at(buffer: bytes, at: int) -> tuple[Lean, int] | None:
    """Return the lean record at this offset and where it ends; None if there is no whole one."""
    size = int.from_bytes(buffer[at + len(LEAN) : at + 8], "little")
    if size > _SITE:
        return None
    start = at + _SITE_AT
    site, end = buffer[start : start + size], start + size + -(_SITE_AT + size) % 8
    if end > len(buffer) or _imp.source_hash(KEY, site) != buffer[at + _CHECK : start]:
        return None
    kind, line, t, pid, a, b, check = _BODY.unpack_from(buffer, at + 8)
    if kind ^ line ^ t ^ pid ^ a ^ b != check or not 0 <= kind < len(_KINDS):
        return None
    if any(buffer[start + size : end]):
        return None
    name, n, args = _KINDS[kind](kind, t, a, b)
    return Lean(name, n, t, pid, site, line, args), end


def _line(_kind: int, t: int, _a: int, _b: int) -> tuple[str, int, tuple[Any, ...]]:
    return "line", -t, ()


def _fork(_kind: int, _t: int, child: int, nonce: int) -> tuple[str, int, tuple[Any, ...]]:
    return "fork", -nonce, (child, nonce, "os.fork")


def _forked(_kind: int, _t: int, parent: int, nonce: int) -> tuple[str, int, tuple[Any, ...]]:
    return "forked", -nonce, (parent, nonce, "fork", "os.fork", True)


def _exit(_kind: int, t: int, status: int, _: int) -> tuple[str, int, tuple[Any, ...]]:
    return "exit", -t, ("os._exit", status & 0xFF)


def _wait(kind: int, t: int, target: int, options: int) -> tuple[str, int, tuple[Any, ...]]:
    return "wait", -t, (_CALLS[kind], target, options, None)


def _waited(kind: int, t: int, child: int, status: int) -> tuple[str, int, tuple[Any, ...]]:
    """The status as wait(2) gives it; neither code nor signal: stopped or continued."""
    code = signal = None
    if status & 0xFF != 0x7F and status != 0xFFFF:
        code, signal = (None, status & 0x7F) if status & 0x7F else (status >> 8 & 0xFF, None)
    reaped = code is not None or signal is not None
    return "waited", -t, (_CALLS[kind], child, code, signal, "", reaped, True)


def _submitted(_kind: int, t: int, job: int, _: int) -> tuple[str, int, tuple[Any, ...]]:
    return "submitted", -t, (job, 0)


def _task(_kind: int, t: int, job: int, index: int) -> tuple[str, int, tuple[Any, ...]]:
    return "task", -t, (job, index)


def _task_ended(_kind: int, t: int, job: int, end: int) -> tuple[str, int, tuple[Any, ...]]:
    return "task ended", -t, (job, end >> 1, bool(end & 1))


_KINDS: tuple[Callable[[int, int, int, int], tuple[str, int, tuple[Any, ...]]], ...] = (
    *(_line, _fork, _forked, _exit),
    *(_wait, _waited, _wait, _waited),
    *(_submitted, _task, _task_ended),
)
