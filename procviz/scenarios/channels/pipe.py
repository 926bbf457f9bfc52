"""Bytes go in at one end and come out at the other."""

import os
import time
from functools import partial

say = partial(print, flush=True)

read_end, write_end = os.pipe()
say(f"{os.getpid()}: a pipe: out of fd {read_end} comes what goes into fd {write_end}")

child = os.fork()
if child == 0:
    os.close(write_end)
    while data := os.read(read_end, 100):
        say(f"{os.getpid()}: read {data!r}, and is busy for a while")
        time.sleep(1.2)
    say(f"{os.getpid()}: read {data!r}: the end, nobody can write any more")
    os._exit(0)

os.close(read_end)
time.sleep(0.6)
os.write(write_end, b"hello")
time.sleep(0.4)
os.write(write_end, b"two ")
os.write(write_end, b"writes")
os.close(write_end)
os.waitpid(child, 0)
say(f"{os.getpid()}: three writes, and {child} is done")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "channels"
# order = 1
# title.en = "A pipe: from one process to another"
# title.zh = "管道：从一个进程到另一个进程"
# teaches.en = '''
# os.pipe() gives two file descriptors: what is written into the second comes out of the first,
# in the same order. After a fork both processes hold both ends, so each closes the one that it
# does not use. A read from an empty pipe waits, and when nobody holds the write end open any
# longer, it returns b"", the end of file.
# '''
# teaches.zh = '''
# os.pipe() 返回两个文件描述符：写入第二个的数据，会按原来的顺序从第一个读出。
# fork 之后两个进程都持有两端，所以各自要关闭自己不用的那一端。
# 管道为空时 read 会等待；当再没有进程开着写端时，read 返回 b""，即文件结尾（EOF）。
# '''
# watch.en = '''
# The child waits in its read until something comes. Then the parent writes twice while the child
# is busy: the bytes wait in the pipe, and one read takes them all.
# '''
# watch.zh = '''
# 子进程停在 read 里，直到有数据到来。
# 随后父进程趁子进程忙碌时写了两次：数据留在管道里，一次 read 就全部取走。
# '''
# trap.en = '''
# A pipe keeps no boundaries: it carries bytes, not messages. Two writes may come out in one
# read, and one large write in several.
# '''
# trap.zh = '''
# 管道不保留边界：它传送的是字节，不是消息。
# 两次写入可能一次读出，一次很大的写入也可能分几次读出。
# '''
# habit.en = '''
# Close the end that you do not use right after the fork; read in a loop until b"", and mark the
# end of each message yourself, by a newline or a length.
# '''
# habit.zh = '''
# fork 之后马上关闭不用的那一端；循环读取，直到读到 b""；
# 消息的结尾要自己标出，用换行符或者长度。
# '''
# differs.en = '''
# The same on Linux and macOS; a full pipe holds 64 KiB on Linux, and 16 to 64 KiB on macOS.
# Windows has os.pipe too, but no os.fork to share it with.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同；管道的容量在 Linux 上是 64 KiB，在 macOS 上是 16 到 64 KiB。
# Windows 也有 os.pipe，但没有 os.fork 来共享它。
# '''
# read.en = "pipe(2), pipe(7), read(2), write(2); Python docs: os.pipe, os.read, os.write"
# read.zh = "pipe(2)、pipe(7)、read(2)、write(2)；Python 文档：os.pipe、os.read、os.write"
#
# [[tool.procviz.questions]]
# en = "The parent writes three times. How many reads of the child bring it something?"
# zh = "父进程写了三次。子进程有几次 read 读到了数据？"
# choices = [1, 2, 3, 4]
# count = {kind = "received"}
#
# [[tool.procviz.questions]]
# en = "What is the first thing that the child comes to?"
# zh = "子进程首先遇到的是什么？"
# choices = [
#   {en = "b\"\", as nothing is there yet", zh = "b\"\"，因为还没有数据", when = [
#     {kind = "spawned", child = "$child"},
#     {kind = "eof_read", pid = "$child"},
#     {kind = "received", pid = "$child"},
#   ]},
#   {en = "it waits in its read", zh = "在 read 里等待", when = [
#     {kind = "spawned", child = "$child"},
#     {kind = "receive_began", pid = "$child"},
#     {kind = "sent", pid = "$root"},
#     {kind = "received", pid = "$child"},
#   ]},
#   {en = "an error, as nothing is there yet", zh = "报错，因为还没有数据", when = [
#     {kind = "spawned", child = "$child"},
#     {kind = "received", pid = "$child", size = 0},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# statuses = [0]
# exit = 0
# output = '''
# <p>: a pipe: out of fd <*> comes what goes into fd <*>
# <c>: read b'hello', and is busy for a while
# <c>: read b'two writes', and is busy for a while
# <c>: read b'': the end, nobody can write any more
# <p>: three writes, and <c> is done
# '''
# pipe_opened = 1
# fd_closed = 3
# sent = 3
# received = 2
# eof_read = 1
# order = [
#   [
#     {kind = "pipe_opened", pid = "$root", read = "$read", write = "$write", object = "$pipe"},
#     {kind = "spawned", pid = "$root", child = "$child"},
#     {kind = "fd_closed", pid = "$child", fd = "$write", object = "$pipe"},
#     {kind = "receive_began", pid = "$child", fd = "$read", object = "$pipe"},
#     {kind = "send_began", pid = "$root", fd = "$write", object = "$pipe", text = "hello"},
#     {kind = "received", pid = "$child", fd = "$read", size = 5, text = "hello"},
#     {kind = "sent", pid = "$root", object = "$pipe", size = 4},
#     {kind = "sent", pid = "$root", object = "$pipe", size = 6},
#     {kind = "received", pid = "$child", size = 10, text = "two writes"},
#     {kind = "eof_read", pid = "$child", fd = "$read", object = "$pipe"},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$child"},
#     {kind = "fd_closed", pid = "$root", object = "$pipe"},
#     {kind = "fd_closed", pid = "$root", object = "$pipe"},
#     {kind = "eof_read", pid = "$child", object = "$pipe"},
#     {kind = "reaped", pid = "$root", child = "$child"},
#   ],
# ]
# ///
