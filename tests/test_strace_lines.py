"""Lines of strace in, events out, without any process.  All lines are strace 6.1's own."""

from collections.abc import Callable

import pytest

from procviz import events as ev
from procviz.events import Event
from procviz.sources.strace_clock import Clock
from procviz.sources.strace_lines import (
    Began,
    Call,
    Delivered,
    End,
    Record,
    Resumed,
    Stop,
    Superseded,
    What,
    parse_line,
)
from procviz.sources.strace_tasks import Tasks
from procviz.sources.strace_waits import PATIENCE, UNSURE

ROOT = 7
HEAD = " 1795236797.220294 (+     0.000087470) "


def what(text: str) -> What | None:
    record = parse_line(f"27354{HEAD}{text}")
    return record.what if record is not None else None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "pipe2([3<pipe:[7]>, 4<pipe:[7]>], 0) = 0 <0.000034150>",
            Call("pipe2", "[3<pipe:[7]>, 4<pipe:[7]>], 0", 0, "", 34150),
        ),
        ("dup2(4<pipe:[7]>, 1</a>) = 1<pipe:[7]> <0.1>", None),  # a time has nine digits
        (
            "dup2(4<pipe:[7]>, 1</a>) = 1<pipe:[7]> <0.000000001>",
            Call("dup2", "4<pipe:[7]>, 1</a>", 1, "", 1),
        ),
        (
            "fcntl(0</dev/null>, F_GETFD) = 0x1 (flags FD_CLOEXEC) <0.000000002>",
            Call("fcntl", "0</dev/null>, F_GETFD", 1, "", 2),
        ),
        (
            "kill(999999, SIGTERM) = -1 ESRCH (No such process) <0.000014660>",
            Call("kill", "999999, SIGTERM", -1, "ESRCH", 14660),
        ),
        (
            "wait4(-1, 0x7, 0, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set) "
            "<0.048960523>",
            Call("wait4", "-1, 0x7, 0, NULL", None, "ERESTARTSYS", 48960523),
        ),
        ("kill(7, SIGKILL) = ?", Call("kill", "7, SIGKILL", None)),
        ("kill(7, SIGKILL) = ? <unavailable>", Call("kill", "7, SIGKILL", None)),
        # what looks like a result, in a file's name and in an argument
        (
            "fcntl(4</x) = 5>, F_DUPFD, 0) = 8</x) = 5> <0.000000001>",
            Call("fcntl", "4</x) = 5>, F_DUPFD, 0", 8, "", 1),
        ),
        (
            'execve("/a", ["a) = 5 <0.000000001>"], 0x7 /* 3 vars */) = 0 <0.000000001>',
            Call("execve", '"/a", ["a) = 5 <0.000000001>"], 0x7 /* 3 vars */', 0, "", 1),
        ),
        ("wait4(-1,  <unfinished ...>", Began("wait4", "-1, ")),
        (
            'execve("/bin/sh", ["sh"], 0x7 /* 45 vars */ <pid changed to 27240 ...>',
            Began("execve", '"/bin/sh", ["sh"], 0x7 /* 45 vars */'),
        ),
        (
            "<... wait4 resumed>0x7, WNOHANG, NULL) = 0 <0.000026500>",
            Resumed("wait4", "0x7, WNOHANG, NULL) = 0 <0.000026500>"),
        ),
        (
            "--- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=4, si_uid=0} ---",
            Delivered("SIGTERM", 4),
        ),
        ("--- SIGALRM {si_signo=SIGALRM, si_code=SI_KERNEL} ---", Delivered("SIGALRM", 0)),
        (
            "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=5, si_uid=0, si_status=0, "
            "si_utime=0, si_stime=0} ---",
            Delivered("SIGCHLD", 0),
        ),
        (
            "--- SIGRT_5 {si_signo=SIGRT_5, si_code=SI_QUEUE, si_pid=9, si_uid=0} ---",
            Delivered("SIGRTMIN+3", 9),
        ),
        ("--- stopped by SIGTSTP ---", Stop("SIGTSTP")),
        ("+++ exited with 255 +++", End(255, None, False)),
        ("+++ killed by SIGTERM +++", End(None, "SIGTERM", False)),
        ("+++ killed by SIGABRT (core dumped) +++", End(None, "SIGABRT", True)),
        ("+++ superseded by execve in pid 101 +++", Superseded(101)),
        ("+++ exited with 256 +++", None),
        ("--- stopped by", None),
        ("wait4(-1, ", None),
        ("something else", None),
    ],
)
def test_line_says(text: str, found: What | None) -> None:
    assert what(text) == found


