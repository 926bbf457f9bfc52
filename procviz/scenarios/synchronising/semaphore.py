"""Five guests, two seats."""

import os
import time
from functools import partial
from multiprocessing import Process, Semaphore
from multiprocessing.synchronize import Semaphore as SemaphoreType

say = partial(print, flush=True)


def guest(seats: SemaphoreType) -> None:
    say(f"{os.getpid()}: would like a seat")
    with seats:
        say(f"{os.getpid()}:   sits down")
        time.sleep(0.8)
        say(f"{os.getpid()}:   gets up")


def main() -> None:
    seats = Semaphore(2)
    guests = [Process(target=guest, args=(seats,), name=f"guest-{n}") for n in range(1, 6)]
    for process in guests:
        process.start()
    for process in guests:
        process.join()
    say(f"{os.getpid()}: all five had a seat, never more than two at once")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "synchronising"
# order = 6
# title.en = "A semaphore: at most so many"
# title.zh = "信号量：最多几个"
# teaches.en = '''
# A Semaphore(N) is a number that several processes share. acquire() takes one off and waits while
# the number is 0, release() adds one. So never more than N are inside, and a Semaphore(1) works
# like a lock.
# '''
# teaches.zh = '''
# Semaphore(N) 是几个进程共享的一个计数。
# acquire() 把它减一，为 0 时就等待；release() 把它加一。
# 所以里面永远不会超过 N 个，而 Semaphore(1) 的作用就像一把锁。
# '''
# watch.en = '''
# Two guests sit, three wait. Whenever one gets up another sits down: count the holders, there are
# never three.
# '''
# watch.zh = '''
# 两位客人坐着，三位在等。每当一位起身，就有另一位坐下：
# 数一数持有者，任何时候都不会有三个。
# '''
# trap.en = '''
# Nobody checks who releases: one release() too many, and there is one seat more than there should
# be. And the waiting have no order: the first to come is not promised to be the next.
# '''
# trap.zh = '''
# 没有人检查是谁在释放：多调用一次 release()，座位就多出一个。
# 等待者之间也没有次序：先来的不一定先得到。
# '''
# habit.en = '''
# Use it with `with`; take a BoundedSemaphore, which raises ValueError at a release too many.
# '''
# habit.zh = '''
# 用 `with` 来使用；选用 BoundedSemaphore，多释放一次它就会抛出 ValueError。
# '''
# differs.en = '''
# The same on Linux, macOS and Windows, but on macOS get_value() is not implemented, and a
# BoundedSemaphore checks nothing, except for N = 1.
# '''
# differs.zh = '''
# Linux、macOS 和 Windows 上相同，只是 macOS 上没有实现 get_value()，
# BoundedSemaphore 除了 N = 1 以外也不做检查。
# '''
# read.en = "sem_overview(7), sem_wait(3), sem_post(3); Python docs: multiprocessing.Semaphore"
# read.zh = "sem_overview(7)、sem_wait(3)、sem_post(3)；Python 文档：multiprocessing.Semaphore"
#
# [[tool.procviz.questions]]
# en = "Two seats are taken. What does the third guest do at `with seats:`?"
# zh = "两个座位都有人了。第三位客人执行到 `with seats:` 会怎样？"
# choices = [
#   { en = "It goes away: acquire() gives False", zh = "离开：acquire() 返回 False", when = [
#     { kind = "acquire_failed" },
#   ] },
#   { en = "It waits until somebody gets up", zh = "等到有人起身", when = [
#     { kind = "acquired", pid = "$a" },
#     { kind = "acquire_began", pid = "$c" },
#     { kind = "released", pid = "$a" },
#     { kind = "acquired", pid = "$c" },
#   ] },
#   { en = "It sits down: a semaphore only counts", zh = "照样坐下：信号量只是计数" },
# ]
#
# [[tool.procviz.questions]]
# en = "Five guests, two seats: how many guests will have sat down in the end?"
# zh = "五位客人，两个座位：到最后一共有几位坐下过？"
# count = { kind = "acquired" }
# choices = [2, 3, 4, 5]
#
# [tool.procviz.expect]
# spawned = 5
# exited = 5
# reaped = 5
# acquire_began = 5
# acquired = 5
# released = 5
# acquire_failed = 0
# statuses = [0, 0, 0, 0, 0]
# exit = 0
# lines = '''
# <a>: would like a seat
# <b>: would like a seat
# <c>: would like a seat
# <d>: would like a seat
# <e>: would like a seat
# <a>:   sits down
# <b>:   sits down
# <c>:   sits down
# <d>:   sits down
# <e>:   sits down
# <a>:   gets up
# <b>:   gets up
# <c>:   gets up
# <d>:   gets up
# <e>:   gets up
# <main>: all five had a seat, never more than two at once
# '''
# # never more than two: the third gets in after one release, the fourth after two, and so on
# order = [
#   [
#     { kind = "acquired", pid = "$a", object = "$s", type = "Semaphore" },
#     { kind = "acquired", pid = "$b", object = "$s", value = 0 },
#     { kind = "released", object = "$s" },
#     { kind = "acquired", object = "$s" },
#     { kind = "acquired", object = "$s" },
#     { kind = "acquired", object = "$s" },
#   ],
#   [{ kind = "released" }, { kind = "released" }, { kind = "acquired" }, { kind = "acquired" }],
#   [{ kind = "released" }, { kind = "released" }, { kind = "released" }, { kind = "acquired" }],
#   [
#     { kind = "acquired", pid = "$a" },
#     { kind = "acquire_began", pid = "$c" },
#     { kind = "released", pid = "$a" },
#     { kind = "acquired", pid = "$c" },
#   ],
# ]
# ///
