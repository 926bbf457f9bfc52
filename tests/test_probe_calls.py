"""What the probe tells of forks, waits, exits, signals and programs: on real runs, exactly."""

import sys
from pathlib import Path

import pytest

from procviz.events import (
    DispositionSet,
    Event,
    ExecBegan,
    Execed,
    ExecFailed,
    Exiting,
    ForkReturned,
    GroupChanged,
    HandlerBegan,
    HandlerEnded,
    Lost,
    Reaped,
    SessionChanged,
    SignalSent,
    Spawned,
    TimerArmed,
    WaitBegan,
    WaitEnded,
)
from procviz.sources.probe_records import Cutter
from tests.probed import Probed, probe, probe_argv


def line(event: Event) -> int:
    assert event.where is not None
    return event.where.line


def root(probed: Probed) -> int:
    return probed.log[0].pid


def test_fork_is_told_once_and_returns_twice(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os
        def make():
            return os.fork()
        for i in range(20):
            if make() == 0:
                os._exit(i)
        for i in range(20):
            os.wait()
        """,
    )
    parent = root(probed)
    spawned = probed.of(Spawned)
    children = [event.child for event in spawned]
    assert len(set(children)) == 20
    assert {(e.pid, e.how, e.where) for e in spawned} == {
        (parent, "fork", (str(probed.script), 4, "make"))
    }
    returned = probed.of(ForkReturned)
    assert sorted(e.value for e in returned if e.pid == parent) == sorted(children)
    assert sorted(e.pid for e in returned if e.value == 0) == sorted(children)
    for child in children:  # told before anything that the child did
        first = next(i for i, e in enumerate(probed.log) if e.pid == child)
        told = next(i for i, e in enumerate(probed.log) if e in spawned and e.child == child)  # type: ignore[attr-defined]
        assert told < first


def test_every_reap_is_told_once_with_its_status(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, signal
        def child(code):
            pid = os.fork()
            if pid == 0:
                if code < 0:
                    os.kill(os.getpid(), -code)
                os._exit(code)
            return pid
        child(3); os.wait()
        os.waitpid(child(300), 0)
        os.wait3(0) if child(-9) else None
        os.wait4(child(0), 0)
        pid = child(5)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        os.waitid(os.P_PID, pid, os.WEXITED)
        os.waitid(os.P_ALL, 0, os.WEXITED) if child(-15) else None
        try:
            os.wait()
        except ChildProcessError:
            pass
        """,
    )
    assert [(e.code, e.signal) for e in probed.of(Reaped)] == [
        (3, None), (44, None), (None, "SIGKILL"), (0, None), (5, None), (None, "SIGTERM")
    ]  # fmt: skip
    assert [e.child for e in probed.of(Reaped)] == [e.child for e in probed.of(Spawned)]
    calls = ["wait", "waitpid", "wait3", "wait4", "waitid", "waitid", "waitid", "wait"]
    assert [e.call for e in probed.of(WaitBegan)] == [f"os.{name}" for name in calls]
    ended = probed.of(WaitEnded)
    assert [e.call for e in ended] == [f"os.{name}" for name in calls]
    assert [e.code for e in ended] == [3, 44, None, 0, 5, 5, None, None]
    assert ended[-1].error == "ChildProcessError"
    assert probed.of(WaitBegan)[1].target == probed.of(Spawned)[1].child
    assert probed.of(WaitBegan)[4].options == ("WEXITED", "WNOWAIT")


