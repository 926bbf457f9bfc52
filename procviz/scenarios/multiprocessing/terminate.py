"""Ending another process: a request, a death, a reap."""

import os
import time
from functools import partial
from multiprocessing import get_context

say = partial(print, flush=True)
Process = get_context("fork").Process  # so the child is ours, and not a fork server's


def work() -> None:
    say(f"{os.getpid()}: working, it takes a minute")
    try:
        time.sleep(60)
    finally:
        say(f"{os.getpid()}: cleaned up")


def main() -> None:
    process = Process(target=work, name="minute")
    say(f"{os.getpid()}: made, is it alive? {process.is_alive()}")
    process.start()
    time.sleep(0.8)
    say(f"{os.getpid()}: at work, is it alive? {process.is_alive()}")

    process.terminate()
    say(f"{os.getpid()}: terminate came back; busy with other things")
    time.sleep(1.5)

    process.join()
    say(f"{os.getpid()}: joined, is it alive? {process.is_alive()}")
    say(f"{os.getpid()}: exit code {process.exitcode}")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "multiprocessing"
# order = 5
# title.en = "terminate: ending a process"
# title.zh = "terminate：终止一个进程"
# teaches.en = '''
# process.terminate() sends SIGTERM and comes back at once. The process dies of the signal wherever
# it is, without running `finally`, and becomes a zombie. Only join(), or a look with is_alive(),
# reaps it; from then on exitcode is -15.
# '''
# teaches.zh = '''
# process.terminate() 发送 SIGTERM，然后立刻返回。
# 那个进程不管正在做什么都会因信号而结束，`finally` 也不执行，随后成为僵尸进程。
# 只有 join() 或者用 is_alive() 查看时才回收它；此后 exitcode 是 -15。
# '''
# watch.en = '''
# The signal goes from the main process to its child, and the child is dead at once. Then it stands
# there as a zombie, while its parent is busy, until the join takes it away.
# '''
# watch.zh = '''
# 信号从主进程飞向子进程，子进程随即死去。
# 父进程在忙别的事，它就一直以僵尸的样子留在那里，直到 join 把它回收。
# '''
# trap.en = '''
# Right after terminate() is_alive() may still say True: the signal was sent, not obeyed yet. And
# what the process held at that moment, a lock or half a message in a queue, stays as it is.
# '''
# trap.zh = '''
# terminate() 之后马上调用 is_alive()，可能仍然得到 True：信号已经发出，但还没有生效。
# 另外，进程当时持有的锁、在队列里写了一半的消息，都会原样留下。
# '''
# habit.en = '''
# After terminate() always join(). Better still, ask the process to end through an event or a queue,
# and keep terminate() for one that does not answer.
# '''
# habit.zh = '''
# terminate() 之后一定要 join()。
# 更好的做法是通过事件或队列请它自己结束，只有它不回应时才用 terminate()。
# '''
# differs.en = '''
# The same on Linux and macOS. On Windows terminate() is TerminateProcess(), which nobody can catch;
# there kill() is the same, here it sends SIGKILL (since Python 3.7). Under forkserver, the default
# on Linux from 3.14 on, the server reaps the dead child at once, so this script asks for fork.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同。Windows 上 terminate() 就是无法捕获的 TerminateProcess()，kill() 与它相同；
# 这里的 kill() 则发送 SIGKILL（从 Python 3.7 起）。Linux 上从 3.14 起默认使用 forkserver，
# 死去的子进程会马上由 fork server 回收，所以这个脚本指定用 fork。
# '''
# read.en = "Python docs: multiprocessing.Process.terminate, kill, is_alive, exitcode; signal(7)"
# read.zh = "Python 文档：multiprocessing.Process.terminate、kill、is_alive、exitcode；signal(7)"
#
# [[tool.procviz.questions]]
# en = "Will the terminated process still print what stands under its `finally`?"
# zh = "被终止的进程还会打印 `finally` 里的那一行吗？"
# choices = [
#   {en = "yes, before it ends", zh = "会，在结束之前打印", when = [
#     {kind = "wrote", text = "~cleaned up"},
#   ]},
#   {en = "no, the signal kills it in its sleep", zh = "不会，它在睡眠中就被信号终止了", when = [
#     {kind = "signal_sent", to = "$c", signal = "SIGTERM"},
#     {kind = "exited", pid = "$c", signal = "SIGTERM"},
#   ]},
#   {en = "it does not end: its minute comes first", zh = "它不会结束：要先睡满一分钟", when = [
#     {kind = "signal_sent", to = "$c", signal = "SIGTERM"},
#     {kind = "exited", pid = "$c", code = 0},
#   ]},
# ]
#
# [[tool.procviz.questions]]
# en = "When does the PID of the terminated process become free?"
# zh = "被终止的进程，它的 PID 什么时候释放？"
# choices = [
#   {en = "at once, as it dies", zh = "它一死就释放", when = [
#     {kind = "signal_sent", to = "$c", signal = "SIGTERM"},
#     {kind = "reaped", child = "$c"},
#     {kind = "wait_began", call = "Process.join", target = "$c"},
#   ]},
#   {en = "at the join", zh = "在 join 的时候", when = [
#     {kind = "zombie", pid = "$c"},
#     {kind = "wait_began", pid = "$root", call = "Process.join", target = "$c"},
#     {kind = "reaped", pid = "$root", child = "$c"},
#   ]},
#   {en = "when the main process ends", zh = "主进程结束的时候", when = [
#     {kind = "zombie", pid = "$c"},
#     {kind = "run_ended", pid = "$root"},
#     {kind = "reaped", child = "$c"},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# zombie = ">= 1"
# reaped = 1
# signal_sent = 1
# statuses = ["SIGTERM"]
# exit = 0
# output = '''
# <p>: made, is it alive? False
# <c>: working, it takes a minute
# <p>: at work, is it alive? True
# <p>: terminate came back; busy with other things
# <p>: joined, is it alive? False
# <p>: exit code -15
# '''
# findings = ["zombie"]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "signal_sent", pid = "$root", to = "$c", call = "Process.terminate"},
#     {kind = "exited", pid = "$c", signal = "SIGTERM"},
#     {kind = "zombie", pid = "$c"},
#     {kind = "wait_began", pid = "$root", call = "Process.join", target = "$c"},
#     {kind = "reaped", pid = "$root", child = "$c", signal = "SIGTERM"},
#     {kind = "wait_ended", pid = "$root", call = "Process.join", child = "$c", signal = "SIGTERM"},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "named", pid = "$c", name = "minute"},
#   ],
# ]
# ///
