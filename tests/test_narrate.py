import base64
from dataclasses import replace
from typing import Any

import pytest

from procviz import events as ev
from procviz import narrate, words
from procviz.codec import KINDS
from procviz.events import Event, Where
from procviz.fold import apply, fold
from procviz.world import Process, State, World

HELPER = 4190
PROBE = ("probe",)
SCRIPT = "/home/me/lesson.py"
SILENT = (ev.Sampled, ev.LineReached, ev.SourceText)
# before each example: 4201 has the children 4202 (dead, not reaped) and 4203 (alive)
BEFORE: list[Event] = [
    ev.RunBegan(pid=4201, argv=("/usr/bin/python3", SCRIPT)),
    ev.Spawned(pid=4201, child=4202, source=PROBE),
    ev.Spawned(pid=4201, child=4203, source=PROBE),
    ev.Exited(pid=4202, code=3),
]
ADOPTED = ev.Reparented(pid=4203, old=4201, new=HELPER, new_name="procviz's subreaper")


def numbered(log: list[Event]) -> list[Event]:
    return [replace(event, seq=i, t=i * 1_000_000) for i, event in enumerate(log, 1)]


def world_after(*log: Event) -> World:
    return fold(numbered([*BEFORE, *log]))


def told(event: Event, lang: str = "en", *before: Event) -> str:
    """Return the sentence for ``event`` right after ``before``."""
    world = world_after(*before)
    event = replace(event, seq=99, t=1_987_000_000)
    apply(world, event)
    return narrate.sentence(event, world, lang)


LOCK = {"object": "/mp-1", "type": "Lock"}
SEMAPHORE = {"object": "/mp-2", "type": "Semaphore"}
CONDITION = {"object": "/mp-3", "type": "Condition"}
EVENT = {"object": "/mp-4", "type": "Event"}
BARRIER = {"object": "/mp-5", "type": "Barrier"}
QUEUE = {"object": "/mp-6", "type": "Queue"}
THREAD = {"object": "7", "type": "Thread", "library": "threading"}
SIGNAL = {"object": "SIGUSR1", "type": "signal", "library": "signal"}
WAKES = (EVENT, CONDITION, BARRIER, QUEUE, THREAD, SIGNAL, {"object": "x", "type": "Odd"},
         {"object": "pipe:[7]", "type": "Connection"})  # fmt: skip
