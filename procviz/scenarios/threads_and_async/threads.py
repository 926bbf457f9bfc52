"""Several threads in one process: start them, join them."""

import os
import time
from functools import partial
from threading import Thread, current_thread, get_native_id

say = partial(print, flush=True)
finished = []


def work(seconds: float) -> None:
    name = current_thread().name
    say(f"{os.getpid()}: {name} begins, native thread {get_native_id()}")
    time.sleep(seconds)
    finished.append(name)


slow = Thread(target=work, args=(2.0,), name="slow")
quick = Thread(target=work, args=(0.6,), name="quick")
say(f"{os.getpid()}: before start, is {slow.name} alive? {slow.is_alive()}")
slow.start()
time.sleep(0.3)
quick.start()

quick.join()
say(f"{os.getpid()}: {quick.name} joined, finished: {finished}")
slow.join(timeout=0.4)
say(f"{os.getpid()}: waited 0.4 s, is {slow.name} alive? {slow.is_alive()}")
slow.join()
say(f"{os.getpid()}: joined, finished: {finished}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "threads-and-async"
# order = 3
# title.en = "Threads: start and join"
# title.zh = "线程：启动与等待"
# teaches.en = '''
# Thread(target, args) describes a function call, and start() lets a new thread of the same process
# make it. All threads have the same PID and the same memory, so both can append to one list.
# join() waits for a thread; join(timeout) silently gives up after so many seconds, and only
# is_alive() tells.
# '''
# teaches.zh = '''
# Thread(target, args) 描述一次函数调用，start() 让同一进程里的一个新线程去执行它。
# 所有线程的 PID 相同、内存相同，所以两个线程可以往同一个列表里添加内容。
# join() 等待一个线程；join(timeout) 等够了时间就不作声地放弃，到底是哪一种，只有 is_alive() 知道。
# '''
# watch.en = '''
# One card and one PID, and on the time line two lanes below that of the main thread: slow and
# quick. The main thread waits for quick, then for 0.4 s for slow, in vain, then once more.
# '''
# watch.zh = '''
# 始终是一张卡片、一个 PID，时间线上主线程的泳道下面还有两条：slow 和 quick。
# 主线程先等待 quick，再等待 slow 0.4 秒，没有等到，最后再等一次。
# '''
# trap.en = '''
# Nobody can end a thread from outside: there is no terminate(). An exception in a thread is printed
# to stderr and ends that thread only; join() does not raise it. And a program ends only when all
# its threads have ended, but for daemon threads, which it just leaves.
# '''
# trap.zh = '''
# 没有办法从外面结束一个线程：它没有 terminate()。
# 线程里的异常只打印到 stderr，也只结束这个线程；join() 不会把它抛出来。
# 另外，所有线程都结束之后程序才会结束；守护线程例外，程序不管它们，直接退出。
# '''
# habit.en = '''
# Give threads names, join each of them, and let them end by themselves: tell them with an Event or
# through a queue.
# '''
# habit.zh = '''
# 给线程起名字，join 每一个线程，让它们自己结束：用 Event 或者队列通知它们。
# '''
# differs.en = '''
# The same on Linux, macOS and Windows. In the usual build of Python one thread at a time runs
# Python code (the GIL), so threads help with waiting, not with computing; the free-threaded
# build of 3.13 and later has no GIL.
# '''
# differs.zh = '''
# Linux、macOS 和 Windows 上相同。通常的 Python 中，同一时刻只有一个线程执行 Python 代码（GIL），
# 所以线程适合等待，不适合加速计算；3.13 起的自由线程（free-threaded）版本没有 GIL。
# '''
# read.en = "Python docs: threading.Thread, start, join, is_alive; pthreads(7), gettid(2)"
# read.zh = "Python 文档：threading.Thread、start、join、is_alive；pthreads(7)、gettid(2)"
#
# [[tool.procviz.questions]]
# en = "The program starts two threads. How many processes are there then, the first one included?"
# zh = "程序启动两个线程。这时一共有几个进程（包括第一个）？"
# choices = [1, 2, 3]
# count = { kind = "spawned" }
# plus = 1
#
# [[tool.procviz.questions]]
# en = "slow needs longer than join(timeout=0.4) waits. What happens?"
# zh = "slow 需要的时间比 join(timeout=0.4) 等待的时间长。会发生什么？"
# choices = [
#   { en = "join() raises TimeoutError", zh = "join() 抛出 TimeoutError", when = [
#     { kind = "woken", call = "Thread.join", error = "~Error" },
#   ] },
#   { en = "join() ends the thread and comes back", zh = "join() 结束这个线程，然后返回", when = [
#     { kind = "thread_ended", name = "slow" },
#     { kind = "woken", call = "Thread.join", ok = false },
#   ] },
#   { en = "join() comes back, and the thread goes on", zh = "join() 返回，线程继续运行", when = [
#     { kind = "woken", call = "Thread.join", ok = false },
#     { kind = "thread_ended", name = "slow" },
#   ] },
# ]
#
# [tool.procviz.expect]
# spawned = 0
# exited = 0
# reaped = 0
# thread_started = 2
# thread_ended = 2
# statuses = []
# exit = 0
# output = '''
# <p>: before start, is slow alive? False
# <p>: slow begins, native thread <s>
# <p>: quick begins, native thread <q>
# <p>: quick joined, finished: ['quick']
# <p>: waited 0.4 s, is slow alive? True
# <p>: joined, finished: ['quick', 'slow']
# '''
# order = [
#   [
#     { kind = "thread_started", pid = "$root", name = "slow", tid = "$s" },
#     { kind = "thread_started", pid = "$root", name = "quick", tid = "$q" },
#     { kind = "waiting_on", pid = "$root", type = "Thread", tid = 0 },
#     { kind = "thread_ended", pid = "$root", name = "quick", tid = "$q" },
#     { kind = "woken", pid = "$root", call = "Thread.join", ok = true },
#     { kind = "waiting_on", pid = "$root", type = "Thread", timeout = 0.4 },
#     { kind = "woken", pid = "$root", call = "Thread.join", ok = false },
#     { kind = "waiting_on", pid = "$root", type = "Thread" },
#     { kind = "thread_ended", pid = "$root", name = "slow", tid = "$s" },
#     { kind = "woken", pid = "$root", call = "Thread.join", ok = true },
#   ],
# ]
# ///
