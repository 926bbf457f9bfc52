"""The dead keep their PIDs until the parent asks for them."""

import os
import sys
import time
from functools import partial

say = partial(print, flush=True)
reap = sys.argv[1:] == ["reaped"]
children = []

for status in 1, 2, 3:
    pid = os.fork()
    if pid == 0:
        say(f"{os.getpid()}: born, and gone with {status}")
        os._exit(status)
    children.append(pid)
    time.sleep(0.2)

say(f"{os.getpid()}: busy for 2 s, no time for {children}")
time.sleep(2)

if reap:
    for _ in children:
        pid, status = os.wait()
        say(f"{os.getpid()}: took {os.waitstatus_to_exitcode(status)} from {pid}")
        time.sleep(0.3)

say(f"{os.getpid()}: leaving")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "fork-and-wait"
# order = 8
# title.en = "Zombies"
# title.zh = "僵尸进程"
# teaches.en = '''
# A child that has ended is not gone: the kernel keeps its PID and its status until the parent
# waits for it. Such a process is called a zombie; it has no memory and runs no code. When the
# parent itself ends, its zombies are adopted and the adopter reaps them.
# '''
# teaches.zh = '''
# 子进程结束以后并没有消失：内核会保留它的 PID 和状态，直到父进程来等待它。
# 这样的进程叫做僵尸进程；它不占内存，也不再运行任何代码。
# 父进程自己结束时，留下的僵尸进程会被收养，并由收养者回收。
# '''
# watch.en = '''
# Three children die at once; their cards turn dashed and count their age while the parent is
# busy. Flip the variant: they vanish one by one at each wait, or all together after the parent.
# '''
# watch.zh = '''
# 三个子进程一出生就结束；父进程忙碌时，它们的卡片变成虚线，并显示当了多久的僵尸。
# 切换变体再看：要么每次 wait 消失一个，要么在父进程结束之后一起消失。
# '''
# trap.en = '''
# kill -9 does nothing to a zombie, for it is dead already. Only its parent, or the end of its
# parent, frees the PID; enough zombies fill the process table, and then fork fails.
# '''
# trap.zh = '''
# kill -9 对僵尸进程毫无作用，因为它已经死了。
# 只有父进程来回收，或者父进程自己结束，PID 才会释放；
# 僵尸太多会占满进程表，之后 fork 就会失败。
# '''
# habit.en = '''
# Wait for every child that you start, even if you do not care how it ended.
# '''
# habit.zh = '''
# 凡是自己启动的子进程都要等待，哪怕并不关心它怎样结束。
# '''
# differs.en = '''
# The same on Linux and macOS; the adopter is the nearest subreaper (Linux) or PID 1. Windows
# has no zombies: there a process object lives for as long as somebody holds a handle to it.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同；收养者是最近的 subreaper（仅 Linux）或者 PID 1。
# Windows 没有僵尸进程：只要还有人持有句柄，进程对象就一直存在。
# '''
# read.en = "wait(2), section NOTES; ps(1), state Z; Python docs: os.wait"
# read.zh = "wait(2) 的 NOTES 一节；ps(1) 的状态 Z；Python 文档：os.wait"
#
# [[tool.procviz.questions]]
# en = "How many of the three children become zombies?"
# zh = "三个子进程中，有几个会成为僵尸进程？"
# count = {kind = "zombie"}
# choices = [0, 1, 2, 3]
#
# [[tool.procviz.questions]]
# en = "Who reaps the children?"
# zh = "由谁来回收这些子进程？"
# choices = [
#   {en = "their parent", zh = "它们的父进程", when = [
#     {kind = "zombie", pid = "$c"},
#     {kind = "reaped", pid = "$root", child = "$c"},
#   ]},
#   {en = "whoever adopts them after their parent", zh = "父进程结束之后收养它们的进程", when = [
#     {kind = "reparented", pid = "$c", old = "$root", new = "$adopter"},
#     {kind = "reaped", pid = "$adopter", child = "$c"},
#   ]},
#   {en = "nobody: they stay for ever", zh = "没有谁：它们一直留在那里"},
# ]
#
# [tool.procviz.variants.unreaped]
# en = "the parent never waits: its end sets the zombies free"
# zh = "父进程从不等待：它结束之后，僵尸进程才得到回收"
#
# [tool.procviz.variants.unreaped.expect]
# reparented = 3
# output = '''
# <a>: born, and gone with 1
# <b>: born, and gone with 2
# <c>: born, and gone with 3
# <p>: busy for 2 s, no time for [<a>, <b>, <c>]
# <p>: leaving
# '''
# seen = [
#   {kind = "reparented", old = "$root", n = 3},
#   {kind = "reaped", pid = "$root", n = 0},
# ]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$a"},
#     {kind = "exited", pid = "$a"},
#     {kind = "zombie", pid = "$a"},
#     {kind = "reparented", pid = "$a", old = "$root", new = "$adopter"},
#     {kind = "reaped", pid = "$adopter", child = "$a", code = 1},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$b"},
#     {kind = "exited", pid = "$b"},
#     {kind = "zombie", pid = "$b"},
#     {kind = "reparented", pid = "$b", old = "$root", new = "$adopter"},
#     {kind = "reaped", pid = "$adopter", child = "$b", code = 2},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "exited", pid = "$c"},
#     {kind = "zombie", pid = "$c"},
#     {kind = "reparented", pid = "$c", old = "$root", new = "$adopter"},
#     {kind = "reaped", pid = "$adopter", child = "$c", code = 3},
#   ],
# ]
#
# [tool.procviz.variants.reaped]
# en = "the parent waits in the end and reaps one after another"
# zh = "父进程最后来等待，把它们一个一个回收"
#
# [tool.procviz.variants.reaped.expect]
# reparented = 0
# output = '''
# <a>: born, and gone with 1
# <b>: born, and gone with 2
# <c>: born, and gone with 3
# <p>: busy for 2 s, no time for [<a>, <b>, <c>]
# <p>: took 1 from <a>
# <p>: took 2 from <b>
# <p>: took 3 from <c>
# <p>: leaving
# '''
# seen = [
#   {kind = "reaped", pid = "$root", zombie_for = '~^[1-9]\d{9}$', n = 3},
# ]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$a"},
#     {kind = "spawned", pid = "$root", child = "$b"},
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "zombie", pid = "$c"},
#     {kind = "reaped", pid = "$root", child = "$a", code = 1},
#     {kind = "reaped", pid = "$root", child = "$b", code = 2},
#     {kind = "reaped", pid = "$root", child = "$c", code = 3},
#   ],
# ]
#
# [tool.procviz.expect]
# spawned = 3
# exited = 3
# zombie = 3
# reaped = 3
# statuses = [1, 2, 3]
# exit = 0
# findings = ["zombie"]
# ///
