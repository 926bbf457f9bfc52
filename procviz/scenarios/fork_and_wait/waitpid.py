"""os.waitpid() waits for the child that you name, and leaves the others alone."""

import os
import time
from functools import partial

say = partial(print, flush=True)


def start(seconds: float, status: int) -> int:
    pid = os.fork()
    if pid == 0:
        time.sleep(seconds)
        os._exit(status)
    return pid


slow = start(seconds=2.0, status=7)
quick = start(seconds=0.5, status=5)
say(f"{os.getpid()}: {slow} is the slow child, {quick} the quick one")

nothing = os.waitpid(slow, os.WNOHANG)
say(f"{os.getpid()}: only a look at {slow}: {nothing}, not done yet")

pid, status = os.waitpid(slow, 0)
say(f"{os.getpid()}: waited for {pid}, it left with {os.waitstatus_to_exitcode(status)}")

time.sleep(0.3)
pid, status = os.waitpid(-1, 0)
say(f"{os.getpid()}: any child now: {pid}, it left with {os.waitstatus_to_exitcode(status)}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "fork-and-wait"
# order = 5
# title.en = "waitpid: one given child"
# title.zh = "waitpid：等待指定的子进程"
# teaches.en = '''
# os.waitpid(pid, 0) waits for that one child and takes no other. The PID -1 stands for any
# child, as in os.wait(). With os.WNOHANG it does not wait at all: (0, 0) means "not done yet".
# '''
# teaches.zh = '''
# os.waitpid(pid, 0) 只等待这一个子进程，不会回收别的子进程。
# PID 写成 -1 表示任意一个子进程，与 os.wait() 一样。
# 加上 os.WNOHANG 就完全不等待：返回 (0, 0) 的意思是“还没有结束”。
# '''
# watch.en = '''
# The quick child ends first and turns into a zombie, because its parent is waiting for the slow
# one. It stays a zombie until its own turn comes with waitpid(-1).
# '''
# watch.zh = '''
# 快的子进程先结束，却变成了僵尸进程，因为父进程正在等待慢的那一个。
# 直到 waitpid(-1) 轮到它，它才被回收。
# '''
# trap.en = '''
# With WNOHANG the returned PID 0 is not a process. If you forget to check for it, you take "not
# done yet" for a child that left with status 0.
# '''
# trap.zh = '''
# 使用 WNOHANG 时，返回的 PID 0 并不是一个进程。
# 忘记检查它，就会把“还没有结束”误当成“子进程以 0 退出”。
# '''
# habit.en = '''
# Remember the PID of every child and wait for each of them; poll with WNOHANG only when there
# is other work to do in between.
# '''
# habit.zh = '''
# 记住每个子进程的 PID，并逐一等待；
# 只有在间隙里还有别的事要做时，才用 WNOHANG 轮询。
# '''
# differs.en = '''
# The same on Linux and macOS. On Windows os.waitpid takes a process handle in place of a PID,
# and there is no WNOHANG.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同。Windows 上 os.waitpid 接受的是进程句柄而不是 PID，
# 也没有 WNOHANG。
# '''
# read.en = "waitpid(2); Python docs: os.waitpid, os.WNOHANG"
# read.zh = "waitpid(2)；Python 文档：os.waitpid、os.WNOHANG"
#
# [[tool.procviz.questions]]
# en = "The quick child ends long before the slow one. Which of them is reaped first?"
# zh = "快的子进程早早结束，慢的还在运行。哪一个先被回收？"
# choices = [
#   {en = "the quick one", zh = "快的", when = [
#     {kind = "reaped", code = 5},
#     {kind = "reaped", code = 7},
#   ]},
#   {en = "the slow one", zh = "慢的", when = [
#     {kind = "reaped", code = 7},
#     {kind = "reaped", code = 5},
#   ]},
#   {en = "neither: nobody waits for them", zh = "都没有：没有谁来等待它们"},
# ]
#
# [[tool.procviz.questions]]
# en = "What does the first waitpid do, the one with WNOHANG?"
# zh = "第一次 waitpid 带有 WNOHANG，它会怎样？"
# choices = [
#   {en = "it raises ChildProcessError", zh = "抛出 ChildProcessError", when = [
#     {kind = "wait_began", target = "$slow", options = ["WNOHANG"]},
#     {kind = "wait_ended", error = "ChildProcessError"},
#   ]},
#   {en = "it returns (0, 0) at once", zh = "立刻返回 (0, 0)", when = [
#     {kind = "wait_began", target = "$slow", options = ["WNOHANG"]},
#     {kind = "wait_ended", child = 0, error = ""},
#     {kind = "exited", pid = "$slow"},
#   ]},
#   {en = "it waits for the slow child", zh = "等待慢的子进程", when = [
#     {kind = "wait_began", target = "$slow", options = ["WNOHANG"]},
#     {kind = "wait_ended", child = "$slow"},
#     {kind = "wait_began", target = "$slow"},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# zombie = ">= 1"
# reaped = 2
# wait_began = 3
# wait_ended = 3
# statuses = [5, 7]
# exit = 0
# output = '''
# <p>: <slow> is the slow child, <quick> the quick one
# <p>: only a look at <slow>: (0, 0), not done yet
# <p>: waited for <slow>, it left with 7
# <p>: any child now: <quick>, it left with 5
# '''
# findings = ["zombie"]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$slow"},
#     {kind = "spawned", pid = "$root", child = "$quick"},
#     {kind = "wait_began", pid = "$root", target = "$slow", options = ["WNOHANG"]},
#     {kind = "wait_ended", pid = "$root", child = 0, error = ""},
#     {kind = "wait_began", pid = "$root", target = "$slow", options = []},
#     {kind = "exited", pid = "$quick"},
#     {kind = "zombie", pid = "$quick"},
#     {kind = "exited", pid = "$slow"},
#     {kind = "reaped", pid = "$root", child = "$slow", code = 7},
#     {kind = "wait_ended", pid = "$root", child = "$slow", code = 7},
#     {kind = "wait_began", pid = "$root", target = -1},
#     {kind = "reaped", pid = "$root", child = "$quick", code = 5, zombie_for = '~^[1-9]\d{9}$'},
#     {kind = "wait_ended", pid = "$root", child = "$quick", code = 5},
#   ],
# ]
# ///
