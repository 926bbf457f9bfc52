"""What stands between the brackets of a call in strace's output."""

import re
from typing import NamedTuple

from procviz.sources.strace_lines import signal_name

_FD = re.compile(r"(-?\d{1,10})(?:<([^<>]*)>)?")
_PIDFD = re.compile(r"-?\d{1,10}<pid:(\d{1,10})>")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"(\.\.\.)?', re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"f": b"\f", b"v": b"\v", b"a": b"\a"}
_CODE = re.compile(r"WIFEXITED\(s\) && WEXITSTATUS\(s\) == (\d{1,3})\b")
_SIGNAL = re.compile(r"WIFSIGNALED\(s\) && WTERMSIG\(s\) == (\w+)")
_STOPPED = re.compile(r"WIFSTOPPED\(s\) && WSTOPSIG\(s\) == (\w+)")
_INFO = re.compile(r"\bsi_code=(\w+), si_pid=(\d{1,10}), si_uid=\d+, si_status=(\w+)")
_OPTION = re.compile(r"\bW(?:NOHANG|STOPPED|UNTRACED|EXITED|CONTINUED|NOWAIT)\b")
_DEAD = ("CLD_EXITED", "CLD_KILLED", "CLD_DUMPED")


class Fd(NamedTuple):
    """A descriptor and what it is, as /proc/PID/fd says: ``pipe:[4711]``; "" where not told."""

    number: int
    object: str


class Status(NamedTuple):
    """What a wait came back with; ``dead`` None: not told (a null pointer for the status)."""

    child: int
    code: int | None = None
    signal: str | None = None
    dead: bool | None = False


def fd(text: str) -> Fd | None:
    """Return the descriptor that an argument begins with."""
    match = _FD.match(text.lstrip(" ["))
    return Fd(int(match[1]), match[2] or "") if match else None


def pair(text: str) -> tuple[Fd, Fd] | None:
    """Return both ends in ``[3<pipe:[7]>, 4<pipe:[7]>]``, wherever it stands."""
    start = text.find("[")
    found = _FD.findall(text, start) if start >= 0 else []
    if len(found) < 2:
        return None
    return Fd(int(found[0][0]), found[0][1]), Fd(int(found[1][0]), found[1][1])


def integers(text: str) -> list[int]:
    """Return the leading arguments that are whole numbers, without what they stand for."""
    found = []
    for word in text.split(","):
        match = _FD.match(word.strip())
        if match is None:
            break
        found.append(int(match[1]))
    return found


def signal(text: str, at: int) -> str:
    """Return the signal's name in argument ``at``; "" for signal 0 or none."""
    words = text.split(",")
    name = words[at].strip() if at < len(words) else ""
    return signal_name(name) if name.startswith("SIG") else ""


def pidfd_target(text: str) -> int:
    """Return the PID behind a pidfd, ``3<pid:4711>``; 0 where this kernel does not tell."""
    match = _PIDFD.match(text)
    return int(match[1]) if match else 0


def argv(text: str, call: str) -> tuple[tuple[str, ...], bool]:
    """Return the arguments of an exec, and whether they are told in full."""
    start = text.find("[", text.find('"') if call == "execve" else 0)
    path = _STRING.search(text)
    if path is not None:
        start = text.find("[", path.end())
    if start < 0:
        return (), False
    words: list[str] = []
    whole, at = True, start + 1
    while match := _STRING.match(text, at):
        words.append(_text(match[1]))
        whole = whole and not match[2]
        at = match.end()
        if not text.startswith(", ", at):
            break
        at += 2
    return tuple(words), whole and text.startswith("]", at)


def target(call: str, text: str) -> int:
    """Return whom a wait is for, as waitpid(2) counts: -1 = any child, negative = a group."""
    if call == "wait4":
        numbers = integers(text)
        return numbers[0] if numbers else -1
    kind, _, rest = text.partition(",")
    number = (integers(rest) or [0])[0]
    if kind == "P_PIDFD":
        return pidfd_target(rest.strip()) or -1
    return {"P_PID": number, "P_PGID": -number}.get(kind, -1)


def options(call: str, text: str) -> tuple[str, ...]:
    """Return the options of a wait, by the names that the call's manual gives them."""
    stopped = "WUNTRACED" if call == "wait4" else "WSTOPPED"
    # the status before them has words of its own: WIFSTOPPED(s)
    text = text[text.rfind("}") + 1 :]
    found = _OPTION.findall(text)
    return tuple(stopped if name in ("WSTOPPED", "WUNTRACED") else name for name in found)


def status(call: str, text: str, result: int) -> Status:
    """Return what a wait came back with; its ``child`` is 0 when none was ready."""
    if call == "waitid":
        info = _INFO.search(text)
        if info is None or int(info[2]) == 0:
            return Status(0)
        how, child, value = info[1], int(info[2]), info[3]
        if how not in _DEAD:
            return Status(child)
        if how == "CLD_EXITED":
            return Status(child, code=int(value) if value.isdigit() else None, dead=True)
        return Status(child, signal=signal_name(value), dead=True)
    if result <= 0:
        return Status(0)
    if match := _CODE.search(text):
        return Status(result, code=int(match[1]) & 0xFF, dead=True)
    if match := _SIGNAL.search(text):
        return Status(result, signal=signal_name(match[1]), dead=True)
    if "WIFSTOPPED(s)" in text or "WIFCONTINUED(s)" in text:
        return Status(result)
    maybe = {"WUNTRACED", "WCONTINUED"} & set(options(call, text))
    return Status(result, dead=None if maybe else True)


def stop(call: str, text: str, result: int) -> tuple[int, str] | None:
    """Return whom a wait found stopped, and by which signal."""
    if call == "waitid":
        info = _INFO.search(text)
        if info is None or info[1] != "CLD_STOPPED":
            return None
        return int(info[2]), signal_name(info[3])
    match = _STOPPED.search(text)
    return (result, signal_name(match[1])) if match else None


def continued(call: str, text: str) -> bool:
    """Tell whether a wait found somebody who goes on after a stop."""
    if call == "waitid":
        info = _INFO.search(text)
        return info is not None and info[1] == "CLD_CONTINUED"
    return "WIFCONTINUED(s)" in text


def _text(escaped: str) -> str:
    raw = _ESCAPE.sub(_unescape, escaped.encode("utf-8", "surrogateescape"))
    return raw.decode("utf-8", "surrogateescape")


def _unescape(match: "re.Match[bytes]") -> bytes:
    word: bytes = match[1]
    if word[:1] in b"01234567":
        return bytes([int(word, 8) & 0xFF])
    if len(word) == 3:
        return bytes([int(word[1:], 16)])
    return _LETTERS.get(word, word)
