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
# [tool.procviz.expect]
# spawned = 3
# exited = 3
# # no count of zombies: the library's own threads decide when it waits for its workers
# reaped = 3
# task_began = 10
# task_ended = 10
# statuses = [0, 0, 0]
# exit = 0
# ///
