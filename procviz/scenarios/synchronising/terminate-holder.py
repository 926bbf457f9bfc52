"""A process that dies with a lock takes it along."""

import os
import time
from functools import partial
from multiprocessing import Event, Lock, Process
from multiprocessing.synchronize import Event as EventType
from multiprocessing.synchronize import Lock as LockType

say = partial(print, flush=True)


def work(lock: LockType, ready: EventType) -> None:
    say(f"{os.getpid()}: I ask for the lock")
    ready.set()
    with lock:
        say(f"{os.getpid()}: I have the lock")
        time.sleep(60)


def main() -> None:
    lock, ready = Lock(), Event()
    names = "holder", "waiter-1", "waiter-2"
    holder, *waiters = (Process(target=work, args=(lock, ready), name=name) for name in names)
    for process in holder, *waiters:
        process.start()
        ready.wait()
        ready.clear()
        time.sleep(0.5)

    say(f"{os.getpid()}: I terminate {holder.pid}, which has the lock")
    holder.terminate()
    holder.join()
    free = lock.acquire(timeout=2)
    say(f"{os.getpid()}: is it free after 2 s? {free}; nobody will ever get it")
    for waiter in waiters:
        waiter.terminate()
        waiter.join()


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "synchronising"
# order = 8
# title.en = "Terminate the holder of a lock"
# title.zh = "终止持有锁的进程"
# teaches.en = '''
# A lock of multiprocessing does not know that its holder is dead: only a release() gives it back.
# terminate() kills at once, without `finally`, without the end of a `with` block, so nobody calls
# that release(). All processes that want the lock then wait for ever.
# '''
# teaches.zh = '''
# multiprocessing 的锁并不知道持有者已经死了：只有 release() 才能释放它。
# terminate() 立刻杀死进程，`finally` 不会执行，
# `with` 代码块的结尾也不会执行，所以没有人调用那次 release()。
# 于是所有等待这把锁的进程都会永远等下去。
# '''
# watch.en = '''
# The holder dies by SIGTERM with the lock in its hands; procviz marks the lock as lost, and names
# the dead holder and all who wait. The main process asks as well, gives up after 2 s, and ends the
# waiters.
# '''
# watch.zh = '''
# 持有者手里拿着锁，被 SIGTERM 终止；procviz 把这把锁标为丢失，并指明死去的持有者和所有等待者。
# 主进程也来请求，等了 2 秒放弃，然后结束那些等待者。
# '''
# trap.en = '''
# It looks like processes that hang for no reason: ps shows them asleep, and nothing points at
# the one that is no more. kill -9 and a crash do the same as terminate().
# '''
# trap.zh = '''
# 看上去就是进程无缘无故地卡住了：ps 只显示它在睡眠，没有任何线索指向已经不在的那个进程。
# kill -9 和崩溃的后果与 terminate() 一样。
# '''
# habit.en = '''
# Ask a process to end, by an Event or a message, and terminate only one that shares nothing. For a
# lock that must survive a death use flock(2): the kernel releases it when its holder dies.
# '''
# habit.zh = '''
# 用 Event 或者消息请求进程结束，只对不共享任何东西的进程使用 terminate()。
# 如果锁必须经得起进程死亡，用 flock(2)：持有者死后，内核会释放它。
# '''
# differs.en = '''
# The same on Linux and macOS; Windows uses semaphores for these locks too, with the same result.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同；Windows 上这些锁也是信号量，结果一样。
# '''
# read.en = "Python docs: multiprocessing.Process.terminate (warning); sem_overview(7), flock(2)"
# read.zh = "Python 文档：multiprocessing.Process.terminate（警告）；sem_overview(7)、flock(2)"
#
# [[tool.procviz.questions]]
# en = "The holder is terminated. Who will get the lock?"
# zh = "持有锁的进程被终止。谁会得到这把锁？"
# choices = [
#   { en = "One of the two waiters", zh = "两个等待者之一", when = [
#     { kind = "acquired", pid = "$h" },
#     { kind = "exited", pid = "$h" },
#     { kind = "acquired", type = "Lock" },
#   ] },
#   { en = "Nobody, ever", zh = "谁也得不到，永远如此", when = [
#     { kind = "acquired", pid = "$h" },
#     { kind = "exited", pid = "$h", signal = "SIGTERM" },
#     { kind = "acquire_failed", pid = "$root", why = "timeout" },
#   ] },
#   { en = "The waiters get an exception", zh = "等待者会得到一个异常", when = [
#     { kind = "exited", code = 1 },
#   ] },
# ]
#
# [[tool.procviz.questions]]
# en = "The holder took the lock with `with lock:`. How often will the lock be given back?"
# zh = "持有者是用 `with lock:` 获取锁的。这把锁会被释放几次？"
# count = { kind = "released" }
# choices = [0, 1, 2, 3]
#
# [tool.procviz.expect]
# spawned = 3
# exited = 3
# reaped = 3
# acquire_began = 4
# acquired = 1
# acquire_failed = 1
# released = 0
# signal_sent = 3
# statuses = ["SIGTERM", "SIGTERM", "SIGTERM"]
# exit = 0
# findings = ["lost"]
# lines = '''
# <h>: I ask for the lock
# <h>: I have the lock
# <a>: I ask for the lock
# <b>: I ask for the lock
# <main>: I terminate <h>, which has the lock
# <main>: is it free after 2 s? False; nobody will ever get it
# '''
# order = [
#   [
#     { kind = "named", pid = "$h", name = "holder" },
#     { kind = "acquired", pid = "$h", object = "$l", type = "Lock" },
#     { kind = "acquire_began", pid = "$a", object = "$l" },
#     { kind = "signal_sent", pid = "$root", to = "$h", call = "Process.terminate" },
#     { kind = "exited", pid = "$h", signal = "SIGTERM" },
#     { kind = "reaped", pid = "$root", child = "$h", signal = "SIGTERM" },
#     { kind = "acquire_began", pid = "$root", object = "$l", timeout = 2 },
#     { kind = "acquire_failed", pid = "$root", object = "$l", why = "timeout" },
#     { kind = "signal_sent", pid = "$root", to = "$a", signal = "SIGTERM" },
#     { kind = "exited", pid = "$a", signal = "SIGTERM" },
#   ],
#   [
#     { kind = "named", pid = "$a", name = "waiter-1" },
#     { kind = "acquire_began", pid = "$a", object = "$l", type = "Lock", block = true },
#     { kind = "exited", pid = "$a", signal = "SIGTERM" },
#   ],
#   [
#     { kind = "named", pid = "$b", name = "waiter-2" },
#     { kind = "acquire_began", pid = "$b", object = "$l", type = "Lock", block = true },
#     { kind = "exited", pid = "$b", signal = "SIGTERM" },
#   ],
# ]
# ///
