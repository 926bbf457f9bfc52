"""A parent and a child, a pipe between them, a pseudo-terminal, a deferred write."""

import os
import pty

read, write = os.pipe()
print((read, write))
pid = os.fork()
if pid == 0:
    os.close(read)
    with os.fdopen(write, "w") as out:
        out.write("from the child")
    os._exit(0)
os.close(write)
with os.fdopen(read) as file:
    print(file.read())
print(os.waitpid(pid, 0)[1])
pid, master = pty.fork()
if pid == 0:
    os.write(1, b"terminal" if os.isatty(0) else b"none")
    os._exit(4)
print(os.read(master, 100), os.waitpid(pid, 0)[1] >> 8)
print("unflushed", end="")
if os.fork() == 0:
    raise SystemExit(0)  # flushes its copy
os.wait()
