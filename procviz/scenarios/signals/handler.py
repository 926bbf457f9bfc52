"""A signal comes in between, the handler runs, the program goes on."""

import os
import signal
import time
from functools import partial
from types import FrameType

say = partial(print, flush=True)


def on_usr1(signum: int, frame: FrameType | None) -> None:
    say(f"{os.getpid()}:   on_usr1 runs, for {signal.Signals(signum).name}")


signal.signal(signal.SIGUSR1, on_usr1)
parent = os.getpid()
child = os.fork()

if child == 0:
    for seconds in 0.6, 1.0:
        time.sleep(seconds)
        say(f"{os.getpid()}: SIGUSR1 to {parent}")
        os.kill(parent, signal.SIGUSR1)
    time.sleep(0.5)
    os._exit(0)

say(f"{parent}: sleeping for 1.1 s")
time.sleep(1.1)
say(f"{parent}: waiting for {child}")
os.waitpid(child, 0)
say(f"{parent}: slept and waited to the end in spite of two signals")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "signals"
# order = 2
# title.en = "A signal handler"
# title.zh = "信号处理函数"
# teaches.en = '''
# signal.signal(signum, function) says which function shall run when the signal comes. The
# process leaves what it is doing, runs the handler, and goes on where it was. Even a sleep and
# a wait that were interrupted go on for the rest of their time.
# '''
# teaches.zh = '''
# signal.signal(signum, function) 规定信号到来时执行哪个函数。
# 进程放下手头的事，执行处理函数，然后从原来的地方继续。
# 就连被打断的 sleep 和 wait，也会接着等完剩下的时间。
# '''
# watch.en = '''
# The signal travels from the child to the parent, the handler begins and ends, and the parent
# is back in its sleep. The second signal comes while the parent waits for the child.
# '''
# watch.zh = '''
# 信号从子进程飞向父进程，处理函数开始、结束，父进程又回到原来的睡眠。
# 第二个信号到来时，父进程正在等待子进程。
# '''
# trap.en = '''
# A handler runs between any two steps of the main thread, even in the middle of a print:
# printing from a handler, as this lesson does, may fail in a bigger program.
# '''
# trap.zh = '''
# 处理函数可能插在主线程的任意两步之间，甚至插在一次 print 的中途：
# 像这一课这样在处理函数里打印，在大一些的程序里可能出错。
# '''
# habit.en = '''
# Do as little as possible in the handler: set a flag, and let the main program act on it.
# '''
# habit.zh = '''
# 处理函数里做得越少越好：设置一个标志，由主程序去处理。
# '''
# differs.en = '''
# The same on Linux and macOS, though SIGUSR1 has another number (10 and 30): use the name.
# Windows has no SIGUSR1. Sleeps and waits go on by themselves since Python 3.5 (PEP 475).
# '''
# differs.zh = '''
# Linux 和 macOS 上相同，只是 SIGUSR1 的编号不同（10 和 30）：请使用名字。
# Windows 没有 SIGUSR1。从 Python 3.5 起（PEP 475），sleep 和 wait 会自动继续。
# '''
# read.en = "signal(7), kill(2), sigaction(2); Python docs: signal.signal, os.kill; PEP 475"
# read.zh = "signal(7)、kill(2)、sigaction(2)；Python 文档：signal.signal、os.kill；PEP 475"
#
# [[tool.procviz.questions]]
# en = "How often does on_usr1 run?"
# zh = "on_usr1 会执行几次？"
# count = {kind = "handler_began", handler = "on_usr1"}
# choices = [0, 1, 2, 3]
#
# [[tool.procviz.questions]]
# en = "The second signal comes while the parent is in waitpid. What becomes of that wait?"
# zh = "第二个信号到来时，父进程正在 waitpid 里。这次等待会怎样？"
# choices = [
#   {en = "it raises InterruptedError", zh = "抛出 InterruptedError", when = [
#     {kind = "wait_ended", pid = "$root", error = "InterruptedError"},
#   ]},
#   {en = "it comes back with (0, 0)", zh = "返回 (0, 0)", when = [
#     {kind = "wait_ended", pid = "$root", child = 0, error = ""},
#   ]},
#   {en = "it goes on after the handler", zh = "处理函数执行之后继续等待", when = [
#     {kind = "wait_began", pid = "$root", target = "$c"},
#     {kind = "handler_began", pid = "$root"},
#     {kind = "handler_ended", pid = "$root"},
#     {kind = "wait_ended", pid = "$root", child = "$c"},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# disposition_set = 1
# signal_sent = 2
# handler_began = 2
# handler_ended = 2
# statuses = [0]
# exit = 0
# output = '''
# <p>: sleeping for 1.1 s
# <c>: SIGUSR1 to <p>
# <p>:   on_usr1 runs, for SIGUSR1
# <p>: waiting for <c>
# <c>: SIGUSR1 to <p>
# <p>:   on_usr1 runs, for SIGUSR1
# <p>: slept and waited to the end in spite of two signals
# '''
# order = [
#   [
#     {kind = "disposition_set", pid = "$root", signal = "SIGUSR1", action = "handler"},
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "signal_sent", pid = "$c", to = "$root", signal = "SIGUSR1"},
#     {kind = "handler_began", pid = "$root", signal = "SIGUSR1", handler = "on_usr1"},
#     {kind = "handler_ended", pid = "$root", signal = "SIGUSR1"},
#     {kind = "wait_began", pid = "$root", target = "$c"},
#     {kind = "signal_sent", pid = "$c", to = "$root", signal = "SIGUSR1"},
#     {kind = "handler_began", pid = "$root", signal = "SIGUSR1", handler = "on_usr1"},
#     {kind = "handler_ended", pid = "$root", signal = "SIGUSR1"},
#     {kind = "reaped", pid = "$root", child = "$c", code = 0},
#   ],
# ]
# ///
