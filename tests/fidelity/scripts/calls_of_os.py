"""Every call of os and subprocess that makes a process."""

import contextlib
import os
import subprocess
import sys

BARE = [sys.executable, "-S", "-c", "raise SystemExit(3)"]

os.system("exit 5")
os.system("true; false")
with os.popen("echo popen") as out:
    out.read()
os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", "exit 6"], os.environ), 0)
os.waitpid(os.posix_spawnp("sh", ["sh", "-c", "exit 7"], os.environ), 0)
os.spawnvp(os.P_WAIT, "true", ["true"])
subprocess.run(BARE)
subprocess.run(["sh", "-c", "echo x; kill -9 $$"], capture_output=True)
subprocess.run("exit 8", shell=True)
subprocess.call(["/bin/true"], close_fds=False)
subprocess.run(["true"], start_new_session=True, process_group=None)
subprocess.run(["true"], preexec_fn=lambda: None)
with contextlib.suppress(FileNotFoundError):
    subprocess.run(["/no/such/program"])
with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as cat:
    cat.communicate(b"x")
pid, fd = os.forkpty()
if pid == 0:
    os._exit(9)
os.wait3(0)
os.close(fd)
if (pid := os.fork()) == 0:
    os.execvp("sh", ["sh", "-c", "exec true"])
os.wait4(pid, 0)
