"""What is found in a world, and what must not be."""

import time
from dataclasses import replace

import pytest

from procviz import events as ev
from procviz import narrate
from procviz.events import Event
from procviz.findings import find
from procviz.fold import fold
from procviz.world import World

A, B, C, D = 4201, 4202, 4203, 4204
MS = 1_000_000
LOCK = {"object": "/mp-1", "type": "Lock"}
OTHER = {"object": "/mp-2", "type": "Lock"}
QUEUE = {"object": "/mp-3", "type": "Queue"}
PIPE = {"object": "pipe:[7]"}


def world(*log: Event, children: tuple[int, ...] = (B, C)) -> World:
    """Return the world after A made its children, and ``log``, an event each 10 ms."""
    before: list[Event] = [ev.RunBegan(pid=A, argv=("python", "x.py"))]
    before += [ev.Spawned(pid=A, child=child) for child in children]
    return fold(replace(e, seq=i, t=i * 10 * MS) for i, e in enumerate([*before, *log], 1))


def told(w: World, lang: str = "en", after: int = 1000) -> list[str]:
    """Return the sentences for all findings ``after`` ms."""
    return [narrate.finding(f, w, lang) for f in find(w, w.t + after * MS)]


def kinds(*log: Event, children: tuple[int, ...] = (B, C), after: int = 1000) -> list[str]:
    w = world(*log, children=children)
    return [f.kind for f in find(w, w.t + after * MS)]


def take(pid: int, lock: dict[str, str], tid: int = 0) -> list[Event]:
    return [ev.AcquireBegan(pid=pid, tid=tid, **lock), ev.Acquired(pid=pid, tid=tid, **lock)]


def asks(pid: int, lock: dict[str, str], tid: int = 0, timeout: float | None = None) -> Event:
    return ev.AcquireBegan(pid=pid, tid=tid, **lock, timeout=timeout)


def reads(pid: int) -> Event:
    return ev.ReceiveBegan(pid=pid, fd=3, **PIPE)


def writes(pid: int, fd: int = 4, size: int = 5) -> list[Event]:
    return [
        ev.SendBegan(pid=pid, fd=fd, **PIPE, size=size),
        ev.Sent(pid=pid, fd=fd, **PIPE, size=size),
    ]


def closes(pid: int, fd: int) -> Event:
    return ev.FdClosed(pid=pid, fd=fd, **PIPE)


MAKES_PIPE = ev.PipeOpened(pid=A, read=3, write=4, **PIPE)
FORKS = ev.Spawned(pid=A, child=D)
JOINS = ev.WaitBegan(pid=A, call="Process.join", target=D)
GOT = ev.Received(pid=D, fd=3, **PIPE, size=5)


# -- zombies and orphans ------------------------------------------------------------------------


def test_a_zombie_that_nobody_waits_for() -> None:
    dead = [ev.Exited(pid=B, code=0), ev.Zombie(pid=B)]
    assert told(world(*dead)) == [
        "4202 stays a zombie: its parent 4201 is alive, but does not wait for it."
    ]
    assert kinds(*dead[:1]) == []  # it may be reaped at once
    assert kinds(*dead, ev.WaitBegan(pid=A, call="os.wait")) == []
    assert kinds(*dead, ev.WaitBegan(pid=A, call="os.waitpid", target=C)) == ["zombie"]
    assert kinds(*dead, ev.Reaped(pid=A, child=B, code=0)) == []


def test_an_orphan() -> None:
    log = [ev.Spawned(pid=B, child=D), ev.Exited(pid=B, code=0),
           ev.Reparented(pid=D, old=B, new=1, new_name="init")]  # fmt: skip
    assert told(world(*log)) == [
        "4204 is an orphan: its parent 4202 ended first; its parent is 1 (init) now."
    ]
    assert kinds(*log, ev.Exited(pid=D, code=0)) == []
    tracker = ev.Named(pid=D, name="resource tracker", role="resource tracker")
    assert kinds(log[0], tracker, *log[1:]) == []  # it is meant to see its makers end


# -- the end that cannot come -------------------------------------------------------------------


def test_a_reader_that_holds_the_write_end_itself() -> None:
    log = [MAKES_PIPE, FORKS, *writes(A), closes(A, 4), reads(D), GOT, JOINS, reads(D)]
    w = world(*log)
    assert told(w) == [
        "4204 waits for the end of pipe 1, which cannot come while 4204 itself holds the write"
        " end open (fd 4) (as far as was seen)."
    ]
    assert told(w, "zh") == [
        "4204 在等待管道 1 的文件结尾（EOF），但它不会到来，因为 4204 自己还开着写端"
        "（文件描述符 4）（就目前所观察到的而言）。"
    ]
    assert told(w, after=0) == []  # what was written last may still be on its way
    clean = [MAKES_PIPE, FORKS, closes(D, 4), *writes(A), reads(D), GOT, JOINS, reads(D)]
    assert [f.kind for f in find(world(*clean), 10**12)] == ["eof"]  # A waits and holds it
    assert kinds(*clean[:-2], closes(A, 4), *clean[-2:]) == []  # the end of file is on its way


