"""A daemon: no parent that waits for it, a session of its own, no terminal."""

import os
import time
from functools import partial

say = partial(print, flush=True)


def about(name: str) -> str:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
        terminal = "a terminal"
    except OSError:
        terminal = "no terminal"
    parent, session = os.getppid(), os.getsid(0)
    return f"{os.getpid()}: {name}, parent {parent}, session {session}, {terminal}"


def daemon() -> None:
    os.chdir("/")  # keep no directory in use
    time.sleep(0.6)
    say(about("the daemon"))
    time.sleep(7)
    os._exit(0)


say(about("the first process"))
pid = os.fork()
if pid == 0:
    say(about("its child"))
    time.sleep(0.4)
    os.setsid()
    say(about("its child, after setsid"))
    time.sleep(0.4)
    if os.fork() == 0:
        daemon()
    os._exit(0)

os.waitpid(pid, 0)
time.sleep(1)
say(f"{os.getpid()}: {pid} is gone, and so am I")

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "fork-and-wait"
# order = 10
# title.en = "Daemons"
# title.zh = "守护进程"
# teaches.en = '''
# A daemon works in the background and belongs to no terminal and to no shell. To become one, a
# process forks, calls os.setsid() in the child, and forks again. The first child leads a new
# session without a controlling terminal; it leaves, the grandchild is adopted and lives on, and as
# it leads no session it can never get a terminal by opening one.
# '''
# teaches.zh = '''
# 守护进程在后台工作，不属于任何终端，也不属于任何 shell。
# 要成为守护进程，先 fork 一次，在子进程里调用 os.setsid()，再 fork 一次。
# 第一个子进程领导一个没有控制终端的新会话，随后退出；孙进程被收养，继续运行，
# 由于它不是会话首领，即使打开终端设备也不会得到控制终端。
# '''
# watch.en = '''
# The session of the child changes at setsid; the grandchild keeps it, though its leader is gone.
# The daemon outlives the program: here procviz ends it with SIGTERM when the scenario closes.
# '''
# watch.zh = '''
# setsid 的那一刻，子进程的会话变了；孙进程保持这个会话，虽然会话首领已经不在。
# 守护进程比程序活得更久：场景关闭时，procviz 用 SIGTERM 结束它。
# '''
# trap.en = '''
# A real daemon also gives up the inherited files: this one keeps stdout so that you can see it, and
# whoever reads from that pipe waits for it. Run in a terminal by hand, the first two lines say “a
# terminal”; under procviz no process has one.
# '''
# trap.zh = '''
# 真正的守护进程还要放弃继承来的文件：这里为了让你看到输出而保留了 stdout，
# 于是读这根管道的人会一直等它。在终端里手动运行时，前两行会显示 a terminal；
# 在 procviz 里，所有进程都没有控制终端。
# '''
# habit.en = '''
# Today write a plain program that stays in the foreground, and let systemd or launchd start it,
# restart it and keep its output.
# '''
# habit.zh = '''
# 如今更好的做法是写一个留在前台的普通程序，
# 由 systemd 或 launchd 负责启动、重启并保存输出。
# '''
# differs.en = '''
# The same on Linux and macOS; that a leader gets a terminal by opening one is System V's way, the
# BSDs want an ioctl. Windows has services in place of daemons.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同；会话首领打开终端就得到控制终端，这是 System V 的规则，
# BSD 系统则要用 ioctl。Windows 用服务（service）代替守护进程。
# '''
# read.en = "setsid(2), credentials(7), daemon(7); Python docs: os.setsid, os.getsid"
# read.zh = "setsid(2)、credentials(7)、daemon(7)；Python 文档：os.setsid、os.getsid"
#
# [[tool.procviz.questions]]
# en = "Who will be the daemon's parent after its own parent has gone?"
# zh = "守护进程的父进程结束以后，谁是它的父进程？"
#
# [[tool.procviz.questions.choices]]
# en = "the first process, its grandparent"
# zh = "第一个进程，也就是它的祖父进程"
# when = [{ kind = "reparented", pid = "$d", new = "$root" }]
#
# [[tool.procviz.questions.choices]]
# en = "who adopts orphans: PID 1 or a subreaper"
# zh = "收养孤儿进程的进程：PID 1 或 subreaper"
# when = [
#   { kind = "spawned", pid = "$root", child = "$f" },
#   { kind = "spawned", pid = "$f", child = "$d" },
#   { kind = "reparented", pid = "$d", old = "$f" },
# ]
#
# [[tool.procviz.questions.choices]]
# en = "nobody: it ends together with its parent"
# zh = "没有：它和父进程一起结束"
#
# [[tool.procviz.questions]]
# en = "In which session does the daemon live?"
# zh = "守护进程属于哪个会话？"
#
# [[tool.procviz.questions.choices]]
# en = "in one of its own, which it leads"
# zh = "它自己领导的会话"
# when = [
#   { kind = "spawned", pid = "$f", child = "$d" },
#   { kind = "session_changed", pid = "$d" },
# ]
#
# [[tool.procviz.questions.choices]]
# en = "in the one that its parent began; the leader is dead"
# zh = "父进程建立的会话，首领已经死去"
# when = [
#   { kind = "session_changed", pid = "$f", session = "$f" },
#   { kind = "spawned", pid = "$f", child = "$d" },
#   { kind = "exited", pid = "$f" },
# ]
#
# [[tool.procviz.questions.choices]]
# en = "in that of the first process"
# zh = "第一个进程所在的会话"
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# reaped = 2
# reparented = 1
# session_changed = 1
# statuses = [0, "SIGTERM"]
# exit = 0
# findings = ["orphan"]
# output = '''
# <p>: the first process, parent <x>, session <*>, no terminal
# <c>: its child, parent <p>, session <*>, no terminal
# <c>: its child, after setsid, parent <p>, session <c>, no terminal
# <d>: the daemon, parent <*>, session <c>, no terminal
# <p>: <c> is gone, and so am I
# '''
# order = [
#   [
#     { kind = "spawned", pid = "$root", child = "$f" },
#     { kind = "session_changed", pid = "$f", session = "$f" },
#     { kind = "spawned", pid = "$f", child = "$d" },
#     { kind = "exited", pid = "$f", code = 0 },
#     { kind = "reparented", pid = "$d", old = "$f", new = "$adopter" },
#     { kind = "exited", pid = "$d", signal = "SIGTERM" },
#     { kind = "reaped", pid = "$adopter", child = "$d" },
#   ],
#   [
#     { kind = "spawned", pid = "$f", child = "$d" },
#     { kind = "exited", pid = "$f", code = 0 },
#     { kind = "run_ended", pid = "$root", code = 0 },
#     { kind = "exited", pid = "$d", signal = "SIGTERM" },
#   ],
#   [
#     { kind = "session_changed", pid = "$f", session = "$f" },
#     { kind = "spawned", pid = "$f", child = "$d" },
#     { kind = "reaped", pid = "$root", child = "$f" },
#     { kind = "run_ended", pid = "$root" },
#   ],
# ]
# ///
