"""Observed processes that count what they did where a SIGKILL cannot undo it: in shared memory.

    python victims.py FILE WORKERS

FILE holds one 8-byte number for each worker, and one more: they stop when that is not 0.  Workers
are of three kinds: some send signals, some fork, and some start Pythons and kill them.
"""

import mmap
import os
import random
import signal
import subprocess
import sys
import time

file, workers = sys.argv[1], int(sys.argv[2])
with open(file, "r+b") as opened:
    counts = memoryview(mmap.mmap(opened.fileno(), 0)).cast("Q")


def sends(me: int) -> None:
    """One record "kill" for each."""
    os.kill(me, signal.SIGCONT)


def forks(_: int) -> None:
    """One record "waited" for each."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def starts(me: int) -> None:
    """Kill a Python somewhere in its start, or just after; then one record "kill", too."""
    child = subprocess.Popen([sys.executable, "-c", "import os; os.fork()"])
    time.sleep(random.uniform(0, 0.06))
    os.kill(child.pid, signal.SIGKILL)
    child.wait()


KINDS = (sends, forks, sends, forks, sends, starts)  # by turns


def work(slot: int) -> None:
    """Do it until told to stop, and count."""
    step, me = KINDS[slot % 6], os.getpid()
    while not counts[workers]:
        step(me)
        counts[slot] += 1


children = []
for slot in range(workers):
    child = os.fork()
    if child == 0:
        work(slot)
        os._exit(0)
    children.append(child)
print(*children, flush=True)
for child in children:
    os.waitpid(child, 0)
