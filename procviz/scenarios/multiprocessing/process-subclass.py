"""A process as a class of your own."""

import os
import time
from functools import partial
from multiprocessing import Process

say = partial(print, flush=True)


class Countdown(Process):
    def __init__(self, number: int, pause: float) -> None:
        super().__init__(name=f"from-{number}")  # first of all: it makes this a Process
        self.number = number
        self.pause = pause

    def run(self) -> None:
        while self.number > 0:
            time.sleep(self.pause)
            say(f"{os.getpid()}: {self.name} has {self.number}")
            self.number -= 1


class Forgetful(Process):
    def __init__(self) -> None:
        self.number = 3


def main() -> None:
    pair = [Countdown(3, pause=0.5), Countdown(2, pause=1.2)]
    for process in pair:
        process.start()
    for process in pair:
        process.join()
        say(f"{os.getpid()}: {process.name} has ended; here its number is {process.number}")
    try:
        Forgetful().start()
    except AttributeError as error:
        say(f"{os.getpid()}: {type(error).__name__}: Forgetful is no whole process")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "multiprocessing"
# order = 4
# title.en = "A process class of your own"
# title.zh = "自己的进程类"
# teaches.en = '''
# A subclass of Process says in run() what the new process shall do; start() makes the process,
# and there run() is called. __init__ still runs in the parent, and must call super().__init__()
# before all else. The child works on its own copy of the object: what it changes there, the parent
# never sees.
# '''
# teaches.zh = '''
# 继承 Process 时，把新进程要做的事写进 run()；start() 产生新进程，run() 就在那里被调用。
# __init__ 仍然在父进程里执行，而且必须首先调用 super().__init__()。
# 子进程操作的是对象的一份副本：它在那里做的修改，父进程永远看不到。
# '''
# watch.en = '''
# Two children count down, each in its own run(), at its own pace. Their numbers reach 0, and yet
# the main process still finds 2 and 3 in the very same objects.
# '''
# watch.zh = '''
# 两个子进程各自在 run() 里按自己的节奏倒数。
# 它们的 number 都减到了 0，主进程在同样的对象里看到的却还是 2 和 3。
# '''
# trap.en = '''
# Calling run() in place of start() works, but in your own process and without any new one. And
# without super().__init__() the object is no process: already start() fails.
# '''
# trap.zh = '''
# 把 start() 写成 run() 也能执行，但那是在自己的进程里，并没有产生新进程。
# 另外，没有调用 super().__init__() 的对象不是完整的进程：一调用 start() 就出错。
# '''
# habit.en = '''
# Give the child what it needs in __init__, and let it send results back through a queue or a
# pipe. Where a plain function will do, use target= and make no class.
# '''
# habit.zh = '''
# 子进程需要的东西在 __init__ 里交给它，结果通过队列或管道送回来。
# 一个普通函数就够用时，用 target= 即可，不必写类。
# '''
# differs.en = '''
# The same everywhere. Where the start method is spawn or forkserver (macOS, Windows, Linux from
# Python 3.14 on), the whole object is pickled and sent to the child: keep open files and the like
# out of it.
# '''
# differs.zh = '''
# 各处相同。启动方法为 spawn 或 forkserver 时（macOS、Windows，以及从 Python 3.14 起的 Linux），
# 整个对象会经过 pickle 送到子进程：不要在里面放已打开的文件之类的东西。
# '''
# read.en = "Python docs: multiprocessing.Process, run, start; Programming guidelines"
# read.zh = "Python 文档：multiprocessing.Process、run、start；编程指导"
#
# [[tool.procviz.questions]]
# en = "Which process runs __init__, and which runs run()?"
# zh = "__init__ 在哪个进程里执行？run() 又在哪个进程里执行？"
# choices = [
#   {en = "the parent runs both", zh = "都在父进程里", when = [
#     {kind = "line_reached", pid = "$root", where = "~run'"},
#   ]},
#   {en = "the child runs both", zh = "都在子进程里", when = [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "line_reached", pid = "$c", where = "~__init__'"},
#   ]},
#   {en = "the parent __init__, the child run()", zh = "__init__ 在父进程，run() 在子进程", when = [
#     {kind = "spawned", pid = "$root", child = "$c"},
#     {kind = "line_reached", pid = "$c", where = "~run'"},
#   ]},
# ]
#
# [[tool.procviz.questions]]
# en = "from-2 has counted down to 0 and ended. What is its number in the main process?"
# zh = "from-2 倒数到 0 后结束了。在主进程里，它的 number 是多少？"
# choices = [
#   {en = "0, as the child left it", zh = "0，就是子进程最后的值", when = [
#     {kind = "wrote", pid = "$root", text = "~from-2 has ended; here its number is 0"},
#   ]},
#   {en = "2, as it was made", zh = "2，和创建时一样", when = [
#     {kind = "wrote", pid = "$root", text = "~from-2 has ended; here its number is 2"},
#   ]},
#   {en = "none: the process is gone", zh = "没有了：进程已经不在", when = [
#     {kind = "exiting", pid = "$root", how = "exception"},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 2
# exited = 2
# reaped = 2
# statuses = [0, 0]
# exit = 0
# lines = '''
# <a>: from-2 has 2
# <a>: from-2 has 1
# <b>: from-3 has 3
# <b>: from-3 has 2
# <b>: from-3 has 1
# <p>: from-2 has ended; here its number is 2
# <p>: from-3 has ended; here its number is 3
# <p>: AttributeError: Forgetful is no whole process
# '''
# order = [
#   [
#     {kind = "line_reached", pid = "$root", where = "~__init__'"},
#     {kind = "spawned", pid = "$root", child = "$a"},
#     {kind = "named", pid = "$a", name = "from-2"},
#     {kind = "line_reached", pid = "$a", where = "~run'"},
#     {kind = "exited", pid = "$a", code = 0},
#     {kind = "reaped", pid = "$root", child = "$a", code = 0},
#   ],
#   [
#     {kind = "spawned", pid = "$root", child = "$b"},
#     {kind = "named", pid = "$b", name = "from-3"},
#     {kind = "line_reached", pid = "$b", where = "~run'"},
#     {kind = "reaped", pid = "$root", child = "$b", code = 0},
#   ],
# ]
# seen = [
#   {kind = "line_reached", pid = "$root", where = "~run'", n = 0},
# ]
# ///
