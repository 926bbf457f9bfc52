"""Threads that make processes at the same time."""

import os
import subprocess
import threading
import warnings

warnings.simplefilter("ignore", DeprecationWarning)


def fork() -> None:
    for i in range(10):
        if (child := os.fork()) == 0:
            os._exit(i)
        os.waitpid(child, 0)


def run() -> None:
    for i in range(4):
        subprocess.run(["sh", "-c", f"exit {i}"])


threads = [threading.Thread(target=f) for f in (fork, run, fork, run)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
