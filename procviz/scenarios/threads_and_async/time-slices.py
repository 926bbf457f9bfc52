"""Two processes share one CPU by turns; with two CPUs both run at once."""

import os
import resource
import sys
import time
from functools import partial

say = partial(print, flush=True)
if not hasattr(os, "sched_setaffinity"):
    sys.exit(f"{os.getpid()}: this system lets no program choose its CPU")


def burn(cpu: int) -> None:
    os.sched_setaffinity(0, {cpu})
    end = time.monotonic() + 1
    while time.monotonic() < end:
        pass
    turns = resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw
    share = 100 * time.process_time()
    say(f"{os.getpid()}: CPU {cpu} was mine for {share:.0f} % of 1 s, taken away {turns} times")


def race(one: int, other: int) -> None:
    say(f"{os.getpid()}: two processes compute on CPU {one} and CPU {other}")
    pids = []
    for cpu in one, other:
        pid = os.fork()
        if pid == 0:
            burn(cpu)
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)


first, *more = sorted(os.sched_getaffinity(0))
race(first, first)
time.sleep(0.3)
race(first, more[0] if more else first)  # a machine with one CPU shows the same twice

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "threads-and-async"
# order = 2
# title.en = "Time slices"
# title.zh = "时间片"
# teaches.en = '''
# A CPU runs one process at a time. If two want the same CPU, the kernel lets them take turns: it
# takes the CPU from one after some milliseconds, an involuntary context switch, and gives it to the
# other. With two CPUs both run at the same moment, and each gets nearly all of its own.
# '''
# teaches.zh = '''
# 一个 CPU 同一时刻只运行一个进程。
# 两个进程想用同一个 CPU 时，内核让它们轮流运行：
# 几毫秒之后就把 CPU 从一个进程手里收回（非自愿的上下文切换），交给另一个。
# 有两个 CPU 时，两个进程真正同时运行，各自几乎独占一个。
# '''
# watch.en = '''
# Select a child and look at its CPU number, its CPU % and its involuntary switches. The first two
# share one CPU: about 50 % each, and many switches. The second two have a CPU each: about 100 %,
# and few switches.
# '''
# watch.zh = '''
# 选中一个子进程，看它的 CPU 编号、CPU 占用率和非自愿切换的次数。
# 前两个共用一个 CPU：各占大约 50 %，切换很多；后两个各有一个 CPU：接近 100 %，切换很少。
# '''
# trap.en = '''
# More processes than CPUs do not compute faster, they only take turns. "At the same time" on the
# screen may be by turns in truth: the slices are too short to be seen. With one CPU, or on a busy
# machine, the second two get less than 100 % as well.
# '''
# trap.zh = '''
# 进程比 CPU 多，并不会算得更快，只是轮流而已。
# 屏幕上看起来是“同时”的，其实可能是轮流：时间片短得看不出来。
# 只有一个 CPU，或者机器很忙的时候，后两个进程也得不到 100 %。
# '''
# habit.en = '''
# Start as many processes that compute as there are CPUs for you (os.sched_getaffinity), not more,
# and leave it to the kernel which of them runs where.
# '''
# habit.zh = '''
# 要计算的进程，有多少个可用的 CPU 就启动多少个（os.sched_getaffinity），不要更多；
# 谁在哪个 CPU 上运行，交给内核决定。
# '''
# differs.en = '''
# os.sched_setaffinity is a thing of Linux; without it (macOS, Windows) the script says so and ends.
# The length of a slice depends on the kernel and its settings. Python 3.13 has
# os.process_cpu_count() for the number of usable CPUs.
# '''
# differs.zh = '''
# os.sched_setaffinity 是 Linux 特有的；没有它的系统（macOS、Windows）上，脚本说明这一点后就结束。
# 时间片的长短取决于内核及其设置。
# Python 3.13 起可以用 os.process_cpu_count() 得到可用的 CPU 个数。
# '''
# read.en = "sched(7), sched_setaffinity(2), getrusage(2); Python docs: os.sched_setaffinity"
# read.zh = "sched(7)、sched_setaffinity(2)、getrusage(2)；Python 文档：os.sched_setaffinity"
#
# [[tool.procviz.questions]]
# en = "Two processes compute for one second on the same CPU. How much of it does each get?"
# zh = "两个进程在同一个 CPU 上计算一秒钟。各自能得到多少？"
# choices = [
#   { en = "All of it", zh = "全部", when = [
#     { kind = "wrote", pid = "$a", text = "~mine for (9[5-9]|100) %" },
#     { kind = "wrote", pid = "$b", text = "~mine for (9[5-9]|100) %" },
#     { kind = "wrote", pid = "$root", text = "~compute on" },
#   ] },
#   { en = "Half of it or less, by turns", zh = "一半或更少，轮流使用" },
#   { en = "One gets all, the other nothing", zh = "一个得到全部，另一个什么也得不到", when = [
#     { kind = "wrote", pid = "$a", text = "~mine for [0-4] %" },
#   ] },
# ]
#
# [[tool.procviz.questions]]
# en = "When does the second of the first two end?"
# zh = "前两个子进程中的第二个，什么时候结束？"
# choices = [
#   { en = "A second later: it waits for the CPU", zh = "比第一个晚一秒：要等 CPU 空出来", when = [
#     { kind = "spawned", child = "$a" },
#     { kind = "spawned", child = "$b" },
#     { kind = "exited", pid = "$a" },
#     { kind = "wrote", pid = "$root", text = "~compute on" },
#     { kind = "exited", pid = "$b" },
#   ] },
#   { en = "With the first: they took turns", zh = "和第一个一起结束：它们一直在轮流运行", when = [
#     { kind = "spawned", child = "$a" },
#     { kind = "spawned", child = "$b" },
#     { kind = "exited", pid = "$a" },
#     { kind = "reaped", child = "$a" },
#     { kind = "reaped", child = "$b" },
#     { kind = "spawned", child = "$c" },
#   ] },
#   { en = "Never: it does not get the CPU", zh = "永远不会：它得不到 CPU" },
# ]
#
# [tool.procviz.expect]
# spawned = 4
# exited = 4
# reaped = 4
# statuses = [0, 0, 0, 0]
# exit = 0
# lines = '''
# <p>: two processes compute on CPU <x> and CPU <x>
# <a>: CPU <x> was mine for <*> % of 1 s, taken away <*> times
# <b>: CPU <x> was mine for <*> % of 1 s, taken away <*> times
# <p>: two processes compute on CPU <x> and CPU <*>
# <c>: CPU <x> was mine for <*> % of 1 s, taken away <*> times
# <d>: CPU <*> was mine for <*> % of 1 s, taken away <*> times
# '''
# order = [
#   [
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "spawned", pid = "$root", child = "$b" },
#     { kind = "reaped", pid = "$root", child = "$a" },
#     { kind = "reaped", pid = "$root", child = "$b" },
#     { kind = "spawned", pid = "$root", child = "$c" },
#     { kind = "spawned", pid = "$root", child = "$d" },
#     { kind = "reaped", pid = "$root", child = "$c" },
#     { kind = "reaped", pid = "$root", child = "$d" },
#   ],
#   [
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "sampled", pid = "$a", facts = "~'cpu': [1-9]" },
#     { kind = "exited", pid = "$a" },
#   ],
#   [
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "sampled", pid = "$a", facts = "~'involuntary': [1-9]" },
#     { kind = "exited", pid = "$a" },
#   ],
#   [
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "sampled", pid = "$a", facts = "~'processor': \\d" },
#     { kind = "exited", pid = "$a" },
#   ],
# ]
# ///
