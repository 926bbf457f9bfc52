"""Many tasks, one process, one thread: each gives way while it waits."""

import asyncio
import os
import time
from functools import partial
from threading import get_native_id

say = partial(print, flush=True)


async def fetch(what: str, seconds: float) -> str:
    say(f"{os.getpid()}: {what} begins in thread {get_native_id()}")
    await asyncio.sleep(seconds)
    say(f"{os.getpid()}: {what} is back after {seconds} s")
    return what.upper()


async def main() -> None:
    begin = time.perf_counter()
    waits = {"a": 1.5, "b": 0.5, "c": 1.0}
    tasks = [asyncio.create_task(fetch(*one), name=one[0]) for one in waits.items()]
    results = await asyncio.gather(*tasks)
    took = time.perf_counter() - begin
    say(f"{os.getpid()}: {results} in {took:.1f} s, not in {sum(waits.values())} s")


asyncio.run(main())

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "threads-and-async"
# order = 5
# title.en = "asyncio: tasks in one thread"
# title.zh = "asyncio：一个线程里的多个任务"
# teaches.en = '''
# asyncio runs many tasks in one thread of one process: an event loop lets one task run until it
# awaits something, then another. While all wait nobody runs, and no thread is needed for waiting.
# asyncio.gather() waits for all and gives the results in the order in which they were asked for.
# '''
# teaches.zh = '''
# asyncio 在一个进程的一个线程里运行许多任务：
# 事件循环让一个任务运行，直到它 await 某个东西，再轮到下一个。
# 大家都在等待时，谁也不运行，等待并不需要线程。
# asyncio.gather() 等待所有任务，并按提出请求的顺序给出结果。
# '''
# watch.en = '''
# One PID and one thread, and on the time line a lane for each task. Each runs for a moment, gives
# way at its await, and is resumed when its time has come: b first, then c, then a. The results come
# as A, B, C all the same, after 1.5 s and not 3.
# '''
# watch.zh = '''
# 一个 PID，一个线程，时间线上每个任务一条泳道。
# 每个任务只运行片刻，到 await 就让出，时间到了再继续：
# 先是 b，再是 c，最后是 a。结果仍然按 A、B、C 的顺序给出，一共 1.5 秒，而不是 3 秒。
# '''
# trap.en = '''
# A call that blocks, such as time.sleep() or a long computation, stops all tasks: there is but one
# thread. And a coroutine that is called without await or create_task() does not run at all.
# '''
# trap.zh = '''
# 一个阻塞的调用，例如 time.sleep() 或很长的计算，会让所有任务都停下来：毕竟只有一个线程。
# 另外，只调用协程函数而没有 await 或 create_task()，它根本不会运行。
# '''
# habit.en = '''
# Await everything that waits, and send what blocks to a thread with asyncio.to_thread(). Keep a
# reference to each task that you create.
# '''
# habit.zh = '''
# 凡是要等待的都用 await；会阻塞的调用用 asyncio.to_thread() 交给线程。
# 自己创建的每个任务都要保留引用。
# '''
# differs.en = '''
# The same on Linux, macOS and Windows; underneath the loop waits in epoll, kqueue or an I/O
# completion port. From Python 3.11 on asyncio.TaskGroup does the same, and cancels the rest when
# one of its tasks fails.
# '''
# differs.zh = '''
# Linux、macOS 和 Windows 上相同；底层分别用 epoll、kqueue 或 I/O 完成端口等待。
# Python 3.11 起还可以用 asyncio.TaskGroup，其中一个任务失败时，其余的会被取消。
# '''
# read.en = "Python docs: asyncio, Coroutines and tasks, asyncio.gather; epoll(7)"
# read.zh = "Python 文档：asyncio、协程与任务、asyncio.gather；epoll(7)"
#
# [[tool.procviz.questions]]
# en = "Three tasks wait at the same time. How many threads are started for them?"
# zh = "三个任务同时等待。为它们启动了几个线程？"
# choices = [0, 1, 3]
# count = { kind = "thread_started" }
#
# [[tool.procviz.questions]]
# en = "a waits for 1.5 s, b for 0.5 s, c for 1.0 s. In which order does gather() give the results?"
# zh = "a 等待 1.5 秒，b 等待 0.5 秒，c 等待 1.0 秒。gather() 按什么顺序给出结果？"
# choices = [
#   { en = "A, B, C: as they were asked for", zh = "A、B、C：按提出请求的顺序", when = [
#     { kind = "wrote", text = "~b is back" },
#     { kind = "wrote", text = "~a is back" },
#     { kind = "wrote", text = "~'A', 'B', 'C'" },
#   ] },
#   { en = "B, C, A: as they were ready", zh = "B、C、A：按完成的顺序", when = [
#     { kind = "wrote", text = "~'B', 'C', 'A'" },
#   ] },
#   { en = "Any order", zh = "顺序不定" },
# ]
#
# [tool.procviz.expect]
# spawned = 0
# exited = 0
# reaped = 0
# thread_started = 0
# task_created = 4
# task_finished = 4
# statuses = []
# exit = 0
# output = '''
# <p>: a begins in thread <p>
# <p>: b begins in thread <p>
# <p>: c begins in thread <p>
# <p>: b is back after 0.5 s
# <p>: c is back after 1.0 s
# <p>: a is back after 1.5 s
# <p>: ['A', 'B', 'C'] in <*> s, not in 3.0 s
# '''
# order = [
#   [
#     { kind = "task_created", name = "a", task = "$a", function = "fetch" },
#     { kind = "task_created", name = "b", task = "$b", function = "fetch" },
#     { kind = "task_created", name = "c", task = "$c", function = "fetch" },
#     { kind = "task_resumed", task = "$a" },
#     { kind = "task_suspended", task = "$a", awaits = "sleep" },
#     { kind = "task_resumed", task = "$b" },
#     { kind = "task_suspended", task = "$b", awaits = "sleep" },
#     { kind = "task_resumed", task = "$c" },
#     { kind = "task_suspended", task = "$c", awaits = "sleep" },
#     { kind = "task_resumed", task = "$b" },
#     { kind = "task_finished", task = "$b", error = "" },
#     { kind = "task_resumed", task = "$c" },
#     { kind = "task_finished", task = "$c", error = "" },
#     { kind = "task_resumed", task = "$a" },
#     { kind = "task_finished", task = "$a", error = "" },
#   ],
# ]
# ///
