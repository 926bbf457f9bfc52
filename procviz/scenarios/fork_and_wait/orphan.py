"""A parent may die first: who looks after the child?"""

import os
import time
from functools import partial

say = partial(print, flush=True)


def child() -> None:
    say(f"{os.getpid()}: the child, my parent is {os.getppid()}")
    time.sleep(1.5)
    say(f"{os.getpid()}: the child, now my parent is {os.getppid()}")
    time.sleep(0.5)
    os._exit(4)


def parent() -> None:
    if os.fork() == 0:
        child()
    time.sleep(0.8)
    say(f"{os.getpid()}: the parent, I leave and do not wait")
    os._exit(0)


say(f"{os.getpid()}: the grandparent")
pid = os.fork()
if pid == 0:
    parent()

os.waitpid(pid, 0)
say(f"{os.getpid()}: the grandparent, I reaped {pid} and nobody else is mine")
time.sleep(2)

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "fork-and-wait"
# order = 9
# title.en = "Orphans"
# title.zh = "孤儿进程"
# teaches.en = '''
# A child does not end with its parent: it lives on as an orphan. The kernel gives it a new
# parent at once, the nearest living subreaper among its ancestors or else PID 1. From then on
# os.getppid() names the adopter, and the adopter reaps it.
# '''
# teaches.zh = '''
# 父进程结束时，子进程不会跟着结束：它成为孤儿进程，继续运行。
# 内核马上给它安排新的父进程：祖先中最近的、仍然活着的 subreaper，没有的话就是 PID 1。
# 从此 os.getppid() 返回收养者的 PID，将来也由收养者回收它。
# '''
# watch.en = '''
# The link of the child moves to another process when its parent dies, and the two lines that
# the child prints name two different parents. The narrator names the true adopter.
# '''
# watch.zh = '''
# 父进程结束的那一刻，子进程的连线移到另一个进程上；
# 它前后打印的两行给出了两个不同的父进程。解说会指明真正的收养者。
# '''
# trap.en = '''
# The grandparent does not adopt, though it is the closest relative alive. And the adopter is
# not always PID 1: in a systemd user session, or under procviz, it is a subreaper.
# '''
# trap.zh = '''
# 祖父进程虽然是最近的、还活着的亲属，却不会收养它。
# 收养者也不一定是 PID 1：在 systemd 用户会话里，或者在 procviz 里，它是一个 subreaper。
# '''
# habit.en = '''
# Wait for your children before you leave, or tell them to end; never test for "my parent is
# gone" by comparing os.getppid() with 1.
# '''
# habit.zh = '''
# 离开之前等待自己的子进程，或者通知它们结束；
# 不要用 os.getppid() == 1 来判断“父进程已经不在了”。
# '''
# differs.en = '''
# Subreapers are a thing of Linux; on macOS launchd (PID 1) adopts. On Windows nobody does: the
# recorded parent PID just goes stale.
# '''
# differs.zh = '''
# subreaper 是 Linux 特有的；macOS 上由 launchd（PID 1）收养。
# Windows 上没有收养：记录下来的父进程 PID 只是失效了。
# '''
# read.en = "getppid(2), prctl(2) PR_SET_CHILD_SUBREAPER, wait(2); Python docs: os.getppid"
# read.zh = "getppid(2)、prctl(2) PR_SET_CHILD_SUBREAPER、wait(2)；Python 文档：os.getppid"
#
# [[tool.procviz.questions]]
# en = "Who is the parent of the child after its own parent has died?"
# zh = "父进程死后，谁是这个子进程的父进程？"
# choices = [
#   {en = "the grandparent, its closest relative", zh = "祖父进程，最近的亲属", when = [
#     {kind = "reparented", new = "$root"},
#   ]},
#   {en = "an adopter from outside", zh = "外面的一个收养者", when = [
#     {kind = "spawned", pid = "$root", child = "$p"},
#     {kind = "spawned", pid = "$p", child = "$c"},
#     {kind = "reparented", pid = "$c", old = "$p", new = "$adopter"},
#   ]},
#   {en = "nobody: it ends together with its parent", zh = "没有：它和父进程一起结束"},
# ]
#
# [[tool.procviz.questions]]
# en = "How many processes does the grandparent reap?"
# zh = "祖父进程回收了几个进程？"
# count = {kind = "reaped", pid = "$root"}
# choices = [0, 1, 2]
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# reaped = 2
# reparented = 1
# statuses = [0, 4]
# exit = 0
# output = '''
# <g>: the grandparent
# <c>: the child, my parent is <p>
# <p>: the parent, I leave and do not wait
# <g>: the grandparent, I reaped <p> and nobody else is mine
# <c>: the child, now my parent is <adopter>
# '''
# findings = ["orphan"]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$p"},
#     {kind = "spawned", pid = "$p", child = "$c"},
#     {kind = "exited", pid = "$p", code = 0},
#     {kind = "reparented", pid = "$c", old = "$p", new = "$adopter"},
#     {kind = "exited", pid = "$c", code = 4},
#     {kind = "reaped", pid = "$adopter", child = "$c", code = 4},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$p"},
#     {kind = "reaped", pid = "$root", child = "$p", code = 0},
#   ],
# ]
# ///
