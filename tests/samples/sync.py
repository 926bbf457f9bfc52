"""Locks, semaphores, conditions, events and barriers: what they are, do, and say when misused."""

import contextlib
import inspect
import multiprocessing as mp
import os
import pickle
import signal
import threading
import traceback
from multiprocessing import synchronize


def timed_out(number, frame):
    raise TimeoutError(f"signal {number}")


def look(thing):
    print(type(thing).__mro__[0], isinstance(thing, synchronize.SemLock), sorted(vars(thing)))
    for name in ("acquire", "release"):
        method = getattr(thing, name)
        print(type(method), method.__name__, method.__qualname__, method.__module__)
        print(inspect.signature(method), inspect.isbuiltin(method), inspect.getdoc(method))
        print(repr(method).partition(" at ")[0], method == getattr(thing, name), callable(method))
        print(method.__self__ is thing._semlock, method == getattr(thing._semlock, name))
        try:
            pickle.dumps(method)
        except Exception as error:
            print(type(error).__name__, error)
    print(inspect.signature(type(thing).__enter__), type(thing).__enter__.__qualname__)


def misuse(call):
    try:
        print(call())
    except BaseException:
        print(traceback.format_exc())


def when_asleep():
    """Have a child send SIGALRM once this process sleeps; returns the child."""
    parent, child = os.getpid(), os.fork()
    if child == 0:
        with open(f"/proc/{parent}/stat") as file:
            while file.read().rpartition(")")[2].split()[0] != "S":
                file.seek(0)
        os.kill(parent, signal.SIGALRM)
        os._exit(0)
    return child


def child(lock, condition, event, barrier, number):
    with lock:
        number.value += 1
    with condition:
        number.value += 1
        condition.notify_all()
    event.wait()
    barrier.wait()


def together(method):
    context = mp.get_context(method)
    lock, event, barrier = context.Lock(), context.Event(), context.Barrier(3)
    condition, number = context.Condition(), context.Value("i", 0)
    given = lock, condition, event, barrier, number
    workers = [context.Process(target=child, args=given) for _ in range(2)]
    for worker in workers:
        worker.start()
    with condition:
        print(condition.wait_for(lambda: number.value == 4))
    event.set()
    print(barrier.wait() in range(3), event.is_set(), barrier.broken)
    event.clear()
    for worker in workers:
        worker.join()
    print([worker.exitcode for worker in workers], event.wait(0), number.value)


def main():
    lock, recursive, semaphore = mp.Lock(), mp.RLock(), mp.BoundedSemaphore(2)
    look(lock)
    look(semaphore)
    print(repr(lock), repr(recursive), repr(semaphore), repr(mp.Condition()))
    print(lock.acquire(), lock.acquire(False), lock.acquire(block=False), lock.acquire(True, -1))
    print(lock.acquire(timeout=0.01), lock.acquire(False, 5), lock.release())
    with recursive, recursive:
        print(recursive.acquire(), recursive.release(), repr(recursive))
    for call in (
        lock.release,
        recursive.release,
        semaphore.release,
        lambda: lock.acquire(1, 2, 3),
        lambda: lock.acquire(blocking=True),
        lambda: lock.acquire(True, "soon"),
        lambda: lock.release(1),
        lambda: lock.__exit__(1, 2, 3, 4),
        lambda: pickle.dumps(lock),
        mp.Condition().notify,
        lambda: mp.Condition().wait(0.01),  # no assertion says so under -O
        lambda: mp.Event().wait("soon"),
        lambda: threading.Semaphore(-1),
        lambda: threading.Semaphore().acquire(False, 1),
        lambda: threading.Semaphore().acquire(True, 1, 2),
        threading.BoundedSemaphore().release,
        lambda: threading.Semaphore().release(0),
        threading.Condition().notify,
        lambda: threading.Condition().wait(1),
        threading.Condition().release,
        lambda: threading.Condition().acquire(True, -3),
        lambda: threading.Condition().acquire(False, 3),
        lambda: threading.Barrier(2).wait(0.01),
        lambda: threading.Thread().join(),
        lambda: threading.current_thread().join(),
        lambda: threading.Event().wait(1, 2),
    ):
        misuse(call)
    signal.signal(signal.SIGALRM, timed_out)
    held, woken, condition = mp.Lock(), mp.Event(), mp.Condition()
    held.acquire()
    condition.acquire()
    for call in (held.acquire, held.__enter__, woken.wait, condition.wait):
        pid = when_asleep()
        misuse(call)
        print(os.waitpid(pid, 0)[1])
    print(repr(held), repr(condition).partition(",")[0])
    ours = threading.Condition()
    with ours, contextlib.ExitStack() as stack:
        stack.enter_context(mp.Semaphore())
        print(ours.wait(0.01), ours.wait_for(lambda: True), ours.acquire(), ours.release())
    print(inspect.signature(threading.Condition.wait), inspect.signature(threading.Semaphore))
    print(threading.Semaphore.__enter__ is threading.Semaphore.acquire)
    print(inspect.signature(synchronize.Condition.wait_for), mp.Process.join.__qualname__)
    print(inspect.signature(mp.Process.join), inspect.getsource(mp.Process.join)[:40])
    for method in ("fork", "spawn", "forkserver"):
        together(method)


if __name__ == "__main__":
    main()
