"""execve(2) from a second thread: it ends all others, and takes the PID of the first."""

import os
import threading

for code in range(3):
    if (child := os.fork()) == 0:
        threading.Thread(target=os.execvp, args=("sh", ["sh", "-c", f"exit {code}"])).start()
        threading.Event().wait()
    os.waitpid(child, 0)
