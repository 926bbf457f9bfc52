"""How a child ended is one number: the status."""

import os
import signal
import time
from functools import partial

say = partial(print, flush=True)


def by_itself(code: int) -> None:
    time.sleep(0.3)
    os._exit(code)


def by_signal(signum: int) -> None:
    os.kill(os.getpid(), signum)


for end, value in [
    (by_itself, 0),
    (by_itself, 3),
    (by_signal, signal.SIGTERM),
    (by_signal, signal.SIGKILL),
]:
    pid = os.fork()
    if pid == 0:
        time.sleep(0.3)
        end(value)
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        how = f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
    else:
        how = f"exit code {os.WEXITSTATUS(status)}"
    code = os.waitstatus_to_exitcode(status)
    say(f"{os.getpid()}: {pid} has the status {status:4}: {how}, in short {code}")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "fork-and-wait"
# order = 6
# title.en = "Exit status: how a child ended"
# title.zh = "退出状态：子进程是怎样结束的"
# teaches.en = '''
# A process either leaves by itself with an exit code from 0 to 255, or is killed by a signal. The
# status that wait returns packs both into one number. os.waitstatus_to_exitcode() unpacks it: the
# exit code, or minus the number of the signal.
# '''
# teaches.zh = '''
# 一个进程要么自行退出，带着 0 到 255 的退出码，要么被信号终止。
# wait 返回的状态把这两种情况打包成一个整数。
# os.waitstatus_to_exitcode() 把它拆开：得到退出码，或者信号编号的相反数。
# '''
# watch.en = '''
# Four children end one after another: with 0, with 3, by SIGTERM, by SIGKILL. Compare the packed
# status of each with what the narrator says.
# '''
# watch.zh = '''
# 四个子进程先后结束：退出码 0、退出码 3、被 SIGTERM 终止、被 SIGKILL 终止。
# 把每个打包的状态和解说对照起来看。
# '''
# trap.en = '''
# 768 is exit code 3, for the code stands in the second byte, and a plain 15 is no exit code but
# SIGTERM. Only eight bits of the code survive: os._exit(256) looks like success.
# '''
# trap.zh = '''
# 768 表示退出码 3，因为退出码放在第二个字节；而单独的 15 不是退出码，是 SIGTERM。
# 退出码只保留八位：os._exit(256) 看起来就像成功。
# '''
# habit.en = '''
# Leave with 0 for success and with a small positive number for failure; never take a status apart
# by hand.
# '''
# habit.zh = '''
# 成功以 0 退出，失败以一个小的正数退出；不要自己动手拆状态。
# '''
# differs.en = '''
# The same on Linux and macOS; os.waitstatus_to_exitcode is there since Python 3.9. On Windows there
# are no signals, and an exit code has 32 bits. A shell shows the death by signal N as 128+N.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同；os.waitstatus_to_exitcode 从 Python 3.9 起才有。
# Windows 没有这样的信号，退出码有 32 位。
# shell 用 128+N 表示被信号 N 终止。
# '''
# read.en = "wait(2), _exit(2), signal(7); Python docs: os.waitstatus_to_exitcode, os.WIFSIGNALED"
# read.zh = "wait(2)、_exit(2)、signal(7)；Python 文档：os.waitstatus_to_exitcode、os.WIFSIGNALED"
#
# [[tool.procviz.questions]]
# en = "The second child leaves with os._exit(3). Which status does waitpid give to its parent?"
# zh = "第二个子进程以 os._exit(3) 退出。waitpid 给父进程的状态是多少？"
#
# [[tool.procviz.questions.choices]]
# en = "3"
# zh = "3"
# when = [{ kind = "wrote", pid = "$root", text = "~status +3: exit code 3" }]
#
# [[tool.procviz.questions.choices]]
# en = "768"
# zh = "768"
# when = [{ kind = "wrote", pid = "$root", text = "~status +768: exit code 3" }]
#
# [[tool.procviz.questions.choices]]
# en = "-3"
# zh = "-3"
# when = [{ kind = "wrote", pid = "$root", text = "~status +-3: exit code 3" }]
#
# [[tool.procviz.questions]]
# en = "What does os.waitstatus_to_exitcode say about the child that SIGTERM killed?"
# zh = "对于被 SIGTERM 终止的子进程，os.waitstatus_to_exitcode 返回多少？"
#
# [[tool.procviz.questions.choices]]
# en = "0: it has no exit code"
# zh = "0：它没有退出码"
# when = [{ kind = "wrote", pid = "$root", text = "~SIGTERM, in short 0" }]
#
# [[tool.procviz.questions.choices]]
# en = "15, the number of the signal"
# zh = "15，即信号的编号"
# when = [{ kind = "wrote", pid = "$root", text = "~SIGTERM, in short 15" }]
#
# [[tool.procviz.questions.choices]]
# en = "-15, minus the number of the signal"
# zh = "-15，即信号编号的相反数"
# when = [{ kind = "wrote", pid = "$root", text = "~SIGTERM, in short -15" }]
#
# [[tool.procviz.questions.choices]]
# en = "143, that is 128 + 15"
# zh = "143，即 128 + 15"
# when = [{ kind = "wrote", pid = "$root", text = "~SIGTERM, in short 143" }]
#
# [tool.procviz.expect]
# spawned = 4
# exited = 4
# reaped = 4
# signal_sent = 2
# statuses = [0, 3, "SIGTERM", "SIGKILL"]
# exit = 0
# output = '''
# <p>: <a> has the status    0: exit code 0, in short 0
# <p>: <b> has the status  768: exit code 3, in short 3
# <p>: <c> has the status   15: killed by SIGTERM, in short -15
# <p>: <d> has the status    9: killed by SIGKILL, in short -9
# '''
# order = [
#   [
#     { kind = "exited", pid = "$a", code = 0 },
#     { kind = "wait_ended", pid = "$root", child = "$a", code = 0 },
#     { kind = "exited", pid = "$b", code = 3 },
#     { kind = "wait_ended", pid = "$root", child = "$b", code = 3 },
#   ],
#   [
#     { kind = "signal_sent", pid = "$c", to = "$c", signal = "SIGTERM" },
#     { kind = "exited", pid = "$c", signal = "SIGTERM" },
#     { kind = "wait_ended", pid = "$root", child = "$c", signal = "SIGTERM" },
#     { kind = "signal_sent", pid = "$d", to = "$d", signal = "SIGKILL" },
#     { kind = "exited", pid = "$d", signal = "SIGKILL" },
#     { kind = "wait_ended", pid = "$root", child = "$d", signal = "SIGKILL" },
#   ],
# ]
# ///
