"""A child process changes its own copy of the memory, a thread changes the one that all share."""

import os
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from threading import Thread, get_native_id

say = partial(print, flush=True)
Process = get_context("fork").Process  # the cheapest way to make one
Kind = Callable[..., Process | Thread]
counter = 0


def add(what: str) -> None:
    global counter
    counter += 1
    say(f"{os.getpid()}: {what}, native thread {get_native_id()}, counter is {counter}")
    time.sleep(0.8)


def two(kind: Kind, what: str) -> None:
    workers = [kind(target=add, args=(f"{what} {number}",)) for number in (1, 2)]
    for worker in workers:
        worker.start()
        time.sleep(0.4)
    for worker in workers:
        worker.join()
    say(f"{os.getpid()}: two times {what}: my counter is {counter}")


def fifty(kind: Kind, what: str) -> None:
    begin = time.perf_counter()
    for _ in range(50):
        worker = kind(target=int)
        worker.start()
        worker.join()
    say(f"{os.getpid()}: 50 times {what}: {1000 * (time.perf_counter() - begin):.1f} ms")


if __name__ == "__main__":
    two(Process, "process")
    two(Thread, "thread")
    fifty(Process, "process")
    fifty(Thread, "thread")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "threads-and-async"
# order = 1
# title.en = "Processes and threads"
# title.zh = "进程与线程"
# teaches.en = '''
# A child process gets its own copy of the memory: what it changes there, its parent never sees.
# The threads of a process all use the one memory of that process and have its PID, but each has a
# native thread id of its own. A thread is also far cheaper to make than a process.
# '''
# teaches.zh = '''
# 子进程得到的是内存的一份副本：它在里面改了什么，父进程永远看不到。
# 同一个进程的所有线程共用这个进程的内存，PID 也相同，但每个线程有自己的本地线程号。
# 创建线程也比创建进程便宜得多。
# '''
# watch.en = '''
# Two processes each make their own counter 1, and the parent's stays 0; two threads bring it to 2.
# Then 50 of each are made, one after another: compare the two times. Each process is a new card
# with a new PID; a thread is only a lane below its process on the time line.
# '''
# watch.zh = '''
# 两个子进程各自把自己的计数器变成 1，父进程的仍然是 0；两个线程则把它加到 2。
# 然后各创建 50 个，一个接一个：比较这两个时间。
# 每个进程都是一张新卡片、一个新 PID；线程只是时间线上进程下面的一条泳道。
# '''
# trap.en = '''
# Sharing is not free of charge: two threads that change the same thing at the same time can spoil
# it, so they need a lock. And the two times here are longer than in everyday life, as procviz
# looks on; their ratio is what counts.
# '''
# trap.zh = '''
# 共享也有代价：两个线程同时修改同一个东西可能把它弄坏，所以需要锁。
# 另外，这里的两个时间比平时长，因为 procviz 在旁边观察；要看的是它们的比例。
# '''
# habit.en = '''
# Take threads for work that mostly waits and shares data, processes for work that computes or must
# be kept apart: one that crashes leaves the others alone.
# '''
# habit.zh = '''
# 大部分时间在等待、又要共享数据的工作用线程；要大量计算、或者必须互相隔离的工作用进程：
# 一个进程崩溃，不会连累别的进程。
# '''
# differs.en = '''
# The script asks for fork, which Windows does not have; spawn and forkserver (the default on Linux
# from Python 3.14 on) copy nothing and import the script again, and spawn takes ten times as long.
# macOS has native thread ids too, but they are not in the number space of the PIDs.
# '''
# differs.zh = '''
# 这个脚本指定用 fork，Windows 上没有；spawn 和 forkserver（Python 3.14 起 Linux 上的默认方式）
# 什么也不复制，而是重新导入脚本，其中 spawn 要慢十倍左右。
# macOS 上也有本地线程号，但它与 PID 不在同一个编号空间里。
# '''
# read.en = "Python docs: threading, multiprocessing; fork(2), clone(2), gettid(2), pthreads(7)"
# read.zh = "Python 文档：threading、multiprocessing；fork(2)、clone(2)、gettid(2)、pthreads(7)"
#
# [[tool.procviz.questions]]
# en = "Two child processes each add 1 to the global counter. What is it then in the main process?"
# zh = "两个子进程各给全局变量 counter 加 1。之后主进程里的 counter 是多少？"
# choices = [
#   { en = "0", zh = "0", when = [
#     { kind = "spawned", child = "$a" },
#     { kind = "spawned", child = "$b" },
#     { kind = "wrote", pid = "$root", text = "~two times process: my counter is 0" },
#   ] },
#   { en = "1", zh = "1", when = [
#     { kind = "wrote", pid = "$root", text = "~two times process: my counter is 1" },
#   ] },
#   { en = "2", zh = "2", when = [
#     { kind = "wrote", pid = "$root", text = "~two times process: my counter is 2" },
#   ] },
# ]
#
# [[tool.procviz.questions]]
# en = "Then two threads each add 1. What is the counter in the main process now?"
# zh = "然后两个线程各加 1。现在主进程里的 counter 是多少？"
# choices = [
#   { en = "0: each thread has its own", zh = "0：每个线程都有自己的一份", when = [
#     { kind = "wrote", pid = "$root", text = "~two times thread: my counter is 0" },
#   ] },
#   { en = "2: the threads use the same memory", zh = "2：线程使用同一份内存", when = [
#     { kind = "thread_started", pid = "$root" },
#     { kind = "thread_started", pid = "$root" },
#     { kind = "wrote", pid = "$root", text = "~two times thread: my counter is 2" },
#   ] },
#   { en = "4: the processes' additions count too", zh = "4：进程加的也算在内", when = [
#     { kind = "wrote", pid = "$root", text = "~two times thread: my counter is 4" },
#   ] },
# ]
#
# [tool.procviz.expect]
# spawned = 52
# exited = 52
# reaped = 52
# thread_started = 52
# thread_ended = 52
# statuses = [
#   0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
#   0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
# ]
# exit = 0
# output = '''
# <a>: process 1, native thread <a>, counter is 1
# <b>: process 2, native thread <b>, counter is 1
# <p>: two times process: my counter is 0
# <p>: thread 1, native thread <t>, counter is 1
# <p>: thread 2, native thread <u>, counter is 2
# <p>: two times thread: my counter is 2
# <p>: 50 times process: <*> ms
# <p>: 50 times thread: <*> ms
# '''
# order = [
#   [
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "wrote", pid = "$a", text = "~counter is 1" },
#     { kind = "reaped", pid = "$root", child = "$a" },
#     { kind = "thread_started", pid = "$root", tid = "$t" },
#     { kind = "thread_started", pid = "$root", tid = "$u" },
#     { kind = "thread_ended", pid = "$root", tid = "$t" },
#     { kind = "thread_ended", pid = "$root", tid = "$u" },
#   ],
# ]
# ///
