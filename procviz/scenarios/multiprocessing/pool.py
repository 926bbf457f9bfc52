"""Three workers share ten tasks."""

import os
import time
from functools import partial
from multiprocessing import Pool

say = partial(print, flush=True)


def cube(number: int) -> int:
    say(f"{os.getpid()}: takes {number}")
    time.sleep(0.4)
    return number**3


def main() -> None:
    pool = Pool(3)
    results = [pool.apply_async(cube, (number,)) for number in range(10)]
    pool.close()
    say(f"{os.getpid()}: ten tasks are given out, no more will come")
    pool.join()
    say(f"{os.getpid()}: {[result.get() for result in results]}")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "multiprocessing"
# order = 10
# title.en = "A pool of workers"
# title.zh = "进程池"
# teaches.en = '''
# Pool(3) starts three worker processes that live as long as the pool. apply_async() puts a task
# into the pool's queue and comes back at once; a free worker takes it. close() says that no
# more tasks come, and join() waits until the workers have finished and ended.
# '''
# teaches.zh = '''
# Pool(3) 启动三个工作进程，进程池在，它们就在。
# apply_async() 把任务放进进程池的队列后立刻返回，由空闲的工作进程取走。
# close() 表示不再有新任务，join() 等待工作进程全部做完并结束。
# '''
# watch.en = '''
# Ten tasks, three processes: see which worker takes which task, and that no process is made for
# a task. The main process has helper threads that hand out tasks and collect results.
# '''
# watch.zh = '''
# 十个任务，三个进程：看每个任务由哪个工作进程取走，而任务本身并不会产生新进程。
# 主进程里有几个辅助线程，负责分发任务、收集结果。
# '''
# trap.en = '''
# An exception in a task stays silent until you call get() on its result. And leaving a `with
# Pool()` block terminates the workers, finished or not.
# '''
# trap.zh = '''
# 任务里的异常不会出声，直到对它的结果调用 get()。
# 另外，离开 `with Pool()` 代码块时，工作进程不管做没做完都会被终止。
# '''
# habit.en = '''
# close(), then join(), then get() every result. Give a pool tasks that are worth the trip: each
# argument and each result is pickled and sent through a pipe.
# '''
# habit.zh = '''
# 先 close()，再 join()，然后对每个结果调用 get()。
# 交给进程池的任务要值得跑一趟：参数和结果都要经过 pickle 和管道传送。
# '''
# differs.en = '''
# On Linux the workers are forked, up to Python 3.13; macOS and Windows spawn them, which
# takes longer, and on macOS one more process appears: the resource tracker.
# '''
# differs.zh = '''
# Linux 上直到 Python 3.13，工作进程都由 fork 产生；
# macOS 和 Windows 使用 spawn，启动更慢，macOS 上还会多出一个资源跟踪进程。
# '''
# read.en = "Python docs: multiprocessing.pool.Pool, apply_async, AsyncResult"
# read.zh = "Python 文档：multiprocessing.pool.Pool、apply_async、AsyncResult"
#
# [[tool.procviz.questions]]
# en = "Ten tasks, Pool(3): how many processes will there be, the first one included?"
# zh = "十个任务，Pool(3)：连同最初的进程，一共会有几个进程？"
# count = {kind = "spawned"}
# plus = 1
# choices = [3, 4, 10, 11]
#
# [[tool.procviz.questions]]
# en = "When does a call of apply_async() come back?"
# zh = "apply_async() 在什么时候返回？"
# choices = [
#   {en = "when its task is done", zh = "它的任务做完之后", when = [
#     {kind = "task_submitted", job = 0},
#     {kind = "task_ended", job = 0},
#     {kind = "task_submitted", job = 1},
#   ]},
#   {en = "when a worker has taken its task", zh = "它的任务被工作进程取走之后"},
#   {en = "at once, with all workers still busy", zh = "立刻返回，即使工作进程都还忙着", when = [
#     {kind = "task_submitted", job = 9},
#     {kind = "task_began", job = 9},
#     {kind = "task_ended", job = 9},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 3
# exited = 3
# # no count of zombies: the library's own threads decide when it waits for its workers
# reaped = 3
# task_submitted = 10
# task_began = 10
# task_ended = 10
# statuses = [0, 0, 0]
# exit = 0
# lines = '''
# <p>: ten tasks are given out, no more will come
# <*>: takes 0
# <*>: takes 1
# <*>: takes 2
# <*>: takes 3
# <*>: takes 4
# <*>: takes 5
# <*>: takes 6
# <*>: takes 7
# <*>: takes 8
# <*>: takes 9
# <p>: [0, 1, 8, 27, 64, 125, 216, 343, 512, 729]
# '''
# seen = [
#   {kind = "named", role = "worker", n = 3},
#   {kind = "task_began", function = "cube", n = 10},
#   {kind = "task_ended", ok = true, n = 10},
#   {kind = "thread_started", pid = "$root", n = ">= 3"},
# ]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$a"},
#     {kind = "spawned", pid = "$root", child = "$b"},
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "task_began", pid = "$a", job = "$one"},
#     {kind = "task_ended", pid = "$a", job = "$one"},
#     {kind = "reaped", pid = "$root", child = "$a"},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$a"},
#     {kind = "spawned", pid = "$root", child = "$b"},
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "task_began", pid = "$b", job = "$one"},
#     {kind = "task_ended", pid = "$b", job = "$one"},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$a"},
#     {kind = "spawned", pid = "$root", child = "$b"},
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "task_began", pid = "$c", job = "$one"},
#     {kind = "task_ended", pid = "$c", job = "$one"},
#   ],
#   [
#     {kind = "wait_began", pid = "$root", call = "Pool.join"},
#     {kind = "task_ended", job = 9},
#     {kind = "wait_ended", pid = "$root", call = "Pool.join"},
#   ],
# ]
# ///
