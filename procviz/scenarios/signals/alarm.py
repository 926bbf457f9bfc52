"""A timer that reaches 0 sends SIGALRM."""

import os
import signal
import time
from functools import partial
from types import FrameType

say = partial(print, flush=True)


def on_alarm(signum: int, frame: FrameType | None) -> None:
    say(f"{os.getpid()}:   {signal.Signals(signum).name}: the time is up")


signal.signal(signal.SIGALRM, on_alarm)
signal.alarm(1)
say(f"{os.getpid()}: alarm in 1 s, sleeping for 1.5 s")
time.sleep(1.5)

signal.alarm(60)
left = signal.alarm(0)
say(f"{os.getpid()}: another one switched off, {left} s before its time")

child = os.fork()
if child == 0:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0.8)
    say(f"{os.getpid()}: 0.8 s to live, for I have no handler")
    time.sleep(5)
    say(f"{os.getpid()}: nobody ever reads this")

_, status = os.waitpid(child, 0)
say(f"{os.getpid()}: {child} ended with {os.waitstatus_to_exitcode(status)}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "signals"
# order = 4
# title.en = "alarm: a signal from a timer"
# title.zh = "alarm：定时器发来的信号"
# teaches.en = '''
# signal.alarm(seconds) asks the kernel for a SIGALRM after that time, and the program goes on
# meanwhile. A process has one such timer: a new call replaces the old one and returns what was left
# of it, and alarm(0) switches it off. Without a handler SIGALRM kills the process, for that is its
# default action.
# '''
# teaches.zh = '''
# signal.alarm(seconds) 请内核在这段时间之后发来 SIGALRM，程序则继续运行。
# 每个进程只有一个这样的定时器：再次调用会取代旧的，并返回它剩余的秒数，alarm(0) 则关闭它。
# 如果没有处理函数，SIGALRM 会终止进程，因为这是它的默认动作。
# '''
# watch.en = '''
# No process sends this signal: a timer is set, and in time the handler runs in the middle of the
# sleep. The third timer, in the child, finds no handler and ends it with the status -14.
# '''
# watch.zh = '''
# 这个信号不是哪个进程发送的：先设置定时器，时间一到，处理函数就插进 sleep 里执行。
# 第三个定时器在子进程里，没有处理函数，子进程就以退出码 -14 结束。
# '''
# trap.en = '''
# alarm() takes whole seconds: alarm(0.5) is a TypeError, use setitimer(). And a library that
# sets an alarm of its own silently takes yours away.
# '''
# trap.zh = '''
# alarm() 只接受整数秒：alarm(0.5) 会抛出 TypeError，请用 setitimer()。
# 另外，某个库如果自己也设置闹钟，就会悄悄取代你的那一个。
# '''
# habit.en = '''
# Prefer the timeout that a call offers. Where there is none, let the handler raise an exception,
# and switch the alarm off in a finally.
# '''
# habit.zh = '''
# 调用本身提供超时参数的，优先使用它。
# 没有的话，让处理函数抛出异常，并在 finally 里关闭闹钟。
# '''
# differs.en = '''
# The same on Linux and macOS; Windows has neither SIGALRM nor signal.alarm. The timer does not
# go through a fork, but stays through an exec.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同；Windows 既没有 SIGALRM 也没有 signal.alarm。
# fork 出来的子进程不继承定时器，而 exec 之后它仍然有效。
# '''
# read.en = "alarm(2), setitimer(2), signal(7); Python docs: signal.alarm, signal.setitimer"
# read.zh = "alarm(2)、setitimer(2)、signal(7)；Python 文档：signal.alarm、signal.setitimer"
#
# [[tool.procviz.questions]]
# en = "Timers are set for 1 s, 60 s and 0.8 s. How often does a handler run?"
# zh = "先后设置了 1 秒、60 秒和 0.8 秒的定时器。处理函数一共执行几次？"
# choices = [0, 1, 2, 3]
# count = {kind = "handler_began", signal = "SIGALRM"}
#
# [[tool.procviz.questions]]
# en = "The child sets an alarm of 0.8 s, has no handler, and sleeps for 5 s. How does it end?"
# zh = "子进程设了 0.8 秒的闹钟，没有处理函数，然后睡眠 5 秒。它怎样结束？"
# choices = [
#   {en = "with exit status 0, after 0.8 s", zh = "0.8 秒后以退出码 0 结束", when = [
#     {kind = "exited", pid = "$child", code = 0},
#   ]},
#   {en = "SIGALRM kills it", zh = "被 SIGALRM 终止", when = [
#     {kind = "exited", pid = "$child", signal = "SIGALRM"},
#   ]},
#   {en = "with exit status 1, by an exception", zh = "因异常以退出码 1 结束", when = [
#     {kind = "exited", pid = "$child", code = 1},
#   ]},
#   {en = "its parent kills it", zh = "被父进程终止", when = [
#     {kind = "signal_sent", pid = "$root", to = "$child"},
#     {kind = "exited", pid = "$child"},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# statuses = ["SIGALRM"]
# exit = 0
# output = '''
# <p>: alarm in 1 s, sleeping for 1.5 s
# <p>:   SIGALRM: the time is up
# <p>: another one switched off, <*> s before its time
# <c>: 0.8 s to live, for I have no handler
# <p>: <c> ended with -14
# '''
# timer_armed = 4
# handler_began = 1
# handler_ended = 1
# signal_sent = 0
# order = [
#   [
#     {kind = "disposition_set", pid = "$root", signal = "SIGALRM", handler = "on_alarm"},
#     {kind = "timer_armed", pid = "$root", signal = "SIGALRM", seconds = 1.0},
#     {kind = "handler_began", pid = "$root", signal = "SIGALRM", handler = "on_alarm"},
#     {kind = "handler_ended", pid = "$root", signal = "SIGALRM", error = ""},
#     {kind = "timer_armed", pid = "$root", signal = "SIGALRM", seconds = 60.0},
#     {kind = "timer_armed", pid = "$root", signal = "SIGALRM", seconds = 0.0},
#     {kind = "spawned", pid = "$root", child = "$child"},
#     {kind = "disposition_set", pid = "$child", signal = "SIGALRM", action = "default"},
#     {kind = "timer_armed", pid = "$child", signal = "SIGALRM", seconds = 0.8},
#     {kind = "exited", pid = "$child", signal = "SIGALRM"},
#     {kind = "reaped", pid = "$root", child = "$child", signal = "SIGALRM"},
#   ],
# ]
# ///