def test_line_has_its_thread_and_both_times() -> None:
    record = parse_line(f"7    {HEAD}+++ exited with 0 +++".replace("     1795", " 1795"))
    assert record == Record(7, 1795236797220294000, 87470, End(0, None, False))


@pytest.mark.parametrize(
    "line",
    [
        "", "7", f"0{HEAD}+++ exited with 0 +++", f"x{HEAD}+++ exited with 0 +++",
        "7 +++ exited with 0 +++", "strace: Process 8 attached",
        f"7{HEAD}", f"7{HEAD} +++ exited with 0 +++",
    ],
)  # fmt: skip
def test_what_is_no_line_is_nothing(line: str) -> None:
    assert parse_line(line) is None


# -- from lines to events -------------------------------------------------------------------------


class Trace:
    """Lines are written one microsecond apart, from 1,000 ns on."""

    def __init__(
        self, options: Callable[[int, str], tuple[str, ...] | None] = lambda *_: ()
    ) -> None:
        self.tasks = Tasks(ROOT, options)
        self.t = 0

    def __call__(self, *lines: str) -> list[Event]:
        out: list[Event] = []
        for line in lines:
            tid, _, text = line.partition(" ")
            record = parse_line(tid + HEAD + text)
            assert record is not None, line
            self.t += 1000
            out += self.tasks.feed(record, self.t)
        return out


def told(*lines: str) -> list[Event]:
    """Return the events of these lines, where all of them could be read."""
    trace = Trace()
    out = trace(*lines)
    assert trace.tasks.lost == 0
    return out


def story(events: list[Event]) -> list[str]:
    return [type(e).__name__ for e in events]


FORK = (
    "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, "
    "child_tidptr=0x7f) = {} <0.000000100>"
)
THREAD = (
    "clone3({{flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SETTLS, "
    "exit_signal=0, stack=0x7f, stack_size=0x7fff80}} => {{parent_tid=[{0}]}}, 88) = {0} "
    "<0.000000100>"
)


def test_fork_exec_exit_and_reap() -> None:
    out = told(
        "7 " + FORK.format(8),
        '8 execve("/bin/\\303\\251", ["\\303\\251", "a\\"\\n\\\\"], 0x7 /* 3 vars */) = 0 '
        "<0.000000200>",
        "8 +++ exited with 3 +++",
        "7 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 8 <0.000000300>",
    )
    assert out == [
        ev.Spawned(t=1000, pid=7, child=8, how="fork", source=("strace",)),
        ev.Execed(t=2200, pid=8, argv=("é", 'a"\n\\'), source=("strace",)),
        ev.Exited(t=3000, pid=8, code=3, source=("strace",)),
        ev.WaitBegan(t=4000, pid=7, call="wait4", source=("strace",)),
        ev.Reaped(t=4300, pid=7, child=8, code=3, source=("strace",)),
        ev.WaitEnded(t=4300, pid=7, call="wait4", child=8, code=3, source=("strace",)),
    ]


@pytest.mark.parametrize(
    ("call", "how"),
    [
        ("vfork() = 8", "vfork"),
        ("fork() = 8", "fork"),
        ("clone(child_stack=0x7f, flags=CLONE_VM|CLONE_VFORK|SIGCHLD) = 8", "vfork"),
        ("clone3({flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD}, 88) = 8", "vfork"),
        ("clone(child_stack=0x7f, flags=CLONE_VM|SIGCHLD) = 8", "clone"),
    ],
)
def test_how_a_process_was_made(call: str, how: str) -> None:
    (spawned,) = told(f"7 {call} <0.000000001>")
    assert isinstance(spawned, ev.Spawned)
    assert spawned.how == how


