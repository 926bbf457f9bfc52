"""One memory in two processes, got in three ways."""

import mmap
import os
import time
from functools import partial
from multiprocessing import Value
from multiprocessing.shared_memory import SharedMemory

say = partial(print, flush=True)


def main() -> None:
    own = bytearray(b"own")
    mapped = mmap.mmap(-1, 6)  # has no name: shared with those whom we fork
    number = Value("i", 1)  # one C int with a lock of its own
    block = SharedMemory(create=True, size=6)  # has a name: others can open it

    def look() -> None:
        shared = f"mmap {mapped[:]!r}, Value {number.value}, block {bytes(block.buf[:6])!r}"
        say(f"{os.getpid()}: bytearray {bytes(own)!r}, {shared}")

    mapped[:] = block.buf[:6] = b"parent"
    look()
    child = os.fork()
    if child == 0:
        time.sleep(0.8)
        own[:] = b"new"
        same = SharedMemory(block.name)
        mapped[:] = same.buf[:6] = b"child!"
        with number.get_lock():
            number.value += 1
        look()
        time.sleep(1.2)
        os._exit(0)

    while number.value == 1:
        time.sleep(0.1)
    time.sleep(0.5)
    look()
    os.waitpid(child, 0)
    block.close()
    block.unlink()


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "channels"
# order = 5
# title.en = "Shared memory: no message at all"
# title.zh = "共享内存：不用传递消息"
# teaches.en = '''
# Shared memory is the same memory in the address spaces of several processes: what one writes, the
# others read, and nothing is sent or copied. An anonymous mmap reaches only those whom you fork,
# SharedMemory has a name by which any process can open it, and Value wraps a single C number with a
# lock. Everything else, like the bytearray here, is the process's own after the fork.
# '''
# teaches.zh = '''
# 共享内存是同一块内存出现在几个进程的地址空间里：一个写，别的就能读到，不需要发送，也不需要复制。
# 匿名 mmap 只能和 fork 出来的进程共享，SharedMemory 有名字，任何进程都能按名字打开，
# Value 则把一个 C 语言的数和一把锁包在一起。
# 其余的一切，例如这里的 bytearray，在 fork 之后都归进程自己所有。
# '''
# watch.en = '''
# The child writes in four places, and the parent's next line shows three of them, though no link
# between the two was used. The third process is the resource tracker, which SharedMemory starts.
# '''
# watch.zh = '''
# 子进程写了四处，父进程的下一行显示出其中三处，而两者之间没有经过任何通道。
# 第三个进程是 SharedMemory 启动的资源跟踪进程。
# '''
# trap.en = '''
# Nobody is told that the memory has changed: the parent must look again and again. And
# number.value += 1 reads, adds and writes: without the lock two processes lose an addition.
# '''
# trap.zh = '''
# 内存变了，并不会通知谁：父进程只能一遍又一遍地查看。
# 而且 number.value += 1 是读、加、写三步：不加锁，两个进程就会丢掉一次加法。
# '''
# habit.en = '''
# Guard what several write with a lock and tell of a change with an Event or a pipe. Each process
# closes its SharedMemory, and exactly one unlinks it.
# '''
# habit.zh = '''
# 多个进程都会写的数据要用锁保护，有变化就用 Event 或管道通知。
# 每个进程都要 close 自己的 SharedMemory，并且只由一个进程 unlink。
# '''
# differs.en = '''
# On Linux a block is a file in /dev/shm. Windows drops it when the last process closes it. Python
# 3.13 has track=False, for a process that only attaches and is not to clean up.
# '''
# differs.zh = '''
# Linux 上这样的内存块是 /dev/shm 里的一个文件。Windows 上最后一个进程关闭它，它就消失。
# Python 3.13 增加了 track=False，供只连接、不负责清理的进程使用。
# '''
# read.en = "mmap(2), shm_overview(7); Python docs: multiprocessing.shared_memory, Value, mmap"
# read.zh = "mmap(2)、shm_overview(7)；Python 文档：multiprocessing.shared_memory、Value、mmap"
#
# [[tool.procviz.questions]]
# en = "The child changes bytearray, mmap, Value and block. Which change does the parent not see?"
# zh = "子进程修改了 bytearray、mmap、Value 和 block。父进程看不到哪一个修改？"
# choices = [
#   {en = "none of them", zh = "一个也看不到", when = [
#     {kind = "wrote", pid = "$child", text = "~b'new'"},
#     {kind = "wrote", pid = "$root", text = "~b'own', mmap b'parent', Value 1, block b'parent'"},
#   ]},
#   {en = "that of the bytearray", zh = "bytearray 的", when = [
#     {kind = "wrote", pid = "$child", text = "~b'new'"},
#     {kind = "wrote", pid = "$root", text = "~b'own', mmap b'child!', Value 2, block b'child!'"},
#   ]},
#   {en = "that of the block", zh = "block 的", when = [
#     {kind = "wrote", pid = "$child", text = "~b'new'"},
#     {kind = "wrote", pid = "$root", text = "~b'new', mmap b'child!', Value 2, block b'parent'"},
#   ]},
#   {en = "it sees them all", zh = "全都能看到", when = [
#     {kind = "wrote", pid = "$child", text = "~b'new'"},
#     {kind = "wrote", pid = "$root", text = "~b'new', mmap b'child!', Value 2, block b'child!'"},
#   ]},
# ]
#
# [[tool.procviz.questions]]
# en = "How many processes will there be, the first one included?"
# zh = "一共会有几个进程，第一个也算在内？"
# choices = [1, 2, 3, 4]
# count = {kind = "spawned"}
# plus = 1
#
# [tool.procviz.expect]
# # one of the two is the resource tracker; from Python 3.13 on its parent may wait for it
# spawned = 2
# exited = 2
# reaped = 2
# statuses = [0, 0]
# exit = 0
# output = '''
# <p>: bytearray b'own', mmap b'parent', Value 1, block b'parent'
# <c>: bytearray b'new', mmap b'child!', Value 2, block b'child!'
# <p>: bytearray b'own', mmap b'child!', Value 2, block b'child!'
# '''
# pipe_opened = 0
# sent = 0
# received = 0
# seen = [
#   {kind = "named", role = "resource tracker", n = 1},
#   {kind = "acquired", n = 1},
#   {kind = "released", n = 1},
# ]
# order = [
#   [
#     {kind = "fork_returned", pid = "$root", value = "$child"},
#     {kind = "acquired", pid = "$child"},
#     {kind = "released", pid = "$child"},
#     {kind = "reaped", pid = "$root", child = "$child", code = 0},
#   ],
#   [
#     {kind = "wrote", pid = "$child", text = "~b'new', .* Value 2, block b'child!'"},
#     {kind = "wrote", pid = "$root", text = "~b'own', .* Value 2, block b'child!'"},
#   ],
# ]
# ///
