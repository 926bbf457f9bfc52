"""Three ways to start a process: what it gets from its parent."""

import multiprocessing
import os
import sys
import time
from functools import partial

say = partial(print, flush=True)
word = "as in the file"
say(f"{os.getpid()}: this file runs from the top, as {__name__}")


def work(argument: str) -> None:
    say(f"{os.getpid()}: word is {word!r}, argument is {argument!r}")
    say(f"{os.getpid()}: my parent is {os.getppid()}")
    time.sleep(1)


def main() -> None:
    global word
    word = "changed later"
    method = sys.argv[1] if len(sys.argv) > 1 else "fork"
    context = multiprocessing.get_context(method)
    context.set_forkserver_preload([])  # for all Pythons alike: the server imports nothing
    for _ in range(2):
        process = context.Process(target=work, args=("passed on",))
        process.start()
        process.join()
    say(f"{os.getpid()}: both are done")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "multiprocessing"
# order = 2
# title.en = "fork, spawn, forkserver"
# title.zh = "fork、spawn、forkserver 三种启动方法"
# teaches.en = '''
# With fork a child is a copy of its parent, variables and all. With spawn it is a fresh Python
# that imports your file again, under the name __mp_main__, and gets only what is pickled for it.
# With forkserver a small helper process is asked to fork, so the child is the helper's and not
# yours.
# '''
# teaches.zh = '''
# 用 fork 时，子进程是父进程的副本，变量也一起复制。
# 用 spawn 时，子进程是全新的 Python，会以 __mp_main__ 之名重新导入你的文件，
# 只收到经过 pickle 的数据。
# 用 forkserver 时，由一个小小的辅助进程代为 fork，所以子进程是它的孩子，而不是你的。
# '''
# watch.en = '''
# Flip the variants and count the processes: 3, 4 and 5. spawn needs a resource tracker, forkserver
# a fork server as well; see who draws the links to the children, and which value word has there.
# '''
# watch.zh = '''
# 切换变体，数一数进程：3 个、4 个、5 个。spawn 多出一个资源跟踪进程（resource tracker），
# forkserver 还多出一个 fork server；看看子进程连在谁下面，word 在那里是什么值。
# '''
# trap.en = '''
# A global that you change at run time reaches the children under fork and nowhere else. A program
# that relies on it works on Linux up to Python 3.13, and fails on macOS, Windows and Python 3.14.
# '''
# trap.zh = '''
# 运行时修改的全局变量，只有 fork 才会带到子进程里。
# 依赖这一点的程序在 Linux 上直到 Python 3.13 都正常，换到 macOS、Windows 或 Python 3.14 就会出错。
# '''
# habit.en = '''
# Pass all that a child needs as arguments, and choose the method yourself with get_context()
# where it matters.
# '''
# habit.zh = '''
# 子进程需要的东西都作为参数传给它；启动方法有影响时，用 get_context() 自己选定。
# '''
# differs.en = '''
# The default is fork on Linux up to Python 3.13 and forkserver from 3.14 on; on macOS (since 3.8)
# and Windows it is spawn, and Windows has no other. Here the server is told to preload nothing:
# newer Pythons let it import your file once, and the children inherit that copy.
# '''
# differs.zh = '''
# Linux 上直到 Python 3.13 默认是 fork，从 3.14 起是 forkserver；
# macOS（从 3.8 起）和 Windows 默认是 spawn，Windows 也只有这一种。
# 这里规定 fork server 不预先导入任何模块：较新的 Python 会让它先导入一次你的文件，再由子进程继承。
# '''
# read.en = "Python docs: multiprocessing, Contexts and start methods, get_context; fork(2)"
# read.zh = "Python 文档：multiprocessing 的上下文和启动方法、get_context；fork(2)"
#
# [[tool.procviz.questions]]
# en = "How many processes will there be, the first one and the library's helpers included?"
# zh = "连同最初的进程和库的辅助进程，一共会有几个进程？"
# count = {kind = "spawned"}
# plus = 1
# choices = [2, 3, 4, 5]
#
# [[tool.procviz.questions]]
# en = "The main process changes word before it starts anybody. What is word in the children?"
# zh = "主进程在启动子进程之前修改了 word。子进程里的 word 是什么？"
# choices = [
#   {en = "'changed later'", zh = "'changed later'", when = [
#     {kind = "wrote", fd = 1, text = "~word is 'changed later'"},
#   ]},
#   {en = "'as in the file'", zh = "'as in the file'", when = [
#     {kind = "wrote", fd = 1, text = "~word is 'as in the file'"},
#   ]},
#   {en = "there is none: NameError", zh = "没有这个变量：NameError", when = [
#     {kind = "wrote", fd = 2, text = "~NameError"},
#   ]},
# ]
#
# [tool.procviz.variants.fork]
# en = "each child is a copy of the main process"
# zh = "每个子进程都是主进程的副本"
#
# [tool.procviz.variants.fork.expect]
# spawned = 2
# exited = 2
# reaped = 2
# statuses = [0, 0]
# output = '''
# <p>: this file runs from the top, as __main__
# <a>: word is 'changed later', argument is 'passed on'
# <a>: my parent is <p>
# <b>: word is 'changed later', argument is 'passed on'
# <b>: my parent is <p>
# <p>: both are done
# '''
# seen = [
#   {kind = "spawned", pid = "$root", n = 2},
#   {kind = "fork_returned", value = 0, n = 2},
#   {kind = "exec_began", n = 0},
#   {kind = "named", role = "~.", n = 0},
# ]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$a"},
#     {kind = "wait_began", pid = "$root", call = "Process.join", target = "$a"},
#     {kind = "reaped", pid = "$root", child = "$a", code = 0},
#     {kind = "spawned", pid = "$root", child = "$b"},
#     {kind = "reaped", pid = "$root", child = "$b", code = 0},
#   ],
# ]
#
# [tool.procviz.variants.spawn]
# en = "each child is a fresh Python that imports this file again"
# zh = "每个子进程都是全新的 Python，重新导入这个文件"
#
# [tool.procviz.variants.spawn.expect]
# spawned = 3
# exited = 3
# reaped = 3
# statuses = [0, 0, 0]
# output = '''
# <p>: this file runs from the top, as __main__
# <a>: this file runs from the top, as __mp_main__
# <a>: word is 'as in the file', argument is 'passed on'
# <a>: my parent is <p>
# <b>: this file runs from the top, as __mp_main__
# <b>: word is 'as in the file', argument is 'passed on'
# <b>: my parent is <p>
# <p>: both are done
# '''
# seen = [
#   {kind = "spawned", pid = "$root", n = 3},
#   {kind = "fork_returned", n = 0},
#   {kind = "named", role = "resource tracker", n = 1},
#   {kind = "named", role = "fork server", n = 0},
# ]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$tracker"},
#     {kind = "spawned", pid = "$root", child = "$a"},
#     {kind = "named", pid = "$a", name = "SpawnProcess-1"},
#     {kind = "reaped", pid = "$root", child = "$a", code = 0},
#     {kind = "spawned", pid = "$root", child = "$b"},
#     {kind = "named", pid = "$b", name = "SpawnProcess-2"},
#     {kind = "reaped", pid = "$root", child = "$b", code = 0},
#     {kind = "exited", pid = "$tracker", code = 0},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$tracker"},
#     {kind = "named", pid = "$tracker", role = "resource tracker"},
#   ],
# ]
#
# [tool.procviz.variants.forkserver]
# en = "a fork server makes the children, on request"
# zh = "由 fork server 按请求产生子进程"
#
# [tool.procviz.variants.forkserver.expect]
# spawned = 4
# exited = 4
# reaped = 4
# statuses = [0, 0, 0, 0]
# output = '''
# <p>: this file runs from the top, as __main__
# <a>: this file runs from the top, as __mp_main__
# <a>: word is 'as in the file', argument is 'passed on'
# <a>: my parent is <server>
# <b>: this file runs from the top, as __mp_main__
# <b>: word is 'as in the file', argument is 'passed on'
# <b>: my parent is <server>
# <p>: both are done
# '''
# seen = [
#   {kind = "spawned", pid = "$root", n = 2},
#   {kind = "named", role = "resource tracker", n = 1},
#   {kind = "named", role = "fork server", n = 1},
# ]
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$server"},
#     {kind = "named", pid = "$server", role = "fork server"},
#     {kind = "spawned", pid = "$server", child = "$a"},
#     {kind = "named", pid = "$a", name = "ForkServerProcess-1"},
#     {kind = "reaped", pid = "$server", child = "$a", code = 0},
#     {kind = "spawned", pid = "$server", child = "$b"},
#     {kind = "named", pid = "$b", name = "ForkServerProcess-2"},
#     {kind = "reaped", pid = "$server", child = "$b", code = 0},
#     {kind = "exited", pid = "$server", code = 0},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$tracker"},
#     {kind = "named", pid = "$tracker", role = "resource tracker"},
#   ],
# ]
#
# [tool.procviz.expect]
# exit = 0
# ///
