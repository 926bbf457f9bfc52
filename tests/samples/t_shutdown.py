"""The order in which things end, and what can still be done then."""

import atexit
import os
import signal
import sys
import threading
import weakref


class Late:
    def __init__(self, name):
        self.name = name

    def __del__(self, out=os.write, kill=os.kill, me=os.getpid, alarm=signal.alarm):
        out(1, f"{self.name} ends {kill(me(), 0)} {alarm(0)}\n".encode())


def say(*words):
    print(*words, os.kill(os.getpid(), 0), flush=True)


last = Late("global")
loop = [Late("in a cycle")]
loop.append(loop)
sys.kept = Late("in sys")
os.kept = Late("in os")
atexit.register(say, "first")
atexit.register(say, "second", [thread.name for thread in threading.enumerate()])
atexit.register(atexit.register, say, "from within")
weakref.finalize(last, say, "finalized")
threading._register_atexit(say, "threading")
threading.Thread(target=lambda: [threading.main_thread().join(), say("thread")]).start()
pid = os.fork()
if pid == 0:
    say("child")
    sys.exit(3)
print(os.waitpid(pid, 0)[1])
signal.signal(signal.SIGTERM, lambda *_: say("handler"))
atexit.register(signal.raise_signal, signal.SIGTERM)
