"""What an audit hook of the program's hears."""

import os
import signal
import subprocess
import sys

heard = []
deaf = False


def hook(name, args):
    if not deaf:
        heard.append(name)


sys.addaudithook(hook)
os.kill(os.getpid(), 0)
signal.signal(signal.SIGUSR1, lambda *_: None)
signal.raise_signal(signal.SIGUSR1)
pid = os.fork()
if pid == 0:
    os._exit(0)
os.waitpid(pid, 0)
subprocess.run(["true"], env={})
import multiprocessing.pool  # noqa: E402

deaf = True
print(
    [name for name in heard if name not in ("import", "open", "exec", "compile", "marshal.loads")]
)
print([name for name in heard if name in ("import", "open", "exec", "compile", "marshal.loads")])
print(multiprocessing.pool)
