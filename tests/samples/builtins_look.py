"""What the functions look like that a program may look at."""

import copy
import inspect
import os
import pickle
import posix
import signal
import sys

FUNCTIONS = [
    os.fork, os.forkpty, os.kill, os.killpg, os.waitpid, os.wait, os.execv, os.execve, os._exit,
    os.setsid, os.putenv, signal.raise_signal, signal.alarm, sys.exit,
]  # fmt: skip
for function in FUNCTIONS:
    print(repr(function), function.__name__, function.__qualname__, function.__module__)
    print(inspect.signature(function), inspect.isbuiltin(function), function.__self__)
    print(inspect.getdoc(function).splitlines()[0])
    print(pickle.loads(pickle.dumps(function)) is function, copy.deepcopy(function) is function)


class Calls:
    kill = os.kill


print(Calls().kill(os.getpid(), 0), os.kill is posix.kill, os.kill == os.kill, bool(os.kill))
print(os.execve in os.supports_fd, len(os.supports_fd), callable(os.fork))
print(sys.gettrace(), sys.getprofile(), {os.fork: 1}[os.fork])
