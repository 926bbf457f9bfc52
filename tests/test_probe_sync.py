"""Locks, semaphores, conditions, events, barriers: who waits, who holds, in the right order."""

from pathlib import Path

import pytest

from procviz.events import (
    AcquireBegan,
    Acquired,
    AcquireFailed,
    Event,
    Lost,
    Named,
    Notified,
    Released,
    SignalSent,
    WaitingOn,
    Woken,
)
from tests.locked import holders, most
from tests.probed import Probed, probe

METHODS = ("fork", "spawn", "forkserver")
SYNC = AcquireBegan | Acquired | AcquireFailed | Released | WaitingOn | Woken | Notified


def told(probed: Probed, pid: int | None = None) -> list[tuple[str, int]]:
    """Return (kind, line) of all that is about synchronising; the log has lost nothing."""
    assert probed.ended.err == ""
    assert not probed.of(Lost)
    return [
        (type(event).__name__, event.where.line if event.where else 0)
        for event in probed.log
        if isinstance(event, SYNC) and pid in (None, event.pid)
    ]


def root(probed: Probed) -> int:
    return probed.log[0].pid


def details(probed: Probed, kind: type[Event], *names: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(event, name) for name in names) for event in probed.of(kind)]


CONTENDED = """
import multiprocessing as mp, sys
def work(lock, go):
    go.wait()
    for _ in range(200):
        with lock:
            pass
        lock.acquire()
        lock.release()
if __name__ == "__main__":
    context = mp.get_context(sys.argv[1])
    lock = getattr(context, sys.argv[2])(*map(int, sys.argv[3:]))
    go = context.Event()
    workers = [context.Process(target=work, args=(lock, go)) for _ in range(4)]
    for worker in workers:
        worker.start()
    go.set()
    for worker in workers:
        worker.join()
    print([worker.exitcode for worker in workers])
"""


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", [("Lock",), ("RLock",), ("Semaphore", "2")])
def test_the_log_never_shows_more_holders_than_there_can_be(
    method: str, kind: tuple[str, ...], tmp_path: Path
):
    probed = probe(tmp_path, CONTENDED, method, *kind, lines=False)
    assert probed.ended.out == "[0, 0, 0, 0]\n"
    assert not probed.of(Lost)
    acquired = [e for e in probed.of(Acquired) if e.type == kind[0]]
    (thing,) = {e.object for e in acquired}  # the same in all processes
    workers = {e.pid for e in probed.of(Named) if e.name and not e.role}
    assert {e.pid for e in acquired} == workers
    assert len(acquired) == len([e for e in probed.of(Released) if not e.error]) == 4 * 400
    assert len([e for e in probed.of(AcquireBegan) if e.object == thing]) == 4 * 400
    assert {e.where.line for e in acquired if e.where} == {6, 8}
    assert not holders(probed.log, thing)[-1]
    if kind[0] == "Semaphore":
        assert most(probed.log, thing) <= 2
        assert {e.value for e in acquired} <= {0, 1}
    else:
        assert most(probed.log, thing) == 1
        assert {e.value for e in acquired} == {-1}


