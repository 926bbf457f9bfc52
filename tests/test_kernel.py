"""The kernel's messages in, events out, with a connector that says what we like."""

import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from procviz import events as ev
from procviz.events import Event
from procviz.sources import kernel, kernel_waiting, netlink
from procviz.sources.facts import command
from procviz.sources.netlink import EXEC, EXIT, FORK, Message
from tests.fidelity.order import violations
from tests.real import of, until

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs pidfds")
ME = os.getpid()


class Connector:
    """Gives one batch a read."""

    def __init__(self, *batches: list[Message]) -> None:
        self.batches = list(batches)
        self.lost = 0

    def read(self) -> list[Message]:
        return self.batches.pop(0) if self.batches else []

    def fileno(self) -> int:
        return -1

    def close(self) -> None:
        pass


def source(monkeypatch: pytest.MonkeyPatch, *batches: list[Message]) -> kernel.KernelSource:
    monkeypatch.setattr(netlink, "Connector", lambda: Connector(*batches))
    found = kernel.KernelSource()
    found.start()
    found.adopt(os.getpid())
    return found


def now(offset: int = 0) -> int:
    return kernel.time.monotonic_ns() + offset


def test_command_line_read_after_another_exec_is_not_given_to_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    me = os.getpid()
    first, second = Message(EXEC, now(), me, me), Message(EXEC, now(1), me, me)
    for batches in ([[first, second]], [[first], [second]]):
        kernel_source = source(monkeypatch, *batches)
        found = [e for e in kernel_source.poll() if isinstance(e, ev.Execed)]
        kernel_source.stop()
        assert [bool(e.argv) for e in found] == [False, True]


