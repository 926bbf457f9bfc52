"""Daemonic processes do not outlive the main process; others are waited for."""

import os
import sys
import time
from functools import partial
from multiprocessing import Process, current_process

say = partial(print, flush=True)


def work(seconds: float) -> None:
    say(f"{os.getpid()}: {current_process().name} begins, {seconds} s of work")
    time.sleep(seconds)
    say(f"{os.getpid()}: {current_process().name} has done its work")


def main() -> None:
    plain = Process(target=work, args=(2.2,), name="plain")
    daemonic = Process(target=work, args=(3.4,), name="daemonic", daemon=True)
    plain.start()
    time.sleep(0.4)
    daemonic.start()
    time.sleep(1)
    if sys.argv[1:] == ["joined"]:
        daemonic.join()
        say(f"{os.getpid()}: joined daemonic, exit code {daemonic.exitcode}")
    say(f"{os.getpid()}: end of the main process")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "multiprocessing"
# order = 9
# title.en = "Daemonic processes"
# title.zh = "守护的子进程：daemon=True"
# teaches.en = '''
# A Process is either plain or daemonic (daemon=True). When the main process comes to its end, it
# waits for its plain children, but its daemonic children it terminates with SIGTERM. To let a
# daemonic child finish, join it before that.
# '''
# teaches.zh = '''
# Process 有两种：普通的，和守护的（daemon=True）。
# 主进程运行到末尾时，会等待普通的子进程，而守护的子进程会被它用 SIGTERM 终止。
# 要让守护的子进程做完，就在那之前 join 它。
# '''
# watch.en = '''
# Both children have work to do when the main process gets to its end. Not joined, the daemonic one
# is killed in the middle of it, and the plain one is waited for; joined, both come to their last
# line.
# '''
# watch.zh = '''
# 主进程走到末尾时，两个子进程都还有事没做完。
# 没有 join 时，守护的那个中途被终止，普通的那个被等待；join 之后，两个都走到了最后一行。
# '''
# trap.en = '''
# A daemonic process is not a Unix daemon: it does not outlive its parent, quite the contrary. And
# it may not have children of its own, since nobody would clean up after it.
# '''
# trap.zh = '''
# daemon=True 的进程并不是 Unix 意义上的守护进程：它不会比父进程活得更久，恰恰相反。
# 它也不能有自己的子进程，因为没有人替它善后。
# '''
# habit.en = '''
# Make daemonic only what may be cut off at any line, such as a watcher that writes nothing. Join
# all the others.
# '''
# habit.zh = '''
# 只有随时中断也无妨的工作才设为守护的，例如只看不写的监视进程；其余的都要 join。
# '''
# differs.en = '''
# The same everywhere; Windows has no SIGTERM and ends the process at once. If the main process
# itself is killed by a signal, it terminates nobody, and even daemonic children live on.
# '''
# differs.zh = '''
# 各处相同；Windows 没有 SIGTERM，而是直接结束进程。
# 如果主进程自己被信号终止，就没有人去终止它们，守护的子进程也会活下来。
# '''
# read.en = "Python docs: multiprocessing.Process.daemon, join; atexit; signal(7)"
# read.zh = "Python 文档：multiprocessing.Process.daemon、join；atexit；signal(7)"
#
# [[tool.procviz.questions]]
# en = "What becomes of the daemonic process?"
# zh = "守护的子进程会怎样？"
# choices = [
#   {en = "it finishes its work", zh = "它把工作做完", when = [
#     {kind = "named", pid = "$d", name = "daemonic"},
#     {kind = "exited", pid = "$d", code = 0},
#   ]},
#   {en = "the main process terminates it", zh = "主进程把它终止", when = [
#     {kind = "named", pid = "$d", name = "daemonic"},
#     {kind = "signal_sent", pid = "$root", to = "$d", signal = "SIGTERM"},
#     {kind = "exited", pid = "$d", signal = "SIGTERM"},
#   ]},
#   {en = "it outlives the main process", zh = "它比主进程活得更久", when = [
#     {kind = "named", pid = "$d", name = "daemonic"},
#     {kind = "run_ended", pid = "$root"},
#     {kind = "exited", pid = "$d"},
#   ]},
# ]
#
# [[tool.procviz.questions]]
# en = "The program never joins the plain process. What becomes of that one?"
# zh = "程序从来没有 join 普通的子进程。它会怎样？"
# choices = [
#   {en = "the main process terminates it", zh = "主进程把它终止", when = [
#     {kind = "named", pid = "$a", name = "plain"},
#     {kind = "exited", pid = "$a", signal = "SIGTERM"},
#   ]},
#   {en = "it outlives the main process", zh = "它比主进程活得更久", when = [
#     {kind = "named", pid = "$a", name = "plain"},
#     {kind = "run_ended", pid = "$root"},
#     {kind = "exited", pid = "$a"},
#   ]},
#   {en = "it finishes before the main process ends", zh = "它做完之后，主进程才结束", when = [
#     {kind = "named", pid = "$a", name = "plain"},
#     {kind = "exited", pid = "$a", code = 0},
#     {kind = "reaped", pid = "$root", child = "$a"},
#     {kind = "run_ended", pid = "$root"},
#   ]},
# ]
#
# [tool.procviz.variants.joined]
# en = "the main process joins the daemonic child: it may finish"
# zh = "主进程 join 守护的子进程：它可以做完"
#
# [tool.procviz.variants.joined.expect]
# statuses = [0, 0]
# signal_sent = 0
# output = '''
# <a>: plain begins, 2.2 s of work
# <d>: daemonic begins, 3.4 s of work
# <a>: plain has done its work
# <d>: daemonic has done its work
# <p>: joined daemonic, exit code 0
# <p>: end of the main process
# '''
# order = [
#   [
#     {kind = "named", pid = "$d", name = "daemonic"},
#     {kind = "wait_began", pid = "$root", call = "Process.join", target = "$d"},
#     {kind = "exited", pid = "$d", code = 0},
#     {kind = "reaped", pid = "$root", child = "$d", code = 0},
#     {kind = "wait_ended", pid = "$root", call = "Process.join", child = "$d", code = 0},
#   ],
# ]
#
# [tool.procviz.variants.not-joined]
# en = "the main process ends without a join: the daemonic child is terminated"
# zh = "主进程不 join 就结束：守护的子进程被终止"
#
# [tool.procviz.variants.not-joined.expect]
# statuses = [0, "SIGTERM"]
# signal_sent = 1
# output = '''
# <a>: plain begins, 2.2 s of work
# <d>: daemonic begins, 3.4 s of work
# <p>: end of the main process
# <a>: plain has done its work
# '''
# order = [
#   [
#     {kind = "named", pid = "$a", name = "plain"},
#     {kind = "named", pid = "$d", name = "daemonic"},
#     {kind = "signal_sent", pid = "$root", to = "$d", signal = "SIGTERM"},
#     {kind = "exited", pid = "$d", signal = "SIGTERM"},
#     {kind = "exited", pid = "$a", code = 0},
#     {kind = "reaped", pid = "$root", child = "$a", code = 0},
#     {kind = "run_ended", pid = "$root", code = 0},
#   ],
#   [
#     {kind = "signal_sent", pid = "$root", to = "$d", signal = "SIGTERM"},
#     {kind = "reaped", pid = "$root", child = "$d", signal = "SIGTERM"},
#   ],
# ]
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# reaped = 2
# exit = 0
# ///
