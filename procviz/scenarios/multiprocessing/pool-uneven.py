"""Four workers, five tasks of random length."""

import os
import random
import time
from functools import partial
from multiprocessing import Pool

say = partial(print, flush=True)


def work(name: str, seconds: float) -> str:
    say(f"{os.getpid()}: takes {name}, {seconds} s")
    time.sleep(seconds)
    say(f"{os.getpid()}: {name} is done")
    return name


def main() -> None:
    pool = Pool(4)
    results = [
        pool.apply_async(work, (name, round(random.uniform(0.8, 2.4), 1)))
        for name in ("A", "B", "C", "D", "E")
    ]
    pool.close()
    say(f"{os.getpid()}: five tasks for four workers")
    pool.join()
    say(f"{os.getpid()}: {[result.get() for result in results]}")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "multiprocessing"
# order = 11
# title.en = "Uneven tasks in a pool"
# title.zh = "进程池里长短不一的任务"
# teaches.en = '''
# A pool hands its next task to whichever worker is free first, so nobody plans who does what. With
# four workers and five tasks, one worker does two and the others stand idle while it ends. The
# results still come in the order in which you gave the tasks out.
# '''
# teaches.zh = '''
# 进程池把下一个任务交给最先空闲的工作进程，谁做什么没有事先的安排。
# 四个工作进程、五个任务：其中一个要做两个，其余的只能闲着等它。
# 而结果的次序仍然是你交出任务的次序。
# '''
# watch.en = '''
# See on the lanes who is busy and who is idle: the fifth task goes to the worker that had the
# shortest one. Run it again: the lengths are random, and the worker is another.
# '''
# watch.zh = '''
# 看各条泳道上谁在忙、谁空闲：第五个任务落到任务最短的那个工作进程手里。
# 再运行一次：任务长短是随机的，接手的工作进程也换了一个。
# '''
# trap.en = '''
# One long task at the end keeps all of the pool waiting for a single worker. And map() sends tasks
# out in chunks: what shares a chunk with a long task waits behind it, though others are idle.
# '''
# trap.zh = '''
# 最后若来一个长任务，整个进程池就都在等一个工作进程。
# 另外，map() 是成批分发任务的：与长任务同在一批的，即使别人空闲，也只能排在它后面。
# '''
# habit.en = '''
# Give out many small tasks rather than a few big ones, the longest first, and set chunksize=1 when
# their lengths differ much.
# '''
# habit.zh = '''
# 任务宜多而小，不宜少而大；长的先交出去；长短相差很大时设置 chunksize=1。
# '''
# differs.en = '''
# The same everywhere. The workers are forked on Linux up to Python 3.13, come from a fork server
# from 3.14 on, and are spawned on macOS and Windows. Without a number Pool() makes one worker for
# each CPU.
# '''
# differs.zh = '''
# 各处相同。Linux 上直到 Python 3.13，工作进程都由 fork 产生，从 3.14 起来自 forkserver；
# macOS 和 Windows 上用 spawn。Pool() 不写数字时，每个 CPU 一个工作进程。
# '''
# read.en = "Python docs: multiprocessing.pool.Pool, apply_async, map, chunksize"
# read.zh = "Python 文档：multiprocessing.pool.Pool、apply_async、map、chunksize"
#
# [[tool.procviz.questions]]
# en = "Who takes E, the fifth task?"
# zh = "第五个任务 E 由谁来做？"
# choices = [
#   {en = "a new, fifth worker", zh = "新产生的第五个工作进程", when = [
#     {kind = "spawned", pid = "$root"},
#     {kind = "spawned", pid = "$root"},
#     {kind = "spawned", pid = "$root"},
#     {kind = "spawned", pid = "$root"},
#     {kind = "task_began"},
#     {kind = "spawned", pid = "$root", child = "$w"},
#     {kind = "task_began", pid = "$w", job = 4},
#   ]},
#   {en = "the main process, which has nothing to do", zh = "闲着没事的主进程", when = [
#     {kind = "task_began", pid = "$root", job = 4},
#   ]},
#   {en = "a worker that is done with its first task", zh = "已经做完第一个任务的工作进程", when = [
#     {kind = "task_ended", pid = "$w"},
#     {kind = "task_began", pid = "$w", job = 4},
#   ]},
#   {en = "a worker that had no task yet", zh = "还没有领到过任务的工作进程"},
# ]
#
# [[tool.procviz.questions]]
# en = "In which order do the results stand in the last line?"
# zh = "最后一行里，结果按什么次序排列？"
# choices = [
#   {en = "as the tasks were given out", zh = "按交出任务的次序", when = [
#     {kind = "wrote", pid = "$root", text = "~'A', 'B', 'C', 'D', 'E'"},
#   ]},
#   {en = "as they were finished", zh = "按完成的次序"},
#   {en = "worker by worker", zh = "按工作进程分组", when = [
#     {kind = "wrote", pid = "$root", text = "~\\[\\["},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 4
# exited = 4
# reaped = 4
# task_submitted = 5
# task_began = 5
# task_ended = 5
# statuses = [0, 0, 0, 0]
# exit = 0
# lines = '''
# <p>: five tasks for four workers
# <*>: takes A, <*> s
# <*>: takes B, <*> s
# <*>: takes C, <*> s
# <*>: takes D, <*> s
# <*>: takes E, <*> s
# <*>: A is done
# <*>: B is done
# <*>: C is done
# <*>: D is done
# <*>: E is done
# <p>: ['A', 'B', 'C', 'D', 'E']
# '''
# seen = [
#   {kind = "named", role = "worker", n = 4},
#   {kind = "task_began", function = "work", n = 5},
#   {kind = "task_ended", ok = true, n = 5},
#   {kind = "thread_started", pid = "$root", n = ">= 3"},
# ]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$w"},
#     {kind = "named", pid = "$w", role = "worker"},
#     {kind = "task_began", pid = "$w", job = "$one"},
#     {kind = "task_ended", pid = "$w", job = "$one"},
#     {kind = "task_began", pid = "$w", job = "$two"},
#     {kind = "task_ended", pid = "$w", job = "$two"},
#     {kind = "exited", pid = "$w", code = 0},
#     {kind = "reaped", pid = "$root", child = "$w"},
#   ],
#   [
#     {kind = "task_began", job = 4, pid = "$w"},
#     {kind = "task_ended", job = 4, pid = "$w", ok = true},
#   ],
#   [
#     {kind = "wait_began", pid = "$root", call = "Pool.join"},
#     {kind = "reaped", pid = "$root"},
#     {kind = "wait_ended", pid = "$root", call = "Pool.join"},
#   ],
# ]
# ///
