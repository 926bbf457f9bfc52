"""Fork hooks and audit hooks of the program's own."""

import os
import sys

heard = []
sys.addaudithook(lambda name, args: heard.append((name, args)) if name[:3] in ("os.", "sig") else 0)
os.register_at_fork(
    before=lambda: print("before", flush=True),
    after_in_parent=lambda: heard.append("parent"),
    after_in_child=lambda: print("in the child", os.kill(os.getpid(), 0), flush=True),
)
pid = os.fork()
if pid == 0:
    os._exit(0)
os.waitpid(pid, 0)
os.kill(os.getpid(), 0)
print([item if isinstance(item, str) else item[0] for item in heard])
