"""os.wait() takes whichever child is done first."""

import os
import time
from functools import partial

say = partial(print, flush=True)

for status, seconds in (1, 1.5), (2, 0.5), (3, 1.0):
    if os.fork() == 0:
        time.sleep(seconds)
        os._exit(status)

say(f"{os.getpid()}: three children, started in the order 1, 2, 3")

try:
    while True:
        pid, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        say(f"{os.getpid()}: wait gave ({pid}, {status}), so {pid} left with {code}")
except ChildProcessError as error:
    say(f"{os.getpid()}: nobody left to wait for: {error}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "fork-and-wait"
# order = 4
# title.en = "wait: any child"
# title.zh = "wait：等待任意一个子进程"
# teaches.en = '''
# os.wait() sleeps until any child has ended and returns its PID and its status. The status is
# a packed number: os.waitstatus_to_exitcode() takes the exit code out of it. With no child
# left, os.wait() does not sleep but raises ChildProcessError.
# '''
# teaches.zh = '''
# os.wait() 会一直睡眠，直到任意一个子进程结束，然后返回它的 PID 和状态。
# 状态是一个打包的整数：用 os.waitstatus_to_exitcode() 取出其中的退出码。
# 如果一个子进程也没有了，os.wait() 不再睡眠，而是抛出 ChildProcessError。
# '''
# watch.en = '''
# The children are reaped in the order in which they end (2, 3, 1), not in the order in which
# they were started. The fourth wait comes back at once, with the error.
# '''
# watch.zh = '''
# 子进程按结束的先后（2、3、1）被回收，而不是按启动的先后。
# 第四次 wait 立刻返回，并带着错误。
# '''
# trap.en = '''
# The status is not the exit code: a child that leaves with 2 gives the status 512, and a child
# that is killed by a signal has no exit code at all.
# '''
# trap.zh = '''
# 状态不等于退出码：以 2 退出的子进程给出的状态是 512；
# 被信号终止的子进程则根本没有退出码。
# '''
# habit.en = '''
# Call wait once for each child that you started, and look at how each one ended.
# '''
# habit.zh = '''
# 启动了几个子进程就 wait 几次，并检查每一个是怎样结束的。
# '''
# differs.en = '''
# The same on Linux and macOS; Windows has no os.wait. os.waitstatus_to_exitcode is there since
# Python 3.9.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同；Windows 没有 os.wait。
# os.waitstatus_to_exitcode 从 Python 3.9 起才有。
# '''
# read.en = "wait(2), _exit(2); Python docs: os.wait, os.waitstatus_to_exitcode"
# read.zh = "wait(2)、_exit(2)；Python 文档：os.wait、os.waitstatus_to_exitcode"
#
# [[tool.procviz.questions]]
# en = "The children are started in the order 1, 2, 3. In which order are they reaped?"
# zh = "子进程按 1、2、3 的次序启动。它们按什么次序被回收？"
# choices = [
#   {en = "1, 2, 3: as they were started", zh = "1、2、3：按启动的次序", when = [
#     {kind = "reaped", pid = "$root", code = 1},
#     {kind = "reaped", pid = "$root", code = 2},
#     {kind = "reaped", pid = "$root", code = 3},
#   ]},
#   {en = "3, 2, 1: the last one first", zh = "3、2、1：最后启动的最先", when = [
#     {kind = "reaped", pid = "$root", code = 3},
#     {kind = "reaped", pid = "$root", code = 2},
#     {kind = "reaped", pid = "$root", code = 1},
#   ]},
#   {en = "2, 3, 1: as they end", zh = "2、3、1：按结束的次序", when = [
#     {kind = "exited", code = 2},
#     {kind = "reaped", pid = "$root", code = 2},
#     {kind = "reaped", pid = "$root", code = 3},
#     {kind = "reaped", pid = "$root", code = 1},
#   ]},
# ]
#
# [[tool.procviz.questions]]
# en = "What does os.wait() do when no child is left?"
# zh = "一个子进程也没有了，这时 os.wait() 会怎样？"
# choices = [
#   {en = "it sleeps for ever", zh = "永远睡下去"},
#   {en = "it returns (0, 0)", zh = "返回 (0, 0)", when = [
#     {kind = "wait_ended", pid = "$root", child = 0, error = ""},
#   ]},
#   {en = "it raises ChildProcessError", zh = "抛出 ChildProcessError", when = [
#     {kind = "wait_ended", pid = "$root", error = "ChildProcessError"},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 3
# exited = 3
# reaped = 3
# wait_began = 4
# wait_ended = 4
# statuses = [1, 2, 3]
# exit = 0
# output = '''
# <p>: three children, started in the order 1, 2, 3
# <p>: wait gave (<b>, 512), so <b> left with 2
# <p>: wait gave (<c>, 768), so <c> left with 3
# <p>: wait gave (<a>, 256), so <a> left with 1
# <p>: nobody left to wait for: [Errno 10] No child processes
# '''
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$a"},
#     {kind = "spawned", pid = "$root", child = "$b"},
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "exited", pid = "$b", code = 2},
#     {kind = "reaped", pid = "$root", child = "$b", code = 2},
#     {kind = "wait_ended", pid = "$root", child = "$b", code = 2},
#     {kind = "exited", pid = "$c", code = 3},
#     {kind = "reaped", pid = "$root", child = "$c", code = 3},
#     {kind = "exited", pid = "$a", code = 1},
#     {kind = "reaped", pid = "$root", child = "$a", code = 1},
#     {kind = "wait_ended", pid = "$root", call = "os.wait", error = "ChildProcessError"},
#   ],
# ]
# ///
