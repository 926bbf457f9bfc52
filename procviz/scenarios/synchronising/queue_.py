"""A queue carries anything that pickles from one process to another."""

import os
import time
from functools import partial
from multiprocessing import Process, Queue
from queue import Empty

say = partial(print, flush=True)


def produce(queue: Queue) -> None:
    for item in 42, "a text", {"any": ["thing"]}, None:
        time.sleep(0.6)
        say(f"{os.getpid()}: puts {item!r}")
        queue.put(item)


def main() -> None:
    queue: Queue = Queue()
    producer = Process(target=produce, args=(queue,), name="producer")
    producer.start()
    try:
        queue.get(False)
    except Empty:
        say(f"{os.getpid()}: get(False) does not wait: Empty")

    while (item := queue.get()) is not None:
        say(f"{os.getpid()}: got {item!r}")
    say(f"{os.getpid()}: got None, the agreed sign that no more will come")
    producer.join()


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "synchronising"
# order = 1
# title.en = "A queue between processes"
# title.zh = "进程之间的队列"
# teaches.en = '''
# A multiprocessing.Queue carries whole objects: put() pickles one and get() makes a copy of it
# in another process. put() comes back at once, for a thread of the library, the feeder, writes
# to the pipe behind the queue. get() waits until something comes; get(False) does not wait and
# raises queue.Empty.
# '''
# teaches.zh = '''
# multiprocessing.Queue 传送完整的对象：put() 用 pickle 把它序列化，
# get() 在另一个进程里得到它的副本。
# put() 立刻返回，真正往管道里写的是标准库自己的一个线程，叫做 feeder。
# get() 会一直等到有数据；get(False) 不等待，队列为空就抛出 queue.Empty。
# '''
# watch.en = '''
# The first get comes back empty-handed, the others wait. Each item is put by one PID and got by
# another; with the first put a second thread appears in the producer.
# '''
# watch.zh = '''
# 第一次 get 空手而归，后面几次都在等待。每个数据由一个 PID 放入，由另一个 PID 取出；
# 生产者第一次 put 的时候，它里面多出一个线程。
# '''
# trap.en = '''
# A get(False) right after a put() can still raise Empty, as the feeder has not written yet. What
# is got is a copy: to change it changes nothing in the process that put it.
# '''
# trap.zh = '''
# put() 之后马上 get(False)，仍然可能得到 Empty，因为 feeder 还没来得及写。
# 取出来的是副本：修改它，不会影响放入它的那个进程。
# '''
# habit.en = '''
# Agree on an item that means "no more", such as None, one for each reader. Take everything out of
# a queue before you join the process that filled it.
# '''
# habit.zh = '''
# 约定一个表示“没有了”的数据，例如 None，每个读者一个。
# 先把队列取空，再 join 往里面放数据的进程。
# '''
# differs.en = '''
# The same on Linux, macOS and Windows, but for qsize(): macOS has none. Since Python 3.14 Linux
# starts the producer by a fork server, so the queue is pickled, too, to get there.
# '''
# differs.zh = '''
# Linux、macOS 和 Windows 上相同，只是 macOS 上没有 qsize()。
# 从 Python 3.14 起，Linux 上的生产者由 forkserver 产生，队列本身也要经过 pickle 才能传过去。
# '''
# read.en = "Python docs: multiprocessing.Queue, Pipes and Queues, Programming guidelines; pipe(7)"
# read.zh = "Python 文档：multiprocessing.Queue、管道和队列、编程指导；pipe(7)"
#
# [[tool.procviz.questions]]
# en = "The queue is empty. What does get(False) do?"
# zh = "队列是空的。get(False) 会怎样？"
# choices = [
#   { en = "It waits for the first item", zh = "等待第一个数据" },
#   { en = "It raises Empty at once", zh = "立刻抛出 Empty", when = [
#     { kind = "get_began", pid = "$root", block = false },
#     { kind = "got", pid = "$root", error = "Empty" },
#     { kind = "put_began" },
#   ] },
#   { en = "It returns None", zh = "返回 None", when = [
#     { kind = "get_began", pid = "$root", block = false },
#     { kind = "got", pid = "$root", item = "None" },
#     { kind = "put_began" },
#   ] },
# ]
#
# [[tool.procviz.questions]]
# en = "The script makes no thread. How many threads will start, besides the main ones?"
# zh = "脚本没有创建线程。除了主线程以外，会有几个线程启动？"
# count = { kind = "thread_started" }
# choices = [0, 1, 2, 4]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# get_began = 5
# got = 5
# put_began = 4
# put = 4
# thread_started = 1
# statuses = [0]
# exit = 0
# lines = '''
# <main>: get(False) does not wait: Empty
# <p>: puts 42
# <main>: got 42
# <p>: puts 'a text'
# <main>: got 'a text'
# <p>: puts {'any': ['thing']}
# <main>: got {'any': ['thing']}
# <p>: puts None
# <main>: got None, the agreed sign that no more will come
# '''
# order = [
#   [
#     { kind = "spawned", pid = "$root", child = "$p" },
#     { kind = "get_began", pid = "$root", object = "$q", type = "Queue", block = false },
#     { kind = "got", pid = "$root", object = "$q", error = "Empty" },
#     { kind = "get_began", pid = "$root", object = "$q", block = true },
#     { kind = "put_began", pid = "$p", object = "$q", item = "42" },
#     { kind = "got", pid = "$root", object = "$q", item = "42" },
#     { kind = "put_began", pid = "$p", object = "$q", item = "'a text'" },
#     { kind = "got", pid = "$root", object = "$q", item = "'a text'" },
#     { kind = "put_began", pid = "$p", object = "$q", item = "{'any': ['thing']}" },
#     { kind = "got", pid = "$root", object = "$q", item = "{'any': ['thing']}" },
#     { kind = "put_began", pid = "$p", object = "$q", item = "None" },
#     { kind = "got", pid = "$root", object = "$q", item = "None" },
#     { kind = "reaped", pid = "$root", child = "$p", code = 0 },
#   ],
#   [
#     { kind = "named", pid = "$p", name = "producer" },
#     { kind = "put_began", pid = "$p" },
#     { kind = "thread_started", pid = "$p", tid = "$feeder", name = "QueueFeederThread" },
#     { kind = "thread_ended", pid = "$p", tid = "$feeder", name = "QueueFeederThread" },
#     { kind = "exited", pid = "$p", code = 0 },
#   ],
# ]
# ///
