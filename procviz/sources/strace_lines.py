"""One line of strace's output -> one record; whatever is no such line is None.

The options that make these lines stand in :mod:`procviz.sources.strace_command`::

    27354 1795236797.220294 (+     0.000087470) pipe2([3<pipe:[7]>, 4<pipe:[7]>], 0) = 0 <0.00003>
    27361 1795236797.221160 (+     0.000047720) wait4(-1,  <unfinished ...>
    27361 1795236797.221214 (+     0.000016631) <... wait4 resumed>0x7ff, WNOHANG, NULL) = 0 <0.1>
    27354 1795236797.221067 (+     0.000035020) --- SIGTERM {si_code=SI_USER, si_pid=4, …} ---
    27354 1795236797.221067 (+     0.000035020) --- stopped by SIGSTOP ---
    27360 1795236797.220924 (+     0.000082580) +++ killed by SIGABRT (core dumped) +++

The first time is the wall clock's, the second CLOCK_MONOTONIC's since the line before; the one at
the end is how long the call took.
"""

import re
from typing import NamedTuple

from procviz import signals

_HEAD = re.compile(r"(\d{1,10}) +(\d{1,12})\.(\d{6}) \(\+ *(\d{1,9})\.(\d{9})\) (?=[^ ])")
_CALL = re.compile(  # the last ") = " that a result follows: a file's name may hold one too
    r"(\w+)\((.*)\) += (\?|-?\d{1,20}|0x[0-9a-f]{1,16})"
    r"(?: ?<[^<>]*>)??(?: ([A-Z]\w*))?(?: \([^<>]*\))?(?: <(\d{1,9})\.(\d{9})>)?",
    re.DOTALL,
)
_BEGAN = re.compile(
    r"(\w+)\((.*) <(?:unfinished|pid changed to \d{1,10}|detached) \.\.\.>", re.DOTALL
)
_RESUMED = re.compile(r"<\.\.\. (\w+) resumed>(.*)", re.DOTALL)
_SIGNAL = re.compile(r"--- (\w+) \{(.*)\} ---")
_STOPPED = re.compile(r"--- stopped by (\w+) ---")
_EXITED = re.compile(r"\+\+\+ exited with (\d{1,3}) \+\+\+")
_KILLED = re.compile(r"\+\+\+ killed by (\w+)( \(core dumped\))? \+\+\+")
_SUPERSEDED = re.compile(r"\+\+\+ superseded by execve in pid (\d{1,10}) \+\+\+")
_CODE = re.compile(r"\bsi_code=(\w+)")
_SENDER = re.compile(r"\bsi_pid=(\d{1,10})\b")
_RT = re.compile(r"SIGRT_(\d{1,2})")
_FROM_A_PROCESS = ("SI_USER", "SI_QUEUE", "SI_TKILL", "SI_MESGQ")
UNFINISHED = " <unfinished ...>"


class Call(NamedTuple):
    """A system call that came back.  ``result`` None: it never did (``= ?``).

    ``took`` in ns, -1 where it is not told; ``error`` is "" or such as ``ENOENT``, ``ERESTARTSYS``.
    """

    name: str
    args: str
    result: int | None
    error: str = ""
    took: int = -1


class Began(NamedTuple):
    """A call that has not come back yet, with the arguments as far as they were written."""

    name: str
    args: str


class Resumed(NamedTuple):
    """The rest of such a call."""

    name: str
    text: str


class Delivered(NamedTuple):
    """The kernel is handing a signal over; ``sender`` 0 = the kernel itself."""

    signal: str
    sender: int


class Stop(NamedTuple):
    """A signal has stopped the thread."""

    signal: str


class End(NamedTuple):
    """The thread is over; of a process's main thread: the process is."""

    code: int | None
    signal: str | None
    core: bool


class Superseded(NamedTuple):
    """Another thread's execve(2) took over this PID."""

    by: int


What = Call | Began | Resumed | Delivered | Stop | End | Superseded


class Record(NamedTuple):
    """``wall``: ns since the epoch.  ``step``: ns of CLOCK_MONOTONIC since the line before."""

    tid: int
    wall: int
    step: int
    what: What


def parse_line(line: str) -> Record | None:
    """Return what one line (without its newline) says; None when it is no line of strace's."""
    head = _HEAD.match(line)
    if head is None:
        return None
    what = _what(line[head.end() :])
    if what is None:
        return None
    tid, seconds, micro, step, nano = map(int, head.groups())
    if tid == 0:
        return None
    return Record(tid, seconds * 10**9 + micro * 1000, step * 10**9 + nano, what)


def parse_call(text: str) -> Call | None:
    """Return the call in ``name(args) = result …``."""
    match = _CALL.fullmatch(text)
    if match is None:
        return None
    name, args, result, error, seconds, nano = match.groups()
    took = -1 if seconds is None else int(seconds) * 10**9 + int(nano)
    return Call(name, args, None if result == "?" else int(result, 0), error or "", took)


def signal_name(text: str) -> str:
    """Return our name of a signal for strace's: only those for real time differ."""
    match = _RT.fullmatch(text)
    return signals.name(32 + int(match[1])) if match else text


def _what(text: str) -> What | None:
    if text.startswith("---"):
        if match := _SIGNAL.fullmatch(text):
            return Delivered(signal_name(match[1]), _sender(match[2]))
        match = _STOPPED.fullmatch(text)
        return Stop(signal_name(match[1])) if match else None
    if text.startswith("+++"):
        return _end(text)
    if match := _RESUMED.fullmatch(text):
        return Resumed(match[1], match[2])
    if match := _BEGAN.fullmatch(text):
        return Began(match[1], match[2])
    return parse_call(text)


def _end(text: str) -> What | None:
    if match := _EXITED.fullmatch(text):
        return End(int(match[1]), None, False) if int(match[1]) < 256 else None
    if match := _KILLED.fullmatch(text):
        return End(None, signal_name(match[1]), match[2] is not None)
    match = _SUPERSEDED.fullmatch(text)
    return Superseded(int(match[1])) if match else None


def _sender(fields: str) -> int:
    code, sender = _CODE.search(fields), _SENDER.search(fields)
    if code is None or sender is None or code[1] not in _FROM_A_PROCESS:
        return 0
    return int(sender[1])
