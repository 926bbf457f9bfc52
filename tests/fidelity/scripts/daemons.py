"""Daemons by double fork: each leaves its session, its parent and its descriptors behind."""

import os
import time

for i in range(3):
    if (child := os.fork()) == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(3, 4096)
            if i == 1:
                os.execvp("sleep", ["sleep", "0.1"])
            time.sleep(0.1)
            os._exit(40 + i)
        os._exit(0)
    os.waitpid(child, 0)
