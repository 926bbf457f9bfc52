"""Real programs, really run: what is observed, and that nothing is left behind."""

import os
import select
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from procviz import events as ev
from procviz import recording
from procviz.events import Event
from procviz.identity import ProcKey, start_of
from procviz.launch import Launch
from procviz.merge import HOLD
from procviz.session import Program, Run
from procviz.sources.polling import PollingSource
from tests.real import (
    LIMIT,
    STORM,
    descendants,
    gone,
    let_go,
    of,
    python,
    record,
    running,
    until,
)

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")


def wait_for(run: Run, log: list[Event], kind: type[Event], count: int = 1) -> None:
    def there() -> bool:
        log.extend(run.take())
        return len(of(log, kind)) >= count

    until(there)


def test_shell_pipeline_is_seen_whole() -> None:
    log = record(Program(argv=("sh", "-c", "echo hi | cat; exit 5")))
    assert len(of(log, ev.Spawned)) == len(of(log, ev.Exited)) == len(of(log, ev.Reaped)) >= 1
    assert isinstance(log[0], ev.RunBegan)
    assert [e.code for e in of(log, ev.RunEnded)] == [5]
    assert "".join(e.text for e in of(log, ev.Wrote)) == "hi\n"
    assert [e.seq for e in log] == list(range(1, len(log) + 1))


def test_death_by_signal_and_status_are_told() -> None:
    log = record(Program(argv=("sh", "-c", "sh -c 'kill -TERM $$'; sh -c 'exit 3'; kill -KILL $$")))
    assert [(e.code, e.signal) for e in of(log, ev.Exited)] == [(None, "SIGTERM"), (3, None)]
    assert [(e.code, e.signal) for e in of(log, ev.Reaped)] == [(None, "SIGTERM"), (3, None)]
    assert of(log, ev.RunEnded)[0].signal == "SIGKILL"


def test_output_is_known_by_its_writer_also_when_it_is_no_python() -> None:
    log = record(Program(argv=("sh", "-c", "echo out; echo err >&2; sh -c 'echo $$; :'")))
    root = log[0].pid
    by = {(e.pid == root, e.fd): e.text for e in of(log, ev.Wrote)}
    child = of(log, ev.Spawned)[0].child
    assert by == {(True, 1): "out\n", (True, 2): "err\n", (False, 1): f"{child}\n"}


def test_bytes_that_are_no_text_are_kept_and_cut_characters_are_joined() -> None:
    code = (
        "import os; os.write(1, b'\\xff\\x00\\n'); char = '中'.encode()\n"
        "os.write(2, char[:2]); os.write(2, char[2:])"
    )
    log = record(python(code))
    assert [e.data for e in of(log, ev.Wrote) if e.fd == 1] == ["/wAK"]
    assert "".join(e.text for e in of(log, ev.Wrote) if e.fd == 2) == "中"


def test_unknown_program_is_one_sentence() -> None:
    with running(Program(argv=("no-such-program",))) as run:
        assert run.wait(LIMIT)
        assert run.failure == "Cannot run no-such-program: No such file or directory."


def orphaned(folder: Path, strace: bool = False) -> list[Event]:
    """Return the log of an orphan that lives until its adoption is told."""
    for name in "ab":
        os.mkfifo(folder / name)
    words = "sh", "-c", f"sh -c 'cat {folder}/a & echo $!'; exec cat {folder}/b"
    log: list[Event] = []
    with running(Program(argv=words, strace=strace)) as run:
        wait_for(run, log, ev.Reparented)
        let_go(folder / "a")
        wait_for(run, log, ev.Reaped, 2)
        let_go(folder / "b")
        assert run.wait(LIMIT)
        return log + run.take()


def test_orphans_are_adopted_by_our_helper_and_reaped(tmp_path: Path) -> None:
    log = orphaned(tmp_path)
    adopted = of(log, ev.Reparented)
    assert [(e.new_name, e.exact) for e in adopted] == [("procviz's subreaper", True)]
    reap = next(e for e in of(log, ev.Reaped) if e.child == adopted[0].pid)
    assert reap.pid == adopted[0].new


