"""Numbers of file descriptors: the lowest that are free, the ones that are open."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile


def low():
    """All below 500; a program that looks higher may see the probe's log."""
    return sorted(n for n in map(int, os.listdir("/proc/self/fd")) if n < 500)


def show(*words):
    print(*words, flush=True)


show("start", low(), os.pipe(), os.dup(0), os.open("/dev/null", os.O_RDWR))
pid = os.fork()
if pid == 0:
    show("child", low(), os.pipe(), os.open("/dev/null", os.O_RDONLY))
    os._exit(0)
os.waitpid(pid, 0)
with socket.socket() as one, tempfile.TemporaryFile() as two:
    show("socket", one.fileno(), "file", two.fileno())
show("memory", os.memfd_create("x"), low())
os.set_inheritable(3, True)
LIST = "import os; print([n for n in sorted(map(int, os.listdir('/proc/self/fd'))) if n < 500])"
for options in ({"close_fds": False}, {"close_fds": True}, {"pass_fds": (4,)}):
    subprocess.run([sys.executable, "-c", LIST], check=True, **options)
    subprocess.run(["ls", "-1", "/proc/self/fd"], check=True, **options)
os.closerange(3, 100)
show("closed", low(), os.pipe())
show(
    "high", os.dup2(3, 1000), os.get_inheritable(1000), os.fstat(3).st_ino == os.fstat(1000).st_ino
)
os.close(1000)
os.closerange(3, 2000)
show("all closed", os.pipe(), low())
for fd in range(2000):
    if fd > 4:
        with contextlib.suppress(OSError):
            os.close(fd)
pid = os.fork()
if pid == 0:
    show("child", os.dup(1), low())
    os._exit(0)
print(os.waitpid(pid, 0)[1])
