"""multiprocessing under each way to start a process."""

import concurrent.futures
import multiprocessing
import os
import pickle
import sys
import threading
import warnings


def square(number):
    return number * number


def say(text, pipe):
    pipe.send((text, multiprocessing.current_process().name, threading.current_thread().name))
    pipe.send((sorted(name for name in sys.modules if "procviz" in name), len(sys.meta_path)))
    pipe.close()


def count(counter, lock, barrier):
    barrier.wait()
    for _ in range(20):
        with lock:
            counter.value += 1


def put(queue):
    for number in range(3):
        queue.put((number, os.getppid()))
    queue.join()


def leave(code):
    sys.exit(code)


def main(method):
    context = multiprocessing.get_context(method)
    here, there = context.Pipe()
    process = context.Process(target=say, args=("hello", there), name="speaker")
    process.start()
    there.close()
    print(here.recv(), here.recv(), flush=True)
    process.join()
    print(process, process.exitcode, process.is_alive(), process.join(), process.sentinel > 0)
    process.close()
    counter, lock, barrier = context.Value("i", 0), context.RLock(), context.Barrier(2)
    pair = [context.Process(target=count, args=(counter, lock, barrier)) for _ in range(2)]
    for one in pair:
        one.start()
    for one in pair:
        one.join(30)
    print(counter.value, lock, barrier.n_waiting, [one.exitcode for one in pair])
    queue = context.JoinableQueue()
    process = context.Process(target=put, args=(queue,), daemon=True)
    process.start()
    for _ in range(3):
        print(queue.get()[0])
        queue.task_done()
    process.join()
    with context.Pool(2) as pool:
        print(pool.map(square, range(5)), pool.apply_async(square, (7,)).get())
        print(list(pool.imap(square, range(3))), pool.starmap(pow, [(2, 3)]))
        print(sum(pool.imap_unordered(square, range(5))))
    process = context.Process(target=leave, args=("a reason",))
    process.start()
    process.join()
    print(process.exitcode, multiprocessing.active_children())
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as executor:
        print(list(executor.map(square, range(4))))
    if method == "fork":
        with context.Manager() as manager:
            shared = manager.dict(a=1)
            shared.update(b=2)
            print(dict(shared), manager.list([1, 2])[1])
    for thing in (lock, queue):
        try:
            pickle.dumps(thing)
        except RuntimeError as error:
            print(error)


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)  # fork with threads
    main(sys.argv[1])
