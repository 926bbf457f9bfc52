"""os.system: a shell runs the command, and the status comes back."""

import os
from functools import partial

say = partial(print, flush=True)

for command in (
    "sleep 0.6; echo $$: I am the shell",
    "sleep 0.6; exit 3",
    "sleep 0.6; kill -TERM $$",
):
    say(f"{os.getpid()}: {command}")
    status = os.system(command)
    say(f"{os.getpid()}: status {status}, that is {os.waitstatus_to_exitcode(status)}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "programs"
# order = 1
# title.en = "os.system: let a shell do it"
# title.zh = "os.system：交给 shell"
# teaches.en = '''
# os.system(command) starts a shell, gives it the command line and waits until it has ended. The
# output of the command goes where the program's own goes; what comes back is a status as from wait.
# So os.waitstatus_to_exitcode() unpacks it.
# '''
# teaches.zh = '''
# os.system(command) 启动一个 shell，把命令行交给它，然后一直等到它结束。
# 命令的输出和程序自己的输出去同一个地方；返回值是和 wait 一样的状态。
# 所以要用 os.waitstatus_to_exitcode() 把它拆开。
# '''
# watch.en = '''
# Each call makes two new processes: the shell, and the sleep that the shell starts in its turn. The
# program stands still until its shell is gone; then the status is there.
# '''
# watch.zh = '''
# 每次调用都会出现两个新进程：shell，以及 shell 自己启动的 sleep。
# 程序停在原地，直到 shell 结束，然后才拿到状态。
# '''
# trap.en = '''
# A shell takes the string apart: with a file name like "a; rm -r ." in it, the rest is a command.
# And 768 is not the exit code of the command; 3 is.
# '''
# trap.zh = '''
# 字符串会由 shell 来解析：如果其中拼进了 "a; rm -r ." 这样的文件名，后半截就成了命令。
# 另外，768 并不是命令的退出码，3 才是。
# '''
# habit.en = '''
# Use subprocess.run() with a list of words: no shell, no quoting, and the output if you want it.
# '''
# habit.zh = '''
# 使用 subprocess.run()，参数写成列表：不经过 shell，不用考虑引号，需要时还能拿到输出。
# '''
# differs.en = '''
# The same on Linux and macOS; which shell /bin/sh is differs, and some shells exec the last command
# instead of forking for it. On Windows cmd.exe runs the command, and the exit code itself comes
# back.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同；只是 /bin/sh 是哪个 shell 各有不同，
# 有的 shell 对最后一条命令直接 exec，不再 fork。
# Windows 上由 cmd.exe 执行命令，返回的就是退出码本身。
# '''
# read.en = "system(3), sh(1), wait(2); Python docs: os.system, os.waitstatus_to_exitcode"
# read.zh = "system(3)、sh(1)、wait(2)；Python 文档：os.system、os.waitstatus_to_exitcode"
#
# [[tool.procviz.questions]]
# en = "How many processes will there be in all, the first one included?"
# zh = "连同第一个进程，一共会有多少个进程？"
# count = { kind = "spawned" }
# plus = 1
# choices = [1, 4, 7, 10]
#
# [[tool.procviz.questions]]
# en = "What does os.system return for “sleep 0.6; exit 3”?"
# zh = "对于“sleep 0.6; exit 3”，os.system 返回什么？"
#
# [[tool.procviz.questions.choices]]
# en = "3"
# zh = "3"
# when = [{ kind = "wrote", pid = "$root", text = "~status 3, that is 3" }]
#
# [[tool.procviz.questions.choices]]
# en = "768"
# zh = "768"
# when = [{ kind = "wrote", pid = "$root", text = "~status 768, that is 3" }]
#
# [[tool.procviz.questions.choices]]
# en = "0, for the shell itself ran well"
# zh = "0，因为 shell 本身运行正常"
# when = [{ kind = "wrote", pid = "$root", text = "~status 0, that is 3" }]
#
# [tool.procviz.expect]
# spawned = 6
# exited = 6
# reaped = 6
# statuses = [0, 0, 0, 0, 3, "SIGTERM"]
# exit = 0
# output = '''
# <p>: sleep 0.6; echo $$: I am the shell
# <a>: I am the shell
# <p>: status 0, that is 0
# <p>: sleep 0.6; exit 3
# <p>: status 768, that is 3
# <p>: sleep 0.6; kill -TERM $$
# <p>: status 15, that is -15
# '''
# order = [
#   [
#     { kind = "wait_began", pid = "$root", call = "os.system" },
#     { kind = "wait_ended", pid = "$root", call = "os.system", code = 0 },
#     { kind = "wait_began", pid = "$root", call = "os.system" },
#     { kind = "wait_ended", pid = "$root", call = "os.system", code = 3 },
#     { kind = "wait_began", pid = "$root", call = "os.system" },
#     { kind = "wait_ended", pid = "$root", call = "os.system", signal = "SIGTERM" },
#   ],
#   [
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "exited", pid = "$a", code = 0 },
#   ],
#   [
#     { kind = "spawned", pid = "$root", child = "$b" },
#     { kind = "exited", pid = "$b", code = 3 },
#   ],
#   [
#     { kind = "spawned", pid = "$root", child = "$c" },
#     { kind = "exited", pid = "$c", signal = "SIGTERM" },
#   ],
#   [
#     { kind = "spawned", pid = "$root", child = "$sh" },
#     { kind = "spawned", pid = "$sh", child = "$sleep" },
#     { kind = "exited", pid = "$sh" },
#   ],
# ]
# ///