def test_every_way_to_acquire(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import multiprocessing as mp
        lock = mp.Lock()
        lock.acquire()
        lock.acquire(False)
        lock.acquire(timeout=-5)
        lock.acquire(True, 0.01)
        lock.acquire(block=False, timeout=3)
        lock.release()
        try:
            lock.release()
        except ValueError:
            pass
        try:
            lock.acquire(True, "soon")
        except TypeError:
            pass
        """,
    )
    began = details(probed, AcquireBegan, "block", "timeout")
    assert began == [
        (True, None), (False, None), (True, 0.0), (True, 0.01), (False, None), (True, None)
    ]  # fmt: skip
    whys = details(probed, AcquireFailed, "why")
    assert whys == [("busy",), ("timeout",), ("timeout",), ("busy",), ("TypeError",)]
    assert details(probed, Released, "error") == [("",), ("ValueError",)]
    assert [line for kind, line in told(probed) if kind == "AcquireBegan"] == [4, 5, 6, 7, 8, 15]
    assert {e.type for e in probed.of(AcquireBegan)} == {"Lock"}


def test_a_recursive_lock_is_acquired_and_released_as_often(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import contextlib, multiprocessing as mp
        lock = mp.RLock()
        value = mp.Value("i", 0)
        with lock, lock:
            value.value += 1
        with contextlib.ExitStack() as stack:
            stack.enter_context(value.get_lock())
        with value:
            pass
        """,
    )
    assert told(probed) == [
        ("AcquireBegan", 5), ("Acquired", 5), ("AcquireBegan", 5), ("Acquired", 5),
        ("Released", 5), ("Released", 5),
        ("AcquireBegan", 8), ("Acquired", 8), ("Released", 7),
        ("AcquireBegan", 9), ("Acquired", 9), ("Released", 9),
    ]  # fmt: skip
    assert len({e.object for e in probed.of(Acquired)}) == 2


@pytest.mark.parametrize("method", METHODS)
def test_who_waits_on_a_condition_has_given_its_lock_back(method: str, tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import multiprocessing as mp, sys
        def child(condition, number):
            with condition:
                number.value = 1
                condition.notify()
        if __name__ == "__main__":
            context = mp.get_context(sys.argv[1])
            condition, number = context.Condition(), context.Value("i", 0)
            process = context.Process(target=child, args=(condition, number))
            with condition:
                process.start()
                condition.wait_for(lambda: number.value)
                condition.wait(0.01)
            process.join()
        """,
        method,
    )
    me = root(probed)
    wait_for = [
        ("Released", 13), ("WaitingOn", 13), ("Woken", 13), ("AcquireBegan", 13), ("Acquired", 13)
    ]  # fmt: skip
    assert told(probed, me) == [
        ("AcquireBegan", 11), ("Acquired", 11), *wait_for,
        *((kind, 14) for kind, _ in wait_for), ("Released", 11),
    ]  # fmt: skip
    assert details(probed, WaitingOn, "call", "timeout", "type") == [
        ("Condition.wait_for", None, "Condition"), ("Condition.wait", 0.01, "Condition")
    ]  # fmt: skip
    assert details(probed, Woken, "ok", "error") == [(True, ""), (False, "")]
    assert details(probed, Notified, "call", "count") == [("Condition.notify", 1)]
    (thing,) = {e.object for e in probed.of(Acquired)}
    assert most(probed.log, thing) == 1
    order = [type(e) for e in probed.log if isinstance(e, Notified | Woken)]
    assert order == [Notified, Woken, Woken]


def test_a_recursive_condition_gives_back_and_takes_all(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import multiprocessing as mp
        condition = mp.Condition()
        with condition, condition:
            condition.wait(0.01)
        try:
            condition.wait()
        except AssertionError:
            pass
        """,
    )
    counts = [sum(now.values()) for now in holders(probed.log, probed.of(Acquired)[0].object)]
    assert counts == [1, 2, 1, 0, 1, 2, 1, 0]
    assert len(probed.of(WaitingOn)) == 1  # the second did not come to wait


