"""Samples of a tree that changes while it is looked at."""

import os
import subprocess
from pathlib import Path

import pytest

from procviz import events as ev
from procviz.sources import polling
from tests.real import LIMIT, descendants, of, until

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")


def test_a_child_that_the_kernel_left_out_of_its_list_is_not_dead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    child = subprocess.Popen(["sleep", str(LIMIT)])
    try:
        source = polling.PollingSource(os.getpid(), child.pid)
        source.hurry(at_once=True)
        source.poll()
        real = polling._children
        monkeypatch.setattr(polling, "_children", lambda _: [])  # as when a sibling just exited
        source.hurry(at_once=True)
        assert not of(source.poll(), ev.Exited, ev.Reaped)
        monkeypatch.setattr(polling, "_children", real)
        child.kill()
        child.wait()
        until(lambda: child.pid not in {key.pid for key in descendants(os.getpid())})
        source.hurry(at_once=True)
        gone = source.poll()
        assert [type(e) for e in of(gone, ev.Exited, ev.Reaped)] == [ev.Exited, ev.Reaped]
        assert not any(e.exact for e in gone)
    finally:
        child.kill()
        child.wait()
