"""multiprocessing: start methods, exit codes, terminate, an exception in the child."""

import multiprocessing as mp
import os
import sys
import time


def good(number):
    print(mp.current_process().name, number, flush=True)


def leaves():
    sys.exit(7)


def waits():
    time.sleep(60)


class Sub(mp.Process):
    def run(self):
        raise ValueError("in the child")


def main():
    for method in ("fork", "spawn", "forkserver"):
        context = mp.get_context(method)
        process = context.Process(target=good, args=(method,))
        process.start()
        process.join()
        print(process.exitcode, process.is_alive())
    process = mp.Process(target=leaves, name="leaver")
    process.start()
    process.join()
    print(process.exitcode)
    process = mp.Process(target=waits)
    process.start()
    process.join(0.05)
    print(process.exitcode, process.is_alive())
    process.terminate()
    process.join()
    print(process.exitcode)
    sub = Sub()
    sub.start()
    sub.join()
    print(sub.exitcode)
    process = mp.get_context("spawn").Process(target=os._exit, args=(9,))
    process.start()
    process.join()
    print(process.exitcode)
    try:
        process.start()
    except AssertionError as error:
        print(error)


if __name__ == "__main__":
    mp.set_start_method("fork")
    main()
