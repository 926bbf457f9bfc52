"""The helper process between procviz and the program: it adopts, reaps and ends.

Run as ``python -I -S warden.py CONTROL GATE OUT ERR IN [TRACE NOTE STRACE…] -- ARGV…`` with the
program's environment; it imports nothing of procviz.  It is a child subreaper
(PR_SET_CHILD_SUBREAPER, prctl(2)), so that no descendant of the program can leave its tree, and it
lives in a process of its own so that "orphans are adopted by PID 1 or a subreaper" stays true on
screen.

CONTROL is one end of a stream socket.  It says, a line each::

    root PID TRACER           the first process exists and waits to be let go; 0 = nobody traces it
    failed ERRNO              its exec failed
    reaped PID STATUS NS      wait(2) status, CLOCK_MONOTONIC ns
    empty                     no descendant is left
    untraced                  strace was killed, so everything was ended
    ended                     answer to ``end``

and it obeys ``end``.  When the other end closes, however procviz died, everything is ended: that
is what makes ``kill -9`` of procviz harmless.

GATE is the end to read from of a pipe.  The first process waits there for a byte from procviz
itself: were it to come by way of this process, the program would start that much later.  At the
end of file it exits.  It waits as a small program in C (native/held) where that has been built, as
a fork of this process where not: then execve(2) has a whole Python's memory to give back.

With strace, its words stand in STRACE; it writes to TRACE, a pipe, and complains to NOTE, a file.
The tracer becomes our child (see ``tracee.py``).  It is let alone until all others are gone, as
without it the program's calls fail with ENOSYS (SECCOMP_RET_TRACE, seccomp(2)).
"""

import contextlib
import os
import select
import signal
import socket
import sys
import time

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
GRACE = 0.3  # seconds between SIGTERM and SIGKILL
PATIENCE = 30.0  # seconds that strace may take to come up
HELD = "held"  # beside this file
_PYTHONS = ("SIGPIPE", "SIGXFSZ")  # ignored by every Python; the program gets the default
_OURS = ("SIGTERM", "SIGINT", "SIGHUP", "SIGCHLD")  # the program gets what we were given


def prctl(option: int, value: int) -> bool:
    """Call prctl(2); False where there is none (macOS)."""
    try:
        import ctypes

        return bool(ctypes.CDLL(None).prctl(option, value, 0, 0, 0) == 0)
    except (ImportError, OSError, AttributeError):
        return False


