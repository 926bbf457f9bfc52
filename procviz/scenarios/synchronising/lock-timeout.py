"""Ask for a lock and do not wait for ever."""

import os
import time
from functools import partial
from multiprocessing import Lock, Process
from multiprocessing.synchronize import Lock as LockType

say = partial(print, flush=True)


def ask(lock: LockType, *ways: dict) -> None:
    for way in ways:
        got = lock.acquire(**way)
        say(f"{os.getpid()}: acquire with {way} gave {got}")
        if got:
            lock.release()
        time.sleep(0.3)


def main() -> None:
    lock = Lock()
    hurried = Process(target=ask, args=(lock, {"block": False}, {"timeout": -1}, {"timeout": 0.8}))
    patient = Process(target=ask, args=(lock, {"timeout": 20}))
    with lock:
        say(f"{os.getpid()}: I have the lock")
        hurried.start()
        hurried.join()
        patient.start()
        time.sleep(1.2)
        say(f"{os.getpid()}: I give it back")
    patient.join()


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "synchronising"
# order = 4
# title.en = "A lock, but not for ever"
# title.zh = "获取锁，但不无限等待"
# teaches.en = '''
# acquire() waits for as long as it takes. With block=False it does not wait at all, with
# timeout=N it waits for N seconds at most; in both cases it returns False if it has not got the
# lock. A negative timeout counts as 0.
# '''
# teaches.zh = '''
# acquire() 默认会一直等下去。
# 用 block=False 就完全不等，用 timeout=N 最多等 N 秒；没有拿到锁时，两者都返回 False。
# 负数的 timeout 等于 0。
# '''
# watch.en = '''
# The main process has the lock. One child asks three times: two requests are refused at once, one
# after its time. The other child asks once and is granted it at the moment of the release.
# '''
# watch.zh = '''
# 主进程持有锁。一个子进程请求三次：两次马上被拒绝，一次超时。
# 另一个子进程请求一次，在锁被释放的那一刻成功。
# '''
# trap.en = '''
# A process that ignores the returned False works without the lock, and its release() gives back
# somebody else's. And threading.Lock takes timeout=-1 the other way round: there it means for ever.
# '''
# trap.zh = '''
# 不看返回的 False，就等于没有锁也照样干活，之后的 release() 释放的还是别人的锁。
# threading.Lock 的 timeout=-1 恰好相反：表示无限等待。
# '''
# habit.en = '''
# `if lock.acquire(timeout=5): try: … finally: lock.release()`, and an else that says what happens
# without the lock.
# '''
# habit.zh = '''
# `if lock.acquire(timeout=5): try: … finally: lock.release()`，
# 并且用 else 写明拿不到锁时怎么办。
# '''
# differs.en = '''
# The same on Linux, macOS and Windows. The first argument is called block in multiprocessing and
# blocking in threading.
# '''
# differs.zh = '''
# Linux、macOS 和 Windows 上相同。
# 第一个参数在 multiprocessing 里叫 block，在 threading 里叫 blocking。
# '''
# read.en = "Python docs: multiprocessing.Lock.acquire, threading.Lock.acquire; sem_timedwait(3)"
# read.zh = "Python 文档：multiprocessing.Lock.acquire、threading.Lock.acquire；sem_timedwait(3)"
#
# [[tool.procviz.questions]]
# en = "Another process has the lock. How long does acquire(timeout=-1) wait for it?"
# zh = "锁在别的进程手里。acquire(timeout=-1) 会等多久？"
# choices = [
#   { en = "For ever: -1 means no limit", zh = "一直等：-1 表示没有期限" },
#   { en = "Not at all: it raises ValueError", zh = "不等：抛出 ValueError", when = [
#     { kind = "acquire_failed", why = "ValueError" },
#   ] },
#   { en = "Not at all: it returns False", zh = "不等：返回 False", when = [
#     { kind = "acquire_began", pid = "$a", timeout = 0 },
#     { kind = "acquire_failed", pid = "$a" },
#     { kind = "acquire_began", pid = "$a", timeout = 0.8 },
#     { kind = "released" },
#   ] },
# ]
#
# [[tool.procviz.questions]]
# en = "The children ask four times, in four ways. How many of these requests will be granted?"
# zh = "子进程用四种方式一共请求四次，其中几次会成功？"
# count = { kind = "acquired", where = "~function='ask'" }
# choices = [0, 1, 2, 4]
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# reaped = 2
# acquire_began = 5
# acquired = 2
# acquire_failed = 3
# released = 2
# statuses = [0, 0]
# exit = 0
# lines = '''
# <main>: I have the lock
# <a>: acquire with {'block': False} gave False
# <a>: acquire with {'timeout': -1} gave False
# <a>: acquire with {'timeout': 0.8} gave False
# <main>: I give it back
# <b>: acquire with {'timeout': 20} gave True
# '''
# order = [
#   [
#     { kind = "acquired", pid = "$root", object = "$l", type = "Lock" },
#     { kind = "spawned", pid = "$root", child = "$a" },
#     { kind = "acquire_began", pid = "$a", object = "$l", block = false },
#     { kind = "acquire_failed", pid = "$a", object = "$l", why = "busy" },
#     { kind = "acquire_began", pid = "$a", object = "$l", timeout = 0 },
#     { kind = "acquire_failed", pid = "$a", object = "$l", why = "timeout" },
#     { kind = "acquire_began", pid = "$a", object = "$l", timeout = 0.8 },
#     { kind = "acquire_failed", pid = "$a", object = "$l", why = "timeout" },
#     { kind = "exited", pid = "$a", code = 0 },
#     { kind = "spawned", pid = "$root", child = "$b" },
#     { kind = "acquire_began", pid = "$b", object = "$l", timeout = 20 },
#     { kind = "released", pid = "$root", object = "$l" },
#     { kind = "acquired", pid = "$b", object = "$l" },
#     { kind = "released", pid = "$b", object = "$l" },
#     { kind = "exited", pid = "$b", code = 0 },
#   ],
# ]
# ///