@pytest.mark.parametrize(
    "result", ["-1 EAGAIN (Resource temporarily unavailable)", "? ERESTARTNOINTR (To be restarted)"]
)
def test_fork_that_failed_is_none(result: str) -> None:
    assert told(f"7 clone(child_stack=NULL, flags=SIGCHLD) = {result} <0.000000001>") == []


def test_threads_are_no_processes_and_their_calls_are_their_process_s() -> None:
    out = told(
        "7 " + THREAD.format(9),
        "9 " + FORK.format(10),
        "9 kill(10, SIGTERM) = 0 <0.000000001>",
        "9 +++ exited with 0 +++",
    )
    assert [(type(e), e.pid, e.tid) for e in out] == [(ev.Spawned, 7, 9), (ev.SignalSent, 7, 9)]


def test_child_that_is_heard_of_before_its_maker_s_call_is_back() -> None:
    out = told(
        "7 vfork( <unfinished ...>",
        "8 close(4<pipe:[1]>) = 0 <0.000000001>",
        "8 +++ exited with 1 +++",
        "7 <... vfork resumed>) = 8 <0.000214249>",
    )
    assert story(out) == ["Spawned", "FdClosed", "Exited"]
    assert (out[0].t, out[0].pid) == (1000, 7)


def test_of_two_possible_makers_the_right_one_is_waited_for() -> None:
    out = told(
        "7 " + FORK.format(8),
        "7 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>",
        "8 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>",
        "10 setsid() = 10 <0.000000001>",
        "11 kill(7, SIGTERM) = 0 <0.000000001>",
        "8 <... clone resumed>) = 11 <0.000000100>",
        "7 <... clone resumed>) = 10 <0.000000100>",
    )
    births = {(e.pid, e.child) for e in out if isinstance(e, ev.Spawned)}
    assert births == {(7, 8), (7, 10), (8, 11)}
    assert {(type(e), e.pid) for e in out} >= {(ev.SessionChanged, 10), (ev.SignalSent, 11)}


def test_exec_from_a_thread_goes_on_under_the_first_one_s_pid() -> None:
    out = told(
        "7 " + THREAD.format(9),
        "7 " + THREAD.format(10),
        '9 execve("/bin/sh", ["sh", "-c", "exit 3"], 0x7 /* 38 vars */ <pid changed to 7 ...>',
        "10 +++ exited with 0 +++",
        "7 +++ superseded by execve in pid 9 +++",
        "7 <... execve resumed>) = -1 (errno 18446744073709551613) <0.001328751>",
        "7 kill(7, SIGKILL <unfinished ...>",
        "7 +++ killed by SIGKILL +++",
    )
    assert out == [
        ev.Execed(t=5000, pid=7, argv=("sh", "-c", "exit 3"), source=("strace",)),
        ev.Exited(t=8000, pid=7, signal="SIGKILL", source=("strace",)),
    ]


def test_exec_along_the_path_fails_once_or_not_at_all() -> None:
    missing = '7 execve("/{}/x", ["x"], 0x7 /* 1 var */) = -1 ENOENT (No such file) <0.000000100>'
    there = '7 execve("/c/x", ["x"], 0x7 /* 1 var */) = 0 <0.000000100>'
    assert story(told(missing.format("a"), missing.format("b"), there)) == ["Execed"]
    out = told(missing.format("a"), missing.format("b"), "7 +++ exited with 127 +++")
    assert out[0] == ev.ExecFailed(t=2100, pid=7, argv=("x",), error="ENOENT", source=("strace",))
    trace = Trace()
    assert trace(missing.format("a")) == []
    assert trace.tasks.due(1100 + PATIENCE) == []
    assert story(trace.tasks.due(1101 + PATIENCE)) == ["ExecFailed"]
    assert trace.tasks.due(9 * PATIENCE) == []


