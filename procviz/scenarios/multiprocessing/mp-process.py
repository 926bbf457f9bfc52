"""A function in a process of its own."""

import os
import time
from functools import partial
from multiprocessing import Process, current_process

say = partial(print, flush=True)


def work(seconds: float, *, what: str) -> None:
    say(f"{os.getpid()}: {current_process().name} begins to {what}")
    time.sleep(seconds)
    say(f"{os.getpid()}: {current_process().name} is done")


def main() -> None:
    quick = Process(target=work, args=(0.8,), kwargs={"what": "read"})
    slow = Process(target=work, args=(2.0,), kwargs={"what": "write"}, name="writer")
    say(f"{os.getpid()}: before start, is {slow.name} alive? {slow.is_alive()}")
    quick.start()
    time.sleep(0.3)
    slow.start()

    quick.join()
    say(f"{os.getpid()}: {quick.name} joined, exit code {quick.exitcode}")
    slow.join(timeout=0.5)
    say(f"{os.getpid()}: waited 0.5 s, is {slow.name} alive? {slow.is_alive()}")
    slow.join()
    say(f"{os.getpid()}: joined, is {slow.name} alive? {slow.is_alive()}")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "multiprocessing"
# order = 1
# title.en = "Process: start and join"
# title.zh = "Process：启动与等待"
# teaches.en = '''
# Process(target, args, kwargs) describes a function call, and start() lets a new process make
# it. join() waits for that process and reaps it; join(timeout) silently gives up after so many
# seconds, and only is_alive() tells. The names are there for people.
# '''
# teaches.zh = '''
# Process(target, args, kwargs) 描述一次函数调用，start() 让一个新的进程去执行它。
# join() 等待这个进程并回收它；join(timeout) 等够了时间就放弃，而且不作声。
# 到底是哪一种，用 is_alive() 查看；名字只是给人看的。
# '''
# watch.en = '''
# Two children run side by side under their own names. The main process waits for each in turn;
# its second wait ends with the timeout, while the child works on.
# '''
# watch.zh = '''
# 两个子进程各有名字，同时运行。主进程依次等待它们；
# 第二次等待因为超时而结束，而那个子进程还在工作。
# '''
# trap.en = '''
# join(timeout) returns None in any case: without is_alive() or exitcode you do not know whether
# the process has ended. And run() in place of start() calls the function in your own process.
# '''
# trap.zh = '''
# join(timeout) 无论如何都返回 None：不看 is_alive() 或 exitcode，就不知道进程是否已经结束。
# 另外，把 start() 写成 run()，函数就会在自己的进程里执行。
# '''
# habit.en = '''
# Guard the start with `if __name__ == "__main__"`, join every process, and look at its exitcode.
# '''
# habit.zh = '''
# 用 `if __name__ == "__main__"` 保护启动代码，join 每一个进程，并检查它的 exitcode。
# '''
# differs.en = '''
# On Linux the children are forked, up to Python 3.13; from 3.14 on a fork server makes them.
# macOS and Windows start a fresh Python that imports the script again (spawn).
# '''
# differs.zh = '''
# Linux 上直到 Python 3.13，子进程都由 fork 产生；从 3.14 起由 forkserver 产生。
# macOS 和 Windows 会启动全新的 Python，并重新导入这个脚本（spawn）。
# '''
# read.en = "Python docs: multiprocessing.Process, Contexts and start methods; fork(2), waitpid(2)"
# read.zh = "Python 文档：multiprocessing.Process、上下文和启动方法；fork(2)、waitpid(2)"
#
# [[tool.procviz.questions]]
# en = "slow.join(timeout=0.5) comes too early. What happens to the writer?"
# zh = "slow.join(timeout=0.5) 等得不够久。writer 会怎样？"
# choices = [
#   {en = "it is terminated", zh = "被终止", when = [
#     {kind = "wait_began", call = "Process.join", target = "$s", timeout = 0.5},
#     {kind = "exited", pid = "$s", signal = "SIGTERM"},
#   ]},
#   {en = "it works on", zh = "继续工作", when = [
#     {kind = "wait_began", call = "Process.join", target = "$s", timeout = 0.5},
#     {kind = "wait_ended", call = "Process.join", child = 0, error = ""},
#     {kind = "exited", pid = "$s", code = 0},
#   ]},
#   {en = "it works on; join raises TimeoutError", zh = "继续工作，join 抛出 TimeoutError", when = [
#     {kind = "wait_ended", call = "Process.join", error = "TimeoutError"},
#   ]},
# ]
#
# [[tool.procviz.questions]]
# en = "How often does the main process wait in a join?"
# zh = "主进程一共在 join 里等待了几次？"
# count = {kind = "wait_began", pid = "$root", call = "Process.join"}
# choices = [1, 2, 3, 4]
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# reaped = 2
# named = 2
# statuses = [0, 0]
# exit = 0
# output = '''
# <p>: before start, is writer alive? False
# <a>: Process-1 begins to read
# <b>: writer begins to write
# <a>: Process-1 is done
# <p>: Process-1 joined, exit code 0
# <p>: waited 0.5 s, is writer alive? True
# <b>: writer is done
# <p>: joined, is writer alive? False
# '''
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$q"},
#     {kind = "named", pid = "$q", name = "Process-1"},
#     {kind = "spawned", pid = "$root", child = "$s"},
#     {kind = "wait_began", pid = "$root", call = "Process.join", target = "$q"},
#     {kind = "reaped", pid = "$root", child = "$q", code = 0},
#     {kind = "wait_ended", pid = "$root", call = "Process.join", child = "$q", code = 0},
#     {kind = "wait_began", pid = "$root", call = "Process.join", target = "$s", timeout = 0.5},
#     {kind = "wait_ended", pid = "$root", call = "Process.join", child = 0, error = ""},
#     {kind = "wait_began", pid = "$root", call = "Process.join", target = "$s"},
#     {kind = "reaped", pid = "$root", child = "$s", code = 0},
#     {kind = "wait_ended", pid = "$root", call = "Process.join", child = "$s", code = 0},
#   ],
#   [
#     {kind = "named", pid = "$s", name = "writer"},
#     {kind = "exited", pid = "$s", code = 0},
#   ],
# ]
# ///