def test_exit_that_overtook_its_fork_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    me = os.getpid()
    monkeypatch.setattr(kernel_waiting, "PATIENCE", 10**12)  # however long this test is put aside
    with subprocess.Popen([sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE) as child:
        t = now()
        gone = Message(EXIT, t, child.pid, child.pid, status=3 << 8)
        born = Message(FORK, t - 1000, me, me, child.pid, child.pid)
        kernel_source = source(monkeypatch, [gone], [born])
        assert kernel_source.poll() == []
        found = kernel_source.poll()
        kernel_source.stop()
        child.kill()
    told = [(type(e), e.pid) for e in found]
    assert told == [(ev.Spawned, me), (ev.Exited, child.pid)]


def test_overflow_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel_source = source(monkeypatch)
    assert isinstance(kernel_source._connector, Connector)
    kernel_source._connector.lost = 2
    assert [type(e) for e in kernel_source.poll()] == [ev.Lost]
    assert kernel_source.poll() == []
    kernel_source.stop()


def test_strangers_and_threads_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    thread = Message(FORK, now(), os.getppid(), os.getppid(), 4_000_001, ME)
    stranger = Message(EXEC, now() - 10**10, 4_000_002, 4_000_002)
    kernel_source = source(monkeypatch, [thread, stranger])
    assert kernel_source.poll() == []
    kernel_source.stop()


@contextmanager
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A process that lives until its standard input ends."""
    words = [sys.executable, "-S", "-c", "input()"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        yield process
        process.kill()


def told(events: list[Event]) -> list[tuple[str, int]]:
    """Return kinds, and who it is about."""
    return [(type(e).__name__, getattr(e, "child", e.pid)) for e in events]


def born(pid: int, t: int) -> Message:
    return Message(FORK, t, ME, ME, pid, pid)


def test_a_process_ends_with_its_last_thread_and_that_ones_status(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with child() as process:
        pid, t, grandparent = process.pid, now(), os.getppid()
        kernel_source = source(
            monkeypatch,
            # as the kernel does: the parent of a thread is the parent of its process
            [born(pid, t), Message(FORK, t + 1, ME, ME, pid + 1, pid)],
            [Message(EXIT, t + 2, pid, pid, status=0)],  # pthread_exit in the first thread
            [Message(FORK, t + 3, grandparent, grandparent, pid + 2, pid)],
            [Message(EXIT, t + 4, pid + 1, pid, status=0)],
            [Message(EXIT, t + 5, pid + 2, pid, status=5 << 8)],
        )
        found = [kernel_source.poll() for _ in range(5)]
        kernel_source.stop()
    assert [told(events) for events in found] == [
        [("Spawned", pid)], [], [], [], [("Exited", pid)],
    ]  # fmt: skip
    assert found[-1][0].code == 5
    assert found[-1][0].t == t + 5


def test_exec_from_a_second_thread_is_no_death(monkeypatch: pytest.MonkeyPatch) -> None:
    with child() as process:
        pid, t = process.pid, now()
        kernel_source = source(
            monkeypatch,
            [
                born(pid, t),
                Message(FORK, t + 1, ME, ME, pid + 1, pid),
                Message(FORK, t + 2, ME, ME, pid + 2, pid),
                Message(EXIT, t + 3, pid + 2, pid, status=9),
                Message(EXIT, t + 4, pid, pid, status=9),  # the first thread gives its PID away
                Message(EXEC, t + 5, pid, pid),
            ],
            [],  # read again after the exec
            [Message(EXIT, t + 6, pid, pid, status=7 << 8)],
        )
        found = kernel_source.poll() + kernel_source.poll()
        kernel_source.stop()
    assert told(found) == [("Spawned", pid), ("Execed", pid), ("Exited", pid)]
    assert found[-1].code == 7


def test_pid_used_again_within_a_batch_is_two_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    with child() as process:
        pid, t = process.pid, now()
        kernel_source = source(
            monkeypatch,
            [
                born(pid, t - 9),
                Message(EXIT, t - 8, pid, pid, status=3 << 8),
                born(pid, t),
            ],
            [Message(EXIT, t + 1, pid, pid, status=4 << 8)],
        )
        first, second = kernel_source.poll(), kernel_source.poll()
        kernel_source.stop()
    assert told(first) == [(k, pid) for k in ("Spawned", "Exited", "Reaped", "Spawned")]
    _, _, reaped, again = first
    assert (reaped.exact, reaped.within) == (False, (t - 8, t))
    assert again.child_start != 0  # only the second one can be asked
    assert reaped.child_start == first[0].child_start == 0
    assert [(e.code, e.start) for e in second] == [(4, again.child_start)]


def test_pid_used_again_while_the_news_of_the_reap_is_on_its_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernel_source = source(monkeypatch)
    with child() as process:
        pid, t = process.pid, now()
        kernel_source._connector.batches = [[born(pid, t)]]
        assert told(kernel_source.poll()) == [("Spawned", pid)]
        process.kill()
        process.wait()
        kernel_source._connector.batches = [
            [Message(EXIT, t + 1, pid, pid, status=9), born(pid, now())]
        ]
        found = kernel_source.poll()
        assert told(found)[:3] == [(k, pid) for k in ("Exited", "Reaped", "Spawned")]
        assert found[1].exact  # by its pidfd
        assert found[1].signal == "SIGKILL"
    kernel_source.stop()


def test_news_of_an_earlier_owner_of_the_pid_is_not_the_new_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with child() as process:
        pid, t = process.pid, now()
        kernel_source = source(
            monkeypatch, [Message(EXIT, t - 5, pid, pid)], [born(pid, t)], [], []
        )
        found = [e for _ in range(3) for e in kernel_source.poll()]
        kernel_source.stop()
    assert told(found) == [("Spawned", pid)]


def test_reap_that_came_before_its_pidfd_has_an_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    with child() as process:
        pid, t = process.pid, now()
    kernel_source = source(
        monkeypatch, [born(pid, t), Message(EXIT, t + 5, pid, pid, status=2 << 8)]
    )
    reap = kernel_source.poll()[-1]
    kernel_source.stop()
    assert isinstance(reap, ev.Reaped)
    assert not reap.exact
    assert reap.within is not None
    assert reap.within[0] == t + 5
    assert reap.within[1] == reap.t


def test_reap_of_who_ignores_its_children_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import os, signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        "if child: print(child, flush=True)\n"
        "input()"
    )
    words = [sys.executable, "-S", "-c", code]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        grandchild, t = int(process.stdout.readline()), now()
        made = Message(FORK, t + 1, process.pid, process.pid, grandchild, grandchild)
        kernel_source = source(monkeypatch, [born(process.pid, t), made])
        kernel_source.poll()
        os.kill(grandchild, signal.SIGKILL)
        found: list[Event] = []
        until(lambda: found.extend(kernel_source.poll()) or of(found, ev.Reaped))
        kernel_source.stop()
        process.kill()
    assert [(e.pid, e.child) for e in of(found, ev.Reaped)] == [(grandchild, grandchild)]


# -- messages that were lost ----------------------------------------------------------------------


def test_what_was_missed_is_found_in_proc_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel_source = source(monkeypatch)
    before = now()
    with child() as process:
        kernel_source._connector.lost = 1
        found = kernel_source.poll()
        assert told(found)[:2] == [("Lost", 0), ("Spawned", process.pid)]
        spawned = found[1]
        assert (spawned.exact, spawned.pid) == (False, ME)
        assert spawned.within is not None
        assert spawned.within[0] < before < spawned.within[1]
        # its fork's message comes after all: told already
        began = spawned.child_start * 1_000_000_000 // os.sysconf("SC_CLK_TCK")
        suspended = time.clock_gettime_ns(time.CLOCK_BOOTTIME) - time.monotonic_ns()
        kernel_source._connector.batches = [[born(process.pid, began - suspended + 5_000_000)]]
        assert of(kernel_source.poll(), ev.Spawned) == []
        t = now()
        kernel_source._connector.batches = [[Message(EXIT, t, process.pid, process.pid, status=9)]]
        process.kill()
        process.wait()
        assert told(kernel_source.poll()) == [("Exited", process.pid), ("Reaped", process.pid)]
    kernel_source.stop()


def test_exec_and_death_that_were_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["sh", "-c", "read x; exec sh -c 'read y; exit 5'"]
    with subprocess.Popen(words, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        until(lambda: command(process.pid))  # Popen returns when it has no arguments yet
        pid, t = process.pid, now()
        kernel_source = source(monkeypatch, [born(pid, t), Message(EXEC, t + 1, pid, pid)], [])
        assert told(kernel_source.poll()) == [("Spawned", pid), ("Execed", pid)]
        process.stdin.write(b"x\n")
        process.stdin.flush()
        until(lambda: command(pid)[-1:] == ("read y; exit 5",))
        kernel_source._connector.lost = 1
        found = kernel_source.poll()
        assert told(found) == [("Lost", 0), ("Execed", pid)]
        assert (found[1].exact, found[1].argv[-1]) == (False, "read y; exit 5")
        process.stdin.write(b"y\n")
        process.stdin.close()
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # a zombie now
        kernel_source._connector.lost = 1
        exited = of(kernel_source.poll(), ev.Exited)
        assert [(e.pid, e.code) for e in exited] == [(pid, 5)]
        process.wait()
        assert told(kernel_source.poll()) == [("Reaped", pid)]
    kernel_source.stop()


def test_dead_and_gone_while_messages_were_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    with child() as process:
        kernel_source = source(monkeypatch, [born(process.pid, now())])
        kernel_source.poll()
    kernel_source._connector.lost = 1
    found = kernel_source.poll()
    kernel_source.stop()
    assert told(found) == [("Lost", 0), ("Exited", process.pid), ("Reaped", process.pid)]
    assert found[1].signal == found[2].signal == "SIGKILL"


OVERFLOW = """
import os
children = []
for i in range(400):
    child = os.fork()
    if child == 0:
        if i % 40 == 0:
            os.read(0, 1)
        os._exit(i % 7)
    children.append(child)
print(flush=True)
for child in children:
    os.waitpid(child, 0)
"""


def test_a_queue_that_really_overflows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netlink, "_BUFFER", 4096)
    kernel_source = kernel.KernelSource()
    kernel_source.start()
    if not kernel_source.connected:
        kernel_source.stop()
        pytest.skip("this machine keeps the process connector closed")
    kernel_source.adopt(ME)
    log: list[Event] = [ev.RunBegan(pid=ME, argv=())]
    words = [sys.executable, "-S", "-c", OVERFLOW]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()  # meanwhile nobody reads the queue
        log += kernel_source.poll()
        assert of(log, ev.Lost)
        until(lambda: log.extend(kernel_source.poll()) or len(_alive(log, process.pid)) == 10)
        process.stdin.close()
        until(lambda: log.extend(kernel_source.poll()) or not _alive(log, process.pid))
        process.wait()
        until(lambda: log.extend(kernel_source.poll()) or process.pid in _reaped(log))
    kernel_source.stop()
    assert violations(log) == []
    assert all(e.within for e in of(log, ev.Spawned, ev.Exited) if not e.exact)
    guessed = {e.child for e in of(log, ev.Spawned) if not e.exact}
    assert guessed  # and they went on being observed
    assert guessed <= _reaped(log)


def _reaped(log: list[Event]) -> set[int]:
    return {e.child for e in of(log, ev.Reaped)}


def _alive(log: list[Event], parent: int) -> set[int]:
    children = {e.child for e in of(log, ev.Spawned) if e.pid == parent}
    return children - {e.pid for e in of(log, ev.Exited)}


@pytest.mark.parametrize("length", range(0, 76, 4))
def test_short_datagrams_are_nothing(length: int) -> None:
    assert netlink.parse(b"\0" * length) is None


def datagram(what: int, *words: int) -> bytes:
    """Return a message as the kernel sends it: nlmsghdr, cn_msg, proc_event (<linux/cn_proc.h>)."""
    body = struct.pack("=IIQ", what, 0, 77) + struct.pack(f"={len(words)}i", *words)
    body = body.ljust(40, b"\0")
    message = struct.pack("=IIIIHH", 1, 1, 0, 0, len(body), 0) + body
    return struct.pack("=IHHII", 16 + len(message), 3, 0, 0, 0) + message


def test_messages_of_the_kernel_are_read() -> None:
    assert netlink.parse(datagram(FORK, 5, 4, 7, 6)) == Message(FORK, 77, 5, 4, 7, 6)
    assert netlink.parse(datagram(EXEC, 5, 4)) == Message(EXEC, 77, 5, 4)
    exit_ = Message(EXIT, 77, 5, 4, status=3 << 8)
    assert netlink.parse(datagram(EXIT, 5, 4, 3 << 8, 17, 1, 1)) == exit_
    assert netlink.parse(datagram(netlink.SID, 5, 4)) == Message(netlink.SID, 77, 5, 4)


@pytest.mark.parametrize("what", [0, 0x4, 0x40, 0x100, 0x200, 0x40000000])
def test_messages_that_do_not_concern_us_are_nothing(what: int) -> None:
    """Acknowledgements, UID, GID, PTRACE, COMM and COREDUMP."""
    assert netlink.parse(datagram(what, 5, 4, 1, 1)) is None
