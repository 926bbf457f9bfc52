"""The child has copies: of names and values at once, of memory when it writes."""

import os
import time
from functools import partial

say = partial(print, flush=True)
MIB = 1 << 20

time.sleep(0.4)
word = "mine"
os.environ["GREETING"] = "hello"
buffer = bytearray(b"p") * (64 * MIB)
say(f"{os.getpid()}: a buffer of 64 MiB")
time.sleep(0.6)

pid = os.fork()
if pid == 0:
    time.sleep(1)
    say(f"{os.getpid()}: born with {word!r}, {os.environ['GREETING']!r} and {buffer[:2]!r}")
    word = "changed"
    os.environ["GREETING"] = "bye"
    for page in range(0, 32 * MIB, os.sysconf("SC_PAGE_SIZE")):
        buffer[page] = ord("c")  # a byte in each page: the kernel copies whole pages
    say(f"{os.getpid()}: now I have {word!r}, {os.environ['GREETING']!r} and {buffer[:2]!r}")
    time.sleep(1.5)
    os._exit(0)

os.waitpid(pid, 0)
say(f"{os.getpid()}: I still have {word!r}, {os.environ['GREETING']!r} and {buffer[:2]!r}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "fork-and-wait"
# order = 2
# title.en = "Copies: values at once, memory on write"
# title.zh = "副本：值立刻复制，内存写时复制"
# teaches.en = '''
# After a fork the child has its own copy of everything: of the variables, of os.environ, of every
# buffer. What it changes, its parent never sees. Yet the fork copies no memory: both share the
# same pages, and the kernel copies a page when one of them writes to it (copy-on-write).
# '''
# teaches.zh = '''
# fork 之后，子进程拥有一切的副本：变量、os.environ，以及每一个缓冲区。
# 子进程所做的修改，父进程一概看不到。
# 但 fork 本身并不复制内存：两个进程共享同样的内存页，谁先写某一页，
# 内核才为它复制这一页（写时复制，copy-on-write）。
# '''
# watch.en = '''
# Select the child and look at its memory: 64 MiB are resident, and next to nothing of that is
# private. When it writes to one half of the buffer, 32 MiB of private memory appear, and the
# resident memory stays as it was.
# '''
# watch.zh = '''
# 选中子进程，看它的内存：常驻内存有 64 MiB，其中几乎没有私有内存。
# 等它写了缓冲区的一半，私有内存多出 32 MiB，而常驻内存不变。
# '''
# trap.en = '''
# Adding up the resident memory of all processes counts shared pages many times. And in Python even
# reading writes: every use of an object changes its reference count, so pages of small objects are
# copied bit by bit.
# '''
# trap.zh = '''
# 把各个进程的常驻内存相加，会把共享页重复计算好多次。
# 而且在 Python 里连读也是写：每次使用对象都会修改它的引用计数，
# 所以存放小对象的内存页会一点一点地被复制。
# '''
# habit.en = '''
# Load big read-only data before you fork, in a few large buffers. Send changes back through a pipe
# or a queue; a variable never carries them.
# '''
# habit.zh = '''
# 只读的大块数据在 fork 之前加载好，放在少数几个大缓冲区里。
# 结果要通过管道或队列传回来，变量是传不回来的。
# '''
# differs.en = '''
# The same on Linux and macOS. Private memory is counted in /proc/PID/smaps_rollup, on Linux alone.
# Windows has no fork: there a new process starts from nothing. gc.freeze() (Python 3.7) keeps the
# garbage collector from writing to shared pages.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同。私有内存取自 /proc/PID/smaps_rollup，只有 Linux 提供。
# Windows 没有 fork：新进程总是从头开始。
# gc.freeze()（Python 3.7 起）可以避免垃圾回收器写共享的内存页。
# '''
# read.en = "fork(2), proc_pid_smaps(5), environ(7); Python docs: os.fork, os.environ, gc.freeze"
# read.zh = "fork(2)、proc_pid_smaps(5)、environ(7)；Python 文档：os.fork、os.environ、gc.freeze"
#
# [[tool.procviz.questions]]
# en = "When does the child get 32 MiB of memory of its own?"
# zh = "子进程什么时候得到 32 MiB 自己的内存？"
#
# [[tool.procviz.questions.choices]]
# en = "at the fork"
# zh = "fork 的时候"
# when = [
#   { kind = "spawned", pid = "$root", child = "$c" },
#   { kind = "sampled", pid = "$c", facts = "~'private': (3[3-9]|[4-9]\\d)\\d{6}\\b" },
#   { kind = "wrote", pid = "$c", text = "~: born with" },
# ]
#
# [[tool.procviz.questions.choices]]
# en = "when it writes to the buffer"
# zh = "写缓冲区的时候"
# when = [
#   { kind = "spawned", pid = "$root", child = "$c" },
#   { kind = "wrote", pid = "$c", text = "~: born with" },
#   { kind = "sampled", pid = "$c", facts = "~'private': 3[3-7]\\d{6}\\b" },
# ]
#
# [[tool.procviz.questions.choices]]
# en = "never: both use the same buffer"
# zh = "永远不会：两个进程使用同一个缓冲区"
#
# [[tool.procviz.questions]]
# en = "The child changes the word, the environment and the buffer. What does its parent have then?"
# zh = "子进程修改了变量、环境和缓冲区。之后父进程手里的是什么？"
#
# [[tool.procviz.questions.choices]]
# en = "all three as they were"
# zh = "三样都和原来一样"
# when = [{ kind = "wrote", pid = "$root", text = "~still have 'mine', 'hello' and .*b'pp'" }]
#
# [[tool.procviz.questions.choices]]
# en = "the old word and environment, but the new buffer"
# zh = "变量和环境是旧的，缓冲区是新的"
# when = [{ kind = "wrote", pid = "$root", text = "~still have 'mine', 'hello' and .*b'cp'" }]
#
# [[tool.procviz.questions.choices]]
# en = "all three as the child left them"
# zh = "三样都是子进程改过的"
# when = [{ kind = "wrote", pid = "$root", text = "~still have 'changed', 'bye' and .*b'cp'" }]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# statuses = [0]
# exit = 0
# output = '''
# <p>: a buffer of 64 MiB
# <c>: born with 'mine', 'hello' and bytearray(b'pp')
# <c>: now I have 'changed', 'bye' and bytearray(b'cp')
# <p>: I still have 'mine', 'hello' and bytearray(b'pp')
# '''
# order = [[
#   { kind = "spawned", pid = "$root", child = "$c" },
#   { kind = "sampled", pid = "$c", facts = "~'private': [0-3]?\\d{1,6}\\b" },
#   { kind = "wrote", pid = "$c", text = "~: born with" },
#   { kind = "sampled", pid = "$c", facts = "~'private': 3[3-7]\\d{6}\\b" },
#   { kind = "exited", pid = "$c" },
# ]]
# ///
