"""A thousand signals to a child that handles them: they coalesce, so fewer handlers run."""

import itertools
import os
import signal
import time

handled = itertools.count(1)  # one step of C: a handler may interrupt a handler


def count(*_: object) -> None:
    next(handled)


def stop(*_: object) -> None:
    global going
    next(handled)
    going = False


going = True
read, write = os.pipe()
if (child := os.fork()) == 0:
    signal.signal(signal.SIGUSR1, count)
    signal.signal(signal.SIGTERM, stop)
    os.write(write, b"x")
    while going:
        time.sleep(0.01)
    print(f"handled {next(handled) - 1}", flush=True)
    os._exit(0)
os.read(read, 1)
for i in range(1000):
    os.kill(child, signal.SIGUSR1)
    if i % 20 == 0:
        time.sleep(0.005)
time.sleep(0.1)
os.kill(child, signal.SIGTERM)
os.waitpid(child, 0)
