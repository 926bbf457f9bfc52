"""Children that live for less than a millisecond, one after the other and many at once."""

import os

for i in range(200):
    if (child := os.fork()) == 0:
        os._exit(i)
    os.waitpid(child, 0)
for _ in range(3):
    for i in range(40):
        if os.fork() == 0:
            os._exit(i)
    for _ in range(40):
        os.wait()
