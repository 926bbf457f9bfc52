"""The kernel's messages in, events out, with a connector that says what we like."""

import os
import subprocess
import sys

import pytest

from procviz import events as ev
from procviz.sources import kernel, netlink
from procviz.sources.netlink import EXEC, EXIT, FORK, Message


class Connector:
    """Gives one batch a read."""

    def __init__(self, *batches: list[Message]) -> None:
        self.batches = list(batches)
        self.lost = 0

    def read(self) -> list[Message]:
        return self.batches.pop(0) if self.batches else []

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


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs pidfds")
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


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs pidfds")
def test_exit_that_overtook_its_fork_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    me = os.getpid()
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


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs pidfds")
def test_overflow_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel_source = source(monkeypatch)
    assert isinstance(kernel_source._connector, Connector)
    kernel_source._connector.lost = 2
    assert [type(e) for e in kernel_source.poll()] == [ev.Lost]
    assert kernel_source.poll() == []
    kernel_source.stop()


def test_strangers_and_threads_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    me = os.getpid()
    thread = Message(FORK, now(), me, me, 4_000_001, me)
    stranger = Message(EXEC, now() - 10**10, 4_000_002, 4_000_002)
    kernel_source = source(monkeypatch, [thread, stranger])
    assert kernel_source.poll() == []
    kernel_source.stop()


@pytest.mark.parametrize("length", range(0, 76, 4))
def test_short_datagrams_are_nothing(length: int) -> None:
    assert netlink.parse(b"\0" * length) is None
