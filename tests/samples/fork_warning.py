"""Fork with several threads: from 3.12 on a DeprecationWarning, at this very line."""

import os
import threading
import time
import warnings

event = threading.Event()
thread = threading.Thread(target=event.wait)
thread.start()
time.sleep(0.01)
for _ in range(2):
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
print([(w.category.__name__, w.filename == __file__, w.lineno) for w in caught])


def in_thread():
    pid = os.fork()
    if pid == 0:
        print("child of a thread", threading.current_thread().name, flush=True)
        os._exit(0)
    print(os.waitpid(pid, 0)[1])


other = threading.Thread(target=in_thread, name="forker")
other.start()
other.join()
event.set()
thread.join()
print(len(threading.enumerate()))
