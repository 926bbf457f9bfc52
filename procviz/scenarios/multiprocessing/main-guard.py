"""What the guard guards against: this script has none."""

import multiprocessing
import os
import time
from functools import partial

say = partial(print, flush=True)
say(f"{os.getpid()}: this file runs from the top, as {__name__}")
time.sleep(0.7)


def work() -> None:
    say(f"{os.getpid()}: nobody ever reads this")


# here `if __name__ == "__main__":` is missing, so a spawned child comes by as well
process = multiprocessing.get_context("spawn").Process(target=work)
say(f"{os.getpid()}: starting a process")
process.start()
process.join()
say(f"{os.getpid()}: {process.pid} ended with {process.exitcode}, and work never ran")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "multiprocessing"
# order = 3
# title.en = "The main guard, left out"
# title.zh = "漏写 if __name__ == \"__main__\""
# teaches.en = '''
# A spawned child imports the main file again, to find the function that it shall run. Whatever
# stands there at module level runs in the child too, and so does the start of a process. Python
# notices that: it refuses with RuntimeError, where else each child would start the next for ever.
# '''
# teaches.zh = '''
# 用 spawn 启动的子进程会重新导入主文件，好找到要执行的函数。
# 文件里写在模块层的代码，在子进程里也会执行一遍，启动进程的那一行也不例外。
# Python 能察觉这一点，以 RuntimeError 拒绝；否则每个子进程都会再启动下一个，没完没了。
# '''
# watch.en = '''
# The child runs the file from the top, under the name __mp_main__, up to the same start(). There
# it dies of the RuntimeError; work never runs, and no third generation appears.
# '''
# watch.zh = '''
# 子进程以 __mp_main__ 之名从头执行这个文件，一直走到同一个 start()。
# 它在那里因 RuntimeError 而结束；work 从未执行，第三代进程也没有出现。
# '''
# trap.en = '''
# Under fork the same script works, so the mistake sleeps until somebody runs it on macOS, on
# Windows or on Python 3.14. And the parent gets no exception: only the exit code 1 tells.
# '''
# trap.zh = '''
# 用 fork 时同样的脚本一切正常，错误一直潜伏着，直到有人在 macOS、Windows 或 Python 3.14 上运行它。
# 而且父进程收不到异常：只有退出码 1 说明出了事。
# '''
# habit.en = '''
# Put everything that acts into a function, and call it under `if __name__ == "__main__"`; leave
# only imports, constants and definitions at module level.
# '''
# habit.zh = '''
# 把真正做事的代码放进函数，在 `if __name__ == "__main__"` 之下调用；
# 模块层只留导入、常量和定义。
# '''
# differs.en = '''
# The guard is needed wherever the start method is spawn (the default on macOS and Windows) or
# forkserver (the default on Linux from Python 3.14 on). This script asks for spawn, so that it
# fails everywhere alike.
# '''
# differs.zh = '''
# 凡是启动方法为 spawn（macOS 和 Windows 的默认值）或 forkserver
# （Linux 上从 Python 3.14 起的默认值），都需要这一行保护。
# 这个脚本指定用 spawn，所以在哪里都一样出错。
# '''
# read.en = "Python docs: multiprocessing, Programming guidelines, Safe importing of main module"
# read.zh = "Python 文档：multiprocessing 的编程指导、主模块的安全导入"
#
# [[tool.procviz.questions]]
# en = "How many processes will there be, the first one and one helper of the library included?"
# zh = "连同最初的进程和库的一个辅助进程，一共会有几个进程？"
# count = {kind = "spawned"}
# plus = 1
# choices = [2, 3, 4, 8]
#
# [[tool.procviz.questions]]
# en = "What happens when the child comes to process.start()?"
# zh = "子进程走到 process.start() 时会怎样？"
# choices = [
#   {en = "it starts a child of its own", zh = "它又启动一个自己的子进程", when = [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "spawned", pid = "$c"},
#   ]},
#   {en = "it dies of an exception", zh = "它因异常而结束", when = [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "exiting", pid = "$c", how = "exception"},
#     {kind = "exited", pid = "$c", code = 1},
#   ]},
#   {en = "it skips the line and runs work", zh = "它跳过这一行，执行 work", when = [
#     {kind = "wrote", fd = 1, text = "~nobody ever reads"},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# reaped = 2
# statuses = [0, 1]
# exit = 0
# output = '''
# <p>: this file runs from the top, as __main__
# <p>: starting a process
# <c>: this file runs from the top, as __mp_main__
# <c>: starting a process
# <p>: <c> ended with 1, and work never ran
# '''
# errors = ["RuntimeError", "bootstrapping phase"]
# seen = [
#   {kind = "spawned", pid = "$root", n = 2},
#   {kind = "named", role = "resource tracker", n = 1},
# ]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "wait_began", pid = "$root", call = "Process.join", target = "$c"},
#     {kind = "exiting", pid = "$c", how = "exception", code = 1},
#     {kind = "exited", pid = "$c", code = 1},
#     {kind = "reaped", pid = "$root", child = "$c", code = 1},
#     {kind = "wait_ended", pid = "$root", call = "Process.join", child = "$c", code = 1},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "wrote", pid = "$c", fd = 2, text = "~Traceback"},
#   ],
# ]
# ///