SYNC: list[Event] = [
    ev.AcquireBegan(pid=4203, **LOCK),
    ev.AcquireBegan(pid=4203, **LOCK, timeout=0.5),
    ev.AcquireBegan(pid=4203, **LOCK, block=False),
    ev.Acquired(pid=4203, **LOCK),
    ev.Acquired(pid=4203, **SEMAPHORE, value=2),
    ev.AcquireFailed(pid=4203, **LOCK, why="busy"),
    ev.AcquireFailed(pid=4203, **LOCK, why="timeout"),
    ev.AcquireFailed(pid=4203, **LOCK, why="KeyboardInterrupt"),
    ev.Released(pid=4203, **LOCK),
    ev.Released(pid=4203, **LOCK, error="ValueError"),
    *(ev.WaitingOn(pid=4203, **thing, call="X.wait") for thing in WAKES),
    *(ev.WaitingOn(pid=4203, **thing, call="X.wait", timeout=2.0) for thing in WAKES),
    *(ev.Woken(pid=4203, **thing, call="X.wait") for thing in WAKES),
    ev.Woken(pid=4203, **EVENT, call="Event.wait", ok=False),
    ev.Woken(pid=4203, **BARRIER, call="Barrier.wait", error="BrokenBarrierError"),
    ev.Notified(pid=4203, **CONDITION, call="Condition.notify", count=1),
    ev.Notified(pid=4203, **CONDITION, call="Condition.notify_all"),
    ev.Notified(pid=4203, **EVENT, call="Event.set"),
    ev.Notified(pid=4203, **EVENT, call="Event.clear"),
    ev.PutBegan(pid=4203, **QUEUE, item="'a'"),
    ev.PutBegan(pid=4203, **QUEUE, item="x" * 500, block=False),
    ev.Put(pid=4203, **QUEUE),
    ev.Put(pid=4203, **QUEUE, error="Full"),
    ev.Put(pid=4203, **QUEUE, error="ValueError"),
    ev.GetBegan(pid=4203, **QUEUE),
    ev.GetBegan(pid=4203, **QUEUE, timeout=1.5),
    ev.GetBegan(pid=4203, **QUEUE, block=False),
    ev.Got(pid=4203, **QUEUE, item="7"),
    ev.Got(pid=4203, **QUEUE, error="Empty"),
    ev.Got(pid=4203, **QUEUE, error="EOFError"),
    ev.ProxyCalled(pid=4203, object="7f1", type="dict", method="update"),
    ev.ProxyReturned(pid=4203, object="7f1", type="dict", method="update"),
    ev.ProxyReturned(pid=4203, object="7f1", type="dict", method="pop", error="KeyError"),
    ev.Connected(pid=4203, address="/tmp/socket"),
    ev.Connected(pid=4203, address="/tmp/socket", error="AuthenticationError"),
    ev.Connected(pid=4203, address="/tmp/socket", call="accept"),
    ev.Connected(pid=4203, address="/tmp/socket", call="accept", error="AuthenticationError"),
]
PIPE = {"object": "pipe:[7]"}
CHANNELS: list[Event] = [
    ev.PipeOpened(pid=4203, read=3, write=4, **PIPE),
    ev.PipeOpened(pid=4203, read=3, write=4, object="socket:[8]", other="socket:[9]"),
    ev.FdDuped(pid=4203, fd=4, to=1, **PIPE),
    ev.FdClosed(pid=4203, fd=4, **PIPE),
    ev.SendBegan(pid=4203, fd=4, **PIPE, size=5, text="hello"),
    ev.SendBegan(pid=4203, fd=4, **PIPE, size=70_000),
    ev.Sent(pid=4203, fd=4, **PIPE, size=5),
    ev.Sent(pid=4203, fd=4, **PIPE, error="BrokenPipeError"),
    ev.Sent(pid=4203, fd=4, **PIPE, error="OSError"),
    ev.ReceiveBegan(pid=4203, fd=3, **PIPE),
    ev.Received(pid=4203, fd=3, **PIPE, size=1, text="x"),
    ev.Received(pid=4203, fd=3, **PIPE, size=70_000),
    ev.Received(pid=4203, fd=3, **PIPE, error="OSError"),
    ev.EofRead(pid=4203, fd=3, **PIPE),
    ev.EofRead(pid=4203, fd=3, object="socket:[8]"),
]
EXAMPLES: list[Event] = [
    ev.RunBegan(pid=4300, argv=("/usr/bin/python3", SCRIPT, "a b")),
    ev.RunEnded(pid=4201, code=0),
    ev.RunEnded(pid=4201, signal="SIGKILL"),
    ev.Spawned(pid=4201, child=4204, source=PROBE),
    ev.Spawned(pid=4201, child=4204, source=("kernel",)),
    ev.Spawned(pid=4201, child=4204, how="vfork"),
    ev.Spawned(pid=4201, child=4204, how="posix_spawn"),
    ev.Spawned(pid=4201, child=4204, how="clone"),
    ev.ForkReturned(pid=4203, value=0),
    ev.ForkReturned(pid=4201, value=4203),
    ev.ExecBegan(pid=4203, argv=("sh", "-c", "echo $$"), call="os.execvp"),
    ev.Execed(pid=4203, argv=("/bin/sh", "-c", "echo $$")),
    ev.ExecFailed(pid=4203, argv=("nosuch",), error="FileNotFoundError"),
    ev.Exiting(pid=4203, how="os._exit", code=3),
    ev.Exiting(pid=4203, how="os.abort"),
    ev.Exited(pid=4203, code=3),
    ev.Exited(pid=4203, signal="SIGSEGV", core=True),
    ev.Exited(pid=4203),
    ev.Zombie(pid=4202),
    ev.Reaped(pid=4201, child=4202, code=3, zombie_for=2_013_000_000),
    ev.Reaped(pid=4201, child=4202, code=3, zombie_for=1_000),
    ADOPTED,
    replace(ADOPTED, pid=4202),
    ev.SessionChanged(pid=4203, session=4203),
    ev.SessionChanged(pid=4203, session=4201),
    ev.GroupChanged(pid=4203, group=4203),
    ev.Named(pid=4203, name="Process-1"),
    ev.WaitBegan(pid=4201, call="os.wait"),
    ev.WaitBegan(pid=4201, call="os.waitpid", target=4203),
    ev.WaitBegan(pid=4201, call="os.waitpid", target=0),
    ev.WaitBegan(pid=4201, call="os.waitpid", target=-4200),
    ev.WaitBegan(pid=4201, call="os.waitpid", target=4203, options=("WNOHANG",)),
    ev.WaitBegan(pid=4201, call="Process.join", target=4203, timeout=0.5),
    ev.WaitEnded(pid=4201, call="os.wait", child=4202, code=3),
    ev.WaitEnded(pid=4201, call="os.waitpid"),
    ev.WaitEnded(pid=4201, call="os.waitpid", child=4203, stopped="SIGSTOP"),
    ev.WaitEnded(pid=4201, call="os.waitpid", child=4203, continued=True),
    ev.WaitBegan(pid=4201, call="os.system"),
    ev.WaitEnded(pid=4201, call="os.system", code=3),
    ev.Execed(pid=4202, argv=()),
    ev.WaitEnded(pid=4201, call="os.wait", error="ChildProcessError: [Errno 10] no child"),
    ev.WaitEnded(pid=4201, call="os.wait", error="KeyboardInterrupt"),
    ev.SignalSent(pid=4201, to=4203, signal="SIGTERM"),
    ev.SignalSent(pid=4201, to=4201, signal="SIGUSR1"),
    ev.SignalSent(pid=4201, to=-4200, signal="SIGRTMIN+1", call="os.killpg"),
    ev.SignalSent(pid=4201, to=0, signal="SIGINT"),
    ev.SignalSent(pid=4201, to=-1, signal="SIGINT"),
    ev.SignalSent(pid=0, to=4203, signal="SIGTERM"),
    ev.SignalSent(pid=0, to=4203, signal="SIGTERM", error="PermissionError"),
    ev.SignalSent(pid=4201, to=9999, signal="SIGTERM", error="ProcessLookupError"),
    ev.SignalDelivered(pid=4203, signal="SIGUSR1", sender=4201),
    ev.SignalDelivered(pid=4203, signal="SIGALRM"),
    ev.HandlerBegan(pid=4203, signal="SIGUSR1", handler="on_usr1"),
    ev.HandlerBegan(pid=4203, signal="SIGUSR1"),
    ev.HandlerEnded(pid=4203, signal="SIGUSR1"),
    ev.HandlerEnded(pid=4203, signal="SIGINT", error="KeyboardInterrupt"),
    ev.DispositionSet(pid=4203, signal="SIGUSR1", action="handler", handler="on_usr1"),
    ev.DispositionSet(pid=4203, signal="SIGUSR1", action="handler"),
    ev.DispositionSet(pid=4203, signal="SIGUSR1", action="ignore"),
    ev.DispositionSet(pid=4203, signal="SIGUSR1", action="default"),
    ev.TimerArmed(pid=4203, signal="SIGALRM", seconds=2.0),
    ev.TimerArmed(pid=4203, signal="SIGALRM", seconds=0.0),
    ev.Stopped(pid=4203, signal="SIGSTOP"),
    ev.Stopped(pid=4203),
    ev.Continued(pid=4203),
    ev.ThreadStarted(pid=4203, tid=4210, name="worker"),
    ev.ThreadEnded(pid=4203, tid=4210, name="worker"),
    ev.TaskBegan(pid=4203, function="cube", job=4),
    ev.TaskBegan(pid=4203, function="cube", job=4, index=2),
    ev.TaskEnded(pid=4203, function="cube", job=4),
    ev.TaskEnded(pid=4203, function="cube", job=4, ok=False),
    *SYNC,
    *CHANNELS,
    ev.TaskSubmitted(pid=4201, function="cube", job=4),
    ev.TaskSubmitted(pid=4201, function="cube", job=4, index=2),
    ev.TaskCreated(pid=4203, task=1, name="Task-1", function="fetch"),
    ev.TaskCreated(pid=4203, task=1, name="Task-1"),
    ev.TaskResumed(pid=4203, task=1),
    ev.TaskSuspended(pid=4203, task=1),
    ev.TaskSuspended(pid=4203, task=1, awaits="sleep"),
    ev.TaskFinished(pid=4203, task=1),
    ev.TaskFinished(pid=4203, task=1, error="CancelledError"),
    ev.TaskFinished(pid=4203, task=1, error="ValueError"),
    ev.MaskChanged(pid=4203, how="block", signals=("SIGINT", "SIGTERM")),
    ev.MaskChanged(pid=4203, how="unblock", signals=("SIGINT",)),
    ev.MaskChanged(pid=4203, how="set", signals=("SIGHUP", "SIGINT", "SIGTERM")),
    ev.MaskChanged(pid=4203, how="set"),
    ev.MaskChanged(pid=4203, how="block"),
    ev.Named(pid=4203, name="ForkPoolWorker-1", role="worker"),
    ev.Named(pid=4203, name="SyncManager-1", role="manager"),
    ev.Named(pid=4203, name="x", role="fork server"),
    ev.Named(pid=4203, name="x", role="resource tracker"),
    ev.LineReached(pid=4203, where=Where(SCRIPT, 7)),
    ev.Wrote(pid=4203, fd=1, text="hello\n"),
    ev.Wrote(pid=4203, fd=2, text="x" * 500),
    ev.Wrote(pid=4203, fd=7, data=base64.b64encode(b"\xff\x00\x80").decode()),
    ev.Sampled(pid=4203, facts={"state": "S"}),
    ev.SourceText(pid=0, file="/tmp/b.py", text="pass\n"),
    ev.Marked(pid=4201, text="here it gets slow"),
    ev.Granted(pid=4203, who="2", point="kill", call="os.kill(4201, SIGUSR1)", ready=("0", "2")),
    ev.Granted(pid=4203, who="2", point="exit", ready=("0", "2"), instead="0 wait 12"),
    ev.Granted(pid=4203, who="2", point="forked", returned=True, ready=("2",), instead="end"),
    ev.Granted(pid=4203, who="2", point="handler", call="on_alarm(SIGALRM)", ready=("2",), depth=1),
    ev.Lost(pid=4201, count=3, why="the buffer was full"),
    ev.Lost(pid=4201, count=-1, why="strace was ended"),
]