def test_arguments_that_were_cut_are_not_told_as_if_they_were_whole() -> None:
    head = '7 execve("/x", ["x", "aaaa"'
    tail = ", 0x7 /* 1 var */) = 0 <0.000000001>"
    for cut in ("...]", ", ...]", ', "b"...]'):
        (execed,) = told(head + cut + tail)
        assert isinstance(execed, ev.Execed)
        assert execed.argv == ()
    (execed,) = told('7 execveat(3</d>, "x", ["x", "-a"], 0x7 /* 1 var */, 0) = 0 <0.000000001>')
    assert isinstance(execed, ev.Execed)
    assert execed.argv == ("x", "-a")


# -- waits ----------------------------------------------------------------------------------------


def waits(events: list[Event]) -> list[Event]:
    return [e for e in events if isinstance(e, ev.WaitBegan | ev.WaitEnded | ev.Reaped)]


@pytest.mark.parametrize(
    ("call", "target", "options"),
    [
        ("wait4(-1, 0x7, WNOHANG, NULL) = 0", -1, ("WNOHANG",)),
        ("wait4(8, 0x7, WSTOPPED|WCONTINUED, NULL) = 0", 8, ("WUNTRACED", "WCONTINUED")),
        ("wait4(-8, NULL, 0, NULL) = -1 ECHILD (No child processes)", -8, ()),
        (
            "waitid(P_ALL, 0, {}, WNOHANG|WEXITED|WSTOPPED, NULL) = 0",
            -1,
            ("WNOHANG", "WEXITED", "WSTOPPED"),
        ),
        ("waitid(P_PID, 8, 0x7, WEXITED, NULL) = -1 ECHILD (No child processes)", 8, ("WEXITED",)),
        ("waitid(P_PGID, 8, 0x7, WEXITED, NULL) = -1 ECHILD (No)", -8, ("WEXITED",)),
        ("waitid(P_PIDFD, 3<pid:8>, 0x7, WEXITED, NULL) = -1 ECHILD (No)", 8, ("WEXITED",)),
    ],
)
def test_wait_that_finds_nobody(call: str, target: int, options: tuple[str, ...]) -> None:
    began, ended = told(f"7 {call} <0.000000100>")
    assert isinstance(began, ev.WaitBegan)
    assert isinstance(ended, ev.WaitEnded)
    assert (began.target, began.options) == (target, options)
    assert (ended.child, ended.error) == (0, "ECHILD" if "ECHILD" in call else "")


@pytest.mark.parametrize(
    ("found", "stopped", "continued"),
    [
        ("wait4(8, [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTSTP}], WSTOPPED, NULL)", "SIGTSTP", False),
        ("wait4(8, [{WIFCONTINUED(s)}], WCONTINUED, NULL)", "", True),
        ("wait4(8, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], WCONTINUED, NULL)", "", False),
    ],
)
def test_wait_that_finds_a_stop_or_its_end(found: str, stopped: str, continued: bool) -> None:
    ended = told("7 " + FORK.format(8), f"7 {found} = 8 <0.000000001>")[-1]
    assert isinstance(ended, ev.WaitEnded)
    assert (ended.child, ended.stopped, ended.continued) == (8, stopped, continued)


