"""How deep a program may go, and what it may still call there."""

import os
import signal
import sys
import threading


def depth(n=1):
    try:
        return depth(n + 1)
    except RecursionError:
        return f"{n}x"  # as no PID is written


def at_the_bottom(call, left):
    """Call as deep as this call alone is possible, and one deeper than that."""
    if left:
        return at_the_bottom(call, left - 1)
    return call()


def deepest(call):
    low, high = 0, sys.getrecursionlimit() + 10
    while low < high:
        middle = (low + high + 1) // 2
        try:
            at_the_bottom(call, middle)
            low = middle
        except RecursionError:
            high = middle - 1
    return f"{low}x"


print("main", depth())
found = []
thread = threading.Thread(target=lambda: found.append(depth()))
thread.start()
thread.join()
print("thread", found)
signal.signal(signal.SIGUSR1, lambda number, frame: found.append(depth()))
signal.raise_signal(signal.SIGUSR1)
print("handler", found)
CALLS = {
    "os.getpid": os.getpid,
    "os.kill": lambda: os.kill(os.getpid(), 0),
    "os.kill SIGURG": lambda: os.kill(os.getpid(), signal.SIGURG),
    "signal.alarm": lambda: signal.alarm(0),
    "os.pipe": lambda: [os.close(fd) for fd in os.pipe()],
    "signal.signal": lambda: signal.signal(signal.SIGURG, signal.SIG_DFL),
    "threading.Lock": threading.Lock,
}
for name, call in CALLS.items():
    print(name, deepest(call))


def forks():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    return os.waitpid(pid, 0)[1]


pid = os.fork()
if pid == 0:
    print("child", depth(), flush=True)
    os._exit(0)
os.waitpid(pid, 0)
for limit in (60, 120):
    sys.setrecursionlimit(limit)
    try:
        at_the_bottom(forks, limit // 2)
        print("forked")
    except RecursionError:
        print("RecursionError")