def test_examples_are_of_every_kind() -> None:
    assert {type(event) for event in EXAMPLES} == set(KINDS.values())


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("event", EXAMPLES, ids=lambda e: type(e).__name__)
def test_every_kind_has_one_sentence(event: Event, lang: str) -> None:
    for seen in (event, replace(event, exact=False, within=(1_000_000, 2_000_000))):
        text = told(seen, lang)
        if isinstance(event, SILENT):
            assert text == ""
            continue
        assert text.endswith({"en": ".", "zh": "。"}[lang])
        assert "None" not in text
        assert not set("{}") & set(text)
        assert "  " not in text
        assert "\n" not in text
        if event.pid and not isinstance(event, ev.Marked | ev.Lost):
            assert str(event.pid) in text
        assert ("polling" in text) == (not seen.exact and not event.source)


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (EXAMPLES[0], "4300 began: procviz started python3 lesson.py 'a b'."),
        (
            EXAMPLES[1],
            "The program is over: 4201, its first process, ended with exit status 0;"
            " 2 of its processes are not reaped yet.",
        ),
        (
            EXAMPLES[3],
            "4201 called os.fork(): now there are two, 4201 and its child 4204.",
        ),
        (EXAMPLES[4], "4201 made a child, 4204."),
        (ev.Exited(pid=4203, code=3),
            "4203 ended with exit status 3; its PID stays until 4201 takes the status."),
        (ev.Exited(pid=4203, signal="SIGSEGV", core=True),
            "4203 was killed by SIGSEGV (11: invalid memory access) and left a core dump;"
            " its PID stays until 4201 takes the status."),
        (ev.Zombie(pid=4202),
            "4202 is a zombie: dead with status 3, but 4201 has not waited for it yet."),
        (ev.Reaped(pid=4201, child=4202, code=3, zombie_for=2_013_000_000),
            "4201 reaped 4202 (exit 3), a zombie for 2.013 s; the PID 4202 is free again."),
        (ev.Reaped(pid=4201, child=4202, code=3, zombie_for=1_000),
            "4201 reaped 4202 (exit 3); the PID 4202 is free again."),
        (ADOPTED, "4203 lost its parent 4201; 4190 (procviz's subreaper) adopted it."),
        (replace(ADOPTED, new=1, new_name=""), "4203 lost its parent 4201; PID 1 adopted it."),
        (ev.WaitBegan(pid=4201, call="Process.join", target=4203, timeout=0.5),
            "4201 waits for 4203, 0.5 s at most: Process.join()."),
        (ev.SignalSent(pid=4201, to=4203, signal="SIGTERM"),
            "4201 sent SIGTERM (15: a request to end) to 4203: os.kill()."),
        (ev.SignalSent(pid=0, to=4203, signal="SIGUSR1"),
            "You sent SIGUSR1 (for the program's own use) to 4203."),
        (ev.TaskBegan(pid=4203, function="cube", job=4), "4203 takes task 4: cube."),
        (ev.Wrote(pid=4203, fd=1, text="hello\n"), '4203 wrote to stdout: "hello".'),
        (ev.Wrote(pid=4203, fd=1, data="/wCA"), "4203 wrote 3 bytes to stdout that are not text."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else "",
)  # fmt: skip
def test_english(event: Event, sentence: str) -> None:
    assert told(event) == sentence


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (ev.Zombie(pid=4202), "4202 成了僵尸进程：已经结束，状态 3，但父进程 4201 还没有等待它。"),
        (ev.Exited(pid=4203, signal="SIGTERM"),
            "4203 被 SIGTERM（15：请求结束）终止；在父进程 4201 取走状态之前，它的 PID 一直保留。"),
        (ADOPTED, "4203 失去了父进程 4201，成为孤儿进程；4190（procviz 的 subreaper）收养了它。"),
        (ev.WaitBegan(pid=4201, call="os.wait"), "4201 等待任意一个子进程：os.wait()。"),
        (ev.WaitBegan(pid=4201, call="os.waitpid", target=4203),
            "4201 等待子进程 4203：os.waitpid()。"),
        (ev.SignalSent(pid=4201, to=4203, signal="SIGTERM"),
            "4201 发送 SIGTERM（15：请求结束）给 4203：os.kill()。"),
        (ev.Exiting(pid=4203, how="end of script", code=0),
            "4203 就要自行结束，状态 0：脚本执行完毕。"),
        (ev.Wrote(pid=4203, fd=1, text="（一） 二\n"), "4203 写到标准输出：“（一） 二”。"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else "",
)  # fmt: skip
def test_chinese(event: Event, sentence: str) -> None:
    assert told(event, "zh") == sentence