class Warden:
    """Everything that the helper does, around one control socket."""

    def __init__(self, control: int, trace: int = -1, note: int = -1) -> None:
        self.control, self.trace, self.note = control, trace, note
        self.tracer = 0  # strace's PID while it lives
        self.drained = -1  # the pipe's other end, for when procviz does not read it any more
        self.buffer = b""
        self.unsaid = bytearray()  # what procviz has not read yet: we never wait for that
        self.orders: list[str] | None = []  # heard and not obeyed yet; None = procviz is gone
        self.empty = True
        # as under nohup(1): what was ignored before stays ignored, execve(2)
        found = ((name, signal.getsignal(getattr(signal, name))) for name in _OURS)
        self.ignored = {name for name, action in found if action is signal.SIG_IGN}

    def say(self, text: str) -> None:
        """Tell procviz, as soon as it reads."""
        self.unsaid += text.encode() + b"\n"
        self.flush()

    def flush(self) -> None:
        """Write what fits; silence when procviz is no longer there."""
        try:
            while self.unsaid:
                del self.unsaid[: os.write(self.control, self.unsaid)]
        except BlockingIOError:
            pass
        except OSError:
            self.unsaid.clear()

    def heard(self) -> list[str] | None:
        """Return the orders that have come; None when procviz is gone."""
        try:
            data = os.read(self.control, 4096)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        if not data:
            return None
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        return [line.decode("ascii", "replace") for line in lines]

    def launch(
        self, argv: list[str], gate: int, out: int, err: int, stdin: int, strace: list[str]
    ) -> None:
        """Fork the first process, let procviz look at it, and return when it has exec'ed."""
        link, theirs = socket.socketpair() if strace else (None, None)
        if strace:
            self.drained = os.open(f"/proc/self/fd/{self.trace}", os.O_RDONLY | os.O_NONBLOCK)
        fail_read, fail_write = os.pipe()
        me = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                os.setsid()
                prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # in case even this helper is killed
                if theirs is not None:
                    self.exec_strace(strace, theirs.fileno(), argv)
                # all that can be done before is done before: it is not the program's time yet
                for fd, standard in ((stdin, 0), (out, 1), (err, 2)):
                    os.dup2(fd, standard)
                self.give_signals_back()
                env = dict(os.environb)  # what execve(2) takes: no need to encode it then
                if os.getppid() != me:
                    os._exit(127)
                become_held(argv, env, gate, fail_write)
                os.write(fail_write, b"r")  # ready: all that follows is the program's own doing
                if not os.read(gate, 1):
                    os._exit(127)
                os.execvpe(argv[0], argv, env)
            except OSError as error:
                os.write(fail_write, str(error.errno).encode())
            finally:
                os._exit(127)
        self.empty = False
        if link is not None and theirs is not None:
            theirs.close()
            os.close(self.trace)
            link.settimeout(PATIENCE)
            with contextlib.suppress(OSError):
                if link.recv(1):
                    socket.send_fds(link, [b"x"], [gate, fail_write, out, err, stdin])
                    self.tracer = tracer_of(pid)
            link.close()
            if self.tracer not in children():  # nobody, or whoever traces us already
                self.end()
                os._exit(1)  # procviz reads in the note why
        for fd in (gate, fail_write, out, err, stdin):
            if fd > 2:
                os.close(fd)
        if not strace:
            os.read(fail_read, 1)
        self.say(f"root {pid} {self.tracer}")
        error_text = os.read(fail_read, 16)  # "" as soon as the exec, or its end, closed it
        os.close(fail_read)
        if error_text:
            self.say(f"failed {error_text.decode()}")

    def exec_strace(self, strace: list[str], link: int, argv: list[str]) -> None:
        """Become strace, which becomes ``tracee.py`` when its tracer is there."""
        for fd in (link, self.trace):
            os.set_inheritable(fd, True)
        os.dup2(0, 1)
        os.dup2(self.note, 2)
        self.give_signals_back()
        tracee = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tracee.py")
        words = [sys.executable, "-I", "-S", tracee, str(link), str(self.trace), "--", *argv]
        os.execv(strace[0], [*strace, "--", *words])

    def give_signals_back(self) -> None:
        """Leave signals to an exec as they were given to us."""
        signal.set_wakeup_fd(-1)
        for name in _PYTHONS + _OURS:
            action = signal.SIG_IGN if name in self.ignored else signal.SIG_DFL
            signal.signal(getattr(signal, name), action)

    def reap(self) -> None:
        """Take the status of every child that is dead, and tell it just before.

        So whoever sees that one is gone has been told already that it was taken here.
        """
        while True:
            try:
                pid, status = dead_child()
            except ChildProcessError:
                if not self.empty:
                    self.empty = True
                    self.say("empty")
                return
            if pid == 0:
                return
            if pid != self.tracer:
                self.say(f"reaped {pid} {status} {time.monotonic_ns()}")
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
            if pid == self.tracer:
                self.tracer = 0
                if any(map(lives, children())):
                    self.say("untraced")
                    self.end(at_once=True)

    def end(self, at_once: bool = False) -> None:
        """End every descendant; returns when none is left.

        Only our own children are signalled: their PIDs cannot be reused before we reap them, and
        whoever loses its parent becomes our child.  Whole groups at a time, because kill(2) on a
        group is atomic against fork(2): a fork bomb cannot outrun it.
        """
        deadline = time.monotonic() + (0 if at_once else GRACE)
        signum = signal.SIGTERM
        told: set[int] = set()
        while not self.empty:
            if time.monotonic() > deadline:
                signum = signal.SIGKILL
            for pid in children():
                if pid == self.tracer and time.monotonic() < deadline + GRACE:
                    continue  # it ends with the last of the others
                if signum == signal.SIGKILL or pid not in told:
                    told.add(pid)
                    kill_group(pid, signum)
            time.sleep(0.002 if signum == signal.SIGKILL else 0.005)
            if self.orders is None and self.tracer:
                self.drain()
            self.reap()
            self.flush()

    def drain(self) -> None:
        """Read what procviz no longer reads, or the tracer would wait for ever with a full pipe."""
        with contextlib.suppress(OSError):
            while os.read(self.drained, 65536):
                pass

    def run(
        self, argv: list[str], gate: int, out: int, err: int, stdin: int, strace: list[str]
    ) -> None:
        """Serve until procviz is gone or has had everything ended."""
        wake_read, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        os.set_blocking(wake_read, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for name in ("SIGINT", "SIGHUP"):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: self.leave())
        self.launch(argv, gate, out, err, stdin, strace)
        os.set_blocking(self.control, False)
        poll = select.poll()
        poll.register(wake_read, select.POLLIN)
        while self.orders is not None:
            if "end" in self.orders:
                self.end()
                self.say("ended")
            self.orders = []
            poll.register(self.control, select.POLLIN | (select.POLLOUT if self.unsaid else 0))
            ready = {fd for fd, _ in poll.poll()}
            if wake_read in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(wake_read, 4096)
                self.reap()
            if self.control in ready:
                self.flush()
                self.orders = self.heard()
        self.leave()

    def leave(self) -> None:
        """End everything and go."""
        self.end()
        if self.orders is None:
            tidy(os.environ.get("PROCVIZ_LOG", ""))
        os._exit(0)


