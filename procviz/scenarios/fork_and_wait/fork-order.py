"""After a fork both may go on: who is first?"""

import os
import time
from functools import partial

say = partial(print, flush=True)

for turn in range(1, 6):
    pid = os.fork()
    if pid == 0:
        say(f"{os.getpid()}: turn {turn}, the child")
        os._exit(0)
    say(f"{os.getpid()}: turn {turn}, the parent")
    os.waitpid(pid, 0)
    time.sleep(0.4)

say(f"{os.getpid()}: five turns, and no rule says who was first")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "fork-and-wait"
# order = 3
# title.en = "Who is first after a fork?"
# title.zh = "fork 之后谁先运行？"
# teaches.en = '''
# When fork returns, parent and child are both ready to run, and the scheduler decides who goes on
# first. No rule promises either order, not even when the same one comes out a thousand times. What
# must come in a certain order needs something that makes the one wait for the other.
# '''
# teaches.zh = '''
# fork 返回之后，父进程和子进程都可以运行，由调度器决定谁先继续。
# 没有任何规则保证先后，哪怕同样的顺序连续出现一千次也不行。
# 必须有先后的事情，要靠一种机制让其中一方等待另一方。
# '''
# watch.en = '''
# Five forks, and each time two lines by two processes: see which of them is first. Run it again,
# or keep the machine busy meanwhile, and compare.
# '''
# watch.zh = '''
# 五次 fork，每次由两个进程各打印一行：看看谁在前面。
# 再运行一次，或者让机器同时忙别的事，再比较结果。
# '''
# trap.en = '''
# The parent usually wins, because it is running already while the child must first be given a CPU.
# A program that relies on it works for years and fails on a busy day.
# '''
# trap.zh = '''
# 通常是父进程领先，因为它本来就在运行，而子进程还要等着分到 CPU。
# 依赖这一点的程序也许多年正常，却会在机器繁忙的那一天出错。
# '''
# habit.en = '''
# Never sleep to get an order: wait for the child, or let one read from a pipe what the other
# writes when it is ready.
# '''
# habit.zh = '''
# 不要用 sleep 来安排先后：等待子进程，或者用管道，
# 让一方去读另一方准备好之后写入的内容。
# '''
# differs.en = '''
# On every system the order is open, and it has changed from one version of Linux to the next.
# Windows has no os.fork.
# '''
# differs.zh = '''
# 在任何系统上，先后都不确定；Linux 的不同版本之间也改变过。
# Windows 没有 os.fork。
# '''
# read.en = "fork(2), sched(7); Python docs: os.fork"
# read.zh = "fork(2)、sched(7)；Python 文档：os.fork"
#
# [[tool.procviz.questions]]
# en = "Who prints first in turn 1?"
# zh = "第 1 轮（turn 1）里谁先打印？"
#
# [[tool.procviz.questions.choices]]
# en = "the parent"
# zh = "父进程"
# when = [
#   { kind = "wrote", pid = "$root", text = "~turn 1, the parent" },
#   { kind = "wrote", pid = "$c", text = "~turn 1, the child" },
# ]
#
# [[tool.procviz.questions.choices]]
# en = "the child"
# zh = "子进程"
# when = [
#   { kind = "wrote", pid = "$c", text = "~turn 1, the child" },
#   { kind = "wrote", pid = "$root", text = "~turn 1, the parent" },
# ]
#
# [[tool.procviz.questions]]
# en = "How many processes will there be in all, the first one included?"
# zh = "连同第一个进程，一共会有多少个进程？"
# count = { kind = "spawned" }
# plus = 1
# choices = [2, 5, 6, 32]
#
# [tool.procviz.expect]
# spawned = 5
# exited = 5
# reaped = 5
# fork_returned = 10
# statuses = [0, 0, 0, 0, 0]
# exit = 0
# lines = '''
# <a>: turn 1, the child
# <p>: turn 1, the parent
# <b>: turn 2, the child
# <p>: turn 2, the parent
# <c>: turn 3, the child
# <p>: turn 3, the parent
# <d>: turn 4, the child
# <p>: turn 4, the parent
# <e>: turn 5, the child
# <p>: turn 5, the parent
# <p>: five turns, and no rule says who was first
# '''
# ///