def test_a_zombie_whose_parent_waits_for_another_says_so() -> None:
    wait = ev.WaitBegan(pid=4201, call="os.waitpid", target=4203)
    text = told(ev.Zombie(pid=4202), "en", wait)
    assert text == "4202 is a zombie: dead with status 3, but 4201 waits for 4203 only."
    anyone = replace(wait, target=-1)
    assert "has not waited for it yet" in told(ev.Zombie(pid=4202), "en", anyone)


def test_a_reap_by_the_helper_names_it() -> None:
    adopted = replace(ADOPTED, pid=4202)
    reap = ev.Reaped(pid=HELPER, child=4202, code=3)
    text = "4190 (procviz's subreaper) reaped 4202 (exit 3); its own parent 4201 is gone"
    assert told(reap, "en", adopted) == f"{text} and cannot do it."
    assert "4190（procviz 的 subreaper）回收了 4202" in told(reap, "zh", adopted)


def test_a_queue_that_gives_nothing_is_not_called_empty_when_it_is_not() -> None:
    empty = ev.Got(pid=4203, **QUEUE, error="Empty")
    assert told(empty) == "4203 got nothing from Queue 1: it is empty."
    before = ev.PutBegan(pid=4201, **QUEUE, item="1"), ev.Put(pid=4201, **QUEUE)
    words = "4203 got nothing from Queue 1, though something was put into it."
    assert told(empty, "en", *before) == words


