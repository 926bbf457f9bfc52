"""Stage 1 makes something ready, two processes of stage 2 wait for it."""

import os
import time
from ctypes import c_bool
from functools import partial
from multiprocessing import Condition, Process, RawValue
from multiprocessing.synchronize import Condition as ConditionType

say = partial(print, flush=True)


def stage_1(condition: ConditionType, ready: c_bool) -> None:
    say(f"{os.getpid()}: stage 1 works")
    time.sleep(1.5)
    with condition:
        ready.value = True
        say(f"{os.getpid()}: stage 1 is done, wake up all who wait")
        condition.notify_all()


def stage_2(condition: ConditionType, ready: c_bool) -> None:
    with condition:
        say(f"{os.getpid()}: stage 2 waits")
        condition.wait_for(lambda: ready.value)
    say(f"{os.getpid()}: stage 2 goes on")
    time.sleep(0.6)


def main() -> None:
    things = Condition(), RawValue(c_bool, False)
    stages = [Process(target=stage_1, args=things, name="stage-1")]
    stages += [Process(target=stage_2, args=things, name=f"stage-2-{n}") for n in (1, 2)]
    for stage in stages:
        stage.start()
    for stage in stages:
        stage.join()
    say(f"{os.getpid()}: both stages are done")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "synchronising"