def test_a_parent_that_waits_for_the_reader_and_holds_the_write_end() -> None:
    log = [MAKES_PIPE, FORKS, closes(D, 4), *writes(A), reads(D), GOT, reads(D), JOINS]
    assert told(world(*log)) == [
        "4204 waits for the end of pipe 1, which cannot come while 4201, which waits too, holds"
        " the write end open (fd 4) (as far as was seen)."
    ]


def test_a_writer_that_may_still_write_is_no_finding() -> None:
    log = [MAKES_PIPE, FORKS, closes(D, 4), reads(D)]
    assert kinds(*log) == []
    sleeps = ev.Sampled(pid=A, facts={"state": "S"})
    assert kinds(*log, sleeps) == []
    assert kinds(*log, *writes(A), GOT, reads(D), sleeps) == []


def test_a_forgotten_end_of_somebody_who_never_wrote() -> None:
    """The writer is done; the parent sleeps and has never written."""
    log = [MAKES_PIPE, FORKS, ev.Spawned(pid=A, child=4205), closes(D, 4), *writes(4205), reads(D),
           GOT, reads(D), ev.Exited(pid=4205, code=0)]  # fmt: skip
    assert kinds(*log) == []  # it may be about to close it
    asleep = ev.Sampled(pid=A, facts={"state": "S"})
    assert told(world(*log, asleep)) == [
        "4204 waits for the end of pipe 1, which cannot come while 4201 holds the write end open"
        " (fd 4) (as far as was seen)."
    ]
    assert kinds(*log, asleep, closes(A, 4)) == []


def test_another_thread_of_the_reader_can_write() -> None:
    log = [
        MAKES_PIPE,
        ev.ThreadStarted(pid=A, tid=77, name="T"),
        ev.ReceiveBegan(pid=A, fd=3, **PIPE),
    ]
    assert kinds(*log) == []
    assert kinds(log[0], log[2]) == ["eof"]


def test_bytes_on_their_way_are_no_finding() -> None:
    assert kinds(MAKES_PIPE, *writes(A), ev.ReceiveBegan(pid=A, fd=3, **PIPE)) == []


def test_an_end_kept_over_exec_counts_once_a_sample_has_shown_it() -> None:
    log = [MAKES_PIPE, FORKS, ev.Spawned(pid=A, child=4205), closes(D, 4), *writes(A), closes(A, 4),
           reads(D), GOT, ev.Execed(pid=4205, argv=("sleep", "60")), reads(D)]  # fmt: skip
    assert kinds(*log) == []
    facts = {"state": "S", "fds": {"0": "/dev/null", "4": "pipe:[7]"}}
    [sentence] = told(world(*log, ev.Sampled(pid=4205, facts=facts)))
    assert "4205 holds the write end open (fd 4)" in sentence
    assert kinds(*log, ev.Sampled(pid=4205, facts={"state": "S", "fds": {"4": "/x"}})) == []


def test_whoever_may_still_have_an_end_is_not_forgotten() -> None:
    """Between an exec and the first sample nobody knows what the new program has open."""
    log = [MAKES_PIPE, FORKS, *writes(D), ev.Execed(pid=D, argv=("cat",)), closes(A, 4)]
    w = world(*log)
    event = w.event
    assert event is not None
    text = "4201 closed fd 4, the write end of pipe 1"
    assert narrate.sentence(event, w) == f"{text}."
    w = world(*log[:-1], ev.Sampled(pid=D, facts={"fds": {"0": "/x"}}), log[-1])
    assert narrate.sentence(event, w) == f"{text}: nobody can write into it any more."
    own = [MAKES_PIPE, FORKS, ev.Execed(pid=D, argv=("cat",)), ev.ReceiveBegan(pid=A, fd=3, **PIPE)]
    assert kinds(*own) == []
    assert kinds(*own, ev.Sampled(pid=D, facts={"fds": {"0": "/x"}})) == ["eof"]