@pytest.mark.parametrize("method", METHODS)
def test_events_and_barriers(method: str, tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import multiprocessing as mp, sys
        def child(event, barrier):
            event.wait()
            barrier.wait(30)
        if __name__ == "__main__":
            context = mp.get_context(sys.argv[1])
            event, barrier = context.Event(), context.Barrier(2)
            process = context.Process(target=child, args=(event, barrier))
            process.start()
            event.set()
            barrier.wait()
            event.clear()
            event.wait(0.01)
            process.join()
        """,
        method,
    )
    me = root(probed)
    assert told(probed, me) == [
        ("Notified", 11), ("WaitingOn", 12), ("Woken", 12), ("Notified", 13), ("WaitingOn", 14),
        ("Woken", 14),
    ]  # fmt: skip
    child = [e for e in probed.log if isinstance(e, SYNC) and e.pid != me]
    assert [type(e) for e in child] == [WaitingOn, Woken, WaitingOn, Woken]
    assert details(probed, Notified, "call") == [("Event.set",), ("Event.clear",)]
    assert sorted({(e.type, e.call, e.timeout) for e in probed.of(WaitingOn)}, key=str) == [
        ("Barrier", "Barrier.wait", 30.0), ("Barrier", "Barrier.wait", None),
        ("Event", "Event.wait", 0.01), ("Event", "Event.wait", None),
    ]  # fmt: skip
    assert len({e.object for e in probed.of(WaitingOn)}) == 2
    set_at, woken_at = (
        next(i for i, e in enumerate(probed.log) if isinstance(e, kind))
        for kind in (Notified, Woken)
    )
    assert set_at < woken_at
    assert [e.ok for e in probed.of(Woken) if e.pid == me] == [True, False]


def test_who_is_killed_while_it_holds_never_releases(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import multiprocessing as mp, signal
        def child(lock, held):
            lock.acquire()
            held.set()
            signal.pause()
        if __name__ == "__main__":
            context = mp.get_context("fork")
            lock, held = context.Lock(), context.Event()
            process = context.Process(target=child, args=(lock, held))
            process.start()
            held.wait()
            process.terminate()
            process.join()
            lock.acquire(timeout=0.01)
        """,
    )
    (acquired,) = probed.of(Acquired)
    assert acquired.pid != root(probed)
    assert not probed.of(Released)
    assert details(probed, AcquireFailed, "pid", "why") == [(root(probed), "timeout")]
    assert probed.of(SignalSent)[0].to == acquired.pid


INTERRUPTED = """
import multiprocessing as mp, os, signal, time
from pathlib import Path
def child(call):
    try:
        call()
    except KeyboardInterrupt:
        print("interrupted", flush=True)
if __name__ == "__main__":
    context = mp.get_context("fork")
    lock, event, condition = context.Lock(), context.Event(), context.Condition()
    def waits():
        with condition:
            condition.wait()
    lock.acquire()
    for call in (lock.acquire, lock.__enter__, event.wait, waits):
        process = context.Process(target=child, args=(call,))
        process.start()
        wchan = Path(f"/proc/{process.pid}/wchan")
        while not wchan.read_text().startswith("futex"):
            time.sleep(0.001)
        os.kill(process.pid, signal.SIGINT)
        process.join()
        print(process.exitcode)
"""


@pytest.mark.skipif(
    not Path("/proc/self/wchan").exists(), reason="nobody tells where a process sleeps"
)
def test_sigint_while_waiting(tmp_path: Path):
    probed = probe(tmp_path, INTERRUPTED)
    assert probed.ended.out == "interrupted\n0\n" * 4
    failed = [e for e in probed.of(AcquireFailed) if e.pid != root(probed)]
    assert [(e.why, e.where and e.where.line) for e in failed] == [("KeyboardInterrupt", 6)] * 2
    woken = probed.of(Woken)
    assert [(e.call, e.ok, e.error) for e in woken] == [
        ("Event.wait", False, "KeyboardInterrupt"), ("Condition.wait", False, "KeyboardInterrupt")
    ]  # fmt: skip
    last = [type(e) for e in probed.log if isinstance(e, SYNC) and e.pid == woken[-1].pid]
    assert last[-3:] == [AcquireBegan, Acquired, Released]
    assert not probed.of(Lost)


