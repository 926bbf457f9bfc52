"""A small program to be debugged, profiled and traced by others."""

import os
import signal
import sys


def handler(number, frame):
    print("handler", number)


def main():
    signal.signal(signal.SIGUSR1, handler)
    os.kill(os.getpid(), signal.SIGUSR1)
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os._exit(3)
    print(os.waitpid(pid, 0)[1])


main()
