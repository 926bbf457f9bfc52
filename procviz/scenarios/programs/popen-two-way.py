"""Two pipes to one program: write to its stdin, read from its stdout."""

import os
import time
from functools import partial
from subprocess import PIPE, Popen

say = partial(print, flush=True)

twice = "while read word; do echo $$: $word, $word; done"

with Popen(["sh", "-c", twice], stdin=PIPE, stdout=PIPE) as child:
    there, back = child.stdin.fileno(), child.stdout.fileno()
    say(f"{os.getpid()}: {child.pid} waits for my words")
    for word in "one", "two", "three":
        os.write(there, f"{word}\n".encode())
        say(f"{os.getpid()}: sent {word}, got {os.read(back, 100)}")
        time.sleep(0.5)
    child.stdin.close()  # the loop of the shell reads the end of the file
    say(f"{os.getpid()}: closed, got {os.read(back, 100)}")

say(f"{os.getpid()}: {child.pid} left with {child.returncode}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "programs"
# order = 5
# title.en = "Two pipes: write to a program and read from it"
# title.zh = "两根管道：既写给程序，又读它的输出"
# teaches.en = '''
# A pipe goes one way, so a talk with a program needs two: one ends in its stdin, the other begins
# in its stdout. subprocess.Popen makes both with stdin=PIPE and stdout=PIPE; the old popen2 is no
# more. The program ends when it reads the end of its input, so the parent has to close that.
# '''
# teaches.zh = '''
# 管道是单向的，要和一个程序对话就需要两根：一根通到它的标准输入，一根从它的标准输出出来。
# subprocess.Popen 用 stdin=PIPE 和 stdout=PIPE 建立这两根管道；旧的 popen2 已经没有了。
# 程序读到输入的末尾才会结束，所以父进程必须关闭自己的写端。
# '''
# watch.en = '''
# Words go out through pipe 1 and come back through pipe 2, doubled. When the parent has closed its
# end, the shell leaves by itself, and the parent reads the end of the file.
# '''
# watch.zh = '''
# 单词从管道 1 出去，变成两遍从管道 2 回来。
# 父进程关闭写端以后，shell 自行退出，父进程读到文件末尾。
# '''
# trap.en = '''
# Both may wait for ever: the parent for an answer that the program keeps in its buffer, or the
# program for room in a full pipe that nobody empties. Most programs buffer what they write to a
# pipe.
# '''
# trap.zh = '''
# 双方可能永远互相等待：父进程在等答案，答案却留在程序的缓冲区里；
# 或者程序在等管道腾出空间，却没有人来读。大多数程序写管道时都会缓冲。
# '''
# habit.en = '''
# If you know the whole input beforehand, use communicate() or run(input=…): it writes and reads at
# the same time and cannot get stuck.
# '''
# habit.zh = '''
# 如果事先知道全部输入，就用 communicate() 或 run(input=…)：
# 它们一边写一边读，不会卡住。
# '''
# differs.en = '''
# The same on Linux and macOS; a pipe holds 64 KiB on Linux and at most 64 KiB on macOS. Windows has
# subprocess too, but no sh. popen2 left with Python 3.0.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同；管道的容量在 Linux 上是 64 KiB，在 macOS 上最多 64 KiB。
# Windows 也有 subprocess，但没有 sh。popen2 从 Python 3.0 起已被移除。
# '''
# read.en = "pipe(2), pipe(7), dup2(2); Python docs: subprocess.Popen, Popen.communicate"
# read.zh = "pipe(2)、pipe(7)、dup2(2)；Python 文档：subprocess.Popen、Popen.communicate"
#
# [[tool.procviz.questions]]
# en = "How many pipes will be made?"
# zh = "一共会建立几根管道？"
# count = { kind = "pipe_opened" }
# choices = [1, 2, 3, 4]
#
# [[tool.procviz.questions]]
# en = "How does the shell end?"
# zh = "shell 是怎样结束的？"
#
# [[tool.procviz.questions.choices]]
# en = "it is killed by a signal from its parent"
# zh = "被父进程发送的信号终止"
# when = [{ kind = "exited", pid = "$c", signal = "~SIG" }]
#
# [[tool.procviz.questions.choices]]
# en = "by itself, as soon as its input is closed"
# zh = "输入一关闭，它就自行退出"
# when = [
#   { kind = "spawned", pid = "$root", child = "$c" },
#   { kind = "received", pid = "$root", text = "~three, three" },
#   { kind = "exited", pid = "$c", code = 0 },
# ]
#
# [[tool.procviz.questions.choices]]
# en = "by itself, after the third word"
# zh = "处理完第三个单词，它就自行退出"
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# pipe_opened = 2
# fd_closed = ">= 2"
# sent = 3
# received = 3
# eof_read = 1
# statuses = [0]
# exit = 0
# output = '''
# <p>: <c> waits for my words
# <p>: sent one, got b'<c>: one, one\n'
# <p>: sent two, got b'<c>: two, two\n'
# <p>: sent three, got b'<c>: three, three\n'
# <p>: closed, got b''
# <p>: <c> left with 0
# '''
# order = [[
#   { kind = "pipe_opened", pid = "$root", object = "$in" },
#   { kind = "pipe_opened", pid = "$root", object = "$out" },
#   { kind = "spawned", pid = "$root", child = "$c" },
#   { kind = "sent", pid = "$root", object = "$in", size = 4 },
#   { kind = "received", pid = "$root", object = "$out", text = "~: one, one" },
#   { kind = "sent", pid = "$root", object = "$in", size = 4 },
#   { kind = "received", pid = "$root", object = "$out", text = "~: two, two" },
#   { kind = "sent", pid = "$root", object = "$in", size = 6 },
#   { kind = "received", pid = "$root", object = "$out", text = "~: three, three" },
#   { kind = "eof_read", pid = "$root", object = "$out" },
#   { kind = "wait_ended", pid = "$root", child = "$c", code = 0 },
# ]]
# ///
