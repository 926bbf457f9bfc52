"""Interpreters beside the main one: site runs in each, with a lock of its own from 3.12 on."""

import os
import sys

if sys.version_info >= (3, 13):
    import _interpreters as interpreters

    KINDS = ("isolated",), ("legacy",)
else:
    import _xxsubinterpreters as interpreters

    KINDS = (), ()
CODE = """if True:
    import os, sys
    print([name for name in sys.modules if "procviz" in name or name == "sitecustomize"])
    print([path for path in [*sys.path, *sys.path_importer_cache] if "probe" in path])
    print([key for key in os.environ if key.startswith(("PROCVIZ", "PYTHON"))])
    print(os.kill, type(os.kill).__name__, sys.exit)
    os.kill(os.getpid(), 0)
    import logging, threading
    print(threading.main_thread().name, flush=True)
"""


for kind in KINDS * 2:
    one = interpreters.create(*kind)
    print(kind, interpreters.run_string(one, CODE), flush=True)
    interpreters.destroy(one)
pid = os.fork()
if pid == 0:
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
