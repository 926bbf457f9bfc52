"""subprocess: the everyday way to run a program."""

import os
import subprocess
from functools import partial
from subprocess import PIPE

say = partial(print, flush=True)

done = subprocess.run(["sh", "-c", "sleep 0.5; echo fine"], capture_output=True, text=True)
say(f"{os.getpid()}: run gave {done.returncode} and {done.stdout!r}")

try:
    subprocess.run(["sh", "-c", "sleep 0.5; exit 3"], check=True)
except subprocess.CalledProcessError as error:
    say(f"{os.getpid()}: check raised, for the exit code {error.returncode}")

try:
    subprocess.run(["sleep", "60"], timeout=0.8)
except subprocess.TimeoutExpired as error:
    say(f"{os.getpid()}: killed after {error.timeout:.1f} s")

child = subprocess.Popen(["tr", "a-z", "A-Z"], stdin=PIPE, stdout=PIPE, text=True)
say(f"{os.getpid()}: communicate gave {child.communicate('in and out')}")
say(f"{os.getpid()}: {child.pid} left with {child.returncode}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "programs"
# order = 6
# title.en = "subprocess: the everyday way"
# title.zh = "subprocess：日常的做法"
# teaches.en = '''
# subprocess.run() starts a program, waits for it, and returns its exit code and, if asked, its
# output. With check=True it raises CalledProcessError when the code is not 0, and with timeout it
# kills the program with SIGKILL, reaps it, and raises TimeoutExpired. Underneath lies
# Popen: communicate() writes the input and reads all output at the same time.
# '''
# teaches.zh = '''
# subprocess.run() 启动一个程序并等它结束，返回退出码，需要时还返回它的输出。
# 加上 check=True，退出码不为 0 时会抛出 CalledProcessError；加上 timeout，
# 时间一到就用 SIGKILL 终止程序、回收它，再抛出 TimeoutExpired。
# 它的底层是 Popen：communicate() 一边写输入，一边读完全部输出。
# '''
# watch.en = '''
# Four programs, four endings: exit 0 with its output in a pipe, exit 3 as an exception, a SIGKILL
# after 0.8 seconds, and a program that gets its input and gives its output at once.
# '''
# watch.zh = '''
# 四个程序，四种结局：退出码 0，输出经管道取回；退出码 3，变成异常；
# 0.8 秒之后的 SIGKILL；以及一个拿到输入、马上给出输出的程序。
# '''
# trap.en = '''
# Without check=True a failure passes unnoticed. And timeout kills only the program that was
# started: with a shell in between, what the shell has started lives on.
# '''
# trap.zh = '''
# 不写 check=True，失败就会悄悄过去。
# 而且 timeout 只终止被启动的那个程序：如果中间隔着一个 shell，shell 启动的程序会继续活着。
# '''
# habit.en = '''
# Pass a list of words and no shell=True; write check=True unless you look at the code yourself; set
# a timeout for whatever may hang.
# '''
# habit.zh = '''
# 参数写成列表，不用 shell=True；除非自己检查退出码，否则写上 check=True；
# 凡是可能卡住的都设置 timeout。
# '''
# differs.en = '''
# The same on Linux and macOS, where returncode is -N after signal N. On Windows kill() is
# TerminateProcess and there are no negative codes. Since Python 3.10 Popen uses vfork on Linux.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同，被信号 N 终止时 returncode 是 -N。
# Windows 上 kill() 就是 TerminateProcess，没有负的退出码。
# 从 Python 3.10 起，Popen 在 Linux 上使用 vfork。
# '''
# read.en = "Python docs: subprocess.run, CalledProcessError, TimeoutExpired; vfork(2), signal(7)"
# read.zh = "Python 文档：subprocess.run、CalledProcessError、TimeoutExpired；vfork(2)、signal(7)"
#
# [[tool.procviz.questions]]
# en = "How does “sleep 60” end, which gets 0.8 seconds?"
# zh = "只给 0.8 秒的“sleep 60”会怎样结束？"
#
# [[tool.procviz.questions.choices]]
# en = "it is asked to end, with SIGTERM"
# zh = "收到 SIGTERM，被请求结束"
# when = [
#   { kind = "signal_sent", pid = "$root", to = "$c", signal = "SIGTERM" },
#   { kind = "exited", pid = "$c", signal = "SIGTERM" },
# ]
#
# [[tool.procviz.questions.choices]]
# en = "it is killed at once, with SIGKILL"
# zh = "被 SIGKILL 立刻终止"
# when = [
#   { kind = "signal_sent", pid = "$root", to = "$c", signal = "SIGKILL" },
#   { kind = "exited", pid = "$c", signal = "SIGKILL" },
# ]
#
# [[tool.procviz.questions.choices]]
# en = "not at all: it is left alone and sleeps on"
# zh = "不会结束：没有人管它，它继续睡"
#
# [[tool.procviz.questions]]
# en = "How many processes will there be in all, the first one included?"
# zh = "连同第一个进程，一共会有多少个进程？"
# count = { kind = "spawned" }
# plus = 1
# choices = [4, 5, 7, 9]
#
# [tool.procviz.expect]
# spawned = 6
# exited = 6
# reaped = 6
# signal_sent = 1
# pipe_opened = 4
# statuses = [0, 0, 0, 0, 3, "SIGKILL"]
# exit = 0
# output = '''
# <p>: run gave 0 and 'fine\n'
# <p>: check raised, for the exit code 3
# <p>: killed after 0.8 s
# <p>: communicate gave ('IN AND OUT', None)
# <p>: <t> left with 0
# '''
# order = [
#   [
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "exited", pid = "$a", code = 0 },
#     { kind = "wait_ended", pid = "$root", child = "$a", code = 0 },
#     { kind = "spawned", pid = "$root", child = "$b" },
#     { kind = "exited", pid = "$b", code = 3 },
#     { kind = "wait_ended", pid = "$root", child = "$b", code = 3 },
#     { kind = "spawned", pid = "$root", child = "$c" },
#     { kind = "wait_began", pid = "$root", target = "$c", timeout = 0.8 },
#     { kind = "wait_ended", pid = "$root", error = "TimeoutExpired" },
#     { kind = "signal_sent", pid = "$root", to = "$c", signal = "SIGKILL" },
#     { kind = "exited", pid = "$c", signal = "SIGKILL" },
#     { kind = "wait_ended", pid = "$root", child = "$c", signal = "SIGKILL" },
#     { kind = "spawned", pid = "$root", child = "$d" },
#     { kind = "exited", pid = "$d", code = 0 },
#     { kind = "wait_ended", pid = "$root", child = "$d", code = 0 },
#   ],
#   [
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "reaped", pid = "$root", child = "$a", code = 0 },
#     { kind = "reaped", pid = "$root", child = "$b", code = 3 },
#     { kind = "reaped", pid = "$root", child = "$c", signal = "SIGKILL" },
#     { kind = "reaped", pid = "$root", child = "$d", code = 0 },
#   ],
# ]
# ///