def test_a_pair_of_sockets_has_an_end_too() -> None:
    pair = ev.PipeOpened(pid=A, read=3, write=4, object="socket:[8]", other="socket:[9]")
    sent = [ev.SendBegan(pid=A, fd=4, object="socket:[9]", size=5),
            ev.Sent(pid=A, fd=4, object="socket:[9]", size=5)]  # fmt: skip
    receive = ev.ReceiveBegan(pid=D, fd=3, object="socket:[8]")
    log = [pair, FORKS, *sent, receive, replace(GOT, object="socket:[8]"),
           ev.FdClosed(pid=A, fd=4, object="socket:[9]"), receive]  # fmt: skip
    [sentence] = told(world(*log))
    assert "4204 itself holds the other end open (fd 4)" in sentence


# -- locks --------------------------------------------------------------------------------------


def test_a_lock_whose_holder_is_dead() -> None:
    log = [*take(B, LOCK), asks(C, LOCK), ev.Exited(pid=B, signal="SIGTERM"), asks(A, LOCK)]
    w = world(*log)
    assert told(w) == [
        "Lock 1 is lost: 4202 ended (killed by SIGTERM) and had not given it back; 4203 and 4201"
        " wait for it in vain (as far as was seen)."
    ]
    assert told(w, "zh") == [
        "锁 1 再也不会被释放：持有它的 4202 已经结束（被 SIGTERM 终止），没有释放它；"
        "4203 和 4201 都等不到它（就目前所观察到的而言）。"
    ]
    assert kinds(*take(B, LOCK), ev.Exited(pid=B, code=0)) == []  # nobody misses it
    given = [*take(B, LOCK), asks(C, LOCK), ev.Released(pid=B, **LOCK), ev.Exited(pid=B, code=0)]
    assert kinds(*given) == []


def test_a_semaphore_is_lost_with_its_last_holder_only() -> None:
    pair = {"object": "/mp-9", "type": "Semaphore"}

    def takes(pid: int, left: int) -> Event:
        return ev.Acquired(pid=pid, **pair, value=left)

    dead = ev.Exited(pid=B, code=0)
    assert kinds(takes(B, 1), takes(C, 0), asks(A, pair), dead) == []
    assert kinds(takes(B, 1), takes(C, 0), asks(A, pair), dead, ev.Exited(pid=C, code=0)) == [
        "lost"
    ]
    # released by who did not take it: it counts something, and nobody "holds" it
    signal = ev.Released(pid=A, **pair)
    assert kinds(takes(B, 0), signal, takes(B, 0), asks(C, pair), dead) == []


def test_a_lock_that_a_thread_took_along() -> None:
    thread = [ev.ThreadStarted(pid=A, tid=77, name="T")]
    local = {**LOCK, "library": "threading"}
    log = [*thread, *take(A, local, 77), ev.ThreadEnded(pid=A, tid=77, name="T"), asks(A, local)]
    assert told(world(*log)) == [
        "Lock 1 is lost: the thread of 4201 that held it is no more; 4201 waits for it in vain"
        " (as far as was seen)."
    ]


def test_a_fork_copies_a_held_lock_without_its_holder() -> None:
    local = {**LOCK, "library": "threading"}
    log = [ev.ThreadStarted(pid=A, tid=77, name="T"), *take(A, local, 77), FORKS, asks(D, local),
           ev.Released(pid=A, tid=77, **local)]  # fmt: skip
    w = world(*log)
    assert [f.kind for f in find(w, w.t)] == ["lost"]
    assert "the thread of 4204 that held it is no more; 4204 waits for it" in told(w)[0]
    own = [*take(A, local), FORKS, ev.Released(pid=D, **local), asks(D, local)]
    assert kinds(*own) == []  # the thread that forked is the child's own


def test_a_deadlock_of_two() -> None:
    log = [*take(B, LOCK), *take(C, OTHER), asks(B, OTHER), asks(C, LOCK)]
    w = world(*log)
    assert told(w) == [
        "Deadlock: 4202 waits for Lock 2, which 4203 holds, and 4203 waits for Lock 1, which"
        " 4202 holds (as far as was seen)."
    ]
    assert told(w, "zh") == [
        "死锁：4202 等待 4203 持有的锁 2，4203 等待 4202 持有的锁 1（就目前所观察到的而言）。"
    ]
    assert kinds(*log[:-1], asks(C, LOCK, timeout=1.0)) == []
    assert kinds(*log[:-1]) == []
    assert kinds(*log, ev.AcquireFailed(pid=C, **LOCK, why="KeyboardInterrupt")) == []


