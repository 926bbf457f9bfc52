"""The same three waits: one after another, in threads, in processes, in asyncio tasks."""

import asyncio
import os
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from threading import Thread

say = partial(print, flush=True)
Process = get_context("fork").Process
WAITS = 0.5, 0.6, 0.7


def one_after_another() -> None:
    for seconds in WAITS:
        time.sleep(seconds)


def together(kind: Callable[..., Process | Thread]) -> None:
    workers = [kind(target=time.sleep, args=(seconds,)) for seconds in WAITS]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


async def tasks() -> None:
    await asyncio.gather(*map(asyncio.sleep, WAITS))


def measure(name: str, work: Callable[[], None]) -> None:
    begin = time.perf_counter()
    work()
    say(f"{os.getpid()}: {name:17} {time.perf_counter() - begin:.2f} s")


if __name__ == "__main__":
    measure("one after another", one_after_another)
    measure("processes", partial(together, Process))
    measure("threads", partial(together, Thread))
    measure("asyncio tasks", lambda: asyncio.run(tasks()))

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "threads-and-async"
# order = 6
# title.en = "Three ways to wait together"
# title.zh = "同时等待的三种方式"
# teaches.en = '''
# Three waits one after another take the sum of their times; together they take only as long as the
# longest, whether in processes, in threads or in asyncio tasks. The three ways differ in price: a
# process has a PID and a memory of its own, a thread only a stack, a task nothing but a Python
# object. For work that computes only processes help, for the others share one Python.
# '''
# teaches.zh = '''
# 三次等待一个接一个，花的时间是总和；一起等待，只花最长的那一个的时间，
# 用进程、线程还是 asyncio 任务都一样。
# 三种方式的代价不同：进程有自己的 PID 和内存，线程只有自己的栈，任务只是一个 Python 对象。
# 要加速计算，只有进程管用，因为另外两种共用同一个 Python 解释器。
# '''
# watch.en = '''
# The four measured times stand side by side in the output. In between, compare: three new cards,
# then on the time line three lanes of threads below one process, then three lanes of tasks.
# '''
# watch.zh = '''
# 输出里四个测得的时间排在一起。中间可以比较：
# 先是三张新卡片，再是时间线上同一个进程下面的三条线程泳道，最后是三条任务泳道。
# '''
# trap.en = '''
# This is about waiting. In place of sleep let the three compute: threads and tasks then take the
# sum of the times again, and only processes on several CPUs stay fast.
# '''
# trap.zh = '''
# 这里说的是等待。把 sleep 换成计算，线程和任务花的时间又变成了总和，
# 只有在多个 CPU 上运行的进程仍然快。
# '''
# habit.en = '''
# Thousands of waits: asyncio. A few blocking calls: threads. Computing, or code that may crash:
# processes.
# '''
# habit.zh = '''
# 成千上万个等待用 asyncio，少量阻塞的调用用线程，计算、或者可能崩溃的代码用进程。
# '''
# differs.en = '''
# The script asks for fork, which Windows does not have; with spawn or forkserver (the default on
# Linux from Python 3.14 on) the processes need some tenths of a second more to start. In the
# free-threaded build of Python threads compute in parallel too.
# '''
# differs.zh = '''
# 这个脚本指定用 fork，Windows 上没有；用 spawn 或 forkserver（Python 3.14 起 Linux 上的默认方式），
# 进程启动要多花零点几秒。自由线程（free-threaded）版本的 Python 中，线程也能并行计算。
# '''
# read.en = "Python docs: multiprocessing, threading, asyncio, time.perf_counter; pthreads(7)"
# read.zh = "Python 文档：multiprocessing、threading、asyncio、time.perf_counter；pthreads(7)"
#
# [[tool.procviz.questions]]
# en = "Three waits are made in four ways. How many processes are there in all, the first included?"
# zh = "用四种方式各做三次等待。一共有几个进程（包括第一个）？"
# choices = [1, 4, 10]
# count = { kind = "spawned" }
# plus = 1
#
# [[tool.procviz.questions]]
# en = "Waits of 0.5 s, 0.6 s and 0.7 s in three threads: how long until all are done?"
# zh = "三个线程分别等待 0.5 秒、0.6 秒和 0.7 秒：全部完成要多久？"
# choices = [
#   { en = "About 1.8 s: the sum", zh = "大约 1.8 秒：总和", when = [
#     { kind = "wrote", text = "~: threads +(1\\.[89]|[2-9])" },
#   ] },
#   { en = "About 0.7 s: the longest", zh = "大约 0.7 秒：最长的那一个", when = [
#     { kind = "thread_started", tid = "$a" },
#     { kind = "thread_started", tid = "$b" },
#     { kind = "thread_started", tid = "$c" },
#     { kind = "thread_ended", tid = "$a" },
#   ] },
#   { en = "About 0.5 s: the first that is back", zh = "大约 0.5 秒：最先回来的那一个", when = [
#     { kind = "wrote", text = "~: threads +0\\.5" },
#   ] },
# ]
#
# [tool.procviz.expect]
# spawned = 3
# exited = 3
# reaped = 3
# thread_started = 3
# thread_ended = 3
# task_created = 4
# task_finished = 4
# statuses = [0, 0, 0]
# exit = 0
# output = '''
# <p>: one after another <*> s
# <p>: processes         <*> s
# <p>: threads           <*> s
# <p>: asyncio tasks     <*> s
# '''
# order = [
#   [
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "spawned", pid = "$root", child = "$b" },
#     { kind = "spawned", pid = "$root", child = "$c" },
#     { kind = "reaped", pid = "$root", child = "$a" },
#     { kind = "reaped", pid = "$root", child = "$b" },
#     { kind = "reaped", pid = "$root", child = "$c" },
#     { kind = "thread_started", pid = "$root", tid = "$t" },
#     { kind = "thread_started", pid = "$root", tid = "$u" },
#     { kind = "thread_ended", pid = "$root", tid = "$t" },
#     { kind = "task_created", pid = "$root", task = "$k", name = "Task-1", function = "tasks" },
#     { kind = "task_suspended", pid = "$root", awaits = "gather" },
#     { kind = "task_finished", pid = "$root", task = "$k" },
#   ],
#   [
#     { kind = "wrote", pid = "$root", text = "~one after another +(1\\.[89]|[2-9])" },
#     { kind = "wrote", pid = "$root", text = "~asyncio tasks +(0\\.[7-9]|[1-9])" },
#   ],
# ]
# ///