def test_a_handler_over_a_wait_goes_back_to_waiting() -> None:
    wait = ev.WaitBegan(pid=4201, call="os.wait")
    began = ev.HandlerBegan(pid=4201, signal="SIGUSR1", handler="on_usr1")
    ended = ev.HandlerEnded(pid=4201, signal="SIGUSR1")
    assert told(ended, "en", wait, began).endswith("is done; 4201 goes on waiting.")
    assert told(ended, "en", began).endswith("is done; 4201 goes on where it was.")


def test_what_was_only_sampled_is_told_as_such() -> None:
    event = ev.Exited(pid=4203, code=0, exact=False, source=("polling",))
    assert told(event).endswith("takes the status; seen by polling only.")
    event = replace(event, within=(1_200_000_000, 1_250_000_000))
    assert told(event).endswith("; seen by polling only, some time between 1.200 s and 1.250 s.")


# what these say from the program is in fields that no sentence shows
UNTOLD = (ev.Spawned, ev.SignalSent, ev.ForkReturned, ev.MaskChanged, ev.PipeOpened, ev.FdDuped,
          ev.FdClosed)  # fmt: skip
EVIL = "\x1b[2J\x9b31m{pid}[@click=app.quit]\u202e\n%s"


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("event", EXAMPLES, ids=lambda e: type(e).__name__)
def test_text_from_processes_is_made_harmless(event: Event, lang: str) -> None:
    evil: dict[str, Any] = {
        name: EVIL if name != "argv" else (EVIL, EVIL)
        for name in ("name", "argv", "error", "handler", "function", "how", "call", "new_name",
                     "text", "why", "signal", "object", "type", "library", "item", "method",
                     "address", "awaits", "role", "other")
        if getattr(event, name, None)
    }  # fmt: skip
    hostile = replace(event, **evil, where=Where(EVIL, 3, EVIL))
    world = world_after()
    apply(world, hostile)
    shown = [
        narrate.sentence(hostile, world, lang),
        *narrate.plain(hostile, world, lang).split("\n"),
        *(narrate.doing(p, world, lang) for p in world.processes.values()),
        *(narrate.status(p, lang) for p in world.processes.values()),
    ]
    for text in shown:
        assert not set(text) & set("\x1b\x9b\u202e\n")
    if evil and not isinstance(event, SILENT):
        assert "[2J" in shown[0] or isinstance(event, UNTOLD)


