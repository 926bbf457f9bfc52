"""What a shell does for every command: fork, exec, wait."""

import os
import shlex
import time
from functools import partial

say = partial(print, flush=True)


def run(line: str) -> int:
    command = shlex.split(line)
    pid = os.fork()
    if pid == 0:
        time.sleep(0.3)
        try:
            os.execvp(command[0], command)
        except OSError as error:
            say(f"{os.getpid()}: {error}")
            os._exit(127)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


for line in "sleep 0.6", "sh -c 'sleep 0.6; exit 3'", "no-such-program":
    say(f"{os.getpid()}: $ {line}")
    say(f"{os.getpid()}: it gave {run(line)}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "programs"
# order = 3
# title.en = "fork, exec, wait: what every shell does"
# title.zh = "fork、exec、wait：每个 shell 都这么做"
# teaches.en = '''
# To run a program, a shell forks, lets the child exec the program, and waits for the child. Between
# fork and exec the child may still set things up: redirect files, change the group, set signals.
# This is why Unix has two calls where other systems have one.
# '''
# teaches.zh = '''
# shell 运行一个程序时，先 fork，让子进程 exec 这个程序，自己等待子进程。
# 在 fork 和 exec 之间，子进程还可以做准备：重定向文件、改变进程组、设置信号。
# 所以 Unix 用了两个调用，而别的系统只有一个。
# '''
# watch.en = '''
# Each command is a child that first carries the name of Python and then that of the program, under
# one PID. For the third there is no program: the exec comes back with an error, and the child
# leaves with 127.
# '''
# watch.zh = '''
# 每条命令都是一个子进程：名字先是 Python，然后变成那个程序，PID 不变。
# 第三条命令没有对应的程序：exec 带着错误返回，子进程以 127 退出。
# '''
# trap.en = '''
# If exec fails, the child is still a copy of the shell: without os._exit() it would go on with the
# loop, and there would be two shells.
# '''
# trap.zh = '''
# exec 失败时，子进程仍然是 shell 的副本：如果没有 os._exit()，
# 它会继续执行循环，于是就有了两个 shell。
# '''
# habit.en = '''
# Put os._exit() behind every exec in a child; leave with 127 when there is no such program, as
# shells do. In Python, subprocess does all this.
# '''
# habit.zh = '''
# 子进程里的每个 exec 后面都要有 os._exit()；找不到程序时像 shell 一样以 127 退出。
# 在 Python 里，这些都由 subprocess 代劳。
# '''
# differs.en = '''
# The same on Linux and macOS. Windows has one call, CreateProcess, and no fork. subprocess uses
# vfork(2) or posix_spawn(3) where it can, which copies no page tables.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同。Windows 只有一个调用 CreateProcess，没有 fork。
# subprocess 在可能的时候使用 vfork(2) 或 posix_spawn(3)，省去复制页表。
# '''
# read.en = "fork(2), execve(2), waitpid(2), sh(1); Python docs: os.execvp, shlex.split"
# read.zh = "fork(2)、execve(2)、waitpid(2)、sh(1)；Python 文档：os.execvp、shlex.split"
#
# [[tool.procviz.questions]]
# en = "How many processes will there be in all, the first one included?"
# zh = "连同第一个进程，一共会有多少个进程？"
# count = { kind = "spawned" }
# plus = 1
# choices = [3, 4, 5, 7]
#
# [[tool.procviz.questions]]
# en = "Who finds out that there is no “no-such-program”?"
# zh = "是谁发现 “no-such-program” 不存在的？"
#
# [[tool.procviz.questions.choices]]
# en = "the first process: fork fails"
# zh = "第一个进程：fork 失败"
# when = [{ kind = "wrote", pid = "$root", text = "~Errno" }]
#
# [[tool.procviz.questions.choices]]
# en = "a child: its exec fails, and it still runs Python"
# zh = "子进程：exec 失败，它仍然在运行 Python"
# when = [
#   { kind = "spawned", pid = "$root", child = "$c" },
#   { kind = "exec_failed", pid = "$c" },
#   { kind = "exited", pid = "$c", code = 127 },
# ]
#
# [[tool.procviz.questions.choices]]
# en = "a child that is another program already"
# zh = "已经变成另一个程序的子进程"
#
# [tool.procviz.expect]
# spawned = 4
# exited = 4
# reaped = 4
# exec_began = 3
# exec_failed = 1
# statuses = [0, 0, 3, 127]
# exit = 0
# output = '''
# <p>: $ sleep 0.6
# <p>: it gave 0
# <p>: $ sh -c 'sleep 0.6; exit 3'
# <p>: it gave 3
# <p>: $ no-such-program
# <c>: [Errno 2] No such file or directory
# <p>: it gave 127
# '''
# order = [
#   [
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "exec_began", pid = "$a", argv = ["sleep", "0.6"] },
#     { kind = "execed", pid = "$a", argv = ["sleep", "0.6"] },
#     { kind = "exited", pid = "$a", code = 0 },
#     { kind = "wait_ended", pid = "$root", child = "$a", code = 0 },
#     { kind = "spawned", pid = "$root", child = "$b" },
#     { kind = "execed", pid = "$b", argv = ["sh", "-c", "sleep 0.6; exit 3"] },
#     { kind = "spawned", pid = "$b", child = "$s" },
#     { kind = "exited", pid = "$b", code = 3 },
#     { kind = "wait_ended", pid = "$root", child = "$b", code = 3 },
#     { kind = "spawned", pid = "$root", child = "$c" },
#     { kind = "exec_began", pid = "$c", argv = ["no-such-program"] },
#     { kind = "exec_failed", pid = "$c" },
#     { kind = "exited", pid = "$c", code = 127 },
#   ],
#   [
#     { kind = "spawned", pid = "$root", child = "$c" },
#     { kind = "reaped", pid = "$root", child = "$c", code = 127 },
#   ],
# ]
# ///
