"""fork(2) called from C: no wrapper of Python's sees it."""

import ctypes
import os
import signal

libc = ctypes.PyDLL(None)
for i in range(5):
    child = libc.fork()
    if child == 0:
        grandchild = os.fork()
        if grandchild == 0:
            os.kill(os.getpid(), signal.SIGTERM)
        os.waitpid(grandchild, 0)
        os._exit(i)
    if i % 2:
        os.waitpid(child, 0)
    else:
        libc.waitpid(child, None, 0)
