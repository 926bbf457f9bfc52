"""multiprocessing's start method forkserver: three processes, and how each of them ends."""
# slow

import multiprocessing as mp
import os
import signal
import sys


def work(number: int) -> None:
    if number == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    sys.exit(number)


if __name__ == "__main__":
    context = mp.get_context("forkserver")
    workers = [context.Process(target=work, args=(i,)) for i in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print([worker.exitcode for worker in workers])
