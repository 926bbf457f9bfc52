"""Queues between processes and between threads, full and empty ones too."""

import inspect
import multiprocessing as mp
import queue
import threading
import traceback


class Item:
    def __init__(self, number):
        self.number = number

    def __repr__(self):
        print("somebody looks")
        return "item"

    def __bool__(self):
        raise ValueError("neither")


def worker(tasks, results, simple):
    while (task := tasks.get()) is not None:
        results.put((task, task * task))
        tasks.task_done()
    tasks.task_done()
    simple.put(Item(7))


def consumer(tasks, seen):
    while (task := tasks.get(timeout=20)) >= 0:
        seen.append(task)
        tasks.task_done()


def misuse(call):
    try:
        print(call())
    except Exception:
        print(traceback.format_exc())


def main():
    for method in ("fork", "spawn", "forkserver"):
        context = mp.get_context(method)
        tasks, results = context.JoinableQueue(), context.Queue()
        simple = context.SimpleQueue()
        process = context.Process(target=worker, args=(tasks, results, simple))
        process.start()
        for number in range(5):
            tasks.put(number)
        tasks.put(None)
        tasks.join()
        print([results.get(timeout=20) for _ in range(5)], simple.get().number)
        process.join()
        print(process.exitcode, simple.empty(), results.empty())
    small = mp.Queue(1)
    small.put(Item(1))
    ours = queue.Queue(1)
    ours.put(Item(2))
    for call in (
        lambda: small.put(1, False),
        lambda: small.put(2, timeout=0.01),
        lambda: small.get(timeout=20).number,
        small.get_nowait,
        lambda: small.get(True, -1),
        lambda: small.get(True, "soon"),
        lambda: mp.JoinableQueue().task_done(),
        lambda: small.put(),
        lambda: small.get(1, 2, 3),
        lambda: ours.put_nowait(3),
        lambda: ours.get().number,
        lambda: ours.get(timeout=-1),
        lambda: ours.get(False),
        ours.task_done,
        ours.task_done,
    ):
        misuse(call)
    small.close()
    misuse(lambda: small.put(1))
    shared, seen = queue.PriorityQueue(), []
    thread = threading.Thread(target=consumer, args=(shared, seen))
    thread.start()
    for number in range(3):
        shared.put(number)
    shared.join()
    shared.put(-1)
    thread.join(20)
    print(seen, thread.is_alive())
    print(inspect.signature(queue.Queue.put), inspect.signature(type(small).get))
    print(type(small).put.__qualname__, queue.LifoQueue().get.__func__ is queue.Queue.get)


if __name__ == "__main__":
    main()
