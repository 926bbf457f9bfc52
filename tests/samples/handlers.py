"""Signal handlers: nested, raising, in the middle of a blocking call."""

import os
import signal
import sys
import traceback


def nested(number, frame):
    print("outer", number, frame.f_code.co_name, frame.f_lineno)
    if number == signal.SIGUSR1:
        signal.raise_signal(signal.SIGUSR2)
    print("outer ends", number)


class Raises:
    def __call__(self, number, frame):
        raise TimeoutError(f"signal {number}")


def when_asleep(pid, number):
    """Send a signal to a process that sleeps."""
    with open(f"/proc/{pid}/stat") as file:
        while file.read().rpartition(")")[2].split()[0] != "S":
            file.seek(0)
    os.kill(pid, number)


def main():
    before = signal.signal(signal.SIGUSR1, nested)
    print(before is signal.SIG_DFL, signal.signal(signal.SIGUSR2, nested))
    print(
        signal.getsignal(signal.SIGUSR1) is nested, signal.signal(signal.SIGUSR1, nested) is nested
    )
    os.kill(os.getpid(), signal.SIGUSR1)
    raises = Raises()
    signal.signal(signal.SIGALRM, raises)
    print(signal.getsignal(signal.SIGALRM) is raises)
    pid = os.fork()
    if pid == 0:
        when_asleep(os.getppid(), signal.SIGALRM)
        signal.pause()
    try:
        os.waitpid(pid, 0)
    except TimeoutError:
        traceback.print_exc(file=sys.stdout)
    try:
        signal.raise_signal(signal.SIGALRM)
    except TimeoutError as error:
        print(error, error.__context__)
    os.kill(pid, signal.SIGKILL)
    print(os.waitpid(pid, 0)[1])
    print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        traceback.print_exc(file=sys.stdout)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print(signal.getsignal(signal.SIGTERM))
    signal.raise_signal(signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.raise_signal(signal.SIGINT)


main()
