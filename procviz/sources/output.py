"""What the program writes, by the PID that wrote it: the kernel names the writer (unix(7))."""

import base64
import socket
import struct
import time
from dataclasses import dataclass, replace

from procviz.events import Event, Wrote
from procviz.sources.ration import Lag, Ration, Skipped

_PIECE = 65536
_CREDENTIALS = struct.Struct("=iii")  # struct ucred: pid, uid, gid
_SCM_CREDENTIALS = getattr(socket, "SCM_CREDENTIALS", 2)
JOIN = 10_000_000  # ns that the beginning of a line waits for its end: print() may write twice


@dataclass(slots=True)
class _Open:
    """A line that has begun: when, by whom, and its bytes so far."""

    t: int
    pid: int
    data: bytes


class OutputSource:
    """The program's stdout and stderr; ``ration`` says how much of them is kept."""

    name = "kernel"

    def __init__(
        self, out: socket.socket, err: socket.socket, root: int, ration: Ration | Lag
    ) -> None:
        self._ration = ration
        self._skipped: dict[tuple[int, int], Skipped] = {}  # by pid and fd
        self._sockets = {1: out, 2: err}
        self._root = root  # the writer's name where the kernel does not tell it (macOS)
        self._closed: list[int] = []
        self._open: dict[int, _Open] = {}  # fd -> its unfinished line
        self._cut: dict[tuple[int, int], bytes] = {}  # (pid, fd) -> first bytes of a character

    def filenos(self) -> list[int]:
        """Descriptors that are readable when there is output."""
        return [s.fileno() for s in self._sockets.values()]

    def poll(self) -> list[Event]:
        """Return what was written since the last call, as whole lines where they come quickly."""
        events: list[Event] = []
        for fd, sock in list(self._sockets.items()):
            for _ in range(64):  # at most 4 MB a call, so that other sources get their turn
                try:
                    data, extra, _, _ = sock.recvmsg(_PIECE, socket.CMSG_SPACE(12))
                except BlockingIOError:
                    break
                except OSError:
                    data, extra = b"", []
                if not data:
                    del self._sockets[fd]
                    self._closed.append(sock.fileno())
                    break
                self._read(fd, self._writer(extra), data, events)
        now = time.monotonic_ns()
        for fd, line in list(self._open.items()):
            if now - line.t > JOIN:
                self._end(fd, events)
        for who, skipped in list(self._skipped.items()):
            if now - skipped.since > self._ration.pause:
                self._tell(who, events)
        return events

    def _writer(self, extra: list[tuple[int, int, bytes]]) -> int:
        for level, kind, body in extra:
            if level == socket.SOL_SOCKET and kind == _SCM_CREDENTIALS:
                return int(_CREDENTIALS.unpack(body[:12])[0]) or self._root
        return self._root

    def _read(self, fd: int, pid: int, data: bytes, events: list[Event]) -> None:
        who, now = (pid, fd), time.monotonic_ns()
        if who in self._skipped or not self._ration.allows(len(data), now):
            self._skip(who, data, now, events)
            return
        line = self._open.get(fd)
        if line is not None and line.pid == pid:
            line.data += data
        else:
            self._end(fd, events)
            line = self._open[fd] = _Open(now, pid, data)
        if line.data.endswith(b"\n") or len(line.data) >= _PIECE:
            self._end(fd, events)

    def _skip(self, who: tuple[int, int], data: bytes, now: int, events: list[Event]) -> None:
        if who not in self._skipped:
            self._end(who[1], events)
            self._skipped[who] = Skipped(now)
            data = self._cut.pop(who, b"") + data
        self._skipped[who].add(data, now)

    def _tell(self, who: tuple[int, int], events: list[Event]) -> None:
        """Make an event of what was skipped: how much, and its last lines."""
        skipped = self._skipped.pop(who)
        tail, lost, lines = skipped.end()
        pieces, rest = decode(tail)
        if rest:
            self._cut[who] = rest
        text, data = pieces[0] if pieces else ("", "")
        event = self._event(skipped.until, *who, text, data)
        events.append(replace(event, skipped=lost, skipped_lines=lines))
        events += [self._event(skipped.until, *who, *piece) for piece in pieces[1:]]

    def _end(self, fd: int, events: list[Event]) -> None:
        """Make an event of what is open, but for the bytes of a character that is cut."""
        line = self._open.pop(fd, None)
        if line is None:
            return
        who = line.pid, fd
        pieces, rest = decode(self._cut.pop(who, b"") + line.data)
        if rest:
            self._cut[who] = rest
        events += [self._event(line.t, *who, *piece) for piece in pieces]

    def _event(self, t: int, pid: int, fd: int, text: str, data: str) -> Wrote:
        return Wrote(pid=pid, t=t, fd=fd, text=text, data=data, source=(self.name,))

    def closed(self) -> list[int]:
        """Return descriptors that reached their end of file since the last call."""
        closed, self._closed = self._closed, []
        return closed

    def last(self) -> list[Event]:
        """Return what was still kept back, after the end."""
        events: list[Event] = []
        for fd in list(self._open):
            self._end(fd, events)
        for who in list(self._skipped):
            self._tell(who, events)
        now = time.monotonic_ns()
        cut, self._cut = self._cut, {}
        events += [self._event(now, *who, "", _base64(data)) for who, data in cut.items()]
        return events


def decode(data: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """Return ([(text, base64)], rest): each piece is one or the other; rest is a cut character.

    Only the lines that are no UTF-8 become base64, not what was written together with them.
    """
    try:
        return [(data.decode(), "")] if data else [], b""  # nearly always
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason == "unexpected end of data":
            text = data[: error.start].decode()
            return [(text, "")] if text else [], data[error.start :]
    *lines, last = data.split(b"\n")
    pieces = [_piece(line + b"\n") for line in lines]
    rest = b""
    if last:
        ended, rest = decode(last) if lines else ([_piece(last)], b"")
        pieces += ended
    return _joined(pieces), rest


def _piece(line: bytes) -> tuple[str, str]:
    try:
        return line.decode(), ""
    except UnicodeDecodeError:
        return "", _base64(line)


def _joined(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Put neighbouring lines of text together again."""
    out: list[tuple[str, str]] = []
    for text, data in pieces:
        if text and out and out[-1][0]:
            out[-1] = (out[-1][0] + text, "")
        else:
            out.append((text, data))
    return out


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