# order = 5
# title.en = "A condition: wait until it is true"
# title.zh = "条件变量：等到条件成立"
# teaches.en = '''
# A Condition is a lock together with a place to wait. wait_for() gives the lock back, sleeps
# until somebody notifies, takes the lock again and looks whether what it waits for is true.
# notify() wakes one of the waiting, notify_all() all of them; they go on one after another, as
# each needs the lock.
# '''
# teaches.zh = '''
# 条件变量（Condition）是一把锁，外加一个等待的地方。
# wait_for() 先释放锁，睡眠到有人通知，再重新获取锁，并检查条件是否成立。
# notify() 唤醒一个等待者，notify_all() 唤醒全部；它们都需要那把锁，所以是一个接一个地继续。
# '''
# watch.en = '''
# Both processes of stage 2 take the lock and still wait, without it. Stage 1 takes it, makes the
# flag true and notifies: both wake up, and get the lock in turn after stage 1 has left its block.
# '''
# watch.zh = '''
# 第二阶段的两个进程都获取了锁，等待时却不再持有它。
# 第一阶段获取锁，设置标志，发出通知：两个进程醒来，
# 在第一阶段离开代码块之后轮流得到锁。
# '''
# trap.en = '''
# A notification is not kept: a process that begins to wait after it has missed it. That is why
# there is a flag as well, and why wait_for() looks at it before it sleeps.
# '''
# trap.zh = '''
# 通知不会保留：通知之后才开始等待的，就错过了。
# 所以还需要一个标志，而 wait_for() 在睡眠之前会先检查它。
# '''
# habit.en = '''
# Change the shared state while you hold the condition's lock, then notify; wait with
# wait_for(predicate), not with a bare wait().
# '''
# habit.zh = '''
# 持有条件变量的锁时修改共享状态，然后再通知；
# 用 wait_for(谓词) 等待，不要只写 wait()。
# '''
# differs.en = '''
# The same on Linux, macOS and Windows. The lock is an RLock unless you give another; threading
# and asyncio have a Condition of the same kind.
# '''
# differs.zh = '''
# Linux、macOS 和 Windows 上相同。默认使用的锁是 RLock，也可以传入别的锁；
# threading 和 asyncio 也有同样的 Condition。
# '''
# read.en = "Python docs: multiprocessing.Condition, threading.Condition; pthread_cond_wait(3)"
# read.zh = "Python 文档：multiprocessing.Condition、threading.Condition；pthread_cond_wait(3)"
#
# [[tool.procviz.questions]]
# en = "Stage 2 waits inside `with condition:`. How can stage 1 get the same lock?"
# zh = "第二阶段在 `with condition:` 里面等待。第一阶段怎么拿得到同一把锁？"
# choices = [
#   { en = "It cannot: this is a deadlock", zh = "拿不到：这是死锁", when = [
#     { kind = "waiting_on", pid = "$w" },
#     { kind = "acquire_failed" },
#   ] },
#   { en = "Waiting gives the lock back", zh = "等待时会释放锁", when = [
#     { kind = "acquired", pid = "$w" },
#     { kind = "released", pid = "$w" },
#     { kind = "waiting_on", pid = "$w" },
#     { kind = "acquired", pid = "$s" },
#     { kind = "notified", pid = "$s" },
#     { kind = "woken", pid = "$w" },
#   ] },
#   { en = "Each process has a lock of its own", zh = "每个进程有自己的锁" },
# ]
#
# [[tool.procviz.questions]]
# en = "notify_all() is called inside `with condition:`. When do the two go on?"
# zh = "notify_all() 在 `with condition:` 里面调用。那两个进程什么时候继续？"
# choices = [
#   { en = "Both at once, at the notify", zh = "一通知，两个同时继续", when = [
#     { kind = "notified", pid = "$s" },
#     { kind = "acquired", pid = "$a" },
#     { kind = "released", pid = "$s" },
#   ] },
#   { en = "Only one does, the other waits on", zh = "只有一个继续，另一个还在等" },
#   { en = "In turn, after stage 1 has left the block", zh = "第一阶段离开代码块后，轮流", when = [
#     { kind = "notified", pid = "$s" },
#     { kind = "released", pid = "$s" },
#     { kind = "acquired", pid = "$a" },
#     { kind = "released", pid = "$a" },
#     { kind = "acquired", pid = "$b" },
#     { kind = "released", pid = "$b" },
#   ] },
# ]
#
# [tool.procviz.expect]
# spawned = 3
# exited = 3
# reaped = 3
# waiting_on = 2
# woken = 2
# notified = 1
# statuses = [0, 0, 0]
# exit = 0
# lines = '''
# <one>: stage 1 works
# <a>: stage 2 waits
# <b>: stage 2 waits
# <one>: stage 1 is done, wake up all who wait
# <a>: stage 2 goes on
# <b>: stage 2 goes on
# <main>: both stages are done
# '''
# order = [
#   [
#     { kind = "named", pid = "$a", name = "stage-2-1" },
#     { kind = "acquired", pid = "$a", object = "$c", type = "Condition" },
#     { kind = "released", pid = "$a", object = "$c" },
#     { kind = "waiting_on", pid = "$a", object = "$c", call = "Condition.wait_for" },
#     { kind = "acquired", pid = "$s", object = "$c" },
#     { kind = "notified", pid = "$s", object = "$c", call = "Condition.notify_all" },
#     { kind = "woken", pid = "$a", object = "$c" },
#     { kind = "released", pid = "$s", object = "$c" },
#     { kind = "acquired", pid = "$a", object = "$c" },
#     { kind = "released", pid = "$a", object = "$c" },
#   ],
#   [
#     { kind = "named", pid = "$b", name = "stage-2-2" },
#     { kind = "acquired", pid = "$b", object = "$c", type = "Condition" },
#     { kind = "released", pid = "$b", object = "$c" },
#     { kind = "waiting_on", pid = "$b", object = "$c", call = "Condition.wait_for" },
#     { kind = "acquired", pid = "$s", object = "$c" },
#     { kind = "notified", pid = "$s", object = "$c", call = "Condition.notify_all" },
#     { kind = "woken", pid = "$b", object = "$c" },
#     { kind = "acquired", pid = "$b", object = "$c" },
#     { kind = "released", pid = "$b", object = "$c" },
#   ],
#   [
#     { kind = "named", pid = "$s", name = "stage-1" },
#     { kind = "acquired", pid = "$s" },
#     { kind = "notified", pid = "$s" },
#     { kind = "released", pid = "$s" },
#     { kind = "acquired", pid = "$a" },
#     { kind = "released", pid = "$a" },
#     { kind = "acquired", pid = "$b" },
#     { kind = "released", pid = "$b" },
#   ],
# ]
# ///
