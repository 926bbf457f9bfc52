"""The wait family: with looks that take nothing, stopped children, and orphans left over."""

import os
import signal
import time


def child(code: int) -> int:
    pid = os.fork()
    if pid == 0:
        os._exit(code)
    return pid


pid = child(1)
os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
os.waitid(os.P_PID, pid, os.WEXITED)
pid = child(2)
fd = os.pidfd_open(pid)
os.waitid(os.P_PIDFD, fd, os.WEXITED)
pid = child(3)
while os.waitpid(pid, os.WNOHANG) == (0, 0):
    time.sleep(0.001)
pid = os.fork()
if pid == 0:
    time.sleep(60)
os.kill(pid, signal.SIGSTOP)
os.waitpid(pid, os.WUNTRACED)
os.kill(pid, signal.SIGCONT)
os.waitpid(pid, os.WCONTINUED)
os.kill(pid, signal.SIGKILL)
os.waitpid(pid, 0)
child(4)
os.wait()
child(5)  # a zombie that nobody takes
if os.fork() == 0:
    time.sleep(0.1)
    os._exit(6)
time.sleep(0.05)