def test_a_process_cannot_borrow_our_words_by_its_name() -> None:
    assert "4190 (end)" in told(replace(ADOPTED, new_name="end"))


def test_plain_gives_the_time_the_sentence_and_the_place() -> None:
    world = world_after()
    event = ev.WaitBegan(pid=4201, t=1_234_567_890, call="os.wait", where=Where(SCRIPT, 12, "main"))
    apply(world, event)
    text = narrate.plain(event, world)
    assert text == "    1.235 s  4201 waits for any child: os.wait().  [lesson.py:12]"
    assert narrate.plain(ev.Sampled(pid=4201, facts={}), world) == ""


def test_plain_gives_output_whole_line_by_line() -> None:
    world = world_after()
    event = ev.Wrote(pid=4201, t=5_000_000, fd=2, text="a" * 900 + "\nb\x1b[0m\n")
    assert narrate.plain(event, world).split("\n") == [
        f'    0.005 s  4201 wrote to stderr: "{"a" * 900}"',
        '    0.005 s  4201 wrote to stderr: "b␛[0m"',
    ]


def test_a_line_that_is_ended_by_a_second_write_is_not_told_twice() -> None:
    begun, end = ev.Wrote(pid=4203, fd=1, text="hello"), ev.Wrote(pid=4203, fd=1, text="\n")
    world = world_after(begun)
    apply(world, end)
    assert narrate.plain(end, world) == ""
    assert told(end, "en", begun) == "4203 ended its line on stdout."
    empty = world_after(begun, end)
    apply(empty, end)
    assert narrate.plain(end, empty).endswith('4203 wrote to stdout: ""')


