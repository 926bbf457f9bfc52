"""A process that is terminated inside a queue may break it for all."""

import os
import time
from functools import partial
from multiprocessing import Event, Process, Queue
from multiprocessing.synchronize import Event as EventType
from queue import Empty

say = partial(print, flush=True)


def read(queue: Queue, ready: EventType) -> None:
    say(f"{os.getpid()}: get()")
    ready.set()
    say(f"{os.getpid()}: got {queue.get()!r}")


def main() -> None:
    queue, ready = Queue(), Event()
    names = "victim", "other"
    victim, other = (Process(target=read, args=(queue, ready), name=name) for name in names)
    victim.start()
    ready.wait()
    ready.clear()
    time.sleep(0.8)
    say(f"{os.getpid()}: I terminate {victim.pid} in the middle of get()")
    victim.terminate()
    victim.join()

    other.start()
    ready.wait()
    say(f"{os.getpid()}: I put an item")
    queue.put("item")
    time.sleep(0.8)
    try:
        queue.get(timeout=1.5)
    except Empty:
        say(f"{os.getpid()}: get() says Empty, but is it empty? {queue.empty()}")
    say(f"{os.getpid()}: I terminate {other.pid} as well")
    other.terminate()
    other.join()


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "synchronising"
# order = 9
# title.en = "A queue that is broken for all"
# title.zh = "被弄坏的队列"
# teaches.en = '''
# Inside a multiprocessing.Queue there is a lock for its readers: get() holds it while it waits
# for an item. To terminate a process in the middle of get() takes that lock away from all. The
# item is in the pipe, and nobody can get it any more.
# '''
# teaches.zh = '''
# multiprocessing.Queue 内部有一把读者用的锁：get() 等待数据时一直持有它。
# 在 get() 中途终止一个进程，就等于从所有人手里夺走了这把锁。
# 数据明明在管道里，却再也没有人取得出来。
# '''
# watch.en = '''
# The victim dies while it waits in get(). Then an item is put, another process waits in vain, and
# the main process gets Empty from a queue that is not empty; procviz names the one who died inside.
# '''
# watch.zh = '''
# 受害者在 get() 里等待时被终止。之后放入一个数据，另一个进程白白等待，
# 主进程从并不为空的队列里得到 Empty；procviz 会指明是谁死在了里面。
# '''
# trap.en = '''
# Empty does not say that the queue is empty: get(timeout) raises it as well when it could not get
# the inner lock. A process that is killed while it writes does other harm: half an item stays in
# the pipe.
# '''
# trap.zh = '''
# Empty 并不表示队列是空的：get(timeout) 拿不到内部的锁时也会抛出它。
# 进程如果在写入时被杀死，后果又不同：管道里会留下半个数据。
# '''
# habit.en = '''
# Do not terminate a process that uses a queue: send it an item that means "end", and join it.
# After a crash throw the queue away and make a new one.
# '''
# habit.zh = '''
# 不要终止正在使用队列的进程：给它放一个表示“结束”的数据，然后 join。
# 发生崩溃之后，丢弃这个队列，重新创建一个。
# '''
# differs.en = '''
# The same on Linux, macOS and Windows. A queue of a Manager has no such lock between processes: it
# lives in one process, and the others ask it.
# '''
# differs.zh = '''
# Linux、macOS 和 Windows 上相同。Manager 的队列没有这种跨进程的锁：
# 它只在一个进程里，其他进程向它请求。
# '''
# read.en = "Python docs: multiprocessing.Process.terminate (the warning), multiprocessing.Queue"
# read.zh = "Python 文档：multiprocessing.Process.terminate（警告部分）、multiprocessing.Queue"
#
# [[tool.procviz.questions]]
# en = "An item is in the queue; the victim is dead. What does get(timeout=1.5) do?"
# zh = "队列里有一个数据，受害者已经死了。get(timeout=1.5) 会怎样？"
# choices = [
#   { en = "It gets the item", zh = "取到这个数据", when = [
#     { kind = "put_began" },
#     { kind = "got", pid = "$root", item = "'item'" },
#   ] },
#   { en = "It raises OSError: broken", zh = "抛出 OSError：队列坏了", when = [
#     { kind = "put_began" },
#     { kind = "got", pid = "$root", error = "OSError" },
#   ] },
#   { en = "It raises Empty", zh = "抛出 Empty", when = [
#     { kind = "exited", signal = "SIGTERM" },
#     { kind = "put_began" },
#     { kind = "get_began", pid = "$root", timeout = 1.5 },
#     { kind = "got", pid = "$root", error = "Empty" },
#   ] },
# ]
#
# [[tool.procviz.questions]]
# en = "Three get() calls, one item. How many of them come back with the item?"
# zh = "三次 get() 调用，一个数据。其中几次能取到它？"
# count = { kind = "got", item = "'item'" }
# choices = [0, 1, 2, 3]
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# reaped = 2
# get_began = 3
# got = 1
# put_began = 1
# put = 1
# signal_sent = 2
# statuses = ["SIGTERM", "SIGTERM"]
# exit = 0
# findings = ["queue"]
# lines = '''
# <v>: get()
# <main>: I terminate <v> in the middle of get()
# <o>: get()
# <main>: I put an item
# <main>: get() says Empty, but is it empty? False
# <main>: I terminate <o> as well
# '''
# order = [
#   [
#     { kind = "named", pid = "$v", name = "victim" },
#     { kind = "get_began", pid = "$v", object = "$q", type = "Queue", block = true },
#     { kind = "signal_sent", pid = "$root", to = "$v", call = "Process.terminate" },
#     { kind = "exited", pid = "$v", signal = "SIGTERM" },
#     { kind = "put_began", pid = "$root", object = "$q", item = "'item'" },
#     { kind = "put", pid = "$root", object = "$q", error = "" },
#     { kind = "get_began", pid = "$root", object = "$q", timeout = 1.5 },
#     { kind = "got", pid = "$root", object = "$q", error = "Empty" },
#     { kind = "signal_sent", pid = "$root", to = "$o", signal = "SIGTERM" },
#     { kind = "exited", pid = "$o", signal = "SIGTERM" },
#   ],
#   [
#     { kind = "exited", pid = "$v", signal = "SIGTERM" },
#     { kind = "named", pid = "$o", name = "other" },
#     { kind = "get_began", pid = "$o", object = "$q", type = "Queue", block = true },
#     { kind = "exited", pid = "$o", signal = "SIGTERM" },
#   ],
# ]
# ///
