"""The kernel tells when a child has ended: reap it then."""

import os
import signal
import time
from functools import partial
from types import FrameType

say = partial(print, flush=True)
left = {}


def on_chld(signum: int, frame: FrameType | None) -> None:
    while len(left) < 3:  # one signal may stand for several children
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            break
        left[pid] = os.waitstatus_to_exitcode(status)
        say(f"{os.getpid()}:   SIGCHLD, and I reap {pid}, which left with {left[pid]}")


signal.signal(signal.SIGCHLD, on_chld)
for number in 1, 2, 3:
    if os.fork() == 0:
        time.sleep(0.6 * number)
        os._exit(number)

say(f"{os.getpid()}: three children; I do not wait for them, I have work to do")
time.sleep(2.4)
say(f"{os.getpid()}: my work is done, and the exit codes came by themselves: {[*left.values()]}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "signals"
# order = 5
# title.en = "SIGCHLD: a child has ended"
# title.zh = "SIGCHLD：子进程结束了"
# teaches.en = '''
# When a child ends, the kernel sends SIGCHLD to its parent; by default nothing happens. A handler
# can reap right then, so that no zombie stays and the parent need not wait anywhere. It calls
# waitpid(-1, WNOHANG) until nobody is left to reap, for one signal may stand for several children.
# '''
# teaches.zh = '''
# 子进程结束时，内核向它的父进程发送 SIGCHLD；默认情况下什么也不会发生。
# 处理函数可以当场回收，这样不会留下僵尸进程，父进程也不必专门等待。
# 它要反复调用 waitpid(-1, WNOHANG)，直到没有可回收的，因为一个信号可能代表好几个子进程。
# '''
# watch.en = '''
# Three children end one after another; each time the handler breaks into the parent's sleep, reaps,
# looks once more in vain, and the sleep goes on. Nobody is a zombie for long.
# '''
# watch.zh = '''
# 三个子进程先后结束；每一次，处理函数都插进父进程的 sleep，回收，再看一眼已经没有了，
# 然后 sleep 继续。谁也不会长久地当僵尸进程。
# '''
# trap.en = '''
# Signals do not queue: two children that end together may give one SIGCHLD, and a handler that
# reaps only one leaves a zombie. And it may take away a status for which subprocess is waiting.
# '''
# trap.zh = '''
# 信号不排队：两个子进程同时结束，可能只有一个 SIGCHLD，只回收一个的处理函数就会留下僵尸进程。
# 它还可能抢走 subprocess 正在等待的那个状态。
# '''
# habit.en = '''
# Reap in a loop with WNOHANG, do no more than that in the handler, and rather wait for the PIDs
# that you know. With asyncio or subprocess leave SIGCHLD alone.
# '''
# habit.zh = '''
# 用 WNOHANG 循环回收，处理函数里不做更多的事，最好只等待自己知道的 PID。
# 使用 asyncio 或 subprocess 时，不要去动 SIGCHLD。
# '''
# differs.en = '''
# The same on Linux and macOS, though SIGCHLD has another number (17 and 20); Windows has none.
# With SIG_IGN set for SIGCHLD the kernel reaps by itself and the statuses are lost.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同，只是 SIGCHLD 的编号不同（17 和 20）；Windows 没有。
# 如果把 SIGCHLD 设为 SIG_IGN，内核会自行回收，退出状态则全部丢失。
# '''
# read.en = "signal(7), waitpid(2), NOTES; Python docs: signal.SIGCHLD, os.waitpid, os.WNOHANG"
# read.zh = "signal(7)、waitpid(2) 的 NOTES；Python 文档：signal.SIGCHLD、os.waitpid、os.WNOHANG"
#
# [[tool.procviz.questions]]
# en = "Three children end, 0.6 s apart. How often does the handler run?"
# zh = "三个子进程先后结束，相隔 0.6 秒。处理函数执行几次？"
# choices = [0, 1, 3, 6]
# count = {kind = "handler_began", signal = "SIGCHLD"}
#
# [[tool.procviz.questions]]
# en = "The parent never stops to wait. What becomes of the child that ends first?"
# zh = "父进程从不停下来等待。最先结束的子进程会怎样？"
# choices = [
#   {en = "it is a zombie until the parent ends", zh = "一直是僵尸进程，直到父进程结束", when = [
#     {kind = "exited", pid = "$first", code = 1},
#     {kind = "run_ended"},
#     {kind = "reaped", child = "$first"},
#   ]},
#   {en = "the kernel reaps it, its status is lost", zh = "由内核回收，状态丢失", when = [
#     {kind = "exited", pid = "$first", code = 1},
#     {kind = "reaped", pid = 0, child = "$first"},
#   ]},
#   {en = "the handler in its parent reaps it", zh = "由父进程的处理函数回收", when = [
#     {kind = "exiting", pid = "$first", code = 1},
#     {kind = "handler_began", pid = "$root"},
#     {kind = "reaped", pid = "$root", child = "$first"},
#     {kind = "handler_ended", pid = "$root"},
#   ]},
#   {en = "an adopter reaps it", zh = "由收养者回收", when = [
#     {kind = "reparented", pid = "$first", new = "$adopter"},
#     {kind = "reaped", pid = "$adopter", child = "$first"},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 3
# exited = 3
# reaped = 3
# statuses = [1, 2, 3]
# exit = 0
# output = '''
# <p>: three children; I do not wait for them, I have work to do
# <p>:   SIGCHLD, and I reap <a>, which left with 1
# <p>:   SIGCHLD, and I reap <b>, which left with 2
# <p>:   SIGCHLD, and I reap <c>, which left with 3
# <p>: my work is done, and the exit codes came by themselves: [1, 2, 3]
# '''
# handler_began = 3
# handler_ended = 3
# seen = [
#   {kind = "reaped", pid = "$root", n = 3},
#   {kind = "wait_began", pid = "$root", target = -1, options = ["WNOHANG"], n = 5},
# ]
# order = [
#   [
#     {kind = "disposition_set", pid = "$root", signal = "SIGCHLD", handler = "on_chld"},
#     {kind = "exiting", pid = "$first", code = 1},
#     {kind = "handler_began", pid = "$root", signal = "SIGCHLD"},
#     {kind = "reaped", pid = "$root", child = "$first", code = 1},
#     {kind = "wait_ended", pid = "$root", child = 0},
#     {kind = "handler_ended", pid = "$root", signal = "SIGCHLD"},
#     {kind = "exiting", pid = "$second", code = 2},
#     {kind = "handler_began", pid = "$root", signal = "SIGCHLD"},
#     {kind = "reaped", pid = "$root", child = "$second", code = 2},
#     {kind = "handler_ended", pid = "$root", signal = "SIGCHLD"},
#     {kind = "exiting", pid = "$third", code = 3},
#     {kind = "handler_began", pid = "$root", signal = "SIGCHLD"},
#     {kind = "reaped", pid = "$root", child = "$third", code = 3},
#     {kind = "handler_ended", pid = "$root", signal = "SIGCHLD"},
#   ],
# ]
# ///
