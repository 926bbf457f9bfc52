"""os.system, and waiting for signals: results, errors, tracebacks."""

import asyncio
import os
import pathlib
import pickle
import signal
import sys
import traceback


def on_alarm(number, _frame):
    raise TimeoutError(f"signal {number}")


def on_alarm_in_call(number, frame):
    if frame.f_code is attempt.__code__ and frame.f_lineno == attempt.__code__.co_firstlineno + 2:
        raise TimeoutError(f"signal {number}")


def attempt(call, *args, **kwargs):
    try:
        print(call(*args, **kwargs))
    except Exception:
        traceback.print_exc(file=sys.stdout)


def numbers():
    yield signal.SIGUSR1
    yield signal.SIGUSR2


print(os.system, signal.pause.__doc__, pickle.loads(pickle.dumps(os.system)) is os.system)
print(os.system("exit 3"), os.system(b"kill -9 $$"), os.system(command="exit 1"))
attempt(os.system, pathlib.PurePath("true"))
attempt(os.system, 5)
attempt(os.system)
attempt(os.system, "a\0b")
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
attempt(os.system, "exit 4")
signal.signal(signal.SIGCHLD, signal.SIG_DFL)

block = signal.SIG_BLOCK
print(sorted(signal.pthread_sigmask(block, numbers())), sorted(signal.pthread_sigmask(block, ())))
attempt(signal.pthread_sigmask, block, ["USR1"])
attempt(signal.pthread_sigmask, block, [1000])
attempt(signal.pthread_sigmask, 77, [signal.SIGUSR1])
attempt(signal.pthread_sigmask, block)
os.kill(os.getpid(), signal.SIGUSR1)
print(signal.sigwait(numbers()))
os.kill(os.getpid(), signal.SIGUSR2)
print(signal.sigwaitinfo([signal.SIGUSR2]).si_pid == os.getpid())
print(signal.sigtimedwait([signal.SIGUSR2], 0))
attempt(signal.sigtimedwait, [signal.SIGUSR2], -1)
attempt(signal.sigwait, 5)
attempt(signal.pause, 5)

signal.signal(signal.SIGUSR1, lambda number, _: print("handled", number))
os.kill(os.getpid(), signal.SIGUSR1)
print(sorted(signal.pthread_sigmask(signal.SIG_SETMASK, [])))
signal.signal(signal.SIGALRM, on_alarm_in_call)
signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)  # again, where it comes before the pause
attempt(signal.pause)
signal.setitimer(signal.ITIMER_REAL, 0)
signal.signal(signal.SIGALRM, on_alarm)
signal.pthread_sigmask(block, {signal.SIGALRM})
os.kill(os.getpid(), signal.SIGALRM)
attempt(signal.pthread_sigmask, signal.SIG_UNBLOCK, {signal.SIGALRM})


async def main():
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    loop.set_exception_handler(lambda _, about: print(about["message"][:21], about["exception"]))
    loop.add_signal_handler(signal.SIGUSR1, lambda: 1 // 0)
    loop.add_signal_handler(signal.SIGUSR2, done.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    await asyncio.sleep(0)
    os.kill(os.getpid(), signal.SIGUSR2)
    await done.wait()
    print(signal.getsignal(signal.SIGUSR2).__name__, loop.remove_signal_handler(signal.SIGUSR2))


asyncio.run(main())
