"""A package that is run: python -m, a folder, a zip file."""

import os
import sys

pid = os.fork()
if pid == 0:
    os._exit(4)
print(__name__, __spec__ and __spec__.name, __package__, os.waitpid(pid, 0)[1])
print(os.path.basename(sys.argv[0]), os.path.basename(sys.path[0]), os.path.basename(__file__))
print(__loader__.__class__, sorted(sys.modules)[:5])
raise SystemExit(2)