def test_wnohang_misses_stops_and_continues_are_no_reaps(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, signal
        pid = os.fork()
        if pid == 0:
            while True:
                signal.pause()
        os.waitpid(pid, os.WNOHANG)
        os.kill(pid, signal.SIGSTOP)
        os.waitpid(pid, os.WUNTRACED)
        os.kill(pid, signal.SIGCONT)
        os.waitpid(pid, os.WCONTINUED)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        """,
    )
    child = probed.of(Spawned)[0].child
    assert [e.options for e in probed.of(WaitBegan)] == [
        ("WNOHANG",), ("WUNTRACED",), ("WCONTINUED",), ()
    ]  # fmt: skip
    assert [(e.child, e.signal) for e in probed.of(WaitEnded)] == [
        (0, None), (child, None), (child, None), (child, "SIGKILL")
    ]  # fmt: skip
    assert [(e.stopped, e.continued) for e in probed.of(WaitEnded)] == [
        ("", False), ("SIGSTOP", False), ("", True), ("", False)
    ]  # fmt: skip
    assert [e.signal for e in probed.of(Reaped)] == ["SIGKILL"]


def test_waitid_tells_of_stops_and_continues(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, signal
        pid = os.fork()
        if pid == 0:
            while True:
                signal.pause()
        for sent, option in (
            (signal.SIGSTOP, os.WSTOPPED), (signal.SIGCONT, os.WCONTINUED),
            (signal.SIGKILL, os.WEXITED),
        ):
            os.kill(pid, sent)
            os.waitid(os.P_PID, pid, option)
        """,
    )
    assert [(e.stopped, e.continued, e.signal) for e in probed.of(WaitEnded)] == [
        ("SIGSTOP", False, None), ("", True, None), ("", False, "SIGKILL")
    ]  # fmt: skip


def test_a_tight_polling_loop_is_folded_and_says_so(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os
        r, w = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(w)
            os.read(r, 1)
            os._exit(0)
        misses = 0
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            misses += 1
            if misses == 5000:
                os.close(w)
        print(misses)
        """,
    )
    told = [e for e in probed.of(WaitEnded) if not e.child]
    folded = sum(e.count for e in probed.of(Lost))
    assert len(told) + folded == int(probed.ended.out)
    assert folded > len(told) > 0
    assert len(probed.of(Reaped)) == 1
    assert len(probed.of(WaitBegan)) == len(probed.of(WaitEnded))


@pytest.mark.parametrize(
    ("last", "how", "code", "at"),
    [
        ("pass", "end of script", 0, None),
        ("sys.exit(3)", "sys.exit", 3, 4),
        ("sys.exit()", "sys.exit", 0, 4),
        ("sys.exit('text')", "sys.exit", 1, 4),
        ("sys.exit(256 + 7)", "sys.exit", 7, 4),
        ("raise SystemExit(2)", "sys.exit", None, None),
        ("exit(5)", "sys.exit", None, None),
        ("1 / 0", "exception", 1, 4),
        ("raise KeyboardInterrupt", "exception", None, 4),
        ("os._exit(9)", "os._exit", 9, 4),
        ("os.abort()", "os.abort", None, 4),
        ("try: sys.exit(4)\nexcept SystemExit: pass", "end of script", 0, None),
        ("try: 1 / 0\nexcept Exception: sys.exit(8)", "sys.exit", 8, 5),
    ],
)
def test_each_way_to_leave(last: str, how: str, code: int | None, at: int | None, tmp_path: Path):
    script = tmp_path / "script.py"
    script.write_text(f"import os\nimport sys\nimport atexit\n{last}\n")
    probed = probe_argv(tmp_path, [sys.executable, str(script)], script)
    (exiting,) = probed.of(Exiting)
    assert (exiting.how, exiting.code) == (how, code)
    assert (exiting.where and exiting.where.line) == at
    assert probed.log[-1] is exiting


def test_signals_sent_are_causes_and_refusals_are_told(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, signal, threading
        signal.signal(signal.SIGUSR1, lambda *_: None)
        me = os.getpid()
        os.kill(me, 0)
        os.kill(me, signal.SIGUSR1)
        signal.raise_signal(signal.SIGUSR1)
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
        os.killpg(0, signal.SIGCHLD)
        os.kill(0, signal.SIGCHLD)
        fd = os.pidfd_open(me)
        signal.pidfd_send_signal(fd, signal.SIGUSR1)
        try:
            os.kill(2**22 + 1, signal.SIGTERM)
        except ProcessLookupError:
            pass
        try:
            os.kill(me, 1000)
        except OSError:
            pass
        """,
    )
    me = root(probed)
    assert [(e.call, e.to, e.signal, e.error) for e in probed.of(SignalSent)] == [
        ("os.kill", me, "SIGUSR1", ""),
        ("signal.raise_signal", me, "SIGUSR1", ""),
        ("signal.pthread_kill", me, "SIGUSR1", ""),
        ("os.killpg", -me, "SIGCHLD", ""),
        ("os.kill", -me, "SIGCHLD", ""),
        ("signal.pidfd_send_signal", me, "SIGUSR1", ""),
        ("os.kill", 2**22 + 1, "SIGTERM", "ProcessLookupError"),
        ("os.kill", me, "SIG1000", "OSError"),
    ]
    kinds = [e for e in probed.told() if isinstance(e, SignalSent | HandlerBegan)]
    for i in (0, 2, 4):  # each handler after what caused it
        assert isinstance(kinds[i], SignalSent)
        assert isinstance(kinds[i + 1], HandlerBegan)


