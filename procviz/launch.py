"""Start a program under observation, and end it: the one place that starts and ends processes."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from procviz.errors import Sentence
from procviz.identity import ProcKey, start_of
from procviz.safe import safe

_WARDEN = Path(__file__).with_name("warden.py")
PATIENCE = 5.0  # seconds that ending may take before the helper itself is killed


class LaunchError(Sentence):
    """The program could not be started."""


@dataclass(frozen=True, slots=True)
class Report:
    """One line of the helper (see :mod:`procviz.warden`)."""

    word: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Strace:
    """How to trace: strace's words, the pipe for its output and a file for its complaints."""

    words: tuple[str, ...]
    trace: int
    note: int

    def complaint(self) -> str:
        """Return what strace said on its way out, in one line."""
        text = os.pread(self.note, 4096, 0).decode("utf-8", "replace")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        first = lines[0] if lines else ""
        return safe((first.partition("strace: ")[2] or first).rstrip(".")) or "it says not why"


class Launch:
    """One program and all that descends from it.

    ``helper`` is the PID of the subreaper, ``root`` that of the first process (0 before
    `start`).  ``out`` and ``err`` are our ends of its stdout and stderr: stream sockets that, where
    the kernel can (SO_PASSCRED, unix(7)), name the writer of each piece.
    """

    def __init__(self) -> None:
        self.root = 0
        self.helper = 0
        self.tracer = 0  # strace's PID; it is the helper's child too
        self.out, self._out_child = _pair()
        self.err, self._err_child = _pair()
        self._control, self._control_child = socket.socketpair()
        self._gate_child, self._gate = os.pipe()
        self._helper: subprocess.Popen[bytes] | None = None
        self._buffer = b""
        self.over = False  # the helper is gone, and so is everything under it

    @property
    def stdio(self) -> str:
        """What fstat(2) says of the program's stdout and stderr: ``INO:DEV,INO:DEV``."""
        found = (os.fstat(s.fileno()) for s in (self._out_child, self._err_child))
        return ",".join(f"{stat.st_ino}:{stat.st_dev}" for stat in found)

    def start(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        cwd: str | None = None,
        stdin: int | None = None,
        strace: Strace | None = None,
    ) -> int:
        """Make the first process and return its PID; it waits for `go` before its exec.

        ``stdin``: a file descriptor to inherit; None = /dev/null.
        ``strace``: trace it with all its descendants.
        Raises LaunchError when not even the helper can be started, or strace may not trace.
        """
        # a copy, as the helper's own standard input is /dev/null
        source = os.open(os.devnull, os.O_RDONLY) if stdin is None else os.dup(stdin)
        theirs = (self._out_child.fileno(), self._err_child.fileno(), source)
        fds = [self._control_child.fileno(), self._gate_child, *theirs]
        words = [sys.executable, "-I", "-S", str(_WARDEN), *map(str, fds)]
        if strace is not None:
            words += [str(strace.trace), str(strace.note), *strace.words]
            fds += [strace.trace, strace.note]
        try:
            self._helper = subprocess.Popen(
                [*words, "--", *argv],
                env=dict(env),
                cwd=cwd,
                pass_fds=fds,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl+C in our terminal must not reach it
            )
        except (OSError, ValueError) as error:
            raise LaunchError(f"Cannot start {argv[0]}: {error}.") from None
        finally:
            os.close(source)
            for side in (self._control_child, self._out_child, self._err_child):
                side.close()
            os.close(self._gate_child)
            self._gate_child = -1
        self.helper = self._helper.pid
        for report in self._read():
            if report.word == "root":
                self.root, self.tracer = report.numbers
                return self.root
        if strace is not None:
            raise LaunchError(f"strace cannot be used here: {strace.complaint()}.")
        raise LaunchError(f"Cannot start {argv[0]}: procviz's helper process did not come up.")

    def go(self) -> None:
        """Let the first process exec the program."""
        with contextlib.suppress(OSError):  # it is gone: the helper tells of that
            os.write(self._gate, b"g")
        self._shut()

    def _shut(self) -> None:
        """Close the gate: if the first process has not been let go yet, it exits."""
        if self._gate >= 0:
            os.close(self._gate)
            self._gate = -1

    def fileno(self) -> int:
        """File descriptor that is readable when `reports` has something."""
        return self._control.fileno()

    def reports(self) -> list[Report]:
        """Return what the helper said since the last call, never blocking."""
        if self.over:
            return []
        self._control.setblocking(False)
        return self._read()

    def _read(self) -> list[Report]:
        try:
            data = self._control.recv(65536)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        if not data:
            self.over = True
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        return [_report(line) for line in lines]

    def order_end(self) -> None:
        """Ask the helper to end everything; it reports ``ended`` when that is done."""
        self._shut()
        with contextlib.suppress(OSError):
            self._control.sendall(b"end\n")

    def end(self, known: Sequence[ProcKey] = ()) -> None:
        """End everything that was started; nothing of it runs any more when this returns.

        ``known``: processes to end by hand should the helper itself have been killed.
        """
        self._shut()
        if self._helper is not None:
            self._control.close()  # the helper ends everything when it reads the end of file
            self.over = True
            try:
                status = self._helper.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._helper.kill()
                status = self._helper.wait()
            if status != 0:
                for key in known:
                    send(key, signal.SIGKILL)
            self._helper = None
        if self._gate_child >= 0:
            os.close(self._gate_child)
            self._gate_child = -1
        theirs = (self._out_child, self._err_child, self._control_child)  # if it never started
        for side in (self.out, self.err, self._control, *theirs):
            side.close()


def send(key: ProcKey, signum: int) -> str:
    """Send a signal to exactly this process; return why it could not be done, or "".

    Through a pidfd (pidfd_send_signal(2)), after its start time was compared: between the two no
    other process can slip under the same PID.
    """
    if not hasattr(os, "pidfd_open"):
        if key.start and start_of(key.pid) not in (0, key.start):
            return f"Process {key.pid} is gone."
        try:
            os.kill(key.pid, signum)
        except OSError as error:
            return f"The signal was not sent to {key.pid}: {error.strerror}."
        return ""
    try:
        fd = os.pidfd_open(key.pid)
    except OSError:
        return f"Process {key.pid} is gone."
    try:
        if start_of(key.pid) != key.start or not key.start:
            return f"Process {key.pid} is gone; its PID belongs to another one now."
        signal.pidfd_send_signal(fd, signum)
    except OSError as error:
        return f"The signal was not sent to {key.pid}: {error.strerror}."
    finally:
        os.close(fd)
    return ""


def as_from_a_terminal() -> None:
    """Let what is started from now on begin with the default action of every signal.

    A shell without job control has its background jobs ignore SIGINT and SIGQUIT, and what is
    ignored stays so across an exec, while a handler is reset (execve(2)): so we go on to ignore
    them by a handler that does nothing.  To be called in the main thread.
    """
    for signum in signal.valid_signals():
        ours = signum in (signal.SIGPIPE, signal.SIGXFSZ)  # ignored by every Python
        if signal.getsignal(signum) is signal.SIG_IGN and not ours:
            signal.signal(signum, lambda *_: None)


def _pair() -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    ours.setblocking(False)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    if hasattr(socket, "SO_PASSCRED"):
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return ours, theirs


def _report(line: bytes) -> Report:
    word, *numbers = line.decode("ascii").split()
    return Report(word, tuple(map(int, numbers)))
