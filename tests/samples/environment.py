"""What a program sees of its environment, and what it gives its children."""

import os
import subprocess
import sys

SHOW = "import os, sys; print(sorted(os.environ), os.environ.get('PYTHONPATH'), len(sys.path))"


def show(label, **kwargs):
    done = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, text=True, **kwargs)
    print(label, done.stdout.strip(), done.stderr.strip())


print([key for key in os.environ if key.startswith("P")], list(os.environ)[:3])
print([entry for entry in sys.path if "probe" in entry])
print([name for name in sys.modules if "procviz" in name], "sitecustomize" in sys.modules)
show("inherited")
show("empty", env={})
show("own", env={"A": "b", "PYTHONPATH": "/nowhere"})
show("bytes", env={b"A": b"b"})
show("copy", env=os.environ.copy())
os.environ["PYTHONPATH"] = "/there:/nowhere"
os.environ["B"] = "c"
show("set")
print(os.environ["PYTHONPATH"])
del os.environ["PYTHONPATH"]
show("deleted")
pid = os.fork()
if pid == 0:
    os.execve(sys.executable, [sys.executable, "-c", SHOW], {"C": "d"})
print(os.waitpid(pid, 0)[1])
pid = os.posix_spawn(sys.executable, [sys.executable, "-c", SHOW], {"D": "e"})
print(os.waitpid(pid, 0)[1])
os.environ.clear()
show("cleared")
print(dict(os.environ))
