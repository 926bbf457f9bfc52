"""The probe's own modules come from their .pyc files only as long as these are of the sources."""

import builtins
import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from procviz.events import HandlerBegan, Lost, SignalSent
from tests.probed import LIMIT, plain_environment, probe

PROBE = Path(__file__).parent.parent / "procviz" / "probe"
WHERE = """
import os
call = type(os.fork).__dict__["__call__"].__get__(os.fork)
print(call.__code__.co_filename if hasattr(call, "__code__") else "")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a probe with .pyc files."""
    copy = tmp_path / "probe"
    shutil.copytree(PROBE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    run(copy)
    assert (copy / "__pycache__" / f"_procviz_boot.{sys.implementation.cache_tag}.pyc").exists()
    return copy


def run(probe: Path, *options: str) -> tuple[str, bytes]:
    """Return which file os.fork is of, and the log."""
    log = probe.parent / "log"
    log.write_bytes(b"")
    env = {**plain_environment(), "PYTHONPATH": str(probe / "site"), "PROCVIZ_LOG": str(log)}
    found = subprocess.run(
        [sys.executable, *options, "-c", WHERE],
        env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT,
    )  # fmt: skip
    assert (found.returncode, found.stderr) == (0, "")
    return found.stdout, log.read_bytes()


@pytest.mark.parametrize("options", [(), ("-O", "-B", "-X", "pycache_prefix=pyc")])
def test_changed_source_runs(folder: Path, options: tuple[str, ...]):
    boot = folder / "_procviz_boot.py"
    text = boot.read_text()
    assert "    parts.patch()\n" in text
    assert b"changed" not in run(folder, *options)[1]
    said = '    parts.patch()\n    log.emit("changed", None)\n'
    boot.write_text(text.replace("    parts.patch()\n", said))
    assert b"changed" in run(folder, *options)[1]


def test_moved_folder_is_told_by_its_new_name(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PROCVIZ_NATIVE", "0")  # a stand-in of C is of no file
    moved = folder.rename(folder.parent / "moved")
    where, log = run(moved)
    assert where == f"{moved}/_procviz_parts.py\n"
    assert log


def test_damaged_file_breaks_no_program(folder: Path):
    for file in (folder / "__pycache__").glob("_procviz_*.pyc"):
        file.write_bytes(file.read_bytes()[:40])
    run(folder)
    for file in (folder / "__pycache__").glob("_procviz_*.pyc"):
        file.write_bytes(b"")
    assert run(folder)[1]


def test_what_cannot_be_loaded_now_is_missed_aloud_and_loaded_later(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, resource, signal
        signal.signal(signal.SIGUSR1, lambda *_: None)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
        os.kill(os.getpid(), signal.SIGUSR1)
        os.kill(os.getpid(), signal.SIGUSR1)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        os.kill(os.getpid(), signal.SIGUSR1)
        """,
    )
    assert probed.ended == (0, "", "")
    assert len(probed.of(HandlerBegan)) == 3
    assert [e.where and e.where.line for e in probed.of(SignalSent)] == [9]
    (lost,) = probed.of(Lost)
    assert "loading signals" in lost.why


REFUSING = """
import os, sys
def refuse(event, args):
    if event in ("exec", "compile", "marshal.loads", "code.__new__", "open"):
        raise RuntimeError("refused: " + event)
sys.addaudithook(refuse)
ended = 0
for _ in range(20):
    child = os.fork()
    if child == 0:
        os._exit(3)
    ended += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(ended)
"""


def test_an_audit_hook_hears_of_no_loading_and_cannot_refuse_it(tmp_path: Path):
    assert probe(tmp_path, REFUSING).ended == (0, "60\n", "")


SLOW = "_procviz_slow"
made: list[str] = []
reached, go_on = threading.Event(), threading.Event()


def half_made(folder: Path, **others: Any) -> Any:
    """Return sitecustomize's loader; SLOW of this folder is half made until somebody waits for it.

    ``others``: what the loader finds as these modules.
    """
    made.clear()
    reached.clear()
    go_on.clear()
    (folder / f"{SLOW}.py").write_text(
        "program.made.append('begun')\nprogram.reached.set()\nprogram.go_on.wait()\nwhole = True\n"
    )
    text = (PROBE / "site" / "sitecustomize.py").read_text()
    space: dict[str, Any] = {"__name__": "elsewhere"}
    exec(compile(text, "sitecustomize.py", "exec"), space)
    names = "sys", "_imp", "_frozen_importlib_external", "_thread", "posix", "marshal"
    pausing = SimpleNamespace(sleep=lambda s: (go_on.set(), time.sleep(s)))
    known = {**{name: __import__(name) for name in names}, "time": pausing, **others}
    own = {**vars(builtins), "program": sys.modules[__name__]}
    return space["_loader"](str(folder), known, own)[0]


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Any]:
    """Return the loader while another thread makes SLOW."""
    load = half_made(tmp_path)
    other = threading.Thread(target=load, args=(SLOW,))
    other.start()
    assert reached.wait(LIMIT)
    yield load
    go_on.set()
    other.join(LIMIT)


def test_no_other_thread_is_given_half_a_module(slow: Any):
    assert slow(SLOW).whole
    assert made == ["begun"]


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_no_forked_process_is_given_half_a_module_of_its_parents(slow: Any):
    child = os.fork()
    if child == 0:  # the thread that makes it does not exist here
        with contextlib.suppress(BaseException):
            go_on.set()
            os._exit(not slow(SLOW).whole or len(made) != 2)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_two_threads_that_need_it_at_once_are_given_one_module(tmp_path: Path):
    both, here = threading.Barrier(2), set()

    def get_ident() -> int:  # asked for the first time: nobody has it, and nobody makes it
        me = threading.get_ident()
        if me not in here:
            here.add(me)
            both.wait(LIMIT)
        return me

    load = half_made(tmp_path, _thread=SimpleNamespace(get_ident=get_ident))
    with ThreadPoolExecutor(2) as pool:
        given = [pool.submit(load, SLOW) for _ in range(2)]
        try:
            assert next(as_completed(given, LIMIT)).result().whole
        finally:
            go_on.set()
        assert given[0].result() is given[1].result()
    assert made == ["begun"]
