"""Three processes, one terminal: who may write?"""

import os
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from multiprocessing import Lock, Process

say = partial(print, flush=True)


def report(guard: AbstractContextManager) -> None:
    with guard:
        for part in "begin", "middle", "end":
            say(f"{os.getpid()}: {part} of my report")
            time.sleep(0.4)


def main(variant: str = "unlocked") -> None:
    guard = Lock() if variant == "locked" else nullcontext()
    names = "reporter-1", "reporter-2", "reporter-3"
    reporters = [Process(target=report, args=(guard,), name=name) for name in names]
    for reporter in reporters:
        reporter.start()
    for reporter in reporters:
        reporter.join()
    say(f"{os.getpid()}: three reports, {variant}")


if __name__ == "__main__":
    main(*sys.argv[1:])

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "synchronising"
# order = 3
# title.en = "A lock: one at a time"
# title.zh = "锁：一次只能一个"
# teaches.en = '''
# Several processes that use one thing at the same time get in each other's way: here the thing
# is the terminal. A Lock has at most one holder; a process that calls acquire() while another
# holds it waits until it is released. `with lock:` takes it at the start of the block and gives
# it back at the end, even if an exception ends the block.
# '''
# teaches.zh = '''
# 几个进程同时使用同一个东西，就会互相干扰：这里的“东西”是终端。
# 一把锁（Lock）最多有一个持有者；别人持有时调用 acquire()，就要等到它被释放。
# `with lock:` 在代码块开始时获取锁，结束时释放锁，即使代码块因为异常而结束也一样。
# '''
# watch.en = '''
# Without the lock the three reports are mixed. Flip the variant: one process holds the lock, two
# wait for it, and at each release one of them goes on; the reports come out whole, and the
# program takes three times as long.
# '''
# watch.zh = '''
# 没有锁的时候，三份报告混在一起。切换变体再看：一个进程持有锁，另外两个等待它，
# 每释放一次就有一个继续；报告完整了，程序却要花三倍的时间。
# '''
# trap.en = '''
# A lock stops only those who ask for it: a process that writes without acquire() is not held up.
# And a Lock that is made in the child, not handed over to it, is another lock.
# '''
# trap.zh = '''
# 锁只能拦住去获取它的人：不调用 acquire() 就写的进程，谁也拦不住。
# 另外，在子进程里自己创建、而不是传递过来的 Lock，是另外一把锁。
# '''
# habit.en = '''
# Make the lock in the parent, pass it as an argument, use it with `with`, and do in the block only
# what must not be disturbed.
# '''
# habit.zh = '''
# 在父进程里创建锁，作为参数传给子进程，用 `with` 来使用；
# 代码块里只做不能被打断的事情。
# '''
# differs.en = '''
# The same on Linux, macOS and Windows. On Linux and macOS the lock is a POSIX semaphore, and who
# of the waiting gets it next is not promised.
# '''
# differs.zh = '''
# Linux、macOS 和 Windows 上相同。在 Linux 和 macOS 上，锁是一个 POSIX 信号量；
# 下一个得到它的是哪个等待者，没有任何保证。
# '''
# read.en = "Python docs: multiprocessing.Lock, Synchronization between processes; sem_overview(7)"
# read.zh = "Python 文档：multiprocessing.Lock、进程间同步；sem_overview(7)"
#
# [[tool.procviz.questions]]
# en = "Three processes print three lines each. How will the nine lines stand?"
# zh = "三个进程各打印三行。这九行会怎样排列？"
# choices = [
#   { en = "Mixed: the reports run into one another", zh = "混在一起：三份报告互相穿插", when = [
#     { kind = "wrote", pid = "$a", text = "~begin" },
#     { kind = "wrote", pid = "$b", text = "~begin" },
#     { kind = "wrote", pid = "$a", text = "~end of" },
#   ] },
#   { en = "Whole: one report after another", zh = "完整的：一份接着一份", when = [
#     { kind = "wrote", pid = "$a", text = "~begin" },
#     { kind = "wrote", pid = "$a", text = "~end of" },
#     { kind = "wrote", pid = "$b", text = "~begin" },
#     { kind = "wrote", pid = "$b", text = "~end of" },
#     { kind = "wrote", pid = "$c", text = "~begin" },
#     { kind = "wrote", pid = "$c", text = "~end of" },
#   ] },
#   { en = "Only one report comes", zh = "只会出现一份报告" },
# ]
#
# [[tool.procviz.questions]]
# variant = "unlocked"
# en = "All three write to the terminal at once. Will a line be lost?"
# zh = "三个进程同时往终端写。会不会丢掉某一行？"
# choices = [
#   { en = "Yes: who writes last wins", zh = "会：最后写的覆盖前面的" },
#   { en = "No: all nine lines come", zh = "不会：九行都会出现", when = [
#     { kind = "wrote", pid = "$a", text = "~begin" },
#     { kind = "wrote", pid = "$b", text = "~begin" },
#     { kind = "wrote", pid = "$c", text = "~begin" },
#     { kind = "wrote", text = "~end of" },
#     { kind = "wrote", text = "~end of" },
#     { kind = "wrote", text = "~end of" },
#   ] },
#   { en = "The second to write gets an error", zh = "第二个写的进程会出错", when = [
#     { kind = "exited", code = 1 },
#   ] },
# ]
#
# [[tool.procviz.questions]]
# variant = "locked"
# en = "One process has the lock. What do the other two do?"
# zh = "一个进程持有锁。另外两个在做什么？"
# choices = [
#   { en = "They are refused and leave", zh = "被拒绝，于是退出", when = [
#     { kind = "acquire_failed", pid = "$b" },
#     { kind = "exited", pid = "$b" },
#   ] },
#   { en = "They write, but more slowly", zh = "照样写，只是慢一些" },
#   { en = "They wait in acquire()", zh = "在 acquire() 里等待", when = [
#     { kind = "acquire_began", pid = "$b" },
#     { kind = "released", pid = "$a" },
#     { kind = "acquired", pid = "$b" },
#   ] },
# ]
#
# [tool.procviz.variants.unlocked]
# en = "everybody writes when it likes"
# zh = "谁想写就写"
#
# [tool.procviz.variants.unlocked.expect]
# acquire_began = 0
# acquired = 0
# lines = '''
# <a>: begin of my report
# <b>: begin of my report
# <c>: begin of my report
# <a>: middle of my report
# <b>: middle of my report
# <c>: middle of my report
# <a>: end of my report
# <b>: end of my report
# <c>: end of my report
# <main>: three reports, unlocked
# '''
# order = [
#   [
#     { kind = "wrote", pid = "$a", text = "~begin" },
#     { kind = "wrote", pid = "$b", text = "~begin" },
#     { kind = "wrote", pid = "$a", text = "~end of" },
#   ],
# ]
#
# [tool.procviz.variants.locked]
# en = "who writes holds the lock"
# zh = "写的时候持有锁"
#
# [tool.procviz.variants.locked.expect]
# acquire_began = 3
# acquired = 3
# released = 3
# acquire_failed = 0
# output = '''
# <a>: begin of my report
# <a>: middle of my report
# <a>: end of my report
# <b>: begin of my report
# <b>: middle of my report
# <b>: end of my report
# <c>: begin of my report
# <c>: middle of my report
# <c>: end of my report
# <main>: three reports, locked
# '''
# order = [
#   [
#     { kind = "acquired", pid = "$a", object = "$l", type = "Lock" },
#     { kind = "acquire_began", pid = "$b", object = "$l", type = "Lock" },
#     { kind = "released", pid = "$a", object = "$l" },
#     { kind = "acquired", pid = "$b", object = "$l" },
#     { kind = "released", pid = "$b", object = "$l" },
#     { kind = "acquired", pid = "$c", object = "$l" },
#     { kind = "released", pid = "$c", object = "$l" },
#   ],
#   [
#     { kind = "acquire_began", pid = "$c", object = "$l" },
#     { kind = "released", pid = "$a", object = "$l" },
#     { kind = "released", pid = "$b", object = "$l" },
#     { kind = "acquired", pid = "$c", object = "$l" },
#   ],
# ]
#
# [tool.procviz.expect]
# spawned = 3
# exited = 3
# reaped = 3
# statuses = [0, 0, 0]
# exit = 0
# ///
