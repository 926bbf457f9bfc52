"""Every call that sends a signal, and handlers that print how often they ran."""

import contextlib
import os
import signal
import subprocess
import threading
import time

handled = 0


def count(*_: object) -> None:
    global handled
    handled += 1


if os.getpgrp() != os.getpid():
    os.setpgid(0, 0)  # a signal to the whole group is for nobody else
for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGRTMIN + 3):
    signal.signal(number, count)
os.kill(os.getpid(), signal.SIGUSR1)
os.kill(os.getpid(), 0)
signal.raise_signal(signal.SIGUSR2)
signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)
os.kill(os.getpid(), signal.SIGRTMIN + 3)
fd = os.pidfd_open(os.getpid())
signal.pidfd_send_signal(fd, signal.SIGUSR2)
read, write = os.pipe()
if (child := os.fork()) == 0:
    handled = 0
    os.setpgid(0, 0)
    for wanted in range(3):
        while handled < wanted:
            time.sleep(0.01)
        if wanted == 2:
            print("handled 2", flush=True)
        os.write(write, b"x")
    signal.pause()
os.read(read, 1)
os.killpg(child, signal.SIGUSR1)
os.read(read, 1)
os.kill(-child, signal.SIGUSR2)
os.read(read, 1)
os.kill(child, signal.SIGSTOP)
os.kill(child, signal.SIGCONT)
os.kill(child, signal.SIGTERM)
os.waitpid(child, 0)
with contextlib.suppress(ProcessLookupError):
    os.kill(child, signal.SIGTERM)
with subprocess.Popen(["sleep", "60"]) as sleeper:
    sleeper.terminate()
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
os.kill(0, signal.SIGUSR1)
if (child := os.fork()) == 0:
    os.abort()
os.waitpid(child, 0)
print(f"handled {handled}", flush=True)
