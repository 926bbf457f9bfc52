"""Closes what it never opened, as daemons do, and goes on with files of its own."""

import contextlib
import os
import resource
import tempfile
from pathlib import Path

limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
os.closerange(3, min(limit, 4096))
made = [os.open("/dev/null", os.O_RDONLY) for _ in range(5)]
print(made)
with tempfile.TemporaryDirectory() as folder:
    files = []
    for number in (1023, 1022, 1000, 600):  # a program may ask for any number
        fd = os.open(f"{folder}/{number}", os.O_RDWR | os.O_CREAT)
        os.dup2(fd, number)
        os.close(fd)
        files.append(number)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        print("child", flush=True)
        os._exit(0)
    print(os.waitpid(pid, 0)[1])
    for number in files:
        os.write(number, b"mine")
        print(number, Path(folder, str(number)).stat().st_size)
    for number in range(3, 1100):
        with contextlib.suppress(OSError):
            os.close(number)
    try:
        os.wait()
    except ChildProcessError as error:
        print(error)
