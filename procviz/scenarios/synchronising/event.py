"""A flag that starts off unset: three wait for it, one sets it."""

import os
import time
from functools import partial
from multiprocessing import Event, Process
from multiprocessing.synchronize import Event as EventType

say = partial(print, flush=True)


def patient(event: EventType) -> None:
    say(f"{os.getpid()}: wait() without a limit")
    event.wait()
    say(f"{os.getpid()}: it is set, I go on")


def setter(event: EventType) -> None:
    time.sleep(2)
    say(f"{os.getpid()}: set()")
    event.set()


def main() -> None:
    event = Event()
    others = [Process(target=patient, args=(event,), name=f"patient-{n}") for n in (1, 2)]
    others.append(Process(target=setter, args=(event,), name="setter"))
    for process in others:
        process.start()

    for seconds in 0.8, 20:
        was_set = event.wait(seconds)
        say(f"{os.getpid()}: wait({seconds}) gave {was_set}")

    for process in others:
        process.join()
    say(f"{os.getpid()}: the setter is gone, and it is still set: {event.is_set()}")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "synchronising"
# order = 2
# title.en = "An event"
# title.zh = "事件（Event）"
# teaches.en = '''
# An Event is a flag that several processes share; it starts off unset. wait() blocks until
# somebody calls set(), and wait(timeout) gives up after so many seconds and returns False. One
# set() lets all who wait go on, and the flag stays set until clear().
# '''
# teaches.zh = '''
# Event 是几个进程共享的一个标志，一开始没有设置。
# wait() 一直阻塞，直到有人调用 set()；wait(timeout) 等够了时间就放弃，返回 False。
# 一次 set() 让所有等待者继续运行，标志会保持下去，直到有人调用 clear()。
# '''
# watch.en = '''
# Two children wait without a limit; the main process gives up once and waits again. One set() by
# the setter frees all three.
# '''
# watch.zh = '''
# 两个子进程无限期地等待；主进程放弃过一次，又重新等待。
# setter 的一次 set() 让这三个进程全部继续。
# '''
# trap.en = '''
# wait(timeout) raises nothing when the time is over: a process that does not look at the returned
# value goes on as if the event had come.
# '''
# trap.zh = '''
# wait(timeout) 超时不会抛出异常：不检查返回值，就会当作事件已经发生而继续下去。
# '''
# habit.en = '''
# Write `if not event.wait(seconds)` and say what shall happen then. Use an Event for something
# that happens once; for something that happens again and again use a Condition or a Queue.
# '''
# habit.zh = '''
# 写成 `if not event.wait(seconds)`，并处理好超时的情况。
# 只发生一次的事情用 Event；反复发生的事情用 Condition 或者 Queue。
# '''
# differs.en = '''
# The same on Linux, macOS and Windows. threading.Event has the same methods, for the threads of
# one process; asyncio.Event is for tasks, and its wait() has no timeout.
# '''
# differs.zh = '''
# Linux、macOS 和 Windows 上相同。threading.Event 的方法相同，但只用于同一个进程里的线程；
# asyncio.Event 用于协程任务，它的 wait() 没有 timeout 参数。
# '''
# read.en = "Python docs: multiprocessing.Event, threading.Event; sem_overview(7)"
# read.zh = "Python 文档：multiprocessing.Event、threading.Event；sem_overview(7)"
#
# [[tool.procviz.questions]]
# en = "wait(0.8), and nobody sets the event within 0.8 s. What will happen?"
# zh = "调用 wait(0.8)，而 0.8 秒之内没有人设置这个事件。会发生什么？"
# choices = [
#   { en = "It raises TimeoutError", zh = "抛出 TimeoutError", when = [
#     { kind = "waiting_on", pid = "$i", timeout = 0.8 },
#     { kind = "woken", pid = "$i", error = "TimeoutError" },
#   ] },
#   { en = "It waits on until somebody sets it", zh = "继续等，直到有人设置它" },
#   { en = "It returns False", zh = "返回 False", when = [
#     { kind = "waiting_on", pid = "$i", timeout = 0.8 },
#     { kind = "woken", pid = "$i", ok = false },
#     { kind = "notified" },
#   ] },
# ]
#
# [[tool.procviz.questions]]
# en = "Three processes wait. How many of them does one set() let go on?"
# zh = "三个进程在等待。一次 set() 会让其中几个继续运行？"
# count = { kind = "woken", call = "Event.wait", ok = true }
# choices = [0, 1, 2, 3]
#
# [tool.procviz.expect]
# spawned = 3
# exited = 3
# reaped = 3
# waiting_on = 4
# woken = 4
# notified = 1
# statuses = [0, 0, 0]
# exit = 0
# lines = '''
# <a>: wait() without a limit
# <b>: wait() without a limit
# <main>: wait(0.8) gave False
# <s>: set()
# <a>: it is set, I go on
# <b>: it is set, I go on
# <main>: wait(20) gave True
# <main>: the setter is gone, and it is still set: True
# '''
# order = [
#   [
#     { kind = "named", pid = "$a", name = "patient-1" },
#     { kind = "waiting_on", pid = "$a", object = "$e", type = "Event", call = "Event.wait" },
#     { kind = "notified", pid = "$s", object = "$e", call = "Event.set", count = -1 },
#     { kind = "woken", pid = "$a", object = "$e", ok = true },
#     { kind = "exited", pid = "$a" },
#   ],
#   [
#     { kind = "named", pid = "$b", name = "patient-2" },
#     { kind = "waiting_on", pid = "$b", object = "$e", type = "Event", call = "Event.wait" },
#     { kind = "notified", pid = "$s", object = "$e", call = "Event.set" },
#     { kind = "woken", pid = "$b", object = "$e", ok = true },
#     { kind = "exited", pid = "$b" },
#   ],
#   [
#     { kind = "waiting_on", pid = "$root", object = "$e", timeout = 0.8 },
#     { kind = "woken", pid = "$root", object = "$e", ok = false },
#     { kind = "waiting_on", pid = "$root", object = "$e", timeout = 20 },
#     { kind = "notified", pid = "$s", object = "$e" },
#     { kind = "woken", pid = "$root", object = "$e", ok = true },
#   ],
#   [{ kind = "named", pid = "$s", name = "setter" }, { kind = "notified", pid = "$s" }],
# ]
# ///
