"""Ctrl+C is a signal to everybody in the foreground: press it, or see it sent."""

import os
import signal
import time
from functools import partial

say = partial(print, flush=True)


def start(careful: bool) -> int:
    pid = os.fork()
    if pid > 0:
        return pid
    if careful:
        try:
            time.sleep(30)
        except KeyboardInterrupt:
            say(f"{os.getpid()}: KeyboardInterrupt; I tidy up and leave with 0")
            os._exit(0)
    time.sleep(30)  # nothing catches KeyboardInterrupt here
    os._exit(0)


if os.getpgrp() != os.getpid():  # as a shell does for each command at its prompt
    os.setpgid(0, 0)
children = start(careful=True), start(careful=False)
say(f"{os.getpid()}: {children} are in my group; press Ctrl+C, or I do it in 2 s")

try:
    time.sleep(2)
    os.killpg(os.getpgrp(), signal.SIGINT)  # what the terminal does for Ctrl+C
    time.sleep(30)
except KeyboardInterrupt:
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
    say(f"{os.getpid()}: KeyboardInterrupt in me too; my children left with {codes}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "signals"
# order = 1
# title.en = "Ctrl+C: SIGINT to the whole group"
# title.zh = "Ctrl+C：发给整个进程组的 SIGINT"
# teaches.en = '''
# Ctrl+C makes the terminal send SIGINT to every process of the foreground group: to the program and
# to all its children, unless they left the group. In Python the signal becomes the exception
# KeyboardInterrupt, raised wherever the main thread is at that moment. A process that does not
# catch it prints a traceback and dies, by SIGINT itself.
# '''
# teaches.zh = '''
# 按下 Ctrl+C，终端会把 SIGINT 发给前台进程组里的每一个进程：
# 程序自己和它所有的子进程，除非它们离开了这个组。
# 在 Python 里，这个信号变成异常 KeyboardInterrupt，在主线程当时所在的地方抛出。
# 没有捕获它的进程会打印 traceback，然后死于 SIGINT。
# '''
# watch.en = '''
# One SIGINT goes to the group and three processes are interrupted at the same moment. One child
# tidies up and leaves with 0, the other dies with -2, the parent goes on and reaps them both.
# '''
# watch.zh = '''
# 一个 SIGINT 发给进程组，三个进程同时被打断。
# 一个子进程清理之后以 0 退出，另一个以 -2 结束，父进程则继续运行，把两者都回收。
# '''
# trap.en = '''
# You do not have to pass Ctrl+C on to your children: they have got it already. And
# `except Exception` does not catch KeyboardInterrupt, while a bare `except` swallows it.
# '''
# trap.zh = '''
# Ctrl+C 不需要由你转发给子进程：它们已经收到了。
# 另外，`except Exception` 捕获不到 KeyboardInterrupt，而不带类型的 `except` 会把它吞掉。
# '''
# habit.en = '''
# Catch KeyboardInterrupt once, at the top, to tidy up and to wait for the children. Start those
# that shall survive Ctrl+C in a group of their own: subprocess's process_group=0.
# '''
# habit.zh = '''
# 只在最外层捕获一次 KeyboardInterrupt，做清理并等待子进程。
# 要让子进程不受 Ctrl+C 影响，就让它们自成一组：subprocess 的 process_group=0。
# '''
# differs.en = '''
# The same on Linux and macOS. On Windows Ctrl+C goes to all processes of the console; os.kill with
# signal.CTRL_C_EVENT sends it. process_group is there since Python 3.11.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同。Windows 上 Ctrl+C 发给同一控制台的所有进程，
# 用 os.kill 和 signal.CTRL_C_EVENT 发送。process_group 从 Python 3.11 起才有。
# '''
# read.en = "termios(3), ISIG; setpgid(2), killpg(3); Python docs: KeyboardInterrupt, os.killpg"
# read.zh = "termios(3) 的 ISIG；setpgid(2)、killpg(3)；Python 文档：KeyboardInterrupt、os.killpg"
#
# [[tool.procviz.questions]]
# en = "SIGINT is sent once, to the group. How many processes run their handler for it?"
# zh = "SIGINT 只向进程组发送一次。有几个进程执行了它的处理函数？"
# choices = [0, 1, 2, 3]
# count = {kind = "handler_began", signal = "SIGINT"}
#
# [[tool.procviz.questions]]
# en = "The second child does not catch KeyboardInterrupt. How does it end?"
# zh = "第二个子进程没有捕获 KeyboardInterrupt。它怎样结束？"
# choices = [
#   {en = "with exit code 0, after its sleep", zh = "睡眠之后以退出码 0 结束", when = [
#     {kind = "spawned", child = "$first"},
#     {kind = "spawned", child = "$second"},
#     {kind = "exited", pid = "$second", code = 0},
#   ]},
#   {en = "with exit code 1, as after any exception", zh = "和其他异常一样，退出码是 1", when = [
#     {kind = "spawned", child = "$first"},
#     {kind = "spawned", child = "$second"},
#     {kind = "exited", pid = "$second", code = 1},
#   ]},
#   {en = "killed by SIGINT, exit code -2", zh = "被 SIGINT 终止，退出码是 -2", when = [
#     {kind = "spawned", child = "$first"},
#     {kind = "spawned", child = "$second"},
#     {kind = "exited", pid = "$second", signal = "SIGINT"},
#   ]},
#   {en = "its parent kills it", zh = "被父进程终止", when = [
#     {kind = "spawned", child = "$first"},
#     {kind = "spawned", child = "$second"},
#     {kind = "signal_sent", pid = "$root", to = "$second"},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# reaped = 2
# statuses = [0, "SIGINT"]
# exit = 0
# output = '''
# <p>: (<a>, <b>) are in my group; press Ctrl+C, or I do it in 2 s
# <a>: KeyboardInterrupt; I tidy up and leave with 0
# <p>: KeyboardInterrupt in me too; my children left with [0, -2]
# '''
# errors = ["Traceback", "KeyboardInterrupt"]
# signal_sent = 1
# handler_began = 3
# seen = [
#   {kind = "signal_sent", pid = "$root", to = "~^-", signal = "SIGINT", call = "os.killpg"},
#   {kind = "handler_ended", signal = "SIGINT", error = "KeyboardInterrupt", n = 3},
# ]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$careful"},
#     {kind = "signal_sent", pid = "$root", signal = "SIGINT"},
#     {kind = "handler_began", pid = "$careful", signal = "SIGINT"},
#     {kind = "exited", pid = "$careful", code = 0},
#     {kind = "reaped", pid = "$root", child = "$careful", code = 0},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$other"},
#     {kind = "signal_sent", pid = "$root", signal = "SIGINT"},
#     {kind = "handler_began", pid = "$other", signal = "SIGINT"},
#     {kind = "exited", pid = "$other", signal = "SIGINT"},
#     {kind = "reaped", pid = "$root", child = "$other", signal = "SIGINT"},
#   ],
#   [
#     {kind = "signal_sent", pid = "$root", signal = "SIGINT"},
#     {kind = "handler_began", pid = "$root", signal = "SIGINT"},
#   ],
# ]
# ///
