"""Five ways to end, and the exit code of each."""

import os
import sys
import time
from functools import partial
from multiprocessing import Process

say = partial(print, flush=True)


def error(seconds: float) -> None:
    time.sleep(seconds)
    sys.exit(1)


def ok(seconds: float) -> None:
    time.sleep(seconds)


def returns(seconds: float) -> int:
    time.sleep(seconds)
    return 99


def raises(seconds: float) -> None:
    time.sleep(seconds)
    raise ValueError("this went wrong")


def main() -> None:
    jobs = [
        Process(target=job, args=(0.6 + 0.4 * turn,), name=job.__name__)
        for turn, job in enumerate((error, ok, returns, raises))
    ]
    jobs.append(Process(target=time.sleep, args=(60,), name="terminated"))
    for job in jobs:
        job.start()
    for job in jobs:
        if job.name == "terminated":
            job.terminate()
        job.join()
        say(f"{os.getpid()}: {job.name:10} {job.pid}  exit code {job.exitcode:3}")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "multiprocessing"
# order = 7
# title.en = "Exit codes"
# title.zh = "退出码"
# teaches.en = '''
# Process.exitcode says how a process ended: 0 when its function came back, 1 when it raised,
# the number given to sys.exit(), and -N when signal N killed it. What the function returns is
# thrown away. Until the process has ended, exitcode is None.
# '''
# teaches.zh = '''
# Process.exitcode 说明进程怎样结束：函数正常返回是 0，抛出异常是 1，
# 调用 sys.exit() 就是给它的数字，被信号 N 终止则是 -N。
# 函数的返回值会被丢弃。进程结束之前，exitcode 是 None。
# '''
# watch.en = '''
# Five processes start together and end one after another: 1, 0, 0, 1 and -15. The 99 that one
# of them returns is nowhere to be seen.
# '''
# watch.zh = '''
# 五个进程一起启动，先后结束：1、0、0、1 和 -15。
# 其中一个函数返回的 99 在哪里都看不到。
# '''
# trap.en = '''
# An exception in a child does not reach the parent: it is printed to stderr, and only the exit
# code tells. A parent that never looks goes on as if all were well.
# '''
# trap.zh = '''
# 子进程里的异常不会传到父进程：它只打印到 stderr，剩下的只有退出码。
# 父进程如果从不检查，就会当作一切正常继续下去。
# '''
# habit.en = '''
# After each join look at exitcode; send results back through a queue, a pipe or a pool.
# '''
# habit.zh = '''
# 每次 join 之后都检查 exitcode；结果通过队列、管道或进程池传回来。
# '''
# differs.en = '''
# The same on Linux and macOS. Windows has no signals, yet Python reports a terminated process as
# -15 there too.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同。Windows 上 terminate 并不发送信号，
# 但 Python 同样用 -15 表示被终止的进程。
# '''
# read.en = "Python docs: multiprocessing.Process.exitcode, terminate; wait(2), signal(7)"
# read.zh = "Python 文档：multiprocessing.Process.exitcode、terminate；wait(2)、signal(7)"
#
# [[tool.procviz.questions]]
# en = "One function returns 99. What is the exit code of its process?"
# zh = "有一个函数返回 99。它的进程的退出码是多少？"
# choices = [
#   {en = "99", zh = "99", when = [
#     {kind = "named", pid = "$r", name = "returns"},
#     {kind = "exited", pid = "$r", code = 99},
#   ]},
#   {en = "1", zh = "1", when = [
#     {kind = "named", pid = "$r", name = "returns"},
#     {kind = "exited", pid = "$r", code = 1},
#   ]},
#   {en = "0", zh = "0", when = [
#     {kind = "named", pid = "$r", name = "returns"},
#     {kind = "exited", pid = "$r", code = 0},
#   ]},
# ]
#
# [[tool.procviz.questions]]
# en = "And the exit code of the process that is terminated?"
# zh = "被 terminate 的那个进程，退出码又是多少？"
# choices = [
#   {en = "-15, minus the number of SIGTERM", zh = "-15，即 SIGTERM 编号的负数", when = [
#     {kind = "signal_sent", pid = "$root", to = "$t"},
#     {kind = "exited", pid = "$t", signal = "SIGTERM"},
#   ]},
#   {en = "1, as for any failure", zh = "1，和其他失败一样", when = [
#     {kind = "signal_sent", pid = "$root", to = "$t"},
#     {kind = "exited", pid = "$t", code = 1},
#   ]},
#   {en = "0, as it did nothing wrong", zh = "0，因为它没有做错什么", when = [
#     {kind = "signal_sent", pid = "$root", to = "$t"},
#     {kind = "exited", pid = "$t", code = 0},
#   ]},
#   {en = "none at all: None", zh = "没有退出码：None"},
# ]
#
# [tool.procviz.expect]
# spawned = 5
# exited = 5
# reaped = 5
# signal_sent = 1
# statuses = [0, 0, 1, 1, "SIGTERM"]
# exit = 0
# output = '''
# <p>: error      <a>  exit code   1
# <p>: ok         <b>  exit code   0
# <p>: returns    <c>  exit code   0
# <p>: raises     <d>  exit code   1
# <p>: terminated <e>  exit code -15
# '''
# errors = ["Process raises:", "ValueError: this went wrong"]
# order = [
#   [{kind = "named", pid = "$a", name = "error"}, {kind = "exited", pid = "$a", code = 1}],
#   [{kind = "named", pid = "$b", name = "ok"}, {kind = "exited", pid = "$b", code = 0}],
#   [{kind = "named", pid = "$c", name = "returns"}, {kind = "exited", pid = "$c", code = 0}],
#   [{kind = "named", pid = "$d", name = "raises"}, {kind = "exited", pid = "$d", code = 1}],
#   [{kind = "named", pid = "$d", name = "raises"}, {kind = "wrote", pid = "$d", fd = 2}],
#   [
#     {kind = "signal_sent", pid = "$root", to = "$e", signal = "SIGTERM"},
#     {kind = "exited", pid = "$e", signal = "SIGTERM"},
#     {kind = "reaped", pid = "$root", child = "$e", signal = "SIGTERM"},
#   ],
# ]
# ///