@pytest.mark.parametrize(
    ("call", "reaped"),
    [
        ("wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 7}], WNOHANG, NULL) = 8", (8, 7, None)),
        (
            "wait4(-1, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGABRT && WCOREDUMP(s)}], 0, NULL) = 8",
            (8, None, "SIGABRT"),
        ),
        ("wait4(-1, NULL, 0, NULL) = 8", (8, None, None)),
        ("wait4(-1, NULL, WSTOPPED, NULL) = 8", None),  # dead or stopped: it did not ask which
        ("wait4(-1, [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}], WSTOPPED, NULL) = 8", None),
        ("wait4(-1, [{WIFCONTINUED(s)}], WCONTINUED, NULL) = 8", None),
        (
            "waitid(P_PID, 8, {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=8, si_uid=0, "
            "si_status=4, si_utime=1, si_stime=2}, WEXITED, NULL) = 0",
            (8, 4, None),
        ),
        (
            "waitid(P_PID, 8, {si_signo=SIGCHLD, si_code=CLD_DUMPED, si_pid=8, si_uid=0, "
            "si_status=SIGSEGV, si_utime=1, si_stime=2}, WEXITED, NULL) = 0",
            (8, None, "SIGSEGV"),
        ),
        (
            "waitid(P_PID, 8, {si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=8, si_uid=0, "
            "si_status=SIGKILL, si_utime=1, si_stime=2}, WEXITED|WNOWAIT, NULL) = 0",
            None,
        ),
        (
            "waitid(P_PID, 8, {si_signo=SIGCHLD, si_code=CLD_STOPPED, si_pid=8, si_uid=0, "
            "si_status=SIGSTOP, si_utime=1, si_stime=2}, WEXITED|WSTOPPED, NULL) = 0",
            None,
        ),
    ],
)
def test_wait_that_finds_somebody(call: str, reaped: tuple[object, ...] | None) -> None:
    found = waits(told(f"7 {call} <0.000000100>"))
    assert isinstance(found[-1], ev.WaitEnded)
    assert found[-1].child == 8
    got = [(e.child, e.code, e.signal) for e in found if isinstance(e, ev.Reaped)]
    assert got == ([] if reaped is None else [reaped])


def test_pending_wait_is_told_after_a_while_with_the_options_that_the_kernel_knows() -> None:
    trace = Trace(lambda tid, call: ("WUNTRACED",) if (tid, call) == (7, "wait4") else ())
    assert trace("7 wait4(-1,  <unfinished ...>") == []
    assert trace.tasks.due(1000 + PATIENCE - 1) == []
    (began,) = trace.tasks.due(1000 + PATIENCE)
    assert isinstance(began, ev.WaitBegan)
    assert (began.t, began.target, began.options) == (1000, -1, ("WUNTRACED",))
    assert trace.tasks.due(9 * PATIENCE) == []
    out = trace(
        "7 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], WSTOPPED, NULL) = 8 "
        "<0.000005000>"
    )
    assert story(out) == ["Reaped", "WaitEnded"]
    assert out[0].t == 2000


def test_options_are_waited_for_while_the_wait_may_be_over_already() -> None:
    said: list[tuple[str, ...] | None] = [None, ("WNOWAIT",)]
    trace = Trace(lambda tid, call: said.pop(0) if said else None)
    assert trace("7 wait4(-1,  <unfinished ...>") == []
    assert trace.tasks.due(1000 + PATIENCE) == []
    (began,) = trace.tasks.due(1000 + 2 * PATIENCE)
    assert isinstance(began, ev.WaitBegan)
    assert began.options == ("WNOWAIT",)
    trace = Trace(lambda tid, call: None)
    assert trace("7 wait4(-1,  <unfinished ...>") == []
    assert trace.tasks.due(1000 + UNSURE - 1) == []
    assert story(trace.tasks.due(1000 + UNSURE)) == ["WaitBegan"]


def test_half_a_line_is_enough_to_know_of_a_wait() -> None:
    trace = Trace()
    half = parse_line(f"7{HEAD}wait4(8,  <unfinished ...>")
    assert half is not None
    trace.tasks.pending(half, 1000)
    assert story(trace.tasks.due(2 * PATIENCE)) == ["WaitBegan"]
    out = trace("7 wait4(8, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 8 <0.100000000>")
    assert story(out) == ["Reaped", "WaitEnded"]  # the whole line later tells no second beginning


INTERRUPTED = "wait4(-1, 0x7, 0, NULL) = ? ERESTARTSYS (To be restarted) <0.000000100>"
SIGNAL = "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=8, si_uid=0} ---"
GOT = "wait4(-1, [{{WIFEXITED(s) && WEXITSTATUS(s) == 0}}], {}, NULL) = {} <0.000000100>"