# -- cards ---------------------------------------------------------------------------------------


def card(pid: int, *log: Event, lang: str = "en") -> str:
    world = world_after(*log)
    process = world.by_pid(pid)
    assert process is not None
    return narrate.doing(process, world, lang)


HANDLER = ev.HandlerBegan(pid=4203, signal="SIGUSR1", handler="on_usr1")
LINE = ev.LineReached(pid=4203, where=Where(SCRIPT, 19))
ASLEEP = ev.Sampled(pid=4203, facts={"state": "S", "wchan": "hrtimer_nanosleep"})
WAIT = ev.WaitBegan(pid=4203, call="os.waitpid", target=4202)


@pytest.mark.parametrize(
    ("log", "english", "chinese"),
    [
        ([], "", ""),
        ([LINE], "line 19", "第 19 行"),
        ([replace(LINE, where=Where("/lib/pool.py", 8))], "pool.py:8", "pool.py:8"),
        ([ASLEEP], "sleeping on a timer", "定时睡眠"),
        ([LINE, ASLEEP], "sleeping on a timer", "定时睡眠"),
        ([replace(ASLEEP, facts={"state": "S", "wchan": "odd_wait"})],
            "sleeping in odd_wait", "睡眠于 odd_wait"),
        ([WAIT], "waiting for 4202", "等待子进程 4202"),
        ([replace(WAIT, target=-1)], "waiting for any child", "等待任意一个子进程"),
        ([WAIT, HANDLER], "in handler on_usr1", "在处理函数 on_usr1 里"),
        ([replace(HANDLER, handler="")], "handling SIGUSR1", "正在处理 SIGUSR1"),
        ([replace(WAIT, tid=4210), LINE], "line 19", "第 19 行"),
        ([ev.TaskBegan(pid=4203, function="cube", job=4)], "task 4: cube", "任务 4：cube"),
        ([ev.Exiting(pid=4203, how="os._exit", code=1)],
            "about to end: os._exit", "就要结束：os._exit"),
        ([LINE, ev.Stopped(pid=4203)], "stopped until SIGCONT", "停住，等 SIGCONT"),
        ([ev.Exited(pid=4203, signal="SIGTERM")],
            "killed by SIGTERM, not reaped", "被 SIGTERM 终止，未回收"),
        ([ev.Exited(pid=4203, code=3), ev.Reaped(pid=4201, child=4203, code=3)],
            "exit 3, reaped by 4201", "退出码 3，由 4201 回收"),
        ([ev.Exited(pid=4203)], "status not known, not reaped", "状态未知，未回收"),
    ],
)  # fmt: skip
def test_a_card_says_what_its_process_does(log: list[Event], english: str, chinese: str) -> None:
    assert card(4203, *log) == english
    assert card(4203, *log, lang="zh") == chinese


def test_status_of_the_dead() -> None:
    def end(event: ev.Exited) -> Process:
        process = world_after(event).by_pid(4203)
        assert process is not None
        return process

    assert narrate.status(end(ev.Exited(pid=4203, code=3))) == "exit 3"
    assert narrate.status(end(ev.Exited(pid=4203, signal="SIGTERM"))) == "killed by SIGTERM"
    assert narrate.status(end(ev.Exited(pid=4203, code=3)), "zh") == "退出码 3"
    alive = world_after().by_pid(4203)
    assert alive is not None
    assert narrate.status(alive) == ""


# -- words ---------------------------------------------------------------------------------------


def test_words_of_the_states() -> None:
    for lang in words.LANGUAGES:
        said = [words.state(state, lang) for state in State]
        assert all(said)
        assert len(set(said)) == len(said)
