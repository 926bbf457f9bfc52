"""Terminating a process does not terminate its children."""

import os
import time
from functools import partial
from multiprocessing import get_context

say = partial(print, flush=True)
Process = get_context("fork").Process  # each is the true child of who starts it


def child() -> None:
    time.sleep(0.4)
    say(f"{os.getpid()}: the child, my parent is {os.getppid()}")
    time.sleep(2)
    say(f"{os.getpid()}: the child, still here; now my parent is {os.getppid()}")


def parent() -> None:
    Process(target=child, name="child").start()
    say(f"{os.getpid()}: the parent, with a child of my own")
    time.sleep(60)


def main() -> None:
    process = Process(target=parent, name="parent")
    process.start()
    time.sleep(1.2)
    say(f"{os.getpid()}: terminating {process.pid}")
    process.terminate()
    process.join()
    say(f"{os.getpid()}: {process.pid} is gone, with {process.exitcode}")
    time.sleep(2)
    say(f"{os.getpid()}: leaving")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "multiprocessing"
# order = 6
# title.en = "terminate spares the grandchildren"
# title.zh = "terminate 不会终止孙进程"
# teaches.en = '''
# terminate() sends SIGTERM to one process, and to that one only. The children of that process get
# no signal: they live on as orphans, with a new parent. Nor are they ended by its clean-up, for a
# process killed by SIGTERM does none.
# '''
# teaches.zh = '''
# terminate() 只向一个进程发送 SIGTERM。
# 这个进程的子进程收不到信号：它们成为孤儿进程，换了父进程继续运行。
# 也没有谁来善后：被 SIGTERM 终止的进程不会执行任何清理。
# '''
# watch.en = '''
# The main process terminates the parent in the middle and reaps it. The child below it does not
# even notice: its link moves to an adopter, and only getppid() shows the change.
# '''
# watch.zh = '''
# 主进程终止了中间的父进程，并把它回收。
# 下面的子进程毫无察觉：它的连线移到收养者那里，只有 getppid() 看得出变化。
# '''
# trap.en = '''
# Whoever terminates a worker that has started helpers of its own leaves the helpers running, and
# with them their open files, ports and locks. Nobody joins them any more.
# '''
# trap.zh = '''
# 如果工作进程自己又启动了帮手，那么终止它之后帮手仍在运行，
# 它们打开的文件、占用的端口和锁也都还在，而且再没有人去 join 它们。
# '''
# habit.en = '''
# Let a process that has children catch SIGTERM and end them first; or make them daemonic and ask
# their parent to return from its function. To end a whole family by force, give it a process group
# of its own and use os.killpg().
# '''
# habit.zh = '''
# 有子进程的进程应当捕获 SIGTERM，先结束自己的子进程；
# 或者把它们设为守护进程，再请父进程正常返回。
# 要强制结束一家，就让它们自成一个进程组，用 os.killpg()。
# '''
# differs.en = '''
# The same on Linux and macOS, where launchd (PID 1) adopts; on Windows the child lives on too.
# Under forkserver, the default on Linux from Python 3.14 on, all children belong to the server and
# none is orphaned, so this script asks for fork.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同，macOS 上由 launchd（PID 1）收养；Windows 上子进程同样会活下来。
# Linux 上从 Python 3.14 起默认使用 forkserver，所有子进程都属于 fork server，
# 不会成为孤儿，所以这个脚本指定用 fork。
# '''
# read.en = "Python docs: multiprocessing.Process.terminate; kill(2), getppid(2), killpg(3)"
# read.zh = "Python 文档：multiprocessing.Process.terminate；kill(2)、getppid(2)、killpg(3)"
#
# [[tool.procviz.questions]]
# en = "What becomes of the child when its parent is terminated?"
# zh = "父进程被终止之后，它的子进程会怎样？"
# choices = [
#   {en = "it is terminated as well", zh = "也被终止", when = [
#     {kind = "spawned", pid = "$root", child = "$p"},
#     {kind = "spawned", pid = "$p", child = "$c"},
#     {kind = "exited", pid = "$c", signal = "SIGTERM"},
#   ]},
#   {en = "the main process becomes its parent", zh = "主进程成为它的父进程", when = [
#     {kind = "reparented", pid = "$c", new = "$root"},
#   ]},
#   {en = "an adopter from outside becomes its parent", zh = "外面的收养者成为它的父进程", when = [
#     {kind = "signal_sent", pid = "$root", to = "$p", signal = "SIGTERM"},
#     {kind = "reparented", pid = "$c", old = "$p", new = "$adopter"},
#     {kind = "exited", pid = "$c", code = 0},
#   ]},
# ]
#
# [[tool.procviz.questions]]
# en = "Of three processes, how many does the main process itself reap?"
# zh = "三个进程里，主进程自己回收了几个？"
# count = {kind = "reaped", pid = "$root"}
# choices = [0, 1, 2, 3]
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# reaped = 2
# reparented = 1
# signal_sent = 1
# statuses = [0, "SIGTERM"]
# exit = 0
# output = '''
# <p>: the parent, with a child of my own
# <c>: the child, my parent is <p>
# <main>: terminating <p>
# <main>: <p> is gone, with -15
# <c>: the child, still here; now my parent is <adopter>
# <main>: leaving
# '''
# findings = ["orphan"]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$p"},
#     {kind = "spawned", pid = "$p", child = "$c"},
#     {kind = "signal_sent", pid = "$root", to = "$p", call = "Process.terminate"},
#     {kind = "exited", pid = "$p", signal = "SIGTERM"},
#     {kind = "reparented", pid = "$c", old = "$p", new = "$adopter"},
#     {kind = "exited", pid = "$c", code = 0},
#     {kind = "reaped", pid = "$adopter", child = "$c", code = 0},
#   ],
#   [
#     {kind = "wait_began", pid = "$root", call = "Process.join", target = "$p"},
#     {kind = "exited", pid = "$c", code = 0},
#   ],
# ]
# ///
