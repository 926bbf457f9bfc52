"""Two workers take two locks, each in its own order; sometimes each waits for the other for ever.

`two-locks.py threads`: the same with threads.
"""

import multiprocessing
import sys
import threading
from contextlib import AbstractContextManager


def work(first: AbstractContextManager, second: AbstractContextManager) -> None:
    with first:
        with second:
            print("I have both", flush=True)


def main(kind: str = "processes") -> None:
    threads = kind == "threads"
    worker = threading.Thread if threads else multiprocessing.Process
    lock = threading.Lock if threads else multiprocessing.Lock
    one, two = lock(), lock()
    workers = [worker(target=work, args=(one, two)), worker(target=work, args=(two, one))]
    for each in workers:
        each.start()
    for each in workers:
        each.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