def test_zombie_is_told_after_a_while(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    log: list[Event] = []
    with running(Program(argv=("sh", "-c", f"sleep 0 & exec cat {tmp_path}/a"))) as run:
        wait_for(run, log, ev.Zombie)
        let_go(tmp_path / "a")
        assert run.wait(LIMIT)
        log += run.take()
    assert [type(e).__name__ for e in log if isinstance(e, ev.Exited | ev.Zombie | ev.Reaped)] == [
        "Exited", "Zombie", "Reaped",
    ]  # fmt: skip


STUBBORN = """
import os, signal, time
for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(s, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()                      # a daemon: own session, own group
    if os.fork() == 0: os.setpgid(0, 0)
print("up", flush=True)
time.sleep(600)
"""


def test_stop_ends_even_who_ignores_and_flees() -> None:
    log: list[Event] = []
    with running(python(STUBBORN)) as run:
        wait_for(run, log, ev.Wrote, 3)
        keys = descendants(run.header.helper)
        assert len(keys) == 3
    assert all(map(gone, keys))
    log += run.take()
    assert len(of(log, ev.Exited)) == 2  # the deaths are in the log too
    assert {e.signal for e in of(log, ev.Exited, ev.RunEnded)} == {"SIGKILL"}


def test_everything_is_ended_also_while_nobody_reads_what_the_helper_says() -> None:
    orphans = """if True:
        import os, time
        for _ in range(300):
            if os.fork() == 0:
                if os.fork():
                    os._exit(0)
                os._exit(7)
            os.wait()
        print("up", flush=True)
        time.sleep(600)
    """
    launch = Launch()
    launch._control_child.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2048)
    root = launch.start((sys.executable, "-S", "-c", orphans), os.environ)
    key = ProcKey(root, start_of(root))
    launch.go()
    until(lambda: readable(launch.out))
    until(lambda: descendants(launch.helper) == [key])
    launch.order_end()
    until(lambda: gone(key))
    said: list[str] = []
    while "ended" not in said:
        said += [report.word for report in launch.reports()]
    assert said.count("reaped") == 301
    launch.end()


@pytest.mark.parametrize("ordered", [False, True])
def test_who_is_never_let_go_never_execs(tmp_path: Path, ordered: bool) -> None:
    launch = Launch()
    root = launch.start(("touch", str(tmp_path / "made")), os.environ)
    key = ProcKey(root, start_of(root))
    if ordered:
        launch.order_end()
        until(lambda: gone(key))
        until(lambda: "ended" in [report.word for report in launch.reports()])
    launch.end()
    assert gone(key)
    assert not (tmp_path / "made").exists()


def readable(sock: socket.socket) -> bool:
    return bool(select.select([sock], [], [], 0)[0])


def test_a_fork_bomb_is_ended() -> None:
    bomb = """if True:
        import os, time
        for _ in range(5): os.fork()
        print("up", flush=True)
        while True:
            time.sleep(0.05)
            if os.fork() == 0:
                time.sleep(0.3)
                os._exit(0)
    """
    log: list[Event] = []
    with running(python(bomb)) as run:
        wait_for(run, log, ev.Wrote)
        helper = run.header.helper
    assert descendants(helper) == []


KILLED = """
import sys, time
from procviz.session import Program, Run
from procviz.sources.polling import PollingSource
run = Run(Program(argv=(sys.executable, "-c", sys.argv[1])))
run.start(lambda: None)
print(run.header.helper, run._folder, flush=True)
time.sleep(600)
"""


def test_kill_9_of_procviz_leaves_nothing() -> None:
    host = subprocess.Popen(
        [sys.executable, "-c", KILLED, STUBBORN], stdout=subprocess.PIPE, text=True
    )
    assert host.stdout is not None
    pid, folder = host.stdout.readline().split()
    helper = int(pid)
    key = ProcKey(helper, start_of(helper))
    until(lambda: len(descendants(helper)) == 3)
    keys = [key, *descendants(helper)]
    assert Path(folder).is_dir()
    host.kill()
    host.wait()
    host.stdout.close()
    until(lambda: all(map(gone, keys)))
    assert not Path(folder).exists()  # nor a file


def test_kill_9_of_the_helper_ends_the_run_and_says_so() -> None:
    log: list[Event] = []
    with running(Program(argv=("sh", "-c", "sleep 600 & echo up; sleep 600"))) as run:
        wait_for(run, log, ev.Spawned, 2)
        keys = descendants(run.header.helper)
        os.kill(run.header.helper, signal.SIGKILL)
        assert run.wait(LIMIT)
        log += run.take()
    assert "was killed" in of(log, ev.Lost)[0].why
    until(lambda: all(map(gone, keys)))


def test_signal_of_the_person_is_logged_and_arrives() -> None:
    log: list[Event] = []
    with running(
        Program(
            argv=("sh", "-c", "trap 'echo got; exit 4' USR1; echo up; while :; do sleep 0.01; done")
        )
    ) as run:
        wait_for(run, log, ev.Wrote)
        root = ProcKey(run.root, start_of(run.root))
        assert run.send_signal(root, signal.SIGUSR1) == ""
        assert run.wait(LIMIT)
        log += run.take()
        assert "gone" in run.send_signal(root, signal.SIGUSR1)
    sent = of(log, ev.SignalSent)
    assert [(e.pid, e.to, e.signal) for e in sent] == [(0, root.pid, "SIGUSR1")]
    assert of(log, ev.RunEnded)[0].code == 4