def test_wait_that_is_begun_again_after_a_handler_is_one() -> None:
    back = "7 rt_sigreturn({mask=[]}) = 61 <0.000000001>"
    out = waits(told(f"7 {INTERRUPTED}", f"7 {SIGNAL}", back, f"7 {GOT.format(0, 8)}"))
    assert story(out) == ["WaitBegan", "Reaped", "WaitEnded"]
    assert out[0].t == 1000


def test_wait_that_a_signal_ended_says_so() -> None:
    back = "7 rt_sigreturn({mask=[]}) = -1 EINTR (Interrupted) <0.000000500>"
    out = waits(told(f"7 {INTERRUPTED}", f"7 {SIGNAL}", back))
    assert story(out) == ["WaitBegan", "WaitEnded"]
    assert isinstance(out[1], ev.WaitEnded)
    assert (out[1].t, out[1].error) == (3500, "EINTR")


def test_wait_inside_a_handler_is_another_one() -> None:
    out = waits(
        told(
            f"7 {INTERRUPTED}",
            f"7 {SIGNAL}",
            f"7 {GOT.format('WNOHANG', 8)}",
            "7 wait4(-1, 0x7, WNOHANG, NULL) = 0 <0.000000100>",
            "7 rt_sigreturn({mask=[]}) = 61 <0.000000001>",
            f"7 {GOT.format(0, 9)}",
        )
    )
    assert story(out) == [
        "WaitBegan", "WaitBegan", "Reaped", "WaitEnded", "WaitBegan", "WaitEnded", "Reaped",
        "WaitEnded",
    ]  # fmt: skip


def test_restarted_wait_that_pends_is_still_the_same() -> None:
    trace = Trace()
    first = trace(f"7 {INTERRUPTED}", f"7 {SIGNAL}", "7 wait4(-1,  <unfinished ...>")
    assert story(waits(first)) == ["WaitBegan"]
    assert trace.tasks.due(9 * PATIENCE) == []
    out = trace("7 <... wait4 resumed>NULL, 0, NULL) = 8 <0.100000000>")
    assert story(out) == ["Reaped", "WaitEnded"]


# -- signals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "to", "signal"),
    [
        ("kill(8, SIGTERM)", 8, "SIGTERM"),
        ("kill(-8, SIGTERM)", -8, "SIGTERM"),
        ("kill(0, SIGRT_2)", -7, "SIGRTMIN"),  # its own group
        ("tkill(9, SIGUSR1)", 7, "SIGUSR1"),  # a thread of ours
        ("tgkill(7, 9, SIGABRT)", 7, "SIGABRT"),
        ("rt_sigqueueinfo(8, SIGUSR1, {si_signo=SIGUSR1, si_code=SI_QUEUE})", 8, "SIGUSR1"),
        ("rt_tgsigqueueinfo(8, 9, SIGUSR1, {si_signo=SIGUSR1})", 8, "SIGUSR1"),
        ("pidfd_send_signal(3<pid:8>, SIGKILL, NULL, 0)", 8, "SIGKILL"),
    ],
)
def test_signal_has_its_target(call: str, to: int, signal: str) -> None:
    (sent,) = told("7 " + THREAD.format(9), f"7 {call} = 0 <0.000000001>")
    assert isinstance(sent, ev.SignalSent)
    assert (sent.pid, sent.to, sent.signal, sent.call) == (7, to, signal, call.partition("(")[0])


def test_signal_that_was_refused_or_kills_its_sender() -> None:
    refused, last = told("7 kill(8, SIGTERM) = -1 EPERM (Not permitted) <0.000000001>",
                         "7 kill(7, SIGKILL) = ?")  # fmt: skip
    assert isinstance(refused, ev.SignalSent)
    assert isinstance(last, ev.SignalSent)
    assert (refused.error, last.error) == ("EPERM", "")


@pytest.mark.parametrize(
    "call", ["kill(8, 0) = 0", "pidfd_send_signal(3<anon_inode:[pidfd]>, SIGKILL, NULL, 0) = 0"]
)
def test_what_sends_nothing_or_nobody_knows_whom(call: str) -> None:
    assert told(f"7 {call} <0.000000001>") == []