def test_threads(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import threading
        semaphore, event = threading.BoundedSemaphore(2), threading.Event()
        condition, barrier = threading.Condition(), threading.Barrier(2)
        def work():
            with semaphore:
                event.wait()
            barrier.wait()
        thread = threading.Thread(target=work)
        thread.start()
        semaphore.acquire()
        semaphore.acquire(timeout=0)
        semaphore.release()
        event.set()
        barrier.wait()
        thread.join()
        with condition:
            condition.wait(0.01)
            condition.notify_all()
        condition.acquire()
        condition.release()
        """,
    )
    mine = [e for e in probed.log if isinstance(e, SYNC) and not e.tid]
    assert {e.library for e in mine} == {"threading"}
    assert {e.type for e in mine} == {"BoundedSemaphore", "Event", "Barrier", "Thread", "Condition"}
    first = [(type(e), e.where.line) for e in mine if e.where and e.where.line < 12]
    assert first == [(AcquireBegan, 11), (Acquired, 11)]
    rest = [(type(e).__name__, e.where.line) for e in mine if e.where and e.where.line >= 13]
    wait = [
        ("Released", 18), ("WaitingOn", 18), ("Woken", 18), ("AcquireBegan", 18), ("Acquired", 18)
    ]  # fmt: skip
    assert rest == [
        ("Released", 13), ("Notified", 14), ("WaitingOn", 15), ("Woken", 15), ("WaitingOn", 16),
        ("Woken", 16), ("AcquireBegan", 17), ("Acquired", 17), *wait, ("Notified", 19),
        ("Released", 17), ("AcquireBegan", 20), ("Acquired", 20), ("Released", 21),
    ]  # fmt: skip
    (thread,) = {e.tid for e in probed.log if e.tid}
    (joined,) = [e for e in probed.of(WaitingOn) if e.type == "Thread"]
    assert joined.object == f"thread:{thread}"
    theirs = [type(e).__name__ for e in probed.log if isinstance(e, SYNC) and e.tid]
    assert theirs == [
        "AcquireBegan", "Acquired", "WaitingOn", "Woken", "Released", "WaitingOn", "Woken"
    ]  # fmt: skip
    assert not probed.of(Lost)


def test_a_join_of_a_thread_whose_time_is_up_was_in_vain(tmp_path: Path) -> None:
    probed = probe(
        tmp_path,
        """
        import threading
        event = threading.Event()
        thread = threading.Thread(target=event.wait)
        thread.start()
        thread.join(0.01)
        event.set()
        thread.join()
        """,
    )
    joins = [e for e in probed.of(Woken) if e.call == "Thread.join"]
    assert [e.ok for e in joins] == [False, True]


def test_what_a_library_locks_for_itself_is_folded(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import logging, multiprocessing as mp, queue, threading
        from concurrent.futures import ThreadPoolExecutor
        threading.Semaphore()
        logging.getLogger().error("x") if False else None
        with ThreadPoolExecutor(2) as executor:
            list(executor.map(abs, range(10)))
        with mp.get_context("fork").Pool(2) as pool:
            pool.map(abs, range(10))
        value = mp.Value("i")
        value.value = value.value + 1
        threading.Timer(0.01, int).start()
        """,
    )
    assert told(probed) == []


def test_what_a_library_runs_for_the_program_is_told(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import multiprocessing as mp, threading
        event = mp.Event()
        process = mp.Process(target=event.wait)
        process.start()
        thread = threading.Thread(target=event.set)
        thread.start()
        thread.join()
        process.join()
        """,
    )
    calls = [e.call for e in probed.of(Notified)]
    assert calls == ["Event.set"]
    assert sorted(e.call for e in probed.of(WaitingOn)) == ["Event.wait", "Thread.join"]


def test_a_signal_handler_that_raises_anywhere(tmp_path: Path):
    """What the log says of the lock is what the lock says of itself, whenever the signal came."""
    probed = probe(
        tmp_path,
        """
        import multiprocessing, signal
        lock = multiprocessing.get_context("fork").RLock()
        def handler(number, frame):
            raise KeyboardInterrupt
        signal.signal(signal.SIGALRM, handler)
        hits = 0
        while hits < 100:
            try:
                signal.setitimer(signal.ITIMER_REAL, 0.0005)
                while True:
                    with lock:
                        pass
            except KeyboardInterrupt:
                hits += 1
        print(lock._semlock._count())
        """,
        lines=False,
    )
    assert probed.ended.err == ""
    left = sum(holders(probed.log, probed.of(Acquired)[0].object)[-1].values())
    assert probed.ended.out == f"{left}\n"
    assert not probed.of(Lost)
