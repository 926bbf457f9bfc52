"""Pools: maps, single tasks, a task that fails, a result that cannot be pickled."""

import multiprocessing as mp
import traceback
from multiprocessing.pool import ThreadPool


def square(number):
    return number * number


def fails(number):
    raise ValueError(number)


def unpicklable():
    return lambda: None


def main():
    with mp.get_context("fork").Pool(3) as pool:
        print(pool.map(square, range(10)))
        print(sorted(pool.imap_unordered(square, range(5))))
        print(pool.starmap(pow, [(2, 3), (3, 2)]), pool.apply(square, (12,)))
        try:
            pool.apply(fails, (1,))
        except ValueError:
            traceback.print_exc()
        try:
            pool.apply_async(unpicklable).get()
        except Exception as error:
            print(type(error).__name__)
        pool.close()
        pool.join()
    with ThreadPool(2) as threads:
        print(threads.map(square, range(4)))


if __name__ == "__main__":
    main()
