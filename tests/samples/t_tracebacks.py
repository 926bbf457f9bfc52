"""Exceptions that nobody catches: where they come from is all that may be read."""

import asyncio
import atexit
import concurrent.futures
import multiprocessing
import os
import signal
import subprocess
import sys
import threading


def fail(*_):
    raise ValueError("on purpose")


def child():
    if os.fork() == 0:
        fail()
    print(os.wait()[1])


def thread():
    started = threading.Thread(target=fail, name="worker")
    started.start()
    started.join()
    later = threading.Timer(0.001, fail)
    later.start()
    later.join()


def handler():
    signal.signal(signal.SIGUSR1, fail)
    os.kill(os.getpid(), signal.SIGUSR1)


def interrupter(word):
    """Fork a child that sends SIGALRM as soon as the kernel function we sleep in has this name."""
    parent, (read, write) = os.getpid(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(write)
        with open(f"/proc/{parent}/wchan") as wchan:
            while word not in wchan.read():
                wchan.seek(0)
        os.kill(parent, signal.SIGALRM)
        os.read(read, 1)  # until the parent is gone
        os._exit(0)
    return pid


def handler_in_wait():
    signal.signal(signal.SIGALRM, fail)
    os.waitpid(interrupter("wait"), 0)


def handler_in_sleep():
    signal.signal(signal.SIGALRM, fail)
    interrupter("futex")
    threading.Event().wait(30)


def at_exit():
    atexit.register(fail)
    atexit.register(os.kill, 1)


def task():
    async def main():
        await asyncio.create_task(asyncio.to_thread(fail))

    asyncio.run(main())


def forgotten_task():
    async def later():
        fail()

    async def main():
        asyncio.create_task(later())  # noqa: RUF006 - forgotten on purpose
        asyncio.get_running_loop().call_soon(fail)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    asyncio.run(main())


def pool():
    with multiprocessing.get_context("fork").Pool(1) as workers:
        workers.map(fail, [1])


def process():
    context = multiprocessing.get_context("fork")
    started = context.Process(target=fail, name="child")
    started.start()
    started.join()
    print(started.exitcode)


def executor():
    with concurrent.futures.ProcessPoolExecutor(1) as workers:
        concurrent.futures.wait([future := workers.submit(fail)])
        future.result()


def broken_executor():
    with concurrent.futures.ProcessPoolExecutor(1) as workers:
        concurrent.futures.wait([future := workers.submit(os._exit, 3)])
        future.result()


def preexec():
    subprocess.run(["true"], preexec_fn=fail)


def no_such_program():
    subprocess.run(["there-is-no-such-program"])


def failed_program():
    subprocess.run([sys.executable, "-c", "import sys; sys.exit(3)"], check=True)


def timeout():
    subprocess.run(["sleep", "20"], timeout=0.01)


def exec_failed():
    os.execvp("there-is-no-such-program", ["there-is-no-such-program"])


def wrong_arguments():
    os.kill("one", 2)


def wrong_join():
    multiprocessing.Process().join()


def fork_hook():
    os.register_at_fork(before=fail, after_in_parent=fail, after_in_child=fail)
    if os.fork() == 0:
        os._exit(0)
    os.wait()
    fail()


def group():
    try:
        os.kill(os.getpid(), 999)
    except OSError as error:
        raise ExceptionGroup("several", [error, ValueError(1)]) from error


def hook():
    sys.excepthook = lambda *found: print("hook", found[0], found[2].tb_lineno, file=sys.stderr)
    fail()


def deleted():
    class Bad:
        def __del__(self):
            os.kill(1, -1)

    Bad()
    sys.unraisablehook = lambda found: print(found.exc_type, found.err_msg, found.object)
    Bad()


def audit():
    sys.addaudithook(lambda name, _: fail() if name == "os.kill" else None)
    os.kill(os.getpid(), 0)


def exit_in_thread():
    started = threading.Thread(target=sys.exit, args=("thread",))
    started.start()
    started.join()
    sys.exit("main")


def main():
    globals()[sys.argv[1]]()


if __name__ == "__main__":
    main()
