"""Doctests, one of which fails.

>>> import os, signal
>>> os.kill(os.getpid(), 0)
>>> os.kill
<built-in function kill>
>>> os.waitpid(-1, 0)
Traceback (most recent call last):
  ...
ChildProcessError: [Errno 10] No child processes
>>> signal.signal(signal.SIGUSR1, print)
<Handlers.SIG_DFL: 0>
>>> signal.getsignal(signal.SIGUSR1)
<built-in function print>
>>> signal.raise_signal(signal.SIGUSR1)  # fails: it prints
>>> pid = os.fork()
>>> if pid == 0: os._exit(0)
>>> os.waitpid(pid, 0)[1]
0
"""

import doctest
import sys

sys.exit(doctest.testmod().failed)
