"""Real programs under strace: what it adds to the log, and that it leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from procviz import cli
from procviz import events as ev
from procviz.events import Event
from procviz.identity import ProcKey, read_stat, start_of
from procviz.launch import LaunchError
from procviz.session import Program, Run
from procviz.sources.strace import StraceSource
from tests import real
from tests.real import LIMIT, STORM, descendants, gone, of, running, until
from tests.test_session import STUBBORN, orphaned, wait_for
from tests.tools import need

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is a program for Linux")


@pytest.fixture(autouse=True)
def _strace() -> None:
    need("strace")


def traced(*argv: str) -> Program:
    return Program(argv=argv, strace=True)


def python(code: str) -> Program:
    """Return a program that runs this text with a Python in which the probe is not (-S)."""
    return traced(sys.executable, "-S", "-c", textwrap.dedent(code))


def record(program: Program) -> list[Event]:
    """Return the log, in which nothing is of anybody but the program."""
    log = real.record(program)
    assert of(log, ev.Lost) == []
    ours = {log[0].pid, *(e.child for e in of(log, ev.Spawned))}
    helpers = {e.pid for e in of(log, ev.Reaped) if "launch" in e.source}
    assert {e.pid for e in log} <= ours | helpers | {0}
    return log


def said(log: list[Event]) -> str:
    return "".join(e.text for e in of(log, ev.Wrote))


def before(log: list[Event], *events: Event) -> bool:
    """Tell whether these stand in the log in this order."""
    return [e.seq for e in events] == sorted(e.seq for e in events)


# -- what it tells --------------------------------------------------------------------------------


def test_pipeline_has_its_pipe_with_both_ends_and_all_who_hold_it() -> None:
    log = record(traced("sh", "-c", "echo hi | cat; exit 5"))
    (opened,) = of(log, ev.PipeOpened)
    writer, reader = (e.child for e in of(log, ev.Spawned)[:2])
    ends = {log[0].pid: {opened.read, opened.write}}
    ends[writer], ends[reader] = set(), set()
    for e in log:
        if isinstance(e, ev.Spawned):
            ends[e.child] = set(ends[e.pid])
        elif isinstance(e, ev.FdDuped) and e.object == opened.object:
            ends[e.pid].add(e.to)
        elif isinstance(e, ev.FdClosed) and e.object == opened.object:
            ends[e.pid].discard(e.fd)
    dups = {(e.pid, e.to) for e in of(log, ev.FdDuped) if e.object == opened.object}
    assert dups >= {(writer, 1), (reader, 0)}
    assert ends[log[0].pid] == set()
    assert ends[writer] <= {1}
    assert ends[reader] <= {0}
    assert said(log) == "hi\n"
    assert of(log, ev.RunEnded)[0].code == 5


def test_signals_between_shells_have_a_sender_and_come_in_order() -> None:
    log = record(traced("sh", "-c", "sleep 600 & kill -TERM $!; wait $!; exit 3"))
    root, child = log[0].pid, of(log, ev.Spawned)[0].child
    sent = next(e for e in of(log, ev.SignalSent) if e.to == child)
    delivered = next(e for e in of(log, ev.SignalDelivered) if e.pid == child)
    death = next(e for e in of(log, ev.Exited) if e.pid == child)
    assert (sent.pid, sent.signal, sent.call) == (root, "SIGTERM", "kill")
    assert (delivered.signal, delivered.sender) == ("SIGTERM", root)
    assert death.signal == "SIGTERM"
    assert before(log, sent, delivered, death)
    chld = next(e for e in of(log, ev.SignalDelivered) if e.signal == "SIGCHLD")
    assert (chld.pid, chld.sender) == (root, 0)


def test_stop_and_continue_of_a_process_whose_parent_asks_for_it() -> None:
    log = record(
        python("""
            import os, signal
            p = os.fork()
            if not p:
                os.kill(os.getpid(), signal.SIGSTOP)
                os._exit(4)
            os.waitpid(p, os.WUNTRACED)
            os.kill(p, signal.SIGCONT)
            os.waitpid(p, 0)
        """)
    )
    child = of(log, ev.Spawned)[0].child
    (stopped,) = of(log, ev.Stopped)
    (continued,) = of(log, ev.Continued)
    first, second = of(log, ev.WaitEnded)
    (reaped,) = of(log, ev.Reaped)
    assert (stopped.pid, stopped.signal, continued.pid) == (child, "SIGSTOP", child)
    assert stopped.source == continued.source == ("strace",)
    assert [e.options for e in of(log, ev.WaitBegan)] == [("WUNTRACED",), ()]
    assert [(e.child, e.code) for e in (first, second)] == [(child, None), (child, 4)]
    assert reaped.code == 4
    assert before(log, stopped, first, continued, reaped, second)


def test_exec_from_a_thread_is_an_exec_and_no_death() -> None:
    log = record(
        python("""
            import os, threading, time
            def run(): os.execv("/bin/sh", ["sh", "-c", "exit 3"])
            threading.Thread(target=time.sleep, args=(600,)).start()
            threading.Thread(target=run).start()
            time.sleep(600)
        """)
    )
    assert [(e.pid, e.argv) for e in of(log, ev.Execed)] == [(log[0].pid, ("sh", "-c", "exit 3"))]
    assert of(log, ev.Spawned, ev.Exited) == []
    (ended,) = of(log, ev.RunEnded)
    assert (ended.code, ended.signal) == (3, None)
    assert before(log, *of(log, ev.Execed), ended)


def test_death_with_a_core_is_told_as_wait_tells_it(tmp_path: Path) -> None:
    program = python("""
        import os, resource
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
        p = os.fork()
        if not p: os.abort()
        print(os.WCOREDUMP(os.waitpid(p, 0)[1]))
    """)
    log = record(replace(program, cwd=str(tmp_path)))
    (exited,) = of(log, ev.Exited)
    assert exited.signal == "SIGABRT"
    assert said(log) == f"{exited.core}\n"
    (sent,) = of(log, ev.SignalSent)
    assert (sent.pid, sent.to, sent.signal) == (exited.pid, exited.pid, "SIGABRT")


def test_wait_is_told_while_it_lasts_with_its_options() -> None:
    code = "import os, signal\nif not os.fork(): signal.pause()\nos.waitpid(-1, os.WUNTRACED)"
    log: list[Event] = []
    with running(python(code)) as run:
        wait_for(run, log, ev.WaitBegan)
        assert run.live
    (began,) = of(log, ev.WaitBegan)
    assert (began.pid, began.target, began.options) == (log[0].pid, -1, ("WUNTRACED",))


def test_wait_that_a_signal_interrupts_is_one_wait_or_says_eintr() -> None:
    log = record(
        python("""
            import os, signal
            r, w = os.pipe()
            def alarm(*_): os.write(w, b"x")
            signal.signal(signal.SIGALRM, alarm)
            p = os.fork()
            if not p:
                with open(f"/proc/{os.getppid()}/stat") as file:
                    while file.read().rpartition(")")[2].split()[0] != "S": file.seek(0)
                os.kill(os.getppid(), signal.SIGALRM)
                os.read(r, 1)
                os._exit(0)
            os.waitpid(p, 0)
        """)
    )
    # CPython asks for no restart: the kernel says EINTR, and Python waits again (PEP 475)
    assert [(e.child, e.error) for e in of(log, ev.WaitEnded)][-2:] == [
        (0, "EINTR"), (of(log, ev.Spawned)[0].child, ""),
    ]  # fmt: skip
    assert len(of(log, ev.WaitBegan)) == 2


def test_orphan_is_adopted_by_our_helper_and_not_by_strace(tmp_path: Path) -> None:
    log = orphaned(tmp_path, strace=True)
    (adopted,) = of(log, ev.Reparented)
    assert said(log) == f"{adopted.pid}\n"
    reaped = next(e for e in of(log, ev.Reaped) if e.child == adopted.pid)
    assert reaped.pid == adopted.new
    assert adopted.new_name == "procviz's subreaper"


def test_kernel_and_strace_agree_on_every_short_life() -> None:
    log = record(python(STORM))
    told = Counter(e.source for e in of(log, ev.Spawned, ev.Exited))
    if any("kernel" in source for source in told):
        told = Counter({s: n for s, n in told.items() if "polling" not in s}) + Counter(
            {("kernel", "strace"): sum(n for s, n in told.items() if "polling" in s)}
        )
        assert told == {("kernel", "strace"): 400}
    assert all("strace" in source for source in told)
    assert [e.code for e in of(log, ev.Exited)] == list(range(200))
    assert [e.code for e in of(log, ev.Reaped)] == list(range(200))
    assert {e.how for e in of(log, ev.Spawned)} == {"fork"}
    assert len(of(log, ev.WaitBegan)) == len(of(log, ev.WaitEnded)) == 200


def test_calls_of_a_python_with_the_probe_are_told_once_with_their_lines(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    code = textwrap.dedent("""
        import os, signal
        p = os.fork()
        if not p: signal.pause()
        os.kill(p, signal.SIGTERM)
        os.waitpid(p, 0)
        os.system("exit 3")
    """)
    script.write_text(code)
    log = record(traced(sys.executable, str(script)))
    (sent,) = of(log, ev.SignalSent)
    waits = [e for e in of(log, ev.WaitBegan, ev.WaitEnded) if "probe" in e.source]
    child = of(log, ev.Spawned)[0].child
    assert (sent.to, sent.source, sent.call) == (child, ("probe", "strace"), "os.kill")
    first = [e for e in waits if e.where is not None and e.where.line == 6]
    assert [(type(e), e.source) for e in first] == [
        (ev.WaitBegan, ("probe", "strace")), (ev.WaitEnded, ("probe", "strace")),
    ]  # fmt: skip
    assert of(log, ev.WaitBegan, ev.WaitEnded) == waits  # no second sight of any
    assert Counter(e.child for e in of(log, ev.Reaped)) == Counter(
        e.child for e in of(log, ev.Spawned)
    )


# -- what the program sees ------------------------------------------------------------------------


def test_program_finds_itself_as_without_strace() -> None:
    log = record(
        python("""
            import os, signal
            fds = [f for f in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{f}")]
            print(sorted(map(int, fds)), os.getsid(0) == os.getpid() == os.getpgrp())
            print(signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.getsignal(signal.SIGCHLD))
            print(os.getppid(), os.listdir("/proc/self/task") == [str(os.getpid())])
            print(open(f"/proc/self/task/{os.getpid()}/children").read().split())
        """)
    )
    program = Program(argv=log[0].argv)
    without = real.record(program)
    lines, plain = said(log).splitlines(), said(without).splitlines()
    assert lines[0] == "[0, 1, 2] True"
    assert lines[1] == plain[1]
    assert lines[2].split()[1] == "True"
    assert lines[3] == "[]"


def test_signals_that_every_python_ignores_are_the_program_s_default() -> None:
    (ended,) = of(record(traced("sh", "-c", "kill -PIPE $$")), ev.RunEnded)
    assert ended.signal == "SIGPIPE"


def test_parent_of_the_first_process_is_the_helper() -> None:
    log: list[Event] = []
    with running(traced("sh", "-c", "echo $PPID; sleep 600; :")) as run:
        wait_for(run, log, ev.Wrote)
        assert said(log) == f"{run.header.helper}\n"


@pytest.mark.parametrize("action", [signal.SIG_DFL, signal.SIG_IGN])
def test_what_was_ignored_stays_so(action: signal.Handlers) -> None:
    old = signal.signal(signal.SIGHUP, action)
    try:
        log = record(python("import signal; print(signal.getsignal(signal.SIGHUP).name)"))
    finally:
        signal.signal(signal.SIGHUP, old)
    assert said(log) == f"{action.name}\n"


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("no-such-program",), "Cannot run no-such-program: No such file or directory."),
        (("/etc/passwd",), "Cannot run /etc/passwd: Permission denied."),
    ],
)
def test_program_that_cannot_be_run(argv: tuple[str, ...], sentence: str) -> None:
    with running(traced(*argv)) as run:
        assert run.wait(LIMIT)
        assert run.failure == sentence
        assert of(run.take(), ev.Execed, ev.ExecFailed, ev.SignalSent) == []


# -- how it ends ----------------------------------------------------------------------------------


def tracer_of(pid: int) -> ProcKey:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("TracerPid:"):
            tracer = int(line.split()[1])
            return ProcKey(tracer, start_of(tracer))
    raise AssertionError("no TracerPid")


def test_stop_ends_the_program_and_strace() -> None:
    log: list[Event] = []
    with running(replace(real.python(STUBBORN), strace=True)) as run:
        wait_for(run, log, ev.Wrote, 3)
        tracer = tracer_of(run.root)
        keys = descendants(run.header.helper)
        assert len(keys) == 4
        assert tracer in keys
    log += run.take()
    assert all(map(gone, keys))
    assert {e.signal for e in of(log, ev.Exited, ev.RunEnded)} == {"SIGKILL"}
    assert of(log, ev.Lost) == []


def test_a_program_that_kills_its_whole_group_does_not_kill_strace() -> None:
    log = record(traced("sh", "-c", "sleep 600 & kill -KILL 0"))
    assert {e.signal for e in of(log, ev.Exited, ev.RunEnded)} == {"SIGKILL"}


KILLED = """
import sys, time
from procviz.session import Program, Run
run = Run(Program(argv=(sys.executable, "-c", sys.argv[1]), strace=True))
run.start(lambda: None)
print(run.header.helper, flush=True)
time.sleep(600)
"""


def test_kill_9_of_procviz_leaves_neither_the_program_nor_strace() -> None:
    host = subprocess.Popen(
        [sys.executable, "-c", KILLED, STUBBORN], stdout=subprocess.PIPE, text=True
    )
    assert host.stdout is not None
    helper = int(host.stdout.readline())
    key = ProcKey(helper, start_of(helper))
    until(lambda: len(descendants(helper)) == 4)
    keys = [key, *descendants(helper)]
    host.kill()
    host.wait()
    host.stdout.close()
    until(lambda: all(map(gone, keys)))


def test_kill_9_of_procviz_while_strace_has_much_to_say() -> None:
    busy = (
        "import os, signal\nsignal.signal(10, lambda *_: 0)\nwhile True: os.kill(os.getpid(), 10)"
    )
    host = subprocess.Popen([sys.executable, "-c", KILLED, busy], stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    helper = int(host.stdout.readline())
    keys = [ProcKey(helper, start_of(helper)), *descendants(helper)]
    host.kill()
    host.wait()
    host.stdout.close()
    until(lambda: all(map(gone, keys)))


def test_kill_9_of_the_helper_leaves_nothing_and_says_so() -> None:
    log: list[Event] = []
    with running(traced("sh", "-c", "sleep 600 & echo up; sleep 600; :")) as run:
        wait_for(run, log, ev.Spawned, 2)
        keys = descendants(run.header.helper)
        os.kill(run.header.helper, signal.SIGKILL)
        assert run.wait(LIMIT)
        log += run.take()
    assert "was killed" in of(log, ev.Lost)[0].why
    until(lambda: all(map(gone, keys)))


def test_kill_9_of_strace_ends_the_run_and_says_so() -> None:
    log: list[Event] = []
    with running(traced("sh", "-c", "sleep 600 & echo up; sleep 600; :")) as run:
        wait_for(run, log, ev.Spawned, 2)
        keys = descendants(run.header.helper)
        os.kill(tracer_of(run.root).pid, signal.SIGKILL)
        assert run.wait(LIMIT)
        log += run.take()
        assert all(map(gone, keys))
    assert "strace was killed" in of(log, ev.Lost)[0].why


def test_last_lines_are_all_there_however_much_came_before() -> None:
    code = "import os, signal\nsignal.signal(10, lambda *_: 0)\n"
    log = record(python(code + "for _ in range(3000): os.kill(os.getpid(), 10)"))
    assert len(of(log, ev.SignalSent)) == len(of(log, ev.SignalDelivered)) == 3000


def test_strace_never_waits_for_a_reader_that_is_put_aside() -> None:
    source = StraceSource()
    source.start()
    writer = os.dup(source.tracing.trace)
    source.begin(1)
    line = b"1 1795236797.220294 (+     0.000087470) close(3</a>) = 0 <0.000000001>\n"
    done = threading.Event()

    def write() -> None:
        for _ in range(64):
            os.write(writer, line * 1000)  # 4.5 MiB in all, and nobody polls
        os.close(writer)
        done.set()

    threading.Thread(target=write, daemon=True).start()
    try:
        assert done.wait(LIMIT)
        assert source.last() == []
    finally:
        source.stop()


# -- where it cannot be ---------------------------------------------------------------------------


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "strace" else which(name))
    return


@pytest.mark.usefixtures("missing")
def test_without_strace_it_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["run", "--strace", "--", "sh"], ["--strace", "--", "sh"]):
        assert cli.main(words) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("procviz: strace is not installed, so `--strace` cannot be used;")
        assert err.count("\n") == 1


@pytest.mark.usefixtures("missing")
def test_run_without_strace_starts_nothing() -> None:
    run = Run(traced("sleep", "600"))
    with pytest.raises(LaunchError, match="not installed"):
        run.start(lambda: None)


def test_where_tracing_is_forbidden_it_is_one_sentence_before_the_program_begins() -> None:
    # whoever is traced already cannot be traced once more: as in a container that forbids it
    words = ["strace", "-f", "-o", "/dev/null", sys.executable, "-m", "procviz"]
    done = subprocess.run(
        [*words, "run", "--strace", "--", "sh", "-c", "echo began"],
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("procviz: strace cannot be used here: ")
    assert "not permitted" in done.stderr
    assert done.stderr.count("\n") == 1


def test_command_line_traces_what_it_runs() -> None:
    words = [sys.executable, "-m", "procviz", "run", "--strace", "--json", "--", "sh", "-c"]
    done = subprocess.run(
        [*words, "kill -TERM $$"],
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 128 + signal.SIGTERM
    assert '"kind": "signal_delivered"' in done.stdout
    assert '"sources": ["probe", "strace"' in done.stdout.splitlines()[0]


def test_no_thread_of_ours_is_left() -> None:
    record(traced("true"))
    names = {thread.name for thread in threading.enumerate()}
    assert not [name for name in names if "strace" in name]
    assert read_stat(os.getpid()) is not None
