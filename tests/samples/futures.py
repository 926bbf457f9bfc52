"""Executors of both kinds and a pool of threads: results, failures, cancelled tasks."""

import asyncio
import inspect
import multiprocessing as mp
import threading
import traceback
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from multiprocessing.pool import ThreadPool


def square(number):
    return number * number


def fails(number):
    raise ValueError(number)


def stack():
    return [entry.name for entry in traceback.extract_stack()]


def processes(method):
    with ProcessPoolExecutor(2, mp_context=mp.get_context(method)) as executor:
        print(
            executor.submit(square, 4).result(), list(executor.map(square, range(5), chunksize=2))
        )
        try:
            executor.submit(fails, 3).result()
        except ValueError as error:
            print(error, type(error.__cause__).__name__)
        try:
            executor.submit(lambda: 1).result()
        except Exception as error:
            print(type(error).__name__)


async def in_thread():
    return await asyncio.to_thread(square, 9)


def main():
    for method in ("fork", "spawn", "forkserver"):
        processes(method)
    with ThreadPoolExecutor(1) as executor:
        go = threading.Event()
        first, second = executor.submit(go.wait), executor.submit(square, 2)
        third = executor.submit(square, 3)
        print(second.cancel(), second.cancelled())
        go.set()
        print(first.result(), third.result(), list(executor.map(square, range(3))))
        try:
            executor.submit(fails, 5).result()
        except ValueError:
            print(traceback.format_exc())
        print(executor.submit(stack).result())
        print(len(wait([first, third]).done))
    try:
        executor.submit(square, 1)
    except RuntimeError as error:
        print(error)
    print(asyncio.run(in_thread()))
    future = Future()
    future.set_result(1)
    try:
        future.set_result(2)
    except Exception:
        print(traceback.format_exc())
    with ThreadPool(2) as pool:
        print(
            pool.map(square, range(4)), pool.apply(square, (5,)), sorted(vars(pool.Process)) != []
        )
        try:
            pool.apply(fails, (6,))
        except ValueError as error:
            print(error)
    with mp.Pool(1) as pool:
        print(list(pool.imap(square, range(3))), pool.starmap(pow, [(2, 3)]))
        try:
            pool.apply_async()
        except TypeError:
            print(traceback.format_exc())
    print(inspect.signature(Future.set_result), inspect.signature(ThreadPoolExecutor.submit))


if __name__ == "__main__":
    main()
