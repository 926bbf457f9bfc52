"""Pythons into which the probe cannot get, below one in which it is."""

import os
import subprocess
import sys

CODE = "import os\nif os.fork() == 0: os._exit(4)\nos.wait()"
for words in (["-S"], ["-I"], ["-E"]):
    subprocess.run([sys.executable, *words, "-c", CODE])
subprocess.run(["env", "-i", sys.executable, "-c", CODE])
subprocess.run([sys.executable, "-c", CODE], env={})
if (child := os.fork()) == 0:
    os.execve(sys.executable, [sys.executable, "-c", CODE], {})
os.waitpid(child, 0)
