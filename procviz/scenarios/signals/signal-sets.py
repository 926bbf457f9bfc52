"""Which signals there are depends on the system: ask it."""

import os
import signal
import sys
import time
from functools import partial

say = partial(print, flush=True)
KNOWN = {
    "everywhere": ("SIGABRT", "SIGFPE", "SIGILL", "SIGINT", "SIGSEGV", "SIGTERM"),
    "on Linux": ("SIGPWR", "SIGRTMIN", "SIGRTMAX"),
    "on macOS": ("SIGEMT", "SIGINFO"),
    "on Windows": ("SIGBREAK", "CTRL_C_EVENT"),
}

valid = sorted(signal.valid_signals())
named = [one for one in valid if isinstance(one, signal.Signals)]
say(f"{os.getpid()}: {sys.platform} has {len(valid)} signals, {len(named)} of them by name")
for at in range(0, len(named), 6):
    say(f"{os.getpid()}:", *(f"{one.value:2} {one.name:9}" for one in named[at : at + 6]))
    time.sleep(0.2)

for where, names in KNOWN.items():
    here = sum(hasattr(signal, name) for name in names)
    say(f"{os.getpid()}: {where} {', '.join(names)}: here {here} of {len(names)}")
    time.sleep(0.2)

if hasattr(os, "fork") and hasattr(signal, "SIGRTMIN"):
    child = os.fork()
    if child == 0:
        time.sleep(30)
        os._exit(0)
    time.sleep(0.6)
    os.kill(child, signal.SIGRTMIN + 1)  # only its number tells what it means
    _, status = os.waitpid(child, 0)
    say(f"{os.getpid()}: {child} ended with {os.waitstatus_to_exitcode(status)}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "signals"
# order = 6
# title.en = "Signal sets: what this machine has"
# title.zh = "信号集：这台机器有哪些信号"
# teaches.en = '''
# Every system has its own set of signals: signal.valid_signals() gives the set of the machine that
# the program runs on. The same name can have another number elsewhere, and some names are missing,
# so write names and ask hasattr() for those that are not everywhere. On Linux the numbers from
# SIGRTMIN to SIGRTMAX are real-time signals, most of which have no name of their own.
# '''
# teaches.zh = '''
# 每个系统都有自己的一套信号：signal.valid_signals() 返回程序所在机器的信号集。
# 同一个名字在别的系统上编号可能不同，有的名字根本没有，所以要用名字，不通用的先用 hasattr() 检查。
# 在 Linux 上，从 SIGRTMIN 到 SIGRTMAX 的编号是实时信号，其中大多数没有自己的名字。
# '''
# watch.en = '''
# The table that the program prints is the real one of this machine; below it stand names that are
# known everywhere, and some that are not. In the end a real-time signal kills a child.
# '''
# watch.zh = '''
# 程序打印的就是这台机器真实的信号表；表下面是到处都有的名字，以及只在某些系统上才有的名字。
# 最后，一个子进程被实时信号终止。
# '''
# trap.en = '''
# Numbers above 31 are not portable, and not even 7 or 10 are: 10 is SIGUSR1 on Linux and SIGBUS
# on macOS. And 32 and 33 are missing here, as the C library keeps them for its threads.
# '''
# trap.zh = '''
# 大于 31 的编号不可移植，连 7 和 10 也不行：10 在 Linux 上是 SIGUSR1，在 macOS 上是 SIGBUS。
# 这里没有 32 和 33，因为 C 库把它们留给了线程。
# '''
# habit.en = '''
# Use SIGTERM and SIGINT where you can: they are known on every system. For the rest write
# getattr(signal, "SIGINFO", None), and the same for os.fork.
# '''
# habit.zh = '''
# 尽量使用 SIGTERM 和 SIGINT：每个系统都认识它们。
# 其余的写成 getattr(signal, "SIGINFO", None)，os.fork 也一样。
# '''
# differs.en = '''
# macOS has 31 signals, SIGINFO and SIGEMT among them, and no real-time signals. Windows knows seven
# names, and no os.fork: there processes are started with subprocess or multiprocessing.
# '''
# differs.zh = '''
# macOS 有 31 个信号，其中有 SIGINFO 和 SIGEMT，没有实时信号。
# Windows 只有七个名字，也没有 os.fork：那里用 subprocess 或 multiprocessing 启动进程。
# '''
# read.en = "signal(7), sections Standard signals and Real-time signals; Python docs: valid_signals"
# read.zh = "signal(7) 的 Standard signals、Real-time signals 两节；Python 文档：valid_signals"
#
# [[tool.procviz.questions]]
# en = "How many signals does this machine have?"
# zh = "这台机器有多少个信号？"
# choices = [
#   {en = "7", zh = "7 个", when = [{kind = "wrote", text = "~ has 7 signals"}]},
#   {en = "31", zh = "31 个", when = [{kind = "wrote", text = "~ has 31 signals"}]},
#   {en = "more than 60", zh = "60 多个", when = [{kind = "wrote", text = "~ has 6\\d signals"}]},
#   {en = "another number", zh = "其他数目"},
# ]
#
# [[tool.procviz.questions]]
# en = "A child without handlers gets SIGRTMIN+1, a real-time signal. What happens to it?"
# zh = "一个没有处理函数的子进程收到实时信号 SIGRTMIN+1。它会怎样？"
# choices = [
#   {en = "nothing, it is ignored", zh = "什么也不会发生，信号被忽略", when = [
#     {kind = "exited", pid = "$child", code = 0},
#   ]},
#   {en = "it stops until SIGCONT", zh = "停住，直到收到 SIGCONT", when = [
#     {kind = "stopped", pid = "$child"},
#   ]},
#   {en = "the signal kills it", zh = "被这个信号终止", when = [
#     {kind = "exited", pid = "$child", signal = "~^SIGRT"},
#   ]},
#   {en = "this machine has no such signal", zh = "这台机器没有这样的信号"},
# ]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# statuses = ["SIGRTMIN+1"]
# exit = 0
# signal_sent = 1
# output = '''
# <p>: linux has <*> signals, <*> of them by name
# <p>:  1 SIGHUP <*> 2 SIGINT <*> 3 SIGQUIT <*>
# <p>: <*>
# <p>: <*>
# <p>: <*>
# <p>: <*>
# <p>: <*> SIGRTMIN <*> SIGRTMAX<*>
# <p>: everywhere SIGABRT, SIGFPE, SIGILL, SIGINT, SIGSEGV, SIGTERM: here 6 of 6
# <p>: on Linux SIGPWR, SIGRTMIN, SIGRTMAX: here 3 of 3
# <p>: on macOS SIGEMT, SIGINFO: here 0 of 2
# <p>: on Windows SIGBREAK, CTRL_C_EVENT: here 0 of 2
# <p>: <c> ended with -<*>
# '''
# order = [[
#   {kind = "spawned", pid = "$root", child = "$child"},
#   {kind = "signal_sent", pid = "$root", to = "$child", signal = "SIGRTMIN+1"},
#   {kind = "exited", pid = "$child", signal = "SIGRTMIN+1"},
#   {kind = "reaped", pid = "$root", child = "$child", signal = "SIGRTMIN+1"},
# ]]
# ///