def test_signal_never_goes_to_another_owner_of_the_pid() -> None:
    with running(Program(argv=("sleep", "0"))) as run:
        me = ProcKey(os.getpid(), start_of(os.getpid()) - 1)
        assert "belongs to another" in run.send_signal(me, signal.SIGKILL)


def test_recording_is_the_log(tmp_path: Path) -> None:
    path = tmp_path / "a.procviz"
    with running(Program(argv=("sh", "-c", "sleep 0 | cat")), record=path) as run:
        assert run.wait(LIMIT)
        log = run.take()
    found = recording.read(path)
    assert found.events == log
    assert found.header == run.header


def test_full_disk_ends_the_recording_and_not_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recording.Writer, "write", full)
    with running(Program(argv=("sh", "-c", "exit 3")), record=tmp_path / "a.procviz") as run:
        assert run.wait(LIMIT)
        log = run.take()
    assert "No space left" in of(log, ev.Marked)[0].text
    assert of(log, ev.RunEnded)[0].code == 3
    assert recording.read(tmp_path / "a.procviz").events == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_recording_that_cannot_even_begin_starts_nothing() -> None:
    run = Run(Program(argv=("sleep", "600")), record=Path("/dev/full"))
    with pytest.raises(recording.BadRecording, match="No space left"):
        run.start(lambda: None)
    assert descendants(run.header.helper) == []


def test_program_sees_no_stray_descriptors_and_its_own_session() -> None:
    code = textwrap.dedent("""
        import os
        fds = [f for f in os.listdir('/proc/self/fd')]
        print(sorted(int(f) for f in fds if os.path.exists(f'/proc/self/fd/{f}') and int(f) < 100))
        print(os.getsid(0) == os.getpid() == os.getpgrp())
    """)
    log = record(Program(argv=(sys.executable, "-S", "-c", code)))
    assert "".join(e.text for e in of(log, ev.Wrote)).splitlines() == ["[0, 1, 2]", "True"]


def test_python_prints_line_by_line_as_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    os.mkfifo(tmp_path / "a")
    code = "import os, sys; print('a'); open(sys.argv[1]).read(); print('b'); os._exit(0)"
    log: list[Event] = []
    with running(python(code, str(tmp_path / "a"))) as run:
        wait_for(run, log, ev.Wrote)  # while the program waits
        let_go(tmp_path / "a")
        assert run.wait(LIMIT)
        log += run.take()
    assert [e.text for e in of(log, ev.Wrote)] == ["a\n", "b\n"]  # a pipe would lose both


def test_program_inherits_what_was_ignored_and_nothing_else() -> None:
    code = (
        "import signal as s\n"
        "print([s.getsignal(n).name for n in (s.SIGHUP, s.SIGTERM, s.SIGCHLD, s.SIGUSR1)])"
    )
    program = Program(argv=(sys.executable, "-S", "-c", code))
    for ignored in (signal.SIG_DFL, signal.SIG_IGN):
        old = signal.signal(signal.SIGHUP, ignored)
        try:
            log = record(program)
        finally:
            signal.signal(signal.SIGHUP, old)
        said = [ignored.name, "SIG_DFL", "SIG_DFL", "SIG_DFL"]
        assert "".join(e.text for e in of(log, ev.Wrote)) == f"{said}\n"


def test_short_lives_are_all_seen_with_their_status() -> None:
    with running(Program(argv=(sys.executable, "-S", "-c", STORM))) as run:
        connected = run._observer._kernel.connected
        assert run.wait(LIMIT)
        log = run.take()
    if not connected:
        pytest.skip("this machine keeps the process connector closed")
    assert len(of(log, ev.Spawned)) == len(of(log, ev.Reaped)) == 200
    assert [e.code for e in of(log, ev.Exited)] == list(range(200))
    order: dict[int, list[str]] = {}
    for e in of(log, ev.Spawned, ev.Exited, ev.Reaped):
        order.setdefault(getattr(e, "child", e.pid), []).append(type(e).__name__)
    assert set(map(tuple, order.values())) == {("Spawned", "Exited", "Reaped")}


def test_log_stays_causal_when_procviz_is_put_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    poll = PollingSource.poll

    def slow(source: PollingSource) -> list[Event]:
        time.sleep(1.5 * HOLD / 1e9)  # on a busy machine: after the probe, before the kernel
        return poll(source)

    monkeypatch.setattr(PollingSource, "poll", slow)
    dead = set()
    for event in record(python(STORM)):
        if isinstance(event, ev.Exited):
            dead.add(event.pid)
        elif "probe" in event.source and not isinstance(event, ev.Reaped):
            assert event.pid not in dead, event
    assert len(dead) == 200