def test_a_signal_to_nobody_is_never_told_as_sent(tmp_path: Path):
    """Not even to who reads between the call and its refusal."""
    probed = probe(
        tmp_path,
        """
        import os, signal
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        try:
            os.kill(child, signal.SIGTERM)
        except ProcessLookupError:
            pass
        """,
    )
    (sent,) = probed.of(SignalSent)
    assert sent.error == "ProcessLookupError"
    records = Cutter().feed((tmp_path / "probe.log").read_bytes())
    assert [r.kind for r in records if r.kind in ("kill", "refused")] == ["refused"]


def test_handlers_nested_and_raising(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, signal
        def inner(number, frame):
            raise KeyError
        def outer(number, frame):
            try:
                signal.raise_signal(signal.SIGUSR2)
            except KeyError:
                pass
        class Both:
            def method(self, number, frame): pass
            def __call__(self, number, frame): pass
        signal.signal(signal.SIGUSR1, outer)
        signal.signal(signal.SIGUSR2, inner)
        signal.signal(signal.SIGTERM, Both().method)
        signal.signal(signal.SIGHUP, Both())
        signal.signal(signal.SIGQUIT, signal.SIG_IGN)
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)
        for name in ("SIGUSR1", "SIGTERM", "SIGHUP"):
            signal.raise_signal(getattr(signal, name))
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            pass
        """,
    )
    assert [(e.signal, e.action, e.handler) for e in probed.of(DispositionSet)] == [
        ("SIGUSR1", "handler", "outer"),
        ("SIGUSR2", "handler", "inner"),
        ("SIGTERM", "handler", "Both.method"),
        ("SIGHUP", "handler", "Both"),
        ("SIGQUIT", "ignore", ""),
        ("SIGQUIT", "default", ""),
    ]
    handled = [e for e in probed.log if isinstance(e, HandlerBegan | HandlerEnded)]
    assert [(type(e).__name__[7:], e.signal) for e in handled] == [
        ("Began", "SIGUSR1"), ("Began", "SIGUSR2"), ("Ended", "SIGUSR2"), ("Ended", "SIGUSR1"),
        ("Began", "SIGTERM"), ("Ended", "SIGTERM"), ("Began", "SIGHUP"), ("Ended", "SIGHUP"),
        ("Began", "SIGINT"), ("Ended", "SIGINT"),
    ]  # fmt: skip
    errors = [e.error for e in handled if isinstance(e, HandlerEnded)]
    assert errors == ["KeyError", "", "", "", "KeyboardInterrupt"]
    assert [e.where and e.where.line for e in probed.of(HandlerBegan)] == [5, 3, 11, 12, None]


def test_timers_sessions_and_groups(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, signal
        signal.alarm(100)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 2.5)
        pid = os.fork()
        if pid == 0:
            os.setpgrp()
            os.setpgid(0, 0)
            signal.pause()
        os.setpgid(pid, pid)
        os.kill(pid, 9)
        os.wait()
        if os.fork() == 0:
            os.setsid()
            os._exit(0)
        os.wait()
        """,
    )
    assert [(e.signal, e.seconds) for e in probed.of(TimerArmed)] == [
        ("SIGALRM", 100.0), ("SIGALRM", 0.0), ("SIGPROF", 2.5)
    ]  # fmt: skip
    first, second = (e.child for e in probed.of(Spawned))
    assert {(e.pid, e.group) for e in probed.of(GroupChanged)} == {(first, first)}
    assert [(e.pid, e.session) for e in probed.of(SessionChanged)] == [(second, second)]


