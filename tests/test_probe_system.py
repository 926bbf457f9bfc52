"""What the probe tells of os.system, the waits for signals, masks, and who sends a signal."""

import sys
from pathlib import Path

from procviz.events import (
    Execed,
    HandlerBegan,
    Lost,
    MaskChanged,
    Reaped,
    SignalSent,
    Spawned,
    WaitBegan,
    WaitEnded,
    WaitingOn,
    Woken,
)
from tests.probed import probe


def test_os_system_waits_and_tells_how_the_shell_ended(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os
        os.system("exit 3")
        os.system("kill -KILL $$")
        """,
    )
    began, ended = probed.of(WaitBegan), probed.of(WaitEnded)
    assert [(e.call, e.target, e.where and e.where.line) for e in began] == [
        ("os.system", -1, 3),
        ("os.system", -1, 4),
    ]
    assert [(e.code, e.signal, e.error) for e in ended] == [(3, None, ""), (None, "SIGKILL", "")]
    assert probed.log.index(began[0]) < probed.log.index(ended[0]) < probed.log.index(began[1])
    assert not probed.of(Reaped)  # whom it reaped Python does not say


def test_a_python_that_os_system_becomes_is_told_with_the_line(tmp_path: Path):
    probed = probe(
        tmp_path,
        f"""
        import os
        os.system("exec {sys.executable} -c pass")
        """,
    )
    (spawned,) = probed.of(Spawned)
    assert (spawned.pid, spawned.how) == (probed.log[0].pid, "posix_spawn")
    assert spawned.where is not None
    assert spawned.where.line == 3
    (execed,) = probed.of(Execed)
    assert execed.pid == spawned.child
    (ended,) = probed.of(WaitEnded)
    assert probed.log.index(execed) < probed.log.index(ended)


def test_what_os_system_refuses_is_no_wait(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os
        for wrong in ((5,), (), ("a", "b")):
            try:
                os.system(*wrong)
            except TypeError:
                print("no")
        """,
    )
    assert probed.ended.out == "no\n" * 3
    assert not probed.of(WaitBegan)
    assert not probed.of(WaitEnded)


def test_waits_for_signals_begin_and_end(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, signal
        usr1 = {signal.SIGUSR1}
        signal.pthread_sigmask(signal.SIG_BLOCK, usr1)
        os.kill(os.getpid(), signal.SIGUSR1)
        signal.sigwait(usr1)
        os.kill(os.getpid(), signal.SIGUSR1)
        signal.sigwaitinfo(usr1)
        signal.sigtimedwait(usr1, 0.001)
        signal.signal(signal.SIGALRM, lambda number, frame: None)
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
        signal.pause()
        """,
    )
    waits = [(e.call, e.timeout, e.where and e.where.line) for e in probed.of(WaitingOn)]
    assert waits == [
        ("signal.sigwait", None, 6),
        ("signal.sigwaitinfo", None, 8),
        ("signal.sigtimedwait", 0.001, 9),
        ("signal.pause", None, 12),
    ]
    woken = [(event.call, event.ok, event.error) for event in probed.of(Woken)]
    assert woken == [(call, call != "signal.sigtimedwait", "") for call, _, _ in waits]
    kinds = {(e.object, e.type, e.library) for e in (*probed.of(WaitingOn), *probed.of(Woken))}
    assert kinds == {("signals", "signal", "signal")}
    last = probed.of(Woken)[-1]
    assert any(isinstance(event, HandlerBegan) for event in probed.log[: probed.log.index(last)])


def test_a_wait_that_a_handler_breaks_off_says_so(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import signal
        def on_alarm(number, frame):
            raise TimeoutError
        signal.signal(signal.SIGALRM, on_alarm)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            signal.pause()
        except TimeoutError:
            print("over")
        """,
    )
    assert probed.ended.out == "over\n"
    # on a machine that is stopped for 200 ms the alarm comes before the call
    assert [e.error for e in probed.of(Woken)] == ["TimeoutError"] * len(probed.of(WaitingOn))


def test_masks_are_told_before_what_they_let_through(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, signal
        signal.signal(signal.SIGUSR1, lambda number, frame: None)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2, signal.SIGUSR1])
        signal.pthread_sigmask(signal.SIG_BLOCK, [])
        os.kill(os.getpid(), signal.SIGUSR1)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
        signal.pthread_sigmask(signal.SIG_SETMASK, (number for number in [signal.SIGTERM]))
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        for wrong in ([1000], ["x"], 5):
            try:
                signal.pthread_sigmask(signal.SIG_BLOCK, wrong)
            except (TypeError, ValueError):
                pass
        """,
    )
    masks = [(e.how, e.signals, e.where and e.where.line) for e in probed.of(MaskChanged)]
    assert masks == [
        ("block", ("SIGUSR1", "SIGUSR2"), 4),
        ("unblock", ("SIGUSR1",), 7),
        ("set", ("SIGTERM",), 8),
        ("set", (), 9),
    ]
    (handler,) = probed.of(HandlerBegan)
    assert probed.log.index(probed.of(MaskChanged)[1]) < probed.log.index(handler)
    assert not probed.of(Lost)


def test_signals_that_a_library_sends_have_the_name_of_what_was_called(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import multiprocessing, os, signal, subprocess, time
        def child():
            signal.pause()
        context = multiprocessing.get_context("fork")
        for name in ("terminate", "kill"):
            process = context.Process(target=child)
            process.start()
            getattr(process, name)()
            process.join()
        for name, *args in (("terminate",), ("kill",), ("send_signal", signal.SIGINT)):
            with subprocess.Popen(["sleep", "60"]) as process:
                getattr(process, name)(*args)
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        os.kill(os.getpid(), signal.SIGUSR1)
        """,
    )
    sent = [(e.call, e.signal, e.where and e.where.line) for e in probed.of(SignalSent)]
    assert sent == [
        ("Process.terminate", "SIGTERM", 9),
        ("Process.kill", "SIGKILL", 9),
        ("Popen.terminate", "SIGTERM", 13),
        ("Popen.kill", "SIGKILL", 13),
        ("Popen.send_signal", "SIGINT", 13),
        ("os.kill", "SIGUSR1", 15),
    ]