STOP = (
    "7 --- SIGSTOP {si_signo=SIGSTOP, si_code=SI_USER, si_pid=4, si_uid=0} ---",
    "7 --- stopped by SIGSTOP ---",
)


def test_stop_and_go_on() -> None:
    out = told(*STOP, "7 --- SIGCONT {si_signo=SIGCONT, si_code=SI_USER, si_pid=4} ---")
    assert story(out) == ["SignalDelivered", "Stopped", "Continued", "SignalDelivered"]
    assert isinstance(out[1], ev.Stopped)
    assert out[1].signal == "SIGSTOP"


def test_who_acts_goes_on_though_its_sigcont_was_blocked() -> None:
    assert story(told(*STOP, "7 kill(4, SIGUSR1) = 0 <0.000000001>"))[2:] == [
        "Continued", "SignalSent",
    ]  # fmt: skip
    assert story(told(*STOP, "7 <... wait4 resumed>NULL, 0, NULL) = 8 <0.1>"))[2:] == []


def test_a_stop_of_many_threads_is_one() -> None:
    out = told("7 " + THREAD.format(9), STOP[1], "9 --- stopped by SIGSTOP ---",
               "9 --- SIGCONT {si_signo=SIGCONT, si_code=SI_USER, si_pid=4} ---")  # fmt: skip
    assert story(out) == ["Stopped", "Continued", "SignalDelivered"]


def test_stop_that_the_parent_s_wait_tells_first_is_told_before_it_and_once() -> None:
    found = "wait4(-1, [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}], WSTOPPED, NULL) = 8"
    lines = [line.replace("7 ", "8 ", 1) for line in STOP]
    out = told("7 " + FORK.format(8), lines[0], f"7 {found} <0.000000001>", lines[1])
    assert story(out) == ["Spawned", "SignalDelivered", "Stopped", "WaitBegan", "WaitEnded"]
    assert out[2] == ev.Stopped(t=3001, pid=8, signal="SIGSTOP", source=("strace",))
    assert isinstance(out[4], ev.WaitEnded)
    assert (out[4].child, out[4].stopped, out[4].continued) == (8, "SIGSTOP", False)
    cont = "8 --- SIGCONT {si_signo=SIGCONT, si_code=SI_USER, si_pid=4} ---"
    late = told("7 " + FORK.format(8), *lines, cont, f"7 {found} <0.000000001>")
    assert [type(e) for e in late].count(ev.Stopped) == 1


def test_groups_and_sessions() -> None:
    out = told("7 " + FORK.format(8), "7 setpgid(8, 8) = 0 <0.000000001>",
               "8 setpgid(0, 0) = 0 <0.000000001>", "8 setsid() = -1 EPERM (No) <0.000000001>",
               "8 kill(0, SIGTERM) = 0 <0.000000001>", "7 setsid() = 7 <0.000000001>")  # fmt: skip
    assert [(e.pid, e.group) for e in out if isinstance(e, ev.GroupChanged)] == [(8, 8), (8, 8)]
    assert [(e.pid, e.session) for e in out if isinstance(e, ev.SessionChanged)] == [(7, 7)]
    assert [e.to for e in out if isinstance(e, ev.SignalSent)] == [-8]


# -- pipes ----------------------------------------------------------------------------------------


