"""Another program in the same process."""

import os
import time
from functools import partial

say = partial(print, flush=True)  # exec drops what is still in a buffer

pid = os.fork()
if pid == 0:
    say(f"{os.getpid()}: I am Python, in a moment I am a shell")
    time.sleep(0.5)
    os.execvp("sh", ["sh", "-c", "echo $$: I am sh; exec sleep 0.8"])
    say(f"{os.getpid()}: nobody ever reads this")

_, status = os.waitpid(pid, 0)
say(f"{os.getpid()}: {pid} left with {os.waitstatus_to_exitcode(status)}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "programs"
# order = 2
# title.en = "exec: a new program, the same PID"
# title.zh = "exec：新的程序，同样的 PID"
# teaches.en = '''
# The os.exec* functions load another program into this process. The PID, the parent and the
# open inheritable files stay; the old code and its memory are gone. So an exec that works never
# returns, and nothing after it runs.
# '''
# teaches.zh = '''
# os.exec* 系列函数把另一个程序装进当前进程。
# PID、父进程以及可继承的已打开文件都保留；原来的代码和内存则全部消失。
# 所以成功的 exec 永远不会返回，它后面的代码也不会执行。
# '''
# watch.en = '''
# The name on the card changes twice, from Python to sh and from sh to sleep, and the PID stays
# the same. The last line of the child is never reached.
# '''
# watch.zh = '''
# 卡片上的名字变了两次：从 Python 变成 sh，再从 sh 变成 sleep，而 PID 始终不变。
# 子进程分支的最后一行永远不会执行。
# '''
# trap.en = '''
# Buffered output that was not flushed is lost at the exec, and `finally` and `atexit` do not
# run. If the exec fails it raises, and the child goes on with the code of its parent.
# '''
# trap.zh = '''
# exec 时没有刷新的缓冲输出会丢失，`finally` 和 `atexit` 也不会执行。
# 如果 exec 失败，它会抛出异常，子进程就会继续执行父进程的代码。
# '''
# habit.en = '''
# Flush before the exec, and leave the child with os._exit(127) when the exec fails. For
# everyday work let the subprocess module do it.
# '''
# habit.zh = '''
# exec 之前先刷新缓冲区；exec 失败时让子进程用 os._exit(127) 退出。
# 日常工作直接交给 subprocess 模块。
# '''
# differs.en = '''
# The same on Linux and macOS. On Windows os.exec* starts a new process with a new PID and ends
# the old one.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同。Windows 上 os.exec* 会启动一个 PID 不同的新进程，
# 然后结束旧进程。
# '''
# read.en = "execve(2), exec(3); Python docs: os.execvp"
# read.zh = "execve(2)、exec(3)；Python 文档：os.execvp"
#
# [[tool.procviz.questions]]
# en = "The shell prints its PID ($$). Which PID is it?"
# zh = "shell 会打印自己的 PID（$$）。那是哪个 PID？"
# choices = [
#   {en = "a new one", zh = "一个新的 PID", when = [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "spawned", child = "$sh"},
#     {kind = "wrote", pid = "$sh", text = "~I am sh"},
#   ]},
#   {en = "the PID that the child had before", zh = "子进程原来的 PID", when = [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "wrote", pid = "$c", text = "~I am sh"},
#   ]},
#   {en = "the PID of the parent", zh = "父进程的 PID", when = [
#     {kind = "wrote", pid = "$root", text = "~I am sh"},
#   ]},
# ]
#
# [[tool.procviz.questions]]
# en = "How often does the line after os.execvp() run?"
# zh = "os.execvp() 后面的那一行会执行几次？"
# count = {kind = "wrote", text = "~nobody ever reads"}
# choices = [0, 1, 2]
#
# [tool.procviz.expect]
# spawned = 1
# exec_began = 1
# execed = "1..2"
# exited = 1
# reaped = 1
# statuses = [0]
# exit = 0
# output = '''
# <c>: I am Python, in a moment I am a shell
# <c>: I am sh
# <p>: <c> left with 0
# '''
# order = [
#   [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "exec_began", pid = "$c", argv = ["sh", "-c", "echo $$: I am sh; exec sleep 0.8"]},
#     {kind = "execed", pid = "$c"},
#     {kind = "exited", pid = "$c", code = 0},
#     {kind = "reaped", pid = "$root", child = "$c", code = 0},
#   ],
# ]
# ///