def test_exec_keeps_the_pid_and_a_failed_one_is_told(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, sys
        try:
            os.execv("/there/is/none", ["none", "x"])
        except OSError:
            pass
        try:
            os.execlp("there-is-no-such-program", "none")
        except OSError:
            pass
        if os.fork() == 0:
            os.execlp("sh", "sh", "-c", "exit 4")
        os.wait()
        if os.fork() == 0:
            os.execve(sys.executable, ["python", "-c", "import os; os._exit(6)"], {})
        os.wait()
        os.execl(sys.executable, sys.executable, "-c", "print('other')", "me")
        """,
    )
    assert probed.ended.out == "other\n"
    first, second = (e.child for e in probed.of(Spawned))
    assert [(e.call, e.argv[0], line(e)) for e in probed.of(ExecBegan)] == [
        ("os.execv", "none", 4),
        ("os.execlp", "none", 8),
        ("os.execlp", "sh", 12),
        ("os.execve", "python", 15),
        ("os.execl", sys.executable, 17),
    ]
    assert [(e.argv, e.error) for e in probed.of(ExecFailed)] == [
        (("none", "x"), "FileNotFoundError"), (("none",), "FileNotFoundError")
    ]  # fmt: skip
    assert [(e.pid, e.argv[-1]) for e in probed.of(Execed)] == [
        (second, "import os; os._exit(6)"), (root(probed), "me")
    ]  # fmt: skip
    assert [(e.child, e.code) for e in probed.of(Reaped)] == [(first, 4), (second, 6)]


def test_spawned_programs(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, subprocess, sys
        def python(code): return [sys.executable, "-c", code]
        pid = os.posix_spawn(sys.executable, python("pass"), {}, setpgroup=0)
        os.waitpid(pid, 0)
        subprocess.run(python("import sys; sys.exit(3)"), close_fds=True, env={})
        subprocess.run(["true"], start_new_session=True)
        def before():
            os.setpgid(0, 0)
        subprocess.run(python("pass"), preexec_fn=before)
        try:
            subprocess.run(["/there/is/none"])
        except FileNotFoundError:
            pass
        """,
    )
    me = root(probed)
    spawned = probed.of(Spawned)
    assert [(e.pid, line(e)) for e in spawned[:4]] == [(me, 4), (me, 6), (me, 7), (me, 10)]
    assert spawned[0].how == "posix_spawn"
    assert spawned[2].how == "vfork"
    assert spawned[3].how == "fork"
    children = [e.child for e in spawned]
    assert [(e.pid, e.argv[1]) for e in probed.of(Execed)] == [
        (children[i], "-c") for i in (0, 1, 3)
    ]
    assert [(e.child, e.code) for e in probed.of(Reaped)][:4] == list(
        zip(children, (0, 3, 0, 0), strict=False)
    )
    assert [e.pid for e in probed.of(SessionChanged)] == [children[2]]
    assert {e.pid for e in probed.of(GroupChanged)} == {children[0], children[3]}
