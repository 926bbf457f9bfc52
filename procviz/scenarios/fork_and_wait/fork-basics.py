"""One call, two returns."""

import os
import time
from functools import partial

say = partial(print, flush=True)  # a fork copies what is still in a buffer: leave nothing there

say(f"{os.getpid()}: alone, about to fork")
value = os.fork()

if value == 0:
    time.sleep(0.3)
    say(f"{os.getpid()}: fork returned 0, so I am the child of {os.getppid()}")
else:
    say(f"{os.getpid()}: fork returned {value}, so I am the parent of {value}")

time.sleep(0.6)
say(f"{os.getpid()}: this line stands here once and runs in both")

if value != 0:
    os.waitpid(value, 0)
    say(f"{os.getpid()}: {value} is done, alone again")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "fork-and-wait"
# order = 1
# title.en = "fork: one call, two returns"
# title.zh = "fork：一次调用，两次返回"
# teaches.en = '''
# os.fork() makes a second process, a copy of the first. You call it once and it returns twice:
# 0 in the child, the child's PID in the parent. The code after the `if` belongs to neither of
# them: it runs in both.
# '''
# teaches.zh = '''
# os.fork() 会把当前进程复制成两个进程。它只被调用一次，却返回两次：
# 在子进程里返回 0，在父进程里返回子进程的 PID。
# `if` 之后的代码不专属于任何一方：两个进程都会执行。
# '''
# watch.en = '''
# Two PIDs stand on the same line of the same file; look at the value that fork returned to each.
# Then see how one line of the program gives two lines of output.
# '''
# watch.zh = '''
# 两个 PID 停在同一个文件的同一行上；看看 fork 分别给它们返回了什么。
# 再看程序里的一行代码怎样打印出两行输出。
# '''
# trap.en = '''
# Text that still sits in a buffer at the fork is copied with everything else and comes out
# twice. That is why every line here is flushed at once.
# '''
# trap.zh = '''
# fork 的时候，还留在缓冲区里的文字也会一起被复制，结果输出两遍。
# 所以这里的每一行都立刻刷新（flush）。
# '''
# habit.en = '''
# Branch on the returned value right after the fork, and let the parent wait for its child.
# '''
# habit.zh = '''
# fork 之后马上根据返回值分支，并且让父进程等待它的子进程。
# '''
# differs.en = '''
# The same on Linux and macOS; Windows has no os.fork. Since Python 3.12 a process that has
# several threads gets a DeprecationWarning when it forks.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同；Windows 没有 os.fork。
# 从 Python 3.12 起，多线程的进程调用 fork 会收到 DeprecationWarning。
# '''
# read.en = "fork(2), getpid(2); Python docs: os.fork, os.getpid, os.getppid"
# read.zh = "fork(2)、getpid(2)；Python 文档：os.fork、os.getpid、os.getppid"
#
# [[tool.procviz.questions]]
# en = "Which value does os.fork() return in the child?"
# zh = "os.fork() 在子进程里返回什么？"
# choices = [
#   {en = "the child's own PID", zh = "子进程自己的 PID", when = [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "fork_returned", pid = "$c", value = "$c"},
#   ]},
#   {en = "the parent's PID", zh = "父进程的 PID", when = [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "fork_returned", pid = "$c", value = "$root"},
#   ]},
#   {en = "0", zh = "0", when = [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "fork_returned", pid = "$c", value = 0},
#   ]},
# ]
#
# [[tool.procviz.questions]]
# en = "The line after the if/else stands there once. How often is it printed?"
# zh = "if/else 之后的那一行只写了一次。它会被打印几次？"
# count = {kind = "wrote", text = "~this line stands here once"}
# choices = [1, 2, 3, 4]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# fork_returned = 2
# statuses = [0]
# exit = 0
# output = '''
# <p>: alone, about to fork
# <p>: fork returned <c>, so I am the parent of <c>
# <c>: fork returned 0, so I am the child of <p>
# <p>: this line stands here once and runs in both
# <c>: this line stands here once and runs in both
# <p>: <c> is done, alone again
# '''
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "fork_returned", pid = "$root", value = "$c"},
#     {kind = "wait_began", pid = "$root", target = "$c"},
#     {kind = "reaped", pid = "$root", child = "$c", code = 0},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$c", where = "$fork"},
#     {kind = "fork_returned", pid = "$c", value = 0, where = "$fork"},
#     {kind = "exited", pid = "$c", code = 0},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "line_reached", pid = "$root", where = "$both"},
#     {kind = "line_reached", pid = "$c", where = "$both"},
#   ],
# ]
# ///
