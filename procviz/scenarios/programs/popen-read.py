"""os.popen: read what a command writes, through a pipe."""

import os
from functools import partial

say = partial(print, flush=True)

command = "for i in 1 2 3; do echo $$: line $i; sleep 0.5; done; exit 3"

pipe = os.popen(command, "r")
say(f"{os.getpid()}: the command runs, I read")
for line in pipe:
    say(f"{os.getpid()}: got {line.rstrip()!r}")
status = pipe.close()

say(f"{os.getpid()}: end of file, and close gave {status}")
if status is not None:
    say(f"{os.getpid()}: that is exit code {os.waitstatus_to_exitcode(status)}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "programs"
# order = 4
# title.en = "os.popen: read what a command writes"
# title.zh = "os.popen：读取命令的输出"
# teaches.en = '''
# os.popen(command, "r") makes a pipe and starts a shell whose stdout is the write end of it. The
# program holds the read end as a file and reads line by line, while the command is still running.
# close() waits for the shell and returns its status, or None where that is 0.
# '''
# teaches.zh = '''
# os.popen(command, "r") 建立一根管道，并启动一个 shell，shell 的标准输出就是管道的写端。
# 程序把读端当作文件，一行一行地读，命令则同时还在运行。
# close() 等待 shell 结束并返回它的状态，状态为 0 时返回 None。
# '''
# watch.en = '''
# The pipe between the two: the program closes its write end at once, and only the shell and what it
# starts hold it. A line is read as soon as it is written, and the file ends when they have gone.
# '''
# watch.zh = '''
# 看两个进程之间的管道：程序马上关掉自己的写端，只有 shell 和它启动的程序还拿着写端。
# 写一行就能读到一行；等它们都结束了，文件才到末尾。
# '''
# trap.en = '''
# Without close() nobody looks at the status, and the shell stays a zombie until the file is thrown
# away. And the string goes through a shell, with all that it does to special characters.
# '''
# trap.zh = '''
# 不调用 close()，就没有人检查状态，shell 会一直是僵尸进程，直到文件对象被回收。
# 另外，字符串要经过 shell，特殊字符都会被它解释。
# '''
# habit.en = '''
# subprocess.run(words, capture_output=True, text=True) reads it all; subprocess.Popen(words,
# stdout=PIPE) reads line by line.
# '''
# habit.zh = '''
# 要一次读完，用 subprocess.run(words, capture_output=True, text=True)；
# 要逐行读，用 subprocess.Popen(words, stdout=PIPE)。
# '''
# differs.en = '''
# The same on Linux and macOS, where os.popen is made of subprocess. On Windows close() returns the
# exit code itself. Since Python 3.14 os.popen is soft deprecated: no new code should use it.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同，os.popen 是用 subprocess 实现的。
# Windows 上 close() 直接返回退出码。
# 从 Python 3.14 起，os.popen 属于软弃用（soft deprecated）：新代码不应再用。
# '''
# read.en = "popen(3), pipe(2), pipe(7); Python docs: os.popen, subprocess"
# read.zh = "popen(3)、pipe(2)、pipe(7)；Python 文档：os.popen、subprocess"
#
# [[tool.procviz.questions]]
# en = "How many processes will there be in all, the first one included?"
# zh = "连同第一个进程，一共会有多少个进程？"
# count = { kind = "spawned" }
# plus = 1
# choices = [2, 3, 5, 8]
#
# [[tool.procviz.questions]]
# en = "The command leaves with 3. What does close() return?"
# zh = "命令以 3 退出。close() 返回什么？"
#
# [[tool.procviz.questions.choices]]
# en = "None"
# zh = "None"
# when = [{ kind = "wrote", pid = "$root", text = "~close gave None" }]
#
# [[tool.procviz.questions.choices]]
# en = "3"
# zh = "3"
# when = [{ kind = "wrote", pid = "$root", text = "~close gave 3" }]
#
# [[tool.procviz.questions.choices]]
# en = "768"
# zh = "768"
# when = [{ kind = "wrote", pid = "$root", text = "~close gave 768" }]
#
# [tool.procviz.expect]
# spawned = 4
# exited = 4
# reaped = 4
# pipe_opened = 1
# statuses = [0, 0, 0, 3]
# exit = 0
# output = '''
# <p>: the command runs, I read
# <p>: got '<c>: line 1'
# <p>: got '<c>: line 2'
# <p>: got '<c>: line 3'
# <p>: end of file, and close gave 768
# <p>: that is exit code 3
# '''
# order = [
#   [
#     { kind = "pipe_opened", pid = "$root", object = "$pipe" },
#     { kind = "spawned", pid = "$root", child = "$c" },
#     { kind = "fd_closed", pid = "$root", object = "$pipe" },
#     { kind = "exited", pid = "$c", code = 3 },
#     { kind = "wait_ended", pid = "$root", child = "$c", code = 3 },
#   ],
#   [
#     { kind = "spawned", pid = "$root", child = "$c" },
#     { kind = "sampled", pid = "$c", facts = "~'1': 'pipe:\\[" },
#     { kind = "reaped", pid = "$root", child = "$c", code = 3 },
#   ],
#   [
#     { kind = "spawned", pid = "$root", child = "$c" },
#     { kind = "spawned", pid = "$c", child = "$sleep" },
#     { kind = "exited", pid = "$c", code = 3 },
#   ],
# ]
# ///
