"""Programs that close, kill, replace and interrupt everything: still exact, still harmless."""

import sys
from pathlib import Path

from procviz.events import (
    Execed,
    Exiting,
    ForkReturned,
    HandlerBegan,
    HandlerEnded,
    Lost,
    Reaped,
    SignalSent,
    Spawned,
    ThreadEnded,
    ThreadStarted,
    WaitBegan,
    WaitEnded,
)
from procviz.sources.probe import ProbeSource
from tests.probed import plain_environment, probe, run


def test_a_child_killed_in_the_middle_of_its_events(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, time
        pids = []
        for _ in range(6):
            pid = os.fork()
            if pid == 0:
                while True:
                    os.setpgid(0, 0)
            pids.append(pid)
        time.sleep(0.05)
        for pid in pids:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
        """,
    )
    children = {e.child for e in probed.of(Spawned)}
    assert len(children) == 6
    assert {e.child for e in probed.of(Reaped) if e.signal == "SIGKILL"} == children
    # the kernel looks for SIGKILL between two pages of a write: a record may be torn, which is told
    assert all("killed in a write" in e.why for e in probed.of(Lost))
    assert [type(e) for e in probed.log if not isinstance(e, Lost)][-1] is Exiting
    order = [e for e in probed.told() if isinstance(e, SignalSent | Reaped)]
    assert [type(e) for e in order] == [SignalSent, Reaped] * 6


def test_closing_every_descriptor_loses_no_event(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os
        os.closerange(3, 70000)
        pid = os.fork()
        if pid == 0:
            for fd in range(3, 2000):
                try:
                    os.close(fd)
                except OSError:
                    pass
            os._exit(1)
        os.waitpid(pid, 0)
        mine = os.open("mine", os.O_RDWR | os.O_CREAT)
        for number in range(900, 1024):
            os.dup2(mine, number)
        pid = os.fork()
        if pid == 0:
            os._exit(2)
        os.waitpid(pid, 0)
        print(os.fstat(mine).st_size)
        """,
    )
    assert probed.ended.out == "0\n"
    assert [e.code for e in probed.of(Reaped)] == [1, 2]
    assert [e.code for e in probed.of(Exiting)] == [1, 2, 0]
    assert not probed.of(Lost)


def test_exit_from_a_handler_and_fork_from_a_handler(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, signal
        def leave(number, frame):
            os._exit(7)
        def make(number, frame):
            if os.fork() == 0:
                signal.raise_signal(signal.SIGUSR1)
        signal.signal(signal.SIGUSR1, leave)
        signal.signal(signal.SIGUSR2, make)
        os.kill(os.getpid(), signal.SIGUSR2)
        os.wait()
        """,
    )
    (spawned,) = probed.of(Spawned)
    assert [(e.pid, e.code, e.how) for e in probed.of(Exiting)] == [
        (spawned.child, 7, "os._exit"),
        (spawned.pid, 0, "end of script"),
    ]
    assert [e.handler for e in probed.of(HandlerBegan)] == ["make", "leave"]


def test_threads_and_a_fork_in_one(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, threading
        def work():
            pid = os.fork()
            if pid == 0:
                os._exit(3)
            os.waitpid(pid, 0)
        threads = [threading.Thread(target=work, name=f"worker {i}") for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        """,
    )
    started = {e.tid: e.name for e in probed.of(ThreadStarted)}
    assert sorted(started.values()) == [f"worker {i}" for i in range(4)]
    assert {e.tid: e.name for e in probed.of(ThreadEnded)} == started
    assert all(e.tid in started for e in probed.of(WaitBegan) + probed.of(WaitEnded))
    assert len({e.child for e in probed.of(Spawned)}) == len(probed.of(Spawned)) == 4
    assert {e.tid for e in probed.of(ForkReturned) if not e.value} == {0}
    assert len(probed.of(Reaped)) == 4


def test_a_handler_that_raises_at_any_moment_loses_no_reap(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, signal
        class Tick(Exception): pass
        def tick(number, frame):
            raise Tick
        signal.signal(signal.SIGALRM, tick)
        got = 0
        for i in range(150):
            try:
                signal.setitimer(signal.ITIMER_REAL, 0.00001 + i * 0.00001)
                if os.fork() == 0:
                    os._exit(1)
                os.wait()
                got += 1
            except Tick:
                pass
            try:
                signal.setitimer(signal.ITIMER_REAL, 0)
            except Tick:
                pass
            try:
                while True:
                    os.wait()
                    got += 1
            except ChildProcessError:
                pass
        print(got)
        """,
        lines=False,
    )
    children = [e.child for e in probed.of(Spawned)]
    assert len(children) == len(set(children)) > 50
    reaped = [e.child for e in probed.of(Reaped) if e.pid == probed.log[0].pid]
    assert len(reaped) == len(set(reaped)) >= int(probed.ended.out.split()[-1]) > 0
    assert set(reaped) <= set(children)
    assert len(probed.of(HandlerBegan)) == len(probed.of(HandlerEnded)) > 0
    assert not probed.of(Lost)


def test_a_log_that_cannot_grow_is_told_and_harmless(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, resource, signal
        size = os.stat("probe.log").st_size
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, hard))
        for _ in range(3):
            signal.alarm(0)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        signal.alarm(0)
        print("done")
        """,
        lines=False,
    )
    assert probed.ended.out == "done\n"
    lost = probed.of(Lost)
    assert sum(e.count for e in lost if e.count > 0) == 3


def test_damage_in_the_middle_of_the_log_is_skipped(tmp_path: Path):
    source = ProbeSource(tmp_path / "probe.log")
    source.start()
    try:
        env = source.environment(plain_environment())
        code = "import signal\nfor _ in range(3): signal.alarm(0)"
        run([sys.executable, "-c", code], env, tmp_path)
        log = tmp_path / "probe.log"
        with log.open("ab") as file:
            file.write(b"\xa5Z\x40\x00\x00\x00torn")
        run([sys.executable, "-c", code], env, tmp_path)
        events = source.poll()
    finally:
        source.stop()
    assert [type(e) for e in events].count(Exiting) == 2
    assert len([e for e in events if isinstance(e, Execed)]) == 1
    (lost,) = [e for e in events if isinstance(e, Lost)]
    assert "10 bytes" in lost.why


def test_other_pythons_and_isolated_ones_go_their_way(tmp_path: Path):
    source = ProbeSource(tmp_path / "probe.log")
    source.start()
    try:
        env = source.environment(plain_environment())
        for option in ("-I", "-S", "-E"):
            ended = run([sys.executable, option, "-c", "print('on')"], env, tmp_path)
            assert ended == (0, "on\n", "")
        assert source.poll() == []
        # a folder that nobody can write, a log that is not there
        env["PROCVIZ_LOG"] = str(tmp_path / "none" / "probe.log")
        assert run([sys.executable, "-c", "print('on')"], env, tmp_path) == (0, "on\n", "")
    finally:
        source.stop()
