"""concurrent.futures with each start method that shares nothing, and with fork."""
# slow

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor


def work(number: int) -> int:
    if number == 3:
        os.system("exit 3")
    return os.getpid()


if __name__ == "__main__":
    for method in ("fork", "spawn", "forkserver"):
        context = multiprocessing.get_context(method)
        with ProcessPoolExecutor(2, mp_context=context) as pool:
            print(len(list(pool.map(work, range(8)))))