def channels(*lines: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for e in told(*(f"{line} <0.000000001>" for line in lines)):
        if isinstance(e, ev.PipeOpened):
            found.append((e.pid, e.read, e.write, e.object, e.other))
        elif isinstance(e, ev.FdDuped):
            found.append((e.pid, "dup", e.fd, e.to, e.object))
        elif isinstance(e, ev.FdClosed):
            found.append((e.pid, "close", e.fd, e.object, e.call))
    return found


PIPE = "7 pipe2([3<pipe:[1]>, 4<pipe:[1]>], {}) = 0"


def test_pipe_from_its_making_to_its_last_end() -> None:
    assert channels(
        PIPE.format(0),
        FORK.format(8).removesuffix(" <0.000000100>").join(("7 ", "")),
        "7 close(4<pipe:[1]>) = 0",
        "8 dup2(4<pipe:[1]>, 1<socket:[9]>) = 1<pipe:[1]>",
        "8 close(4<pipe:[1]>) = 0",
        "8 close(3<pipe:[1]>) = -1 EBADF (Bad)",
        "8 dup2(5</a>, 1<pipe:[1]>) = 1</a>",  # what was there is closed by that
    ) == [
        (7, 3, 4, "pipe:[1]", ""),
        (7, "close", 4, "pipe:[1]", "os.close"),
        (8, "dup", 4, 1, "pipe:[1]"),
        (8, "close", 4, "pipe:[1]", "os.close"),
        (8, "dup", 5, 1, "/a"),
    ]


def test_exec_closes_what_says_so_before_the_program_begins() -> None:
    found = channels(
        PIPE.format("O_CLOEXEC"),
        "7 fcntl(3<pipe:[1]>, F_DUPFD_CLOEXEC, 10) = 10<pipe:[1]>",
        "7 fcntl(3<pipe:[1]>, F_DUPFD, 10) = 11<pipe:[1]>",
        "7 fcntl(4<pipe:[1]>, F_SETFD, 0) = 0",
        "7 fcntl(4<pipe:[1]>, F_GETFD) = 0x1 (flags FD_CLOEXEC)",
        '7 execve("/x", ["x"], 0x7 /* 1 var */) = 0',
    )
    assert found[3:] == [
        (7, "close", 3, "pipe:[1]", "execve"),
        (7, "close", 10, "pipe:[1]", "execve"),
    ]
    out = told(f"{PIPE.format('O_CLOEXEC')} <0.000000001>",
               '7 execve("/x", ["x"], 0x7 /* 1 var */) = 0 <0.000000001>')  # fmt: skip
    assert story(out) == ["PipeOpened", "FdClosed", "FdClosed", "Execed"]


def test_range_of_descriptors_and_pairs_of_sockets() -> None:
    assert channels(
        "7 socketpair(AF_UNIX, SOCK_STREAM, 0, [5<socket:[1]>, 6<socket:[2]>]) = 0",
        PIPE.format(0),
        "7 close_range(4, 5, CLOSE_RANGE_CLOEXEC) = 0",
        "7 close_range(6, 4294967295, 0) = 0",
        '7 execve("/x", ["x"], 0x7 /* 1 var */) = 0',
    ) == [
        (7, 5, 6, "socket:[1]", "socket:[2]"),
        (7, 3, 4, "pipe:[1]", ""),
        (7, "close", 6, "socket:[2]", "close_range"),
        (7, "close", 4, "pipe:[1]", "execve"),
        (7, "close", 5, "socket:[1]", "execve"),
    ]


def test_files_are_nobody_s_business() -> None:
    assert channels("7 close(3</etc/passwd>) = 0", "7 dup2(3</etc/passwd>, 0) = 0</etc/passwd>",
                    "7 close(-1) = -1 EBADF (Bad)", "7 close(4<socket:[3]>) = 0") == []  # fmt: skip


# -- times ----------------------------------------------------------------------------------------


def test_clock_that_is_set_moves_no_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 1_000_000)
    monkeypatch.setattr("time.monotonic_ns", lambda: 400_000)
    clock = Clock()
    lines = [Record(1, 900_000, 0, End(0, None, False)), Record(1, -7_000_000, 50, Stop("x")),
             Record(1, 99_000_000, 25, Stop("x"))]  # fmt: skip
    assert clock.at(lines[0]) == 300_000
    assert clock.ahead(lines[1]) == clock.at(lines[1]) == 300_050
    assert clock.at(lines[2]) == 300_075
    clock.missed()
    assert clock.at(lines[0]) == 300_000


def test_record_of_nobody_is_counted() -> None:
    trace = Trace()
    assert trace("99 kill(7, SIGTERM) = 0 <0.000000001>") == []
    assert trace.tasks.lost == 1
