"""A KeyboardInterrupt that nobody catches."""

import signal


def work():
    signal.raise_signal(signal.SIGINT)


work()
