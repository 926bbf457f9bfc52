"""A reader that keeps a write end open waits for itself."""

import os
import signal
import sys
import time
from functools import partial
from types import FrameType

say = partial(print, flush=True)
leaky = sys.argv[1:] != ["clean"]


def give_up(signum: int, frame: FrameType | None) -> None:
    raise TimeoutError


def reader() -> int:
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(3)  # only so that the lesson ends: a real program would wait for ever
    try:
        while data := os.read(read_end, 100):
            say(f"{os.getpid()}: read {data!r}")
    except TimeoutError:
        say(f"{os.getpid()}: I give up, no end came: I can still write to fd {write_end} myself")
        return 1
    say(f"{os.getpid()}: read {data!r}: the end")
    return 0


read_end, write_end = os.pipe()
child = os.fork()
if child == 0:
    if not leaky:
        os.close(write_end)
    os._exit(reader())

os.close(read_end)
time.sleep(0.6)
say(f"{os.getpid()}: I write, close my write end, and wait for {child}")
os.write(write_end, b"all there is")
os.close(write_end)
_, status = os.waitpid(child, 0)
say(f"{os.getpid()}: {child} left with {os.waitstatus_to_exitcode(status)}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "channels"
# order = 2
# title.en = "Pipe ends: who keeps the pipe open?"
# title.zh = "管道的两端：谁还开着写端？"
# teaches.en = '''
# A read from a pipe gives the end of file only when every copy of the write end is closed, in all
# processes. A fork copies both ends, so the reader itself gets a write end that it never needs. If
# it does not close it, it waits in its read for data that only it could write.
# '''
# teaches.zh = '''
# 只有当所有进程都关闭了写端的每一份副本，从管道 read 才会得到文件结尾（EOF）。
# fork 会复制管道的两端，所以读数据的进程自己也得到一个用不着的写端。
# 如果不关闭它，它就会一直停在 read 里，等待只有它自己才能写入的数据。
# '''
# watch.en = '''
# The parent has written and closed its end, yet the child stays in its read: the finding names
# the process and the descriptor that keep the end from coming. With `clean` it comes at once.
# '''
# watch.zh = '''
# 父进程写完并关闭了写端，子进程却仍然停在 read 里：
# “发现”会指明是哪个进程的哪个文件描述符挡住了文件结尾。换成 `clean`，文件结尾马上到来。
# '''
# trap.en = '''
# Every process that was forked while the pipe was open holds a copy, also an unrelated sibling:
# closing your own end is not enough. Here an alarm ends the wait, a real program hangs for ever.
# '''
# trap.zh = '''
# 凡是在管道打开期间 fork 出来的进程都持有一份副本，毫不相干的兄弟进程也不例外：
# 只关闭自己的那一端并不够。这里靠闹钟结束等待，真实的程序会永远卡住。
# '''
# habit.en = '''
# In each process close the end that it does not use, first thing after the fork. For programs
# that you exec leave descriptors non-inheritable, as Python makes them.
# '''
# habit.zh = '''
# fork 之后的第一件事，就是在每个进程里关闭不用的那一端。
# 对 exec 的程序，让文件描述符保持不可继承，这也是 Python 的默认设置。
# '''
# differs.en = '''
# The same on Linux and macOS. Since Python 3.4 descriptors are not inherited across an exec (PEP
# 446), but a fork copies them all; processes that multiprocessing spawns get no stray copies.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同。从 Python 3.4 起（PEP 446），文件描述符默认不会跨 exec 继承，
# 但 fork 会全部复制；multiprocessing 用 spawn 启动的进程则不会得到多余的副本。
# '''
# read.en = "pipe(7), section I/O on pipes and FIFOs; fork(2); Python docs: os.pipe; PEP 446"
# read.zh = "pipe(7) 的 I/O on pipes and FIFOs 一节；fork(2)；Python 文档：os.pipe；PEP 446"
#
# [[tool.procviz.questions]]
# en = "The parent writes once, then closes its write end. What does the child's next read do?"
# zh = "父进程写了一次，然后关闭了自己的写端。子进程接下来的 read 会怎样？"
# choices = [
#   {en = "it returns b\"\", the end of file", zh = "返回 b\"\"，即文件结尾", when = [
#     {kind = "received", pid = "$child", size = 12},
#     {kind = "eof_read", pid = "$child"},
#   ]},
#   {en = "it waits until an alarm ends the wait", zh = "一直等待，直到闹钟打断它", when = [
#     {kind = "received", pid = "$child", size = 12},
#     {kind = "receive_began", pid = "$child"},
#     {kind = "handler_began", pid = "$child", signal = "SIGALRM"},
#   ]},
#   {en = "it raises BrokenPipeError", zh = "抛出 BrokenPipeError", when = [
#     {kind = "received", pid = "$child", size = 12},
#     {kind = "received", pid = "$child", error = "BrokenPipeError"},
#   ]},
# ]
#
# [[tool.procviz.questions]]
# en = "The pipe has two ends and there are two processes. How often is an end closed by hand?"
# zh = "管道有两端，进程有两个。程序一共用 close 关闭了几次管道的一端？"
# choices = [1, 2, 3, 4]
# count = {kind = "fd_closed"}
#
# [tool.procviz.variants.leaky]
# en = "the reader keeps its copy of the write end: it never sees the end"
# zh = "读数据的进程没有关闭自己那份写端：永远等不到文件结尾"
#
# [tool.procviz.variants.leaky.expect]
# statuses = [1]
# output = '''
# <p>: I write, close my write end, and wait for <c>
# <c>: read b'all there is'
# <c>: I give up, no end came: I can still write to fd <*> myself
# <p>: <c> left with 1
# '''
# findings = ["eof"]
# fd_closed = 2
# eof_read = 0
# order = [
#   [
#     {kind = "pipe_opened", pid = "$root", read = "$read", write = "$write", object = "$pipe"},
#     {kind = "spawned", pid = "$root", child = "$child"},
#     {kind = "timer_armed", pid = "$child", signal = "SIGALRM", seconds = 3.0},
#     {kind = "sent", pid = "$root", fd = "$write", size = 12},
#     {kind = "fd_closed", pid = "$root", fd = "$write", object = "$pipe"},
#     {kind = "handler_began", pid = "$child", signal = "SIGALRM"},
#     {kind = "handler_ended", pid = "$child", error = "TimeoutError"},
#     {kind = "reaped", pid = "$root", child = "$child", code = 1},
#   ],
#   [
#     {kind = "received", pid = "$child", text = "all there is"},
#     {kind = "receive_began", pid = "$child", fd = "$read", object = "$pipe"},
#     {kind = "handler_began", pid = "$child", signal = "SIGALRM"},
#     {kind = "received", pid = "$child", fd = "$read", error = "TimeoutError"},
#   ],
# ]
#
# [tool.procviz.variants.clean]
# en = "the reader closes its copy of the write end: the end comes at once"
# zh = "读数据的进程关闭了自己那份写端：文件结尾马上到来"
#
# [tool.procviz.variants.clean.expect]
# statuses = [0]
# output = '''
# <p>: I write, close my write end, and wait for <c>
# <c>: read b'all there is'
# <c>: read b'': the end
# <p>: <c> left with 0
# '''
# fd_closed = 3
# eof_read = 1
# handler_began = 0
# order = [
#   [
#     {kind = "pipe_opened", pid = "$root", read = "$read", write = "$write", object = "$pipe"},
#     {kind = "spawned", pid = "$root", child = "$child"},
#     {kind = "fd_closed", pid = "$child", fd = "$write", object = "$pipe"},
#     {kind = "receive_began", pid = "$child", fd = "$read", object = "$pipe"},
#     {kind = "received", pid = "$child", text = "all there is"},
#     {kind = "eof_read", pid = "$child", fd = "$read", object = "$pipe"},
#     {kind = "reaped", pid = "$root", child = "$child", code = 0},
#   ],
#   [
#     {kind = "fd_closed", pid = "$child", fd = "$write", object = "$pipe"},
#     {kind = "fd_closed", pid = "$root", fd = "$write", object = "$pipe"},
#     {kind = "eof_read", pid = "$child", fd = "$read", object = "$pipe"},
#   ],
# ]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# exit = 0
# pipe_opened = 1
# sent = 1
# ///
