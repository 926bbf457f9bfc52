"""Wrong calls: the messages and the tracebacks are Python's own."""

import os
import signal
import sys
import traceback

CALLS = [
    lambda: os.kill(),
    lambda: os.kill("1", 2),
    lambda: os.kill(2**80, 9),
    lambda: os.kill(0, 9999),
    lambda: os.waitpid(1),
    lambda: os.waitpid(None, 0),
    lambda: os._exit("nothing"),
    lambda: os.fork(1),
    lambda: os.execv("/bin/true", []),
    lambda: os.execve("/bin/true", ["x"], None),
    lambda: os.execvp("there-is-no-such-program", ["x"]),
    lambda: os.posix_spawn("/there/is/none", ["x"], {}),
    lambda: os.setpgid(1),
    lambda: os.putenv("a=b", "c"),
    lambda: signal.signal(signal.SIGTERM, "handler"),
    lambda: signal.signal(9, signal.SIG_IGN),
    lambda: signal.signal(999, print),
    lambda: signal.getsignal("x"),
    lambda: signal.raise_signal(-1),
    lambda: signal.setitimer(signal.ITIMER_REAL, -1),
    lambda: sys.exit(1, 2),
]
for call in CALLS:
    try:
        call()
    except BaseException:
        print(traceback.format_exc())
