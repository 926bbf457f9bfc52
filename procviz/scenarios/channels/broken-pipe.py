"""Nobody reads any more: what becomes of the one who writes?"""

import os
import signal
import sys
import time
from functools import partial

say = partial(print, flush=True)
default = sys.argv[1:] == ["default"]

read_end, write_end = os.pipe()
child = os.fork()

if child == 0:
    os.close(read_end)
    if default:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    say(f"{os.getpid()}: for SIGPIPE I have {signal.getsignal(signal.SIGPIPE).name}")
    os.write(write_end, b"first")
    time.sleep(1.2)
    try:
        os.write(write_end, b"second")
    except BrokenPipeError as error:
        say(f"{os.getpid()}: BrokenPipeError: {error}")
        os._exit(1)
    os._exit(0)

os.close(write_end)
data = os.read(read_end, 100)
os.close(read_end)
say(f"{os.getpid()}: read {data!r}, that is enough: I closed the read end")
_, status = os.waitpid(child, 0)
say(f"{os.getpid()}: the exit code of {child} is {os.waitstatus_to_exitcode(status)}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "channels"
# order = 3
# title.en = "A broken pipe"
# title.zh = "断开的管道"
# teaches.en = '''
# When no process holds the read end of a pipe any longer, the kernel answers a write with the
# signal SIGPIPE, which by default kills the writer. Python ignores SIGPIPE from its start, so the
# write fails instead and raises BrokenPipeError. Either way the writer learns that nobody listens,
# and only when it writes.
# '''
# teaches.zh = '''
# 当再没有进程开着管道的读端时，内核用信号 SIGPIPE 回应写入，它的默认动作是终止写入的进程。
# Python 一启动就忽略 SIGPIPE，所以写入改为失败，并抛出 BrokenPipeError。
# 无论哪一种，写入者都要等到写的那一刻，才知道已经没有读者了。
# '''
# watch.en = '''
# The reader closes its end, and for a second nothing happens to the writer. Its next write raises
# an error; flip the variant and the same write kills it, with the status -13.
# '''
# watch.zh = '''
# 读数据的进程关闭了读端，一秒之内写入者什么事也没有。
# 它的下一次写入抛出异常；切换变体，同样的写入会让它被终止，退出码是 -13。
# '''
# trap.en = '''
# print() to a closed pipe, as in `python prog.py | head -1`, raises BrokenPipeError too, often as
# late as the flush at exit. And data that was written, but not read, is lost without an error.
# '''
# trap.zh = '''
# print() 写到已断开的管道同样抛出 BrokenPipeError，例如 `python prog.py | head -1`，
# 而且常常要到退出时刷新缓冲区才出错。另外，已经写入却没有被读走的数据会丢失，也不报错。
# '''
# habit.en = '''
# Catch BrokenPipeError where you write, and stop: the reader wants no more. Leave SIGPIPE ignored
# in programs that use sockets, or one lost connection ends them.
# '''
# habit.zh = '''
# 在写入的地方捕获 BrokenPipeError，然后停止：对方不想再读了。
# 使用套接字的程序要让 SIGPIPE 保持忽略，否则一个连接断开就会让它结束。
# '''
# differs.en = '''
# The same on Linux and macOS. Windows has no SIGPIPE: there the write fails with an OSError.
# Programs that subprocess starts get SIGPIPE's default action back (restore_signals).
# '''
# differs.zh = '''
# Linux 和 macOS 上相同。Windows 没有 SIGPIPE：那里写入以 OSError 失败。
# subprocess 启动的程序会恢复 SIGPIPE 的默认动作（restore_signals）。
# '''
# read.en = "pipe(7), write(2), signal(7); Python docs: BrokenPipeError; signal, Note on SIGPIPE"
# read.zh = "pipe(7)、write(2)、signal(7)；Python 文档：BrokenPipeError、Note on SIGPIPE"
#
# [[tool.procviz.questions]]
# en = "The reader has closed the pipe. What happens to the writer at its second write?"
# zh = "读端已经关闭。写入者第二次写入时会怎样？"
# choices = [
#   {en = "it waits for a new reader", zh = "等待新的读者", when = [
#     {kind = "sent", pid = "$child", size = 5},
#     {kind = "send_began", pid = "$child", text = "second"},
#     {kind = "exited", pid = "$child", signal = "SIGKILL"},
#   ]},
#   {en = "the bytes are thrown away and it goes on", zh = "数据被丢弃，它继续运行", when = [
#     {kind = "sent", pid = "$child", size = 6},
#     {kind = "exited", pid = "$child", code = 0},
#   ]},
#   {en = "Python raises BrokenPipeError", zh = "Python 抛出 BrokenPipeError", when = [
#     {kind = "sent", pid = "$child", error = "BrokenPipeError"},
#   ]},
#   {en = "a signal kills it", zh = "它被信号终止", when = [
#     {kind = "send_began", pid = "$child", text = "second"},
#     {kind = "exited", pid = "$child", signal = "SIGPIPE"},
#   ]},
# ]
#
# [[tool.procviz.questions]]
# en = "With which exit code does the writer end?"
# zh = "写入者的退出码是多少？"
# choices = [
#   {en = "0", zh = "0", when = [{kind = "exited", code = 0}]},
#   {en = "1", zh = "1", when = [{kind = "exited", code = 1}]},
#   {en = "-13, killed by SIGPIPE", zh = "-13，被 SIGPIPE 终止", when = [
#     {kind = "exited", signal = "SIGPIPE"},
#   ]},
#   {en = "-15, killed by SIGTERM", zh = "-15，被 SIGTERM 终止", when = [
#     {kind = "exited", signal = "SIGTERM"},
#   ]},
# ]
#
# [tool.procviz.variants.python]
# en = "Python ignores SIGPIPE: the write raises BrokenPipeError"
# zh = "Python 忽略 SIGPIPE：写入抛出 BrokenPipeError"
#
# [tool.procviz.variants.python.expect]
# statuses = [1]
# output = '''
# <c>: for SIGPIPE I have SIG_IGN
# <p>: read b'first', that is enough: I closed the read end
# <c>: BrokenPipeError: [Errno 32] Broken pipe
# <p>: the exit code of <c> is 1
# '''
# disposition_set = 0
# order = [[
#   {kind = "spawned", pid = "$root", child = "$child"},
#   {kind = "fd_closed", pid = "$child", object = "$pipe"},
#   {kind = "received", pid = "$root", object = "$pipe", text = "first"},
#   {kind = "fd_closed", pid = "$root", object = "$pipe"},
#   {kind = "send_began", pid = "$child", object = "$pipe", text = "second"},
#   {kind = "sent", pid = "$child", object = "$pipe", error = "BrokenPipeError"},
#   {kind = "reaped", pid = "$root", child = "$child", code = 1},
# ]]
#
# [tool.procviz.variants.default]
# en = "SIGPIPE has its default action again: the write kills the writer"
# zh = "SIGPIPE 恢复默认动作：写入使写入者被终止"
#
# [tool.procviz.variants.default.expect]
# statuses = ["SIGPIPE"]
# output = '''
# <c>: for SIGPIPE I have SIG_DFL
# <p>: read b'first', that is enough: I closed the read end
# <p>: the exit code of <c> is -13
# '''
# disposition_set = 1
# order = [[
#   {kind = "spawned", pid = "$root", child = "$child"},
#   {kind = "disposition_set", pid = "$child", signal = "SIGPIPE", action = "default"},
#   {kind = "received", pid = "$root", object = "$pipe", text = "first"},
#   {kind = "fd_closed", pid = "$root", object = "$pipe"},
#   {kind = "send_began", pid = "$child", object = "$pipe", text = "second"},
#   {kind = "exited", pid = "$child", signal = "SIGPIPE"},
#   {kind = "reaped", pid = "$root", child = "$child", signal = "SIGPIPE"},
# ]]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# exit = 0
# fd_closed = 3
# send_began = 2
# ///
