"""What a signal does to a process that has no handler for it."""

import os
import resource
import signal
import time
from functools import partial

say = partial(print, flush=True)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # let no core file be left behind


def start() -> int:
    pid = os.fork()
    if pid == 0:
        time.sleep(4.5)
        os._exit(0)
    return pid


def told(status: int) -> str:
    if os.WIFSTOPPED(status):
        return f"was stopped by {signal.Signals(os.WSTOPSIG(status)).name}"
    if os.WIFCONTINUED(status):
        return "goes on"
    return f"left with {os.waitstatus_to_exitcode(status)}"


term, core, stop, cont, ignore = (start() for _ in range(5))
for pid, sent in (
    (term, signal.SIGTERM),
    (core, signal.SIGQUIT),
    (stop, signal.SIGSTOP),
    (cont, signal.SIGSTOP),
    (cont, signal.SIGCONT),
    (stop, signal.SIGKILL),
    (ignore, signal.SIGWINCH),
):
    time.sleep(0.5)
    os.kill(pid, sent)
    _, status = os.waitpid(pid, os.WUNTRACED | os.WCONTINUED)
    say(f"{os.getpid()}: {sent.name} to {pid}, which {told(status)}")

_, status = os.waitpid(cont, 0)
say(f"{os.getpid()}: {cont} came to its end too and {told(status)}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "signals"
# order = 3
# title.en = "Default actions: what a signal does by itself"
# title.zh = "默认动作：信号本身会做什么"
# teaches.en = '''
# A process that has set nothing for a signal gets the signal's default action, and there are five:
# terminate, terminate with a core dump, ignore, stop and continue. A stopped process is not dead:
# it keeps everything and runs no further until SIGCONT. waitpid() tells of stops with WUNTRACED and
# of continuing with WCONTINUED, without reaping anybody.
# '''
# teaches.zh = '''
# 进程如果没有为某个信号做过设置，收到它就执行默认动作，一共有五种：
# 终止、终止并产生 core dump、忽略、停止、继续。
# 停止的进程并没有死：它保留一切，只是在收到 SIGCONT 之前不再运行。
# waitpid() 加上 WUNTRACED 会报告停止，加上 WCONTINUED 会报告继续，但都不回收进程。
# '''
# watch.en = '''
# Five children with the same code, and each gets another signal: one after another dies, stops, or
# goes on. The last one ignores its signal and lives until its own end, with the status 0.
# '''
# watch.zh = '''
# 五个子进程执行同样的代码，收到的信号各不相同：有的结束，有的停住，有的继续。
# 最后一个忽略了信号，一直活到自己结束，退出码是 0。
# '''
# trap.en = '''
# A stopped process keeps its locks, its pipe ends and its memory, and others may wait for it. And
# SIGKILL and SIGSTOP have no other action: they can be neither caught nor ignored.
# '''
# trap.zh = '''
# 停止的进程仍然持有锁、管道的两端和内存，别的进程可能正在等它。
# 另外，SIGKILL 和 SIGSTOP 只有默认动作：既不能捕获，也不能忽略。
# '''
# habit.en = '''
# Ask a process to end with SIGTERM, wait a while, and only then use SIGKILL, which lets nobody
# tidy up. Look up the default in signal(7) before you send anything else.
# '''
# habit.zh = '''
# 先用 SIGTERM 请进程结束，等一会儿，不行再用 SIGKILL，因为它不给任何清理的机会。
# 发送别的信号之前，先在 signal(7) 里查一查它的默认动作。
# '''
# differs.en = '''
# The same on Linux and macOS; a core dump goes where the system says, and with a limit of 0
# there is none. Windows has no such signals: os.kill() there only terminates.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同；core dump 存到哪里由系统决定，大小限制为 0 时不产生。
# Windows 没有这些信号：那里的 os.kill() 只会终止进程。
# '''
# read.en = "signal(7), table of default actions; waitpid(2), core(5); Python docs: os.waitpid"
# read.zh = "signal(7) 的默认动作表；waitpid(2)、core(5)；Python 文档：os.waitpid"
#
# [[tool.procviz.questions]]
# en = "Five children, five different signals. How many of the children are killed by one?"
# zh = "五个子进程收到不同的信号。其中有几个被信号终止？"
# choices = [2, 3, 4, 5]
# count = {kind = "exited", signal = "~^SIG"}
#
# [[tool.procviz.questions]]
# en = "One child gets SIGSTOP, and SIGCONT half a second later. How does it end?"
# zh = "一个子进程先收到 SIGSTOP，半秒之后又收到 SIGCONT。它怎样结束？"
# choices = [
#   {en = "SIGSTOP kills it", zh = "被 SIGSTOP 终止", when = [
#     {kind = "signal_sent", to = "$child", signal = "SIGCONT"},
#     {kind = "exited", pid = "$child", signal = "SIGSTOP"},
#   ]},
#   {en = "by itself, with status 0", zh = "自行结束，退出码 0", when = [
#     {kind = "signal_sent", to = "$child", signal = "SIGCONT"},
#     {kind = "exited", pid = "$child", code = 0},
#   ]},
#   {en = "SIGCONT kills it, for it has no handler", zh = "没有处理函数，被 SIGCONT 终止", when = [
#     {kind = "signal_sent", to = "$child", signal = "SIGCONT"},
#     {kind = "exited", pid = "$child", signal = "SIGCONT"},
#   ]},
#   {en = "it stays stopped until it is killed", zh = "一直停止，直到被 SIGKILL 终止", when = [
#     {kind = "signal_sent", to = "$child", signal = "SIGCONT"},
#     {kind = "exited", pid = "$child", signal = "SIGKILL"},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 5
# exited = 5
# reaped = 5
# statuses = [0, 0, "SIGTERM", "SIGQUIT", "SIGKILL"]
# exit = 0
# output = '''
# <p>: SIGTERM to <a>, which left with -15
# <p>: SIGQUIT to <b>, which left with -3
# <p>: SIGSTOP to <c>, which was stopped by SIGSTOP
# <p>: SIGSTOP to <d>, which was stopped by SIGSTOP
# <p>: SIGCONT to <d>, which goes on
# <p>: SIGKILL to <c>, which left with -9
# <p>: SIGWINCH to <e>, which left with 0
# <p>: <d> came to its end too and left with 0
# '''
# signal_sent = 7
# stopped = ">= 1"
# order = [
#   [
#     {kind = "signal_sent", pid = "$root", to = "$stop", signal = "SIGSTOP"},
#     {kind = "stopped", pid = "$stop"},
#     {kind = "signal_sent", pid = "$root", to = "$stop", signal = "SIGKILL"},
#   ],
#   [
#     {kind = "signal_sent", pid = "$root", to = "$term", signal = "SIGTERM"},
#     {kind = "exited", pid = "$term", signal = "SIGTERM"},
#     {kind = "reaped", pid = "$root", child = "$term", signal = "SIGTERM"},
#   ],
#   [
#     {kind = "signal_sent", pid = "$root", to = "$core", signal = "SIGQUIT"},
#     {kind = "exited", pid = "$core", signal = "SIGQUIT"},
#     {kind = "reaped", pid = "$root", child = "$core", signal = "SIGQUIT"},
#   ],
#   [
#     {kind = "signal_sent", pid = "$root", to = "$stop", signal = "SIGSTOP"},
#     {kind = "wait_ended", pid = "$root", child = "$stop", stopped = "SIGSTOP"},
#     {kind = "signal_sent", pid = "$root", to = "$stop", signal = "SIGKILL"},
#     {kind = "exited", pid = "$stop", signal = "SIGKILL"},
#     {kind = "reaped", pid = "$root", child = "$stop", signal = "SIGKILL"},
#   ],
#   [
#     {kind = "signal_sent", pid = "$root", to = "$cont", signal = "SIGSTOP"},
#     {kind = "wait_ended", pid = "$root", child = "$cont", stopped = "SIGSTOP"},
#     {kind = "signal_sent", pid = "$root", to = "$cont", signal = "SIGCONT"},
#     {kind = "wait_ended", pid = "$root", child = "$cont", continued = true},
#     {kind = "exited", pid = "$cont", code = 0},
#   ],
#   [
#     {kind = "signal_sent", pid = "$root", to = "$ignore", signal = "SIGWINCH"},
#     {kind = "exited", pid = "$ignore", code = 0},
#     {kind = "reaped", pid = "$root", child = "$ignore", code = 0},
#   ],
# ]
# ///