def test_a_deadlock_of_threads_and_of_one() -> None:
    one, two = ({**lock, "library": "threading"} for lock in (LOCK, OTHER))
    threads = [ev.ThreadStarted(pid=A, tid=t, name=f"T{t}") for t in (7, 8)]
    log = [*threads, *take(A, one, 7), *take(A, two, 8), asks(A, two, 7), asks(A, one, 8)]
    [sentence] = told(world(*log))
    assert "4201 (thread T7) waits for Lock 2, which 4201 (thread T8) holds" in sentence
    [sentence] = told(world(*take(B, LOCK), asks(B, LOCK)))
    assert sentence.startswith("Deadlock: 4202 waits for Lock 1, which it holds itself")
    again = {**LOCK, "type": "RLock"}
    assert kinds(*take(B, again), asks(B, again)) == []


def test_who_joins_a_child_that_needs_the_lock_that_it_holds() -> None:
    log = [*take(A, LOCK), FORKS, asks(D, LOCK), JOINS]
    [sentence] = told(world(*log))
    assert "4201 waits for 4204 to end" in sentence
    assert "4204 waits for Lock 1, which 4201 holds" in sentence
    assert kinds(*log[:-1], replace(JOINS, timeout=5.0)) == []


def test_a_deadlock_of_asyncio_tasks() -> None:
    one, two = ({**lock, "library": "asyncio"} for lock in (LOCK, OTHER))

    def in_task(number: int, *log: Event) -> list[Event]:
        return [ev.TaskResumed(pid=A, task=number), *log, ev.TaskSuspended(pid=A, task=number)]

    made = [ev.TaskCreated(pid=A, task=n, name=f"Task-{n}") for n in (1, 2)]
    log = [*made, *in_task(1, *take(A, one)), *in_task(2, *take(A, two)),
           *in_task(1, asks(A, two)), *in_task(2, asks(A, one))]  # fmt: skip
    [sentence] = told(world(*log))
    assert "4201 (task Task-1) waits for Lock 2, which 4201 (task Task-2) holds" in sentence


def test_two_that_fill_each_others_pipes() -> None:
    back = {"object": "pipe:[8]"}
    log = [MAKES_PIPE, ev.PipeOpened(pid=A, read=5, write=6, **back), FORKS,
           *writes(A, 4, 65_536), ev.SendBegan(pid=A, fd=4, **PIPE, size=9),
           ev.SendBegan(pid=D, fd=6, **back, size=65_536),
           ev.Sent(pid=D, fd=6, **back, size=65_536),
           ev.SendBegan(pid=D, fd=6, **back, size=9)]  # fmt: skip
    asleep = [ev.Sampled(pid=p, facts={"state": "S"}) for p in (A, D)]
    assert kinds(*log) == []
    [sentence] = told(world(*log, *asleep, children=()))
    assert "pipe 1, which is full" in sentence


# -- queues -------------------------------------------------------------------------------------


def test_a_queue_whose_getter_was_killed() -> None:
    put = [ev.PutBegan(pid=A, **QUEUE), ev.Put(pid=A, **QUEUE)]
    log = [ev.GetBegan(pid=B, **QUEUE), ev.GetBegan(pid=C, **QUEUE),
           ev.Exited(pid=B, signal="SIGKILL"), *put]  # fmt: skip
    w = world(*log)
    assert told(w) == [
        "4203 gets nothing from Queue 1, though there are items: 4202 ended (killed by SIGKILL)"
        " while it was getting one, and can have taken the queue's inner lock with it"
        " (as far as was seen)."
    ]
    assert told(w, after=10) == []  # on its way
    [two] = told(world(ev.GetBegan(pid=A, tid=9, **QUEUE), *log))
    assert " and " in two.split(" get nothing from Queue 1")[0]
    assert kinds(*log[:-1], *log[3:3]) == []
    assert kinds(*log, ev.Got(pid=C, **QUEUE)) == []
    ended = [ev.GetBegan(pid=B, **QUEUE), ev.Got(pid=B, **QUEUE), ev.Exited(pid=B, code=0)]
    assert kinds(*ended, ev.GetBegan(pid=C, **QUEUE), *put) == []


# -- in general ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_names_of_the_program_are_harmless(lang: str) -> None:
    evil = {"object": "x", "type": "\x1b[2J\u202eLock"}
    for text in told(world(*take(B, evil), asks(B, evil)), lang):
        assert not set(text) & set("\x1b\u202e\ue000")


def test_a_large_world_is_looked_through_quickly() -> None:
    log: list[Event] = []
    for i in range(300):
        log += [ev.Spawned(pid=A, child=5000 + i), asks(5000 + i, LOCK)]
    w = world(*take(B, LOCK), *log)
    begin = time.thread_time()
    assert find(w) == []
    assert time.thread_time() - begin < 0.25
