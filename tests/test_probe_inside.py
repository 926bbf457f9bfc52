"""multiprocessing, pools, lines, buffering: what happens inside of the observed Pythons."""

import os
import socket
import sys
from pathlib import Path

import pytest

from procviz.events import (
    Execed,
    Exiting,
    LineReached,
    Named,
    Reaped,
    SignalSent,
    Spawned,
    TaskBegan,
    TaskEnded,
    WaitBegan,
    WaitEnded,
)
from procviz.sources.probe import ProbeSource
from tests.probed import LIMIT, Probed, plain_environment, probe, run

PROCESS = """
import multiprocessing as mp, sys, time
def work():
    sys.exit(3)
def sleeps(ready):
    ready.set()
    time.sleep(60)
if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    process = mp.Process(target=work, name="worker")
    process.start()
    process.join()
    ready = mp.Event()
    process = mp.Process(target=sleeps, args=(ready,))
    process.start()
    ready.wait()
    process.join(0.05)
    process.terminate()
    process.join(timeout=20)
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes(method: str, tmp_path: Path):
    probed = probe(tmp_path, PROCESS, method)
    me = probed.log[0].pid
    named = {e.name: e.pid for e in probed.of(Named)}
    assert {"worker", "Process-2"} <= set(named)
    first, second = named["worker"], named["Process-2"]
    joins = [e for e in probed.of(WaitBegan) if e.call == "Process.join"]
    assert [(e.target, e.timeout) for e in joins if e.where] == [
        (first, None), (second, 0.05), (second, 20.0)
    ]  # fmt: skip
    ends = [e for e in probed.of(WaitEnded) if e.call == "Process.join"]
    assert [(e.child, e.code, e.signal) for e in ends][:3] == [
        (first, 3, None), (0, None, None), (second, None, "SIGTERM")
    ]  # fmt: skip
    (terminated,) = [e for e in probed.of(SignalSent) if e.to == second]
    assert (terminated.pid, terminated.signal, terminated.where and terminated.where.line) == (
        me, "SIGTERM", 18
    )  # fmt: skip
    spawned = {e.child: e for e in probed.of(Spawned)}
    assert len(spawned) == len(probed.of(Spawned))
    reaped = {e.child: e for e in probed.of(Reaped)}
    assert reaped[first].code == 3
    assert reaped[second].signal == "SIGTERM"
    if method == "fork":
        assert {spawned[first].pid, spawned[second].pid} == {me}
        assert not probed.of(Execed)
    elif method == "spawn":
        assert {e.pid for e in probed.of(Execed)} >= {first, second}
    else:
        (server,) = {spawned[first].pid, spawned[second].pid}
        assert spawned[server].pid == me
    left = {e.pid: (e.how, e.code) for e in probed.of(Exiting)}
    assert left[first][1] == 3
    assert second not in left


POOL = """
import multiprocessing as mp
def square(n):
    return n * n
def fails(n):
    raise ValueError
if __name__ == "__main__":
    with mp.get_context("fork").Pool(2) as pool:
        pool.map(square, range(8), chunksize=2)
        try:
            pool.apply(fails, (1,))
        except ValueError:
            pass
        pool.close()
        pool.join()
"""


def test_tasks_of_a_pool(tmp_path: Path):
    probed = probe(tmp_path, POOL)
    workers = {e.pid for e in probed.of(Named) if "PoolWorker" in e.name}
    assert len(workers) == 2
    began, ended = probed.of(TaskBegan), probed.of(TaskEnded)
    assert {e.pid for e in began} <= workers
    squares = [e for e in began if e.function == "square"]
    assert sorted(e.index for e in squares) == [0, 1, 2, 3]
    assert {e.where and e.where.line for e in squares} == {3}
    assert sorted((e.pid, e.function, e.job, e.index) for e in began) == sorted(
        (e.pid, e.function, e.job, e.index) for e in ended
    )
    assert [(e.function, e.ok) for e in ended if not e.ok] == [("fails", False)]
    (join,) = probed.of(WaitBegan)
    assert (join.call, join.where and join.where.line) == ("Pool.join", 15)
    assert {e.child for e in probed.of(Reaped)} == workers


def lines(probed: Probed, pid: int = 0) -> list[int]:
    reached = probed.of(LineReached)
    return [e.where.line for e in reached if e.where and pid in (0, e.pid)]


def test_each_line_once_between_two_other_events(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import signal
        def add(n):
            total = 0
            for i in range(n):
                total += i
            return total
        add(100)
        add(100)
        signal.alarm(0)
        add(3)
        """,
    )
    assert lines(probed) == [2, 3, 8, 4, 5, 6, 7, 9, 10, 11, 4, 5, 6, 7]
    assert {e.where.file for e in probed.of(LineReached) if e.where} == {str(probed.script)}


