"""Two ways for a forked child to leave: one cleans up, the other does not."""

import atexit
import os
import sys
import time

atexit.register(lambda: print(f"{os.getpid()}: goodbye, from atexit"))
sys.stdout.reconfigure(line_buffering=False, write_through=False)  # keep it all
print(f"{os.getpid()}: printed once, still in the buffer at the fork")

pid = os.fork()
if pid == 0:
    try:
        print(f"{os.getpid()}: the child's own line, in the buffer too")
        if sys.argv[1:] == ["os-_exit"]:
            os._exit(0)
        sys.exit(0)
    finally:
        print(f"{os.getpid()}: the child's finally")

os.waitpid(pid, 0)
time.sleep(0.5)
print(f"{os.getpid()}: {pid} is gone")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "fork-and-wait"
# order = 7
# title.en = "sys.exit or os._exit?"
# title.zh = "sys.exit 还是 os._exit？"
# teaches.en = '''
# sys.exit() raises SystemExit: `finally` blocks run, atexit functions are called, buffers are
# flushed. os._exit() ends the process on the spot and does nothing of all that. A forked child has
# copies of the parent's handlers and buffers, so with sys.exit() these are run and written twice.
# '''
# teaches.zh = '''
# sys.exit() 抛出 SystemExit：`finally` 会执行，atexit 函数会被调用，缓冲区会被刷新。
# os._exit() 当场结束进程，这些一样也不做。
# fork 出来的子进程带着父进程的处理函数和缓冲区的副本，所以用 sys.exit() 时，
# 它们会再执行一遍、再输出一遍。
# '''
# watch.en = '''
# Count the first line of the output and look at the PID in front of it: was it written by the one
# that it names? Then flip the variant and see what is missing.
# '''
# watch.zh = '''
# 数一数输出的第一行出现了几次，看看行首的 PID：写这一行的真的是它吗？
# 然后切换变体，看看少了什么。
# '''
# trap.en = '''
# Neither is right for all: sys.exit() in a child doubles what its parent had in the buffer and may
# delete the parent's temporary files; os._exit() loses what the child itself has printed.
# '''
# trap.zh = '''
# 没有哪一种总是对的：子进程用 sys.exit()，会把父进程缓冲区里的内容再输出一遍，
# 还可能删掉父进程的临时文件；用 os._exit()，则会丢掉子进程自己打印的内容。
# '''
# habit.en = '''
# Flush before the fork, and leave a forked child with os._exit() after it has flushed its own
# output.
# '''
# habit.zh = '''
# fork 之前先刷新缓冲区；子进程先刷新自己的输出，再用 os._exit() 退出。
# '''
# differs.en = '''
# The same on Linux and macOS. On a terminal Python flushes every line, so there the doubled line
# shows up only when the output goes into a file or a pipe; this script switches line buffering off.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同。输出到终端时 Python 每行都刷新，
# 所以重复的行只在输出到文件或管道时才出现；这个脚本关闭了行缓冲。
# '''
# read.en = "_exit(2), exit(3), stdio(3); Python docs: os._exit, sys.exit, atexit"
# read.zh = "_exit(2)、exit(3)、stdio(3)；Python 文档：os._exit、sys.exit、atexit"
#
# [[tool.procviz.questions]]
# en = "How many times is the line “printed once …” written?"
# zh = "“printed once …” 这一行会被写出几次？"
# count = { kind = "wrote", text = "~: printed once" }
# choices = [0, 1, 2, 3]
#
# [[tool.procviz.questions]]
# en = "What does the child write itself?"
# zh = "子进程自己会写出什么？"
#
# [[tool.procviz.questions.choices]]
# en = "its own line, and what `finally` and atexit print"
# zh = "自己的那一行，以及 `finally` 和 atexit 打印的内容"
# when = [
#   { kind = "spawned", pid = "$root", child = "$c" },
#   { kind = "wrote", pid = "$c", text = "~the child's own line(.|\\n)*finally(.|\\n)*goodbye" },
# ]
#
# [[tool.procviz.questions.choices]]
# en = "its own line only"
# zh = "只有自己的那一行"
# when = [
#   { kind = "spawned", pid = "$root", child = "$c" },
#   { kind = "wrote", pid = "$c", text = "~the child's own line" },
# ]
#
# [[tool.procviz.questions.choices]]
# en = "nothing"
# zh = "什么也没有"
#
# [tool.procviz.variants.sys-exit]
# en = "the child leaves with sys.exit(): it cleans up, and writes the copied buffer"
# zh = "子进程用 sys.exit() 退出：执行清理，把复制来的缓冲区也写出去"
#
# [tool.procviz.variants.sys-exit.expect]
# output = '''
# <p>: printed once, still in the buffer at the fork
# <c>: the child's own line, in the buffer too
# <c>: the child's finally
# <c>: goodbye, from atexit
# <p>: printed once, still in the buffer at the fork
# <p>: <c> is gone
# <p>: goodbye, from atexit
# '''
# order = [[
#   { kind = "spawned", pid = "$root", child = "$c" },
#   { kind = "wrote", pid = "$c", text = "~: printed once" },
#   { kind = "reaped", pid = "$root", child = "$c" },
#   { kind = "wrote", pid = "$root", text = "~: printed once" },
# ]]
#
# [tool.procviz.variants.os-_exit]
# en = "the child leaves with os._exit(): no finally, no atexit, its own line is lost"
# zh = "子进程用 os._exit() 退出：不执行 finally 和 atexit，自己的那一行也丢了"
#
# [tool.procviz.variants.os-_exit.expect]
# output = '''
# <p>: printed once, still in the buffer at the fork
# <p>: <c> is gone
# <p>: goodbye, from atexit
# '''
# order = [[
#   { kind = "spawned", pid = "$root", child = "$c" },
#   { kind = "exiting", pid = "$c", how = "os._exit", code = 0 },
#   { kind = "exited", pid = "$c", code = 0 },
#   { kind = "reaped", pid = "$root", child = "$c" },
# ]]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# statuses = [0]
# exit = 0
# ///
