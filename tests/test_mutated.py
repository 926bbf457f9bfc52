"""Recordings after accidents: a small sample of ``python -m tests.mutated``; and a kill -9."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procviz import recording
from procviz.codec import KINDS
from procviz.recording import BadRecording
from procviz.recording.header import header_line
from tests import mutated
from tests.examples import examples
from tests.real import LIMIT, descendants, gone, until
from tests.test_recording import HEADER


@pytest.mark.parametrize("seed", range(0, 20, 10))
def test_accidents_crash_nothing(tmp_path: Path, seed: int) -> None:
    for one in range(seed, seed + 10):
        mutated.trial(one, tmp_path)


# what earlier trials found
@pytest.mark.parametrize(
    "lines",
    [
        [{"kind": "wrote", "pid": 4200, "fd": 1, "data": "abcde"}],
        [{"kind": "sampled", "pid": 4200, "facts": {"cpu": [], "rss": ""}}],
        [{"kind": "sampled", "pid": 4200, "facts": {"private": 5}}],
        [{"kind": "sampled", "pid": 4200, "facts": {"fds": {"²": "pipe:[1]"}}}],
        [{"kind": "timer_armed", "pid": 4200, "signal": "x", "seconds": 10**400}],
        [
            {"kind": "pipe_opened", "pid": 4200, "read": 3, "write": 4, "object": "p"},
            {"kind": "pipe_opened", "pid": 4200, "read": 3, "write": 3, "object": "p"},
            {"kind": "fd_closed", "pid": 4200, "fd": 4},
        ],
    ],
)
def test_nonsense_that_was_found(tmp_path: Path, lines: list[dict]) -> None:
    path = tmp_path / "a.procviz"
    began = {"kind": "run_began", "pid": 4200, "argv": ["a"]}
    path.write_text("\n".join([header_line(HEADER), *map(json.dumps, [began, *lines])]) + "\n")
    for seed in range(2):
        mutated.examine(path, random.Random(seed))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
NAMES = st.sampled_from(["pid", "t", "seq", "child", "fd", "object", "where", "facts", "within"])
LINES = st.builds(
    lambda kind, rest: json.dumps({**rest, "kind": kind}).encode(),
    st.sampled_from([*KINDS]),
    st.dictionaries(NAMES | st.text(max_size=4), VALUES, max_size=6),
)


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.binary(max_size=60) | LINES, max_size=8), st.integers(0, 9))
def test_any_bytes_after_a_header_are_events_or_told(
    tmp_path: Path, lines: list[bytes], seed: int
) -> None:
    path = tmp_path / "a.procviz"
    path.write_bytes(b"\n".join([header_line(HEADER).encode(), *lines]))
    found = recording.read(path)
    assert [event.seq for event in found.events] == list(range(1, len(found.events) + 1))
    mutated.examine(path, random.Random(seed))


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.binary(max_size=99) | LINES)
def test_any_bytes_are_a_recording_or_one_sentence(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.procviz"
    for start in (b"", b"\x1f\x8b\x08\x00", b'{"kind": "header", "format": 1, "x": '):
        path.write_bytes(start + raw)
        with contextlib.suppress(BadRecording):
            assert recording.read(path).header.helper == 0


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("name", ["a.procviz", "a.procviz.gz"])
def test_recording_of_a_procviz_that_was_killed_has_all_but_the_last_event(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    host = subprocess.Popen(
        [sys.executable, "-m", "procviz", "run", "-o", str(path), "--",
         "sh", "-c", "while :; do sleep 0.02; done"],
        stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
    )  # fmt: skip

    def events() -> int:
        assert host.poll() is None
        try:
            return len(recording.read(path).events)
        except BadRecording:  # not begun
            return 0

    try:
        until(lambda: events() > 20, 3 * LIMIT)
        keys = descendants(host.pid)
    finally:
        os.kill(host.pid, signal.SIGKILL)
        host.wait(LIMIT)
    until(lambda: all(map(gone, keys)))
    found = recording.read(path)
    assert len(found.events) > 20
    assert not list(found.events.damage())
    assert found.header.command[0] == "sh"
    assert not found.note or "is cut; the" in found.note
    for seed in range(2):
        mutated.examine(path, random.Random(seed))
