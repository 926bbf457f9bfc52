"""subprocess and its relatives."""

import asyncio
import os
import signal
import subprocess
import sys
import traceback

print(subprocess.run(["true"], check=True).returncode)
try:
    subprocess.run(["false"], check=True)
except subprocess.CalledProcessError as error:
    print(error)
try:
    subprocess.run(["sleep", "60"], timeout=0.05)
except subprocess.TimeoutExpired as error:
    print(type(error).__name__, error.cmd)
try:
    subprocess.run(["there-is-no-such-program"])
except FileNotFoundError:
    traceback.print_exc()
print(subprocess.run("exit 5", shell=True).returncode, os.system("exit 3") >> 8)
print(subprocess.check_output([sys.executable, "-c", "print('out')"], text=True))
process = subprocess.Popen(
    [sys.executable, "-c", "import signal; signal.pause()"],
    start_new_session=True,
    preexec_fn=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL),
)
print(os.getsid(process.pid) == process.pid)
process.terminate()
print(process.wait())
print(os.popen("echo popen").read())
print(os.spawnlp(os.P_WAIT, "sh", "sh", "-c", "exit 4"))


async def main():
    process = await asyncio.create_subprocess_exec("sh", "-c", "exit 6")
    print(await process.wait())


asyncio.run(main())
pid = os.fork()
if pid == 0:
    os.execlp("sh", "sh", "-c", "echo $0; exit 2")
print(os.waitpid(pid, 0)[1] >> 8)
