"""``--strace`` against what strace wrote, read by a reader of its own.

Tracers do not nest, so the truth is the text itself that our source got: once through procviz, once
through ``tests/truth.py``, which shares no code with it.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast
from unittest import mock

from procviz import events as ev
from procviz.events import Event
from procviz.session import Program
from procviz.sources.strace import StraceSource
from tests.fidelity.compare import KINDS, LIMIT, Kind, Result, kind, ours
from tests.fidelity.order import violations
from tests.real import of, running
from tests.truth import parse

TOLD = tuple(what for what in KINDS if what != "handled")  # what Python runs is the probe's matter
_STAMP = re.compile(r"^(\d+ +)[\d.]+ \(\+ *[\d.]+\) ")
_TOOK = re.compile(r" <(?:[\d.]+|unavailable)>$")
_PIDFD = re.compile(r"pidfd_send_signal\(\d+<pid:(\d+)>")
_DECODED = re.compile(r"(?<=\d)<(?!unfinished|pid changed)[^<>]*>")
_EXECED = re.compile(r"(\d+) +(?:execve\(.*|<\.\.\. execve resumed>.*)\) += 0$")


class _Kept(deque[bytes]):
    """Remembers all that ever went through."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[bytes] = []

    def append(self, data: bytes) -> None:
        self.all.append(data)
        super().append(data)


@contextmanager
def keeping() -> Iterator[None]:
    """Let every source of strace remember what it read."""
    begin = StraceSource.__init__

    def init(self: StraceSource) -> None:
        begin(self)
        self._chunks = _Kept()

    with mock.patch.object(StraceSource, "__init__", init):
        yield


def compare(program: Program, out: Path) -> Result:
    """Run a program with ``--strace``, within `keeping`; strace's lines go to the file ``out``."""
    with running(replace(program, strace=True)) as run:
        source = run._observer._strace
        assert source is not None
        assert run.wait(LIMIT), f"it did not end within {LIMIT} s"
        log = run.take()
    lines = b"".join(cast(_Kept, source._chunks).all).decode("utf-8", "surrogateescape")
    out.write_text(lines, errors="surrogateescape")
    return difference(lines.splitlines(), log)


def difference(lines: list[str], log: list[Event]) -> Result:
    """Compare a log with the text of strace that it comes from."""
    root = log[0].pid
    truth = parse(_programs(lines, root), group=root)
    truth.spawned.pop((0, root), None)
    helpers = {e.pid for e in of(log, ev.Reaped) if "launch" in e.source}
    seen = ours(log, helpers, traced=True)
    for e in of(log, ev.RunEnded):
        seen.exited[e.pid, e.signal or str(e.code)] += 1
    truth.execed, seen.execed = +truth.execed, +seen.execed
    kinds = {what: kind(getattr(truth, what), getattr(seen, what)) for what in TOLD}
    kinds["handled"] = Kind(0, Counter(), Counter())
    return Result(kinds, 0, violations(log), log)


def _programs(lines: list[str], root: int) -> list[str]:
    """Return the lines as ``parse`` knows them, from after the program's own exec on.

    What strace and the tool that waits for it do before is nothing of the program's.
    """
    plain = []
    for line in lines:
        text = _TOOK.sub("", _STAMP.sub(r"\1", line))
        plain.append(_DECODED.sub("", _PIDFD.sub(r"kill(\1", text)))
    execs = [i for i, t in enumerate(plain) if (m := _EXECED.match(t)) and int(m[1]) == root]
    return plain[execs[1] + 1 :]
