"""Pools whose workers are replaced: maxtasksperchild, and one that is killed."""
# slow

import multiprocessing as mp
import os
import signal


def work(number: int) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGTERM)
    return number


if __name__ == "__main__":
    mp.set_start_method("fork")
    with mp.Pool(2, maxtasksperchild=2) as pool:
        print(sum(pool.map(abs, range(12), chunksize=1)))
    with mp.Pool(2) as pool:
        answer = pool.apply_async(work, (5,))
        print(pool.apply(work, (1,)))
        answer.wait(0.3)
