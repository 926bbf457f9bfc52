"""Who called whom, seen from every place where the program's code is called back."""

import asyncio
import atexit
import concurrent.futures
import faulthandler
import importlib
import inspect
import logging
import multiprocessing
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import traceback
import warnings

log = logging.getLogger("stacks")
logging.basicConfig(
    stream=sys.stdout, format="%(process)d: %(filename)s:%(lineno)d %(funcName)s %(message)s"
)


def tell(*words):
    print(f"{os.getpid()}:", *words, flush=True)


def show(what):
    """The whole stack, innermost last; what warnings and logging make of it."""
    frames = traceback.extract_stack()[:-1]
    tell(what, "stack", [(os.path.basename(f.filename), f.name, f.line) for f in frames])
    tell(what, "caller", [f.function for f in inspect.stack()[1:3]])
    log.warning(what, stacklevel=2)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn("w", stacklevel=3)
    tell(what, "warned", os.path.basename(caught[0].filename), caught[0].lineno)


def names(frame):
    out = []
    while frame is not None:
        out.append(frame.f_code.co_name)
        frame = frame.f_back
    return out


def work(*_):
    show("work")


class Odd:
    """Arguments that are code of the program's."""

    def __index__(self):
        show("index")
        return os.getpid()

    def __fspath__(self):
        show("fspath")
        return "/nowhere"

    def __float__(self):
        show("float")
        return 0.0

    def __del__(self):
        show("del")


def handlers():
    def on_signal(number, frame):
        show("handler")
        tell(names(frame))

    signal.signal(signal.SIGUSR1, on_signal)
    signal.raise_signal(signal.SIGUSR1)
    os.kill(os.getpid(), signal.SIGUSR1)


def audit():
    heard = []
    sys.addaudithook(lambda name, _: show("audit") if name == "os.kill" and not heard else None)
    os.kill(os.getpid(), 0)
    heard.append(1)


def fork_hooks():
    os.register_at_fork(
        before=lambda: show("before"),
        after_in_parent=lambda: show("after"),
        after_in_child=lambda: show("child"),
    )
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.wait()
    subprocess.run(["true"], preexec_fn=lambda: show("preexec"))


def workers():
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    context = multiprocessing.get_context("fork")
    process = context.Process(target=work)
    process.start()
    process.join()
    with context.Pool(1, work) as pool:
        pool.map(work, [1])
    with concurrent.futures.ThreadPoolExecutor(1) as executor:
        executor.submit(work).result()


def tasks():
    async def main():
        task = asyncio.current_task()
        show("task")
        tell([frame.f_code.co_name for frame in task.get_stack()])
        loop = asyncio.get_running_loop()
        loop.call_soon(show, "call_soon")
        loop.add_signal_handler(signal.SIGUSR2, show, "loop's handler")
        os.kill(os.getpid(), signal.SIGUSR2)
        await asyncio.sleep(0.05)
        async with asyncio.Lock(), asyncio.timeout(1):
            show("locked")

    asyncio.run(main())


def arguments():
    os.kill(Odd(), 0)
    signal.setitimer(signal.ITIMER_REAL, Odd())
    for argv in (["x", Odd()], [Odd()]):
        try:
            os.execv(Odd(), argv)
        except (OSError, TypeError) as error:
            tell(error)
    items = queue.Queue()
    items.put(Odd())
    items.get()
    atexit.register(show, "exit")


def imported():
    with open("imported.py", "w") as file:
        file.write("import sys; sys.show('module')")
    sys.show = show
    sys.path.insert(0, "")
    importlib.import_module("imported")


def blocked():
    """What others see of a thread that waits."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.read(read, 1)
        os._exit(0)
    waiting = threading.Thread(target=os.waitpid, args=(pid, 0))
    waiting.start()
    with open(f"/proc/self/task/{waiting.native_id}/wchan") as wchan:
        while "wait" not in wchan.read():
            wchan.seek(0)
    tell(names(sys._current_frames()[waiting.ident]))
    with open("stacks", "w+") as file:
        faulthandler.dump_traceback(file)
        file.seek(0)
        for line in file:
            if "Thread" in line:
                tell("thread")
            elif line.strip():
                tell(re.sub('".*/|0x[0-9a-f]+', "", line).strip())
    os.write(write, b"x")
    waiting.join()


globals()[sys.argv[1]]()
