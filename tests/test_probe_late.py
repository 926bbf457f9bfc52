"""With the native part most of the probe is loaded when the program first does what it observes."""

import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from procviz.events import Event, Exiting, LineReached, Lost, SignalSent, Spawned
from procviz.sources.probe import DOOR, PROBE, ProbeSource
from tests.probed import LIMIT, plain_environment, probe_argv
from tests.tools import need_native

# what is loaded for programs that import much and use nothing of it
FIRST = "_procviz_names.py", "_procviz_start.py", "_procviz_late.py"
IDLE = """
import logging, queue, socket, subprocess, threading
logging.getLogger("x").warning("no more than this")
for _ in range(20):
    total = sum(range(10))
"""
USES = {
    "a thread": "import threading; t = threading.Thread(target=int); t.start(); t.join()",
    "a queue": "import queue; queue.Queue().put(1)",
    "a socket": "import socket; socket.socket().close()",
    "a program": "import subprocess; subprocess.run(['true'])",
    "a fork": "import os; os.fork() or os._exit(0); os.wait()",
    "a signal": "import os; os.kill(os.getpid(), 0)",
    "an exit": "import sys; sys.exit(0)",
    "an audit hook": "import sys; sys.addaudithook(lambda *_: None)",
    "an exec": "import os; os.execvp('true', ['true'])",
}
# what a program may do to all that Python imports with, before it forks for the first time
SPOILT = {
    "imports are refused": """
        import builtins
        def refuse(*args, **kwargs):
            raise RuntimeError("no imports here")
        builtins.__import__ = refuse
        """,
    "all modules are forgotten": """
        for holder in sys.modules, sys.meta_path, sys.path_hooks, sys.path, sys.path_importer_cache:
            holder.clear()
        """,
    "files are loaded by the program": """
        from importlib.machinery import SourceFileLoader
        def refuse(*args, **kwargs):
            raise RuntimeError("not by this")
        SourceFileLoader.get_code = SourceFileLoader.get_data = refuse
        """,
    "built-in functions are others": """
        import builtins
        for name in "open", "exec", "compile", "getattr", "dict", "__build_class__", "len":
            setattr(builtins, name, None)
        """,
}
LAST = """
import os, signal
class Last:
    def __del__(self, kill=os.kill, me=os.getpid(), number=signal.SIGWINCH):
        kill(me, number)
last = Last()
"""
Run = Callable[[str], list[Event]]


def without_pipes(tmp_path: Path, code: str, probe: Path = DOOR, lines: bool = True) -> list[Event]:
    """Run a text; a program that is given a pipe is observed in full from the start."""
    source = ProbeSource(tmp_path / "probe.log", lines=lines)
    source.start()
    try:
        env = {**source.environment(plain_environment()), "PYTHONPATH": str(probe)}
        with (tmp_path / "err").open("w+") as err:
            done = subprocess.run(
                [sys.executable, "-c", code], env=env, timeout=LIMIT, stderr=err,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            err.seek(0)
            text = err.read()
        assert done.returncode == 0, text
        assert "Traceback" not in text
        return source.poll()
    finally:
        source.stop()


@pytest.fixture
def first_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs a text with no more of the probe than every program loads."""
    need_native()
    monkeypatch.delenv("PROCVIZ_NATIVE", raising=False)
    folder = tmp_path / "probe"
    shutil.copytree(DOOR, folder / DOOR.name)
    for name in FIRST:
        shutil.copy(PROBE / name, folder)
    return lambda code: without_pipes(tmp_path, code, folder / DOOR.name)


@pytest.mark.parametrize("lines", [False, True])
def test_a_file_that_got_the_number_of_the_log_is_let_alone(lines: bool, tmp_path: Path):
    mine = tmp_path / "mine"
    code = f"""if True:
        import os
        os.closerange(3, 4096)
        file = os.open({str(mine)!r}, os.O_RDWR | os.O_CREAT)
        for number in range(900, 1024):
            os.dup2(file, number)
    """
    log = without_pipes(tmp_path, code, lines=lines)
    assert mine.read_bytes() == b""
    assert [(e.how, e.code) for e in log if isinstance(e, Exiting)] == [("end of script", 0)]
    assert not [e for e in log if isinstance(e, Lost)]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="a line that repeats loads more on 3.11")
def test_a_program_that_only_imports_loads_no_more(first_stage: Run):
    log = first_stage(IDLE)
    assert not [e for e in log if isinstance(e, Lost)]
    assert [(e.how, e.code) for e in log if isinstance(e, Exiting)] == [("end of script", 0)]


@pytest.mark.parametrize("use", USES)
def test_where_the_rest_cannot_be_loaded_that_is_told_and_the_program_runs(
    use: str, first_stage: Run
):
    lost = [e for e in first_stage(USES[use]) if isinstance(e, Lost)]
    assert lost
    assert "loading" in lost[0].why


@pytest.mark.parametrize("spoilt", SPOILT)
@pytest.mark.parametrize("native", ["0", "1"])
def test_what_the_program_has_done_to_imports_does_not_matter(
    native: str, spoilt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PROCVIZ_NATIVE", native)
    code = f"""
import os, sys
{textwrap.dedent(SPOILT[spoilt])}
pid = os.fork()
if not pid:
    os._exit(3)
os.waitpid(pid, 0)
"""
    log = without_pipes(tmp_path, code)
    assert not [e for e in log if isinstance(e, Lost)]
    assert len([e for e in log if isinstance(e, Spawned)]) == 1
    assert [e.code for e in log if isinstance(e, Exiting)] == [3, 0]


@pytest.mark.parametrize("native", ["0", "1"])
def test_a_signal_that_is_sent_while_python_takes_its_modules_apart_is_no_secret(
    native: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PROCVIZ_NATIVE", native)
    log = without_pipes(tmp_path, LAST)
    sent, lost = ([e for e in log if isinstance(e, kind)] for kind in (SignalSent, Lost))
    assert len(sent) + len(lost) == 1
    assert not lost or "takes its modules apart" in lost[0].why


def pythons() -> list[str]:
    """Return the Pythons of this machine in which subprocess's helper is built in: Debian's."""
    found = []
    for version in ("", "3.11", "3.12", "3.13"):
        path = shutil.which(f"python{version or 3}", path="/usr/bin:/usr/local/bin")
        code = "import sys; print(sys.version_info >= (3, 11), *sys.builtin_module_names)"
        if path and path not in found:
            words = subprocess.run([path, "-c", code], capture_output=True, text=True, check=True)
            if {"True", "_posixsubprocess"} <= set(words.stdout.split()):
                found.append(path)
    return found


@pytest.mark.parametrize("native", ["0", "1"])
def test_spawns_of_a_python_with_a_built_in_posixsubprocess(
    native: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    found = pythons()
    if not found:
        pytest.skip("needs a Python whose _posixsubprocess is built in, as Debian's")
    monkeypatch.setenv("PROCVIZ_NATIVE", native)
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\nassert '_posixsubprocess' not in sys.modules\n"
        "import subprocess\nsubprocess.run(['true'])\n"
    )
    probed = probe_argv(tmp_path, [found[0], str(script)], script)
    assert probed.ended == (0, "", "")
    assert len(probed.of(Spawned)) == 1
    assert {e.where and e.where.line for e in probed.of(LineReached)} == {1, 2, 3, 4}
