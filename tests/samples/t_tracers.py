"""Tools that look at every call and every line: sys.settrace, setprofile, and who uses them."""

import bdb
import contextlib
import cProfile
import io
import os
import profile
import pstats
import signal
import sys
import threading
import trace
import warnings

warnings.simplefilter("ignore", DeprecationWarning)  # fork with threads that have just ended


def program():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    os.kill(os.getpid(), 0)
    signal.signal(signal.SIGUSR1, handler)
    signal.raise_signal(signal.SIGUSR1)
    thread = threading.Thread(target=os.getpid)
    thread.start()
    thread.join()
    with contextlib.suppress(OSError):
        os.kill(0, 9999)
    return signal.alarm(0)


def handler(number, frame):
    return number


seen = []


def watch(frame, event, arg):
    name = getattr(arg, "__name__", "") if event.startswith("c_") else ""
    seen.append((event, os.path.basename(frame.f_code.co_filename), frame.f_code.co_name, name))
    return watch


def tell(what):
    for entry in seen:
        print(what, *entry)
    seen.clear()


sys.settrace(watch)
print(sys.gettrace() is watch, flush=True)
program()
sys.settrace(None)
print(sys.gettrace())
tell("settrace")
sys.setprofile(watch)
print(sys.getprofile() is watch, flush=True)
program()
sys.setprofile(None)
tell("setprofile")
threading.settrace(watch)
thread = threading.Thread(target=program)
program_in_thread = threading.Thread(target=os.getppid)
program_in_thread.start()
program_in_thread.join()
threading.settrace(None)
tell("threading.settrace")


def names(stats):
    return sorted((os.path.basename(f), n, c[0]) for (f, _, n), c in stats.stats.items())


for kind in (cProfile.Profile, profile.Profile):
    profiler = kind()
    profiler.runcall(program)
    for entry in names(pstats.Stats(profiler, stream=io.StringIO())):
        print(kind.__module__, *entry)

tracer = trace.Trace(count=1, trace=0, countfuncs=0)
tracer.runfunc(program)
counts = tracer.results().counts
print(sorted((os.path.basename(f), n, c) for (f, n), c in counts.items()), flush=True)


class Steps(bdb.Bdb):
    def user_line(self, frame):
        seen.append((os.path.basename(frame.f_code.co_filename), frame.f_lineno))
        self.set_step()


debugger = Steps()
debugger.runcall(program)
tell("bdb")
