"""Programs without standard input, output or error."""

import os
import subprocess
import sys

CODE = """
import os, sys
print("lost", sys.stdin, sys.stdout, sys.stderr)
low = [fd for fd in sorted(map(int, os.listdir("/proc/self/fd"))) if fd < 500]
with open("seen", "a") as file:
    file.write(f"{sys.stdin is None} {sys.stdout is None} {sys.stderr is None} {low}\\n")
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
    file.write(f"{file.fileno()}\\n")
"""
for closed in ((0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)):
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        preexec_fn=lambda fds=closed: [os.close(fd) for fd in fds],
        capture_output=True,
        text=True,
    )
    print(closed, done.returncode, done.stdout.strip(), done.stderr.strip())
with open("seen") as file:
    print(file.read())
sys.stdout.close()
os.kill(os.getpid(), 0)
sys.stdout = None
print("nowhere")
sys.stdout = sys.stderr
print("there", flush=True)
sys.stderr = None
raise ValueError("nobody reads this")