def test_lines_of_a_module_of_ones_own_but_not_of_libraries(tmp_path: Path):
    (tmp_path / "mine.py").write_text("import json\ndef f():\n    return json.dumps([1])\n")
    probed = probe(tmp_path, "import mine\nmine.f()\n")
    files = [(Path(e.where.file).name, e.where.line) for e in probed.of(LineReached) if e.where]
    assert files == [
        ("script.py", 1),
        ("mine.py", 1),
        ("mine.py", 2),
        ("script.py", 2),
        ("mine.py", 3),
    ]


def test_lines_in_a_forked_child(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os
        pid = os.fork()
        if pid == 0:
            x = 1
            os._exit(x)
        os.wait()
        """,
    )
    child = probed.of(Spawned)[0].child
    assert [e.where.line for e in probed.of(LineReached) if e.where and e.pid == child] == [4, 5, 6]
    assert [e.where.line for e in probed.of(LineReached) if e.where and e.pid != child] == [
        2,
        3,
        4,
        7,
    ]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="settrace sees the main thread only")
def test_lines_in_a_thread(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import threading
        def work():
            x = 1
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        """,
    )
    (inside,) = [e for e in probed.of(LineReached) if e.where and e.where.line == 4]
    assert inside.tid not in (0, inside.pid)


def test_without_lines(tmp_path: Path):
    probed = probe(tmp_path, "import signal\nsignal.alarm(0)\n", lines=False)
    assert not probed.of(LineReached)
    assert probed.of(Exiting)[0].how == "end of script"


@pytest.mark.parametrize("named", [True, False])
def test_a_socket_that_stands_for_a_terminal_is_flushed_by_line(named: bool, tmp_path: Path):
    source = ProbeSource(tmp_path / "probe.log")
    source.start()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        stat = os.fstat(theirs.fileno())
        env = plain_environment()
        if named:
            env["PROCVIZ_TTYLIKE"] = f"1:2,{stat.st_ino}:{stat.st_dev}"
        code = "import os; print('line'); print(os.environ.get('PROCVIZ_TTYLIKE')); os._exit(0)"
        actions = [(os.POSIX_SPAWN_DUP2, theirs.fileno(), 1)]
        argv = [sys.executable, "-c", code]
        pid = os.posix_spawn(argv[0], argv, source.environment(env), file_actions=actions)
        theirs.close()
        ours.settimeout(LIMIT)
        text = b"".join(iter(lambda: ours.recv(100), b""))
        os.waitpid(pid, 0)
    source.stop()
    assert text == (b"line\nNone\n" if named else b"")


def test_installed_files_are_a_librarys_unless_told_otherwise(tmp_path: Path):
    script = tmp_path / "site-packages" / "script.py"
    script.parent.mkdir()
    script.write_text("import signal\nsignal.alarm(0)\n")
    seen = []
    for own in (None, str(script.parent)):
        source = ProbeSource(tmp_path / "probe.log")
        source.start()
        env = source.environment(plain_environment())
        if own:
            env["PROCVIZ_OWN"] = own
        run([sys.executable, str(script)], env, tmp_path)
        seen.append([e.where and e.where.line for e in source.poll()])
        source.stop()
    assert seen == [[None, None], [1, 2, 2, None]]
