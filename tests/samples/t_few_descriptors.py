"""A low limit on descriptors, and all of them in use."""

import os
import resource
import signal
import subprocess
import sys

hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (32, hard))
opened = []
try:
    while True:
        opened.append(os.dup(1))
except OSError as error:
    print(error, opened)
os.kill(os.getpid(), 0)
pid = os.fork()
if pid == 0:
    try:
        os.pipe()
    except OSError as error:
        print("child", error, flush=True)
    os._exit(3)
print(os.waitpid(pid, 0)[1])
try:
    subprocess.run(["true"], check=True)
except OSError as error:
    print("subprocess", error)
for fd in opened:
    os.close(fd)
signal.alarm(0)
code = "import os, resource; print(os.dup(1), resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout)
resource.setrlimit(resource.RLIMIT_NOFILE, (4, hard))
print(subprocess.run([sys.executable, "-c", code], close_fds=False).returncode, opened)
