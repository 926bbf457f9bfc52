"""SIGINT, the signal of Ctrl+C, gets a process out of a blocked acquire()."""

import os
import signal
import time
from functools import partial
from multiprocessing import Event, Lock, Process
from multiprocessing.synchronize import Event as EventType
from multiprocessing.synchronize import Lock as LockType

say = partial(print, flush=True)


def ask(lock: LockType, ready: EventType) -> None:
    say(f"{os.getpid()}: acquire() without a limit")
    try:
        ready.set()
        lock.acquire()
    except KeyboardInterrupt:
        say(f"{os.getpid()}: KeyboardInterrupt, and I do not have the lock")


def main() -> None:
    lock, ready = Lock(), Event()
    asker = Process(target=ask, args=(lock, ready), name="asker")
    with lock:
        say(f"{os.getpid()}: I have the lock and do not give it back")
        asker.start()
        ready.wait()
        time.sleep(1.5)
        say(f"{os.getpid()}: SIGINT to {asker.pid}")
        os.kill(asker.pid, signal.SIGINT)
        asker.join()
        say(f"{os.getpid()}: I still have the lock; {asker.pid} left with {asker.exitcode}")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "synchronising"
# order = 7
# title.en = "Ctrl+C in the middle of acquire"
# title.zh = "在 acquire 中途按 Ctrl+C"
# teaches.en = '''
# A process that is blocked in acquire() uses no CPU, but it can still be reached by a signal.
# SIGINT, which is what Ctrl+C sends, ends the wait at once: Python's handler raises
# KeyboardInterrupt out of acquire(). The process goes on without the lock, for it never had it.
# '''
# teaches.zh = '''
# 阻塞在 acquire() 里的进程不占用 CPU，但信号仍然能到达它。
# SIGINT（也就是 Ctrl+C 发出的信号）会立刻结束等待：
# Python 的处理函数让 acquire() 抛出 KeyboardInterrupt。
# 之后进程在没有锁的情况下继续运行，因为它从来没有得到过锁。
# '''
# watch.en = '''
# The asker waits for a lock that nobody will release. SIGINT comes, the handler runs, acquire()
# fails with KeyboardInterrupt; the holder still has the lock.
# '''
# watch.zh = '''
# 请求锁的进程在等一把没有人会释放的锁。SIGINT 到来，处理函数运行，
# acquire() 以 KeyboardInterrupt 失败；持有者仍然持有锁。
# '''
# trap.en = '''
# The exception may come between any two steps: also just after acquire() has got the lock. Then a
# release() that is not in a `finally` or a `with` is never reached.
# '''
# trap.zh = '''
# 这个异常可能出现在任意两步之间，包括 acquire() 刚刚拿到锁的时候。
# release() 如果不在 `finally` 或 `with` 里，就再也执行不到了。
# '''
# habit.en = '''
# Take locks with `with`. In a program of several processes let one of them handle Ctrl+C, and have
# it tell the others to end.
# '''
# habit.zh = '''
# 用 `with` 获取锁。多进程的程序里，由一个进程处理 Ctrl+C，再由它通知其他进程结束。
# '''
# differs.en = '''
# The same on Linux and macOS; on Windows Ctrl+C works like this in the main thread, but
# os.kill(pid, SIGINT) just ends the process. A handler that raises nothing lets acquire()
# wait on (PEP 475).
# '''
# differs.zh = '''
# Linux 和 macOS 上相同；Windows 上 Ctrl+C 对主线程的效果也一样，
# 但 os.kill(pid, SIGINT) 会直接终止进程。
# 如果处理函数不抛出异常，acquire() 会继续等待（PEP 475）。
# '''
# read.en = "signal(7), sem_wait(3) EINTR; Python docs: KeyboardInterrupt, signal; PEP 475"
# read.zh = "signal(7)、sem_wait(3) 的 EINTR；Python 文档：KeyboardInterrupt、signal；PEP 475"
#
# [[tool.procviz.questions]]
# en = "A process is blocked in acquire() and gets SIGINT. What will happen?"
# zh = "一个进程阻塞在 acquire() 里，这时收到 SIGINT。会发生什么？"
# choices = [
#   { en = "Nothing until the lock is free", zh = "锁释放之前什么也不发生", when = [
#     { kind = "signal_sent", signal = "SIGINT" },
#     { kind = "released" },
#     { kind = "handler_began", signal = "SIGINT" },
#   ] },
#   { en = "An exception at once, and no lock", zh = "立刻抛出异常，没拿到锁", when = [
#     { kind = "signal_sent", signal = "SIGINT", to = "$a" },
#     { kind = "acquire_failed", pid = "$a", why = "KeyboardInterrupt" },
#     { kind = "released" },
#   ] },
#   { en = "It gets the lock out of turn", zh = "提前得到锁", when = [
#     { kind = "signal_sent", signal = "SIGINT", to = "$a" },
#     { kind = "acquired", pid = "$a" },
#   ] },
# ]
#
# [[tool.procviz.questions]]
# en = "The process catches the exception. How will it end?"
# zh = "进程捕获了这个异常。它会怎样结束？"
# choices = [
#   { en = "Killed by SIGINT", zh = "被 SIGINT 终止", when = [
#     { kind = "exited", signal = "SIGINT" },
#   ] },
#   { en = "With exit code 1", zh = "退出码是 1", when = [{ kind = "exited", code = 1 }] },
#   { en = "With exit code 0", zh = "退出码是 0", when = [{ kind = "exited", code = 0 }] },
#   { en = "With exit code 130", zh = "退出码是 130", when = [{ kind = "exited", code = 130 }] },
# ]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# acquire_began = 2
# acquired = 1
# acquire_failed = 1
# released = 1
# signal_sent = 1
# handler_began = 1
# handler_ended = 1
# statuses = [0]
# exit = 0
# lines = '''
# <main>: I have the lock and do not give it back
# <a>: acquire() without a limit
# <main>: SIGINT to <a>
# <a>: KeyboardInterrupt, and I do not have the lock
# <main>: I still have the lock; <a> left with 0
# '''
# order = [
#   [
#     { kind = "acquired", pid = "$root", object = "$l", type = "Lock" },
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "acquire_began", pid = "$a", object = "$l", block = true },
#     { kind = "signal_sent", pid = "$root", to = "$a", signal = "SIGINT", error = "" },
#     { kind = "handler_began", pid = "$a", signal = "SIGINT", handler = "default_int_handler" },
#     { kind = "handler_ended", pid = "$a", signal = "SIGINT", error = "KeyboardInterrupt" },
#     { kind = "acquire_failed", pid = "$a", object = "$l", why = "KeyboardInterrupt" },
#     { kind = "exited", pid = "$a", code = 0 },
#     { kind = "released", pid = "$root", object = "$l" },
#   ],
# ]
# ///
