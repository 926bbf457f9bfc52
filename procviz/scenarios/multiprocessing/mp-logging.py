"""What multiprocessing itself is doing, as log lines on stderr."""

import logging
import os
import time
from functools import partial
from multiprocessing import Process, get_logger, log_to_stderr

say = partial(print, flush=True)


def work() -> None:
    say(f"{os.getpid()}: at work")
    get_logger().debug("detail from %s", os.getpid())
    get_logger().info("news from %s", os.getpid())
    time.sleep(0.6)


def main() -> None:
    logger = log_to_stderr(logging.DEBUG)
    for name, level in ("wordy", logging.DEBUG), ("terse", logging.INFO):
        logger.setLevel(level)
        say(f"{os.getpid()}: {logging.getLevelName(level)} for {name}")
        process = Process(target=work, name=name)
        process.start()
        process.join()
        time.sleep(0.4)
    say(f"{os.getpid()}: the end")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "multiprocessing"
# order = 8
# title.en = "The library's own log"
# title.zh = "multiprocessing 自己的日志"
# teaches.en = '''
# log_to_stderr(level) makes multiprocessing tell what it does: each process writes its own lines
# to stderr, with its name. get_logger() returns that logger; setLevel(logging.INFO) keeps to births
# and deaths, DEBUG adds the details. Your own code may write to the same log.
# '''
# teaches.zh = '''
# log_to_stderr(level) 让 multiprocessing 说出自己在做什么：
# 每个进程把各自的日志写到 stderr，并带上名字。
# get_logger() 返回这个日志器；setLevel(logging.INFO) 只留下启动与结束，DEBUG 则加上细节。
# 自己的代码也可以往同一个日志里写。
# '''
# watch.en = '''
# The log lines come from the PID that they are about, on stderr. Two children do the same work:
# the first tells every detail, the second only the news.
# '''
# watch.zh = '''
# 每行日志都由它所说的那个 PID 写到 stderr。
# 两个子进程做同样的事：前一个什么细节都说，后一个只说大事。
# '''
# trap.en = '''
# A level that is set in the parent reaches only the children that start later. And a FileHandler
# that several processes share is no good: their lines and their rotations get in each other's way.
# '''
# trap.zh = '''
# 在父进程里设置的级别，只对之后启动的子进程有效。
# 另外，不要让几个进程共用一个 FileHandler：它们的写入和日志轮转会互相干扰。
# '''
# habit.en = '''
# Switch the log on when processes hang or vanish, and off again when you know why. For the log
# of a program let the children send records through a QueueHandler to one process that writes.
# '''
# habit.zh = '''
# 进程卡住或者莫名消失时打开它，弄清原因后再关掉。
# 程序自己的日志，让子进程用 QueueHandler 把记录送到一个专门负责写的进程。
# '''
# differs.en = '''
# The same everywhere: under spawn and forkserver the level is sent along to the child. The wording
# of the lines belongs to the library and may change from version to version.
# '''
# differs.zh = '''
# 各处相同：使用 spawn 和 forkserver 时，级别会一并送到子进程。
# 日志的措辞由库决定，不同版本可能不同。
# '''
# read.en = "Python docs: multiprocessing, Logging; logging.handlers.QueueHandler; Logging Cookbook"
# read.zh = "Python 文档：multiprocessing 的日志一节；logging.handlers.QueueHandler；日志专题手册"
#
# [[tool.procviz.questions]]
# en = "The level is INFO when terse starts. What will terse write to the log?"
# zh = "启动 terse 时级别是 INFO。terse 会往日志里写什么？"
# choices = [
#   {en = "DEBUG lines and INFO lines", zh = "DEBUG 行和 INFO 行", when = [
#     {kind = "wrote", fd = 2, text = "~DEBUG/terse"},
#   ]},
#   {en = "INFO lines only", zh = "只有 INFO 行", when = [
#     {kind = "wrote", fd = 2, text = "~INFO/terse"},
#   ]},
#   {en = "nothing", zh = "什么也不写"},
# ]
#
# [[tool.procviz.questions]]
# en = "The main process has set up the log. Which process writes the line `[INFO/wordy] news`?"
# zh = "日志是主进程设置的。`[INFO/wordy] news` 这一行由哪个进程写出？"
# choices = [
#   {en = "the main process", zh = "主进程", when = [
#     {kind = "wrote", pid = "$root", fd = 2, text = "~INFO/wordy. news"},
#   ]},
#   {en = "wordy itself", zh = "wordy 自己", when = [
#     {kind = "named", pid = "$w", name = "wordy"},
#     {kind = "wrote", pid = "$w", fd = 2, text = "~INFO/wordy. news"},
#   ]},
#   {en = "a helper process for the log", zh = "一个专管日志的辅助进程"},
# ]
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# reaped = 2
# statuses = [0, 0]
# exit = 0
# output = '''
# <p>: DEBUG for wordy
# <w>: at work
# <p>: INFO for terse
# <t>: at work
# <p>: the end
# '''
# errors = [
#   '\[INFO/wordy\] child process calling self\.run\(\)',
#   '\[DEBUG/wordy\] detail from \d+',
#   '\[INFO/wordy\] news from \d+',
#   '\[INFO/wordy\] process exiting with exitcode 0',
#   '\[INFO/terse\] news from \d+',
#   '\[INFO/MainProcess\] process shutting down',
#   '(?s)\A(?!.*DEBUG/terse)',
# ]
# order = [
#   [
#     {kind = "named", pid = "$w", name = "wordy"},
#     {kind = "wrote", pid = "$w", fd = 2, text = '~DEBUG/wordy\] detail'},
#     {kind = "named", pid = "$t", name = "terse"},
#     {kind = "wrote", pid = "$t", fd = 2, text = '~INFO/terse\] news'},
#     {kind = "wrote", pid = "$root", fd = 2, text = "~INFO/MainProcess"},
#   ],
# ]
# ///
