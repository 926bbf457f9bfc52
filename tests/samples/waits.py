"""Every function of the wait family, and what each gives back."""

import os
import signal


def child(code: int) -> int:
    pid = os.fork()
    if pid == 0:
        os._exit(code)
    return pid


first = child(3)
print(os.wait() == (first, 3 << 8))
second = child(0)
print(os.waitpid(second, 0)[1], os.WNOHANG)
third = child(300)
pid, status, usage = os.wait3(0)
print(pid == third, os.waitstatus_to_exitcode(status), type(usage).__name__)
pid, status, usage = os.wait4(child(7), 0)
print(os.waitstatus_to_exitcode(status))
fourth = child(9)
info = os.waitid(os.P_PID, fourth, os.WEXITED | os.WNOWAIT)
print(info.si_pid == fourth, info.si_status, os.waitid(os.P_ALL, 0, os.WEXITED).si_status)

sleeper = os.fork()
if sleeper == 0:
    signal.pause()
print(os.waitpid(sleeper, os.WNOHANG))
os.kill(sleeper, signal.SIGSTOP)
print(os.WIFSTOPPED(os.waitpid(sleeper, os.WUNTRACED)[1]))
os.kill(sleeper, signal.SIGCONT)
os.kill(sleeper, signal.SIGTERM)
print(os.waitstatus_to_exitcode(os.waitpid(-1, 0)[1]))
for call in (os.wait, lambda: os.waitpid(-1, 0), lambda: os.waitid(os.P_ALL, 0, os.WEXITED)):
    try:
        call()
    except ChildProcessError as error:
        print(error)
