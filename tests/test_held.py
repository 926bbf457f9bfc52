"""The first process of a run before it is the program: with the small program in C, and without."""

import json
import os
import re
import select
import signal
import sys
from pathlib import Path

import pytest

from procviz import events as ev
from procviz.launch import Launch
from procviz.session import Program
from procviz.warden import HELD
from tests.real import LIMIT, of, record, running
from tests.tools import need_native

ROOT = Path(__file__).parent.parent
SEEN = """
import json, os, sys
status = open("/proc/self/status").read().splitlines()
kept = "SigP", "SigB", "SigI", "SigC", "Shd", "Name", "NoNewPrivs"  # SigQ is of all of the user's
signals = [line for line in status if line.startswith(kept)]
fds = {fd: os.path.exists(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")}
words = [os.fsencode(word).hex() for word in sys.argv]
leads = os.getsid(0) == os.getpgrp() == os.getpid()
environ = open("/proc/self/environ", "rb").read().split(b"\\0")
theirs = sorted(entry.hex() for entry in environ if not entry.startswith(b"PROCVIZ_"))
print(json.dumps([signals, fds, words, leads, os.getcwd(), theirs, sys.orig_argv[0]]))
"""
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")
WAYS = "held", "python"


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    choose(request.param, monkeypatch)
    return str(request.param)


def choose(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "python":
        monkeypatch.setenv("PROCVIZ_NATIVE", "0")
        return
    need_native()
    assert os.access(ROOT / "procviz" / HELD, os.X_OK)
    monkeypatch.delenv("PROCVIZ_NATIVE", raising=False)


def test_program_finds_everything_as_without_the_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    words = "", "two words", os.fsdecode(b"\xff\xfe"), "-x"
    monkeypatch.setenv("ODD NAME!", "a\nb")
    monkeypatch.setenv("EMPTY", "")
    seen = {}
    for way in WAYS:
        choose(way, monkeypatch)
        # -I: it is about the program itself, and not about the probe
        log = record(Program(argv=(sys.executable, "-I", "-c", SEEN, *words), cwd=str(tmp_path)))
        told = "".join(e.text for e in of(log, ev.Wrote) if e.fd == 1)  # in two writes if long
        seen[way] = json.loads(re.sub(r"procviz-\w+", "", told))
    assert seen["held"] == seen["python"]
    assert seen["held"][2][1:] == [os.fsencode(word).hex() for word in words]


@pytest.mark.usefixtures("way")
def test_first_process_waits_and_is_of_this_name_only_then():
    with running(Program(argv=("sleep", "0"))) as run:
        assert run.wait(LIMIT)
        log = run.take()
    assert isinstance(log[0], ev.RunBegan)
    assert [e.code for e in of(log, ev.RunEnded)] == [0]
    assert not of(log, ev.Lost)
    # neither that it becomes the small program nor that this becomes what was asked for: RunBegan
    assert not of(log, ev.Execed)


@pytest.mark.usefixtures("way")
def test_who_is_not_let_go_runs_nothing(tmp_path: Path):
    launch = Launch()
    root = launch.start(("touch", str(tmp_path / "made")), os.environ)
    with os.fdopen(os.pidfd_open(root)) as over:
        launch.end()
        assert select.select([over], [], [], LIMIT)[0]
    assert not (tmp_path / "made").exists()


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("let_go", [False, True])
def test_first_process_dies_with_its_helper(let_go: bool):
    launch = Launch()
    root = launch.start(("sleep", str(LIMIT)), os.environ)
    try:
        if let_go:
            launch.go()
        with os.fdopen(os.pidfd_open(root)) as over:
            os.kill(launch.helper, signal.SIGKILL)  # our end of the gate stays open
            assert select.select([over], [], [], LIMIT / 2)[0]
    finally:
        launch.end()


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with others that are PATH, with files of the name ``tool`` in some."""
    for name in ("none", "locked", "text", "good"):
        (tmp_path / name).mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "locked" / "tool").write_text("#!/bin/sh\nexit 3\n")
    (tmp_path / "text" / "tool").write_text("exit 4\n")
    (tmp_path / "text" / "tool").chmod(0o755)
    (tmp_path / "good" / "tool").write_text("#!/bin/sh\nexit 5\n")
    (tmp_path / "good" / "tool").chmod(0o755)
    return tmp_path


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    ("path", "ended", "said"),
    [
        ("none good", 5, ""),
        ("file none good", 5, ""),
        ("locked good", 5, ""),
        ("none", None, "No such file or directory"),
        ("none file", None, "Not a directory"),
        ("locked none", None, "Permission denied"),
        ("text good", 5, ""),
        ("text none", None, "Exec format error"),
    ],
)
def test_search_of_path_is_that_of_python(
    path: str, ended: int | None, said: str, folders: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", os.pathsep.join(str(folders / name) for name in path.split()))
    with running(Program(argv=("tool",))) as run:
        assert run.wait(LIMIT)
        assert run.failure == (f"Cannot run tool: {said}." if said else "")
        log = run.take()
    if ended is not None:
        assert [e.code for e in of(log, ev.RunEnded)] == [ended]