def become_held(argv: list[str], env: dict[bytes, bytes], gate: int, failed: int) -> None:
    """Become the small program that waits for `gate` (native/held); returns where there is none."""
    held = os.path.join(os.path.dirname(os.path.abspath(__file__)), HELD)
    if os.environ.get("PROCVIZ_NATIVE") == "0" or not os.access(held, os.X_OK):
        return
    name = os.fsencode(argv[0])
    paths = [name]
    if not os.path.dirname(name):
        paths = [os.path.join(os.fsencode(folder), name) for folder in os.get_exec_path()]
    for fd in (gate, failed):
        os.set_inheritable(fd, True)
    words: list[str | bytes] = [HELD, *map(str, (gate, failed, len(paths))), *paths, *argv]
    with contextlib.suppress(OSError):  # too many arguments, a file system without programs
        os.execve(held, words, env)
    for fd in (gate, failed):
        os.set_inheritable(fd, False)


def tidy(log: str) -> None:
    """Remove the probe's file and its folder, which procviz was killed too early to do."""
    folder = os.path.dirname(log)
    if os.path.basename(folder).startswith("procviz-"):
        with contextlib.suppress(OSError):
            os.unlink(log)  # noqa: PTH108 - pathlib costs a start of Python 5 ms
            os.rmdir(folder)  # noqa: PTH106


def children() -> list[int]:
    """Return our children, also those in state Z (proc_pid_task(5); ps where there is no /proc)."""
    try:
        with open("/proc/thread-self/children", "rb") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        me = os.getpid()
        with os.popen("ps -A -o pid= -o ppid=") as table:
            rows = [line.split() for line in table]
        return [int(row[0]) for row in rows if int(row[1]) == me]


def dead_child() -> tuple[int, int]:
    """Return PID and wait(2) status of a child to be reaped, 0 if none is dead.

    Raises ChildProcessError without children.  Where there is no waitid(2) it is reaped by this.
    """
    if not hasattr(os, "waitid"):
        return os.waitpid(-1, os.WNOHANG)
    found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    if found is None:
        return 0, 0
    if found.si_code == os.CLD_EXITED:
        return found.si_pid, found.si_status << 8
    return found.si_pid, found.si_status | (0x80 if found.si_code == os.CLD_DUMPED else 0)


def tracer_of(pid: int) -> int:
    """Return who traces a process (proc_pid_status(5)), 0 for nobody."""
    with open(f"/proc/{pid}/status", "rb") as file:
        return int(file.read().partition(b"\nTracerPid:")[2].split()[0])


def lives(pid: int) -> bool:
    """Tell whether a process still runs code (proc_pid_stat(5))."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b") ")[2][:1] not in (b"Z", b"X", b"")
    except OSError:
        return False


def kill_group(pid: int, signum: int) -> None:
    """Signal a child and its whole process group, never our own, waking it if it is stopped."""
    try:
        group = os.getpgid(pid)
    except OSError:
        group = 0
    for action in (signum, signal.SIGCONT):
        with contextlib.suppress(OSError):
            if group > 1 and group != os.getpgid(0):
                os.killpg(group, action)
            else:
                os.kill(pid, action)


def main() -> None:
    """Start as the text at the top says."""
    control, gate, out, err, stdin = map(int, sys.argv[1:6])
    dashes = sys.argv.index("--", 6)
    given, argv = sys.argv[6:dashes], sys.argv[dashes + 1 :]
    trace, note = map(int, given[:2] or (-1, -1))
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    for fd in (control, gate, out, err, stdin, trace, note):
        if fd > 2:
            os.set_inheritable(fd, False)
    Warden(control, trace, note).run(argv, gate, out, err, stdin, given[2:])


if __name__ == "__main__":
    main()
