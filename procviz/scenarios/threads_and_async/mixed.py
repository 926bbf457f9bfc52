"""Processes that each run threads: shared inside a process, separate between processes."""

import os
import time
from functools import partial
from multiprocessing import get_context
from threading import Lock, Thread, current_thread

say = partial(print, flush=True)
counter = 0
lock = Lock()


def add_twice() -> None:
    global counter
    for _ in range(2):
        time.sleep(0.8)
        with lock:
            counter += 1
            say(f"{os.getpid()}: {current_thread().name} adds 1, my counter is {counter}")


def run_threads() -> None:
    threads = [Thread(target=add_twice, name=f"thread {number}") for number in (1, 2)]
    for thread in threads:
        thread.start()
        time.sleep(0.4)
    for thread in threads:
        thread.join()
    say(f"{os.getpid()}: both threads are done, my counter is {counter}")


if __name__ == "__main__":
    Process = get_context("fork").Process
    processes = [Process(target=run_threads, name=f"process {number}") for number in (1, 2)]
    for process in processes:
        process.start()
        time.sleep(0.2)
    for process in processes:
        process.join()
    say(f"{os.getpid()}: both processes are done, my counter is {counter}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "threads-and-async"
# order = 4
# title.en = "Processes with threads in them"
# title.zh = "多进程加多线程"
# teaches.en = '''
# There are three ways to do several things at once: several processes, several threads in one
# process, or several processes with several threads each. In the third the threads of one process
# share its memory, and nothing is shared between the processes. A counter that is shared inside
# needs a lock, for its threads alone.
# '''
# teaches.zh = '''
# 同时做几件事有三种方式：多个进程；一个进程里的多个线程；多个进程，每个进程里又有多个线程。
# 第三种方式中，同一进程的线程共享这个进程的内存，而进程与进程之间什么也不共享。
# 进程内部共享的计数器需要一把锁，只管这个进程自己的线程。
# '''
# watch.en = '''
# Two processes run two threads each: on the time line two lanes below each of them. Each process
# counts to 4 with its own counter; in the main process it is still 0 at the end.
# '''
# watch.zh = '''
# 两个子进程各有两个线程：时间线上，每个子进程下面都有两条泳道。
# 每个子进程的计数器都数到 4；主进程里的计数器到最后仍然是 0。
# '''
# trap.en = '''
# Do not fork while other threads run: the child has only the thread that forked, and a lock that
# another one held stays locked in it for ever. Here the threads are made after the fork.
# '''
# trap.zh = '''
# 有别的线程在运行时不要 fork：子进程里只剩下调用 fork 的那一个线程，
# 别的线程当时持有的锁，在子进程里就永远锁着。这里是先 fork，再创建线程。
# '''
# habit.en = '''
# First make the processes, then let each of them make its threads; let the processes speak to one
# another through pipes or queues.
# '''
# habit.zh = '''
# 先创建进程，再由每个进程创建自己的线程；进程之间用管道或队列通信。
# '''
# differs.en = '''
# The script asks for fork, which Windows does not have. Since Python 3.12 os.fork warns when other
# threads run, and from 3.14 on multiprocessing uses forkserver on Linux for this very reason; macOS
# spawns since 3.8.
# '''
# differs.zh = '''
# 这个脚本指定用 fork，Windows 上没有。Python 3.12 起，有其他线程时 os.fork 会发出警告；
# 正因为如此，从 3.14 起 Linux 上的 multiprocessing 默认改用 forkserver；macOS 从 3.8 起用 spawn。
# '''
# read.en = "Python docs: multiprocessing (start methods), threading.Lock; fork(2), pthreads(7)"
# read.zh = "Python 文档：multiprocessing（启动方法）、threading.Lock；fork(2)、pthreads(7)"
#
# [[tool.procviz.questions]]
# en = "Four threads add 2 each to the counter. What is it in the main process at the end?"
# zh = "四个线程各给计数器加 2。最后主进程里的计数器是多少？"
# choices = [
#   { en = "8: all have added to it", zh = "8：大家加的都算", when = [
#     { kind = "wrote", pid = "$root", text = "~my counter is 8" },
#   ] },
#   { en = "4: that of the last process", zh = "4：最后一个进程的结果", when = [
#     { kind = "wrote", pid = "$root", text = "~my counter is 4" },
#   ] },
#   { en = "0: all was added in other processes", zh = "0：加法都发生在别的进程里", when = [
#     { kind = "thread_started", pid = "$a" },
#     { kind = "exited", pid = "$a" },
#     { kind = "wrote", pid = "$root", text = "~my counter is 0" },
#   ] },
# ]
#
# [[tool.procviz.questions]]
# en = "How many threads are started, besides the first thread of each process?"
# zh = "除了每个进程的第一个线程，一共启动了几个线程？"
# choices = [2, 4, 6]
# count = { kind = "thread_started" }
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# reaped = 2
# thread_started = 4
# thread_ended = 4
# named = 2
# statuses = [0, 0]
# exit = 0
# lines = '''
# <a>: thread <*> adds 1, my counter is 1
# <a>: thread <*> adds 1, my counter is 2
# <a>: thread <*> adds 1, my counter is 3
# <a>: thread <*> adds 1, my counter is 4
# <a>: both threads are done, my counter is 4
# <b>: thread <*> adds 1, my counter is 1
# <b>: thread <*> adds 1, my counter is 2
# <b>: thread <*> adds 1, my counter is 3
# <b>: thread <*> adds 1, my counter is 4
# <b>: both threads are done, my counter is 4
# <main>: both processes are done, my counter is 0
# '''
# order = [
#   [
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "named", pid = "$a", name = "process 1" },
#     { kind = "thread_started", pid = "$a", name = "thread 1", tid = "$t" },
#     { kind = "thread_ended", pid = "$a", tid = "$t" },
#     { kind = "exited", pid = "$a" },
#     { kind = "wrote", pid = "$root", text = "~my counter is 0" },
#   ],
#   [
#     { kind = "named", pid = "$a", name = "process 1" },
#     { kind = "thread_started", pid = "$a", name = "thread 1", tid = "$t" },
#     { kind = "wrote", pid = "$a", text = "~my counter is" },
#     { kind = "exited", pid = "$a" },
#   ],
#   [
#     { kind = "spawned", pid = "$root", child = "$b" },
#     { kind = "named", pid = "$b", name = "process 2" },
#     { kind = "thread_started", pid = "$b", name = "thread 2", tid = "$u" },
#     { kind = "thread_ended", pid = "$b", tid = "$u" },
#     { kind = "exited", pid = "$b" },
#   ],
# ]
# ///
