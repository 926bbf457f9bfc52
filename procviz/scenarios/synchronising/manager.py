"""A manager's process keeps the objects, all others hold proxies."""

import os
import time
from functools import partial
from multiprocessing import Manager, Process
from multiprocessing.managers import DictProxy, ListProxy

say = partial(print, flush=True)


def work(turn: int, squares: DictProxy, order: ListProxy) -> None:
    time.sleep(0.5 * turn)
    squares[turn] = turn * turn
    order.append(os.getpid())
    say(f"{os.getpid()}: I see {squares}")


def main() -> None:
    with Manager() as manager:
        squares, order = manager.dict(), manager.list()
        workers = [Process(target=work, args=(n, squares, order)) for n in (1, 2, 3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        say(f"{os.getpid()}: the manager has {squares} and {order}")


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "synchronising"
# order = 10
# title.en = "A manager and its proxies"
# title.zh = "管理器与代理"
# teaches.en = '''
# Manager() starts a server process, which keeps ordinary Python objects such as a dict and a list.
# All others hold proxies: each call of a method goes as a message through a socket to the server
# and comes back with the result. So several processes work on the same object, though none of
# them shares memory.
# '''
# teaches.zh = '''
# Manager() 启动一个服务器进程，由它保存普通的 Python 对象，例如字典和列表。
# 其他进程手里只有代理：每次方法调用都作为消息经过套接字送到服务器，再把结果带回来。
# 这样，几个进程操作的是同一个对象，而它们并不共享内存。
# '''
# watch.en = '''
# One process more than the script asks for: the manager. Every change of the dict is a call to
# it, with a way there and a way back, and each worker sees what the others have left.
# '''
# watch.zh = '''
# 进程比脚本要求的多一个：管理器。对字典的每次修改都是对它的一次调用，有去有回；
# 每个工作进程都能看到其他进程留下的内容。
# '''
# trap.en = '''
# A dict inside the dict is a plain copy: `squares[1]["x"] = 2` changes the copy that came back,
# and the manager learns nothing. And `n += 1` through a proxy is two calls: it needs a lock.
# '''
# trap.zh = '''
# 字典里的字典只是一份副本：`squares[1]["x"] = 2` 修改的是取回来的副本，管理器并不知道。
# 通过代理执行 `n += 1` 是两次调用：需要加锁。
# '''
# habit.en = '''
# Use a manager for a few shared things that change now and then; assign a changed inner object
# again. For much data, or many calls, take a Queue or shared memory.
# '''
# habit.zh = '''
# 管理器适合少量、偶尔修改的共享数据；内层对象修改之后要重新赋值。
# 数据很多或者调用频繁时，用 Queue 或者共享内存。
# '''
# differs.en = '''
# On Linux and macOS the manager listens on a Unix socket in a temporary folder, on Windows on a
# named pipe. From Python 3.14 on the fork server appears too, on Linux.
# '''
# differs.zh = '''
# Linux 和 macOS 上，管理器监听临时目录里的一个 Unix 套接字；Windows 上是命名管道。
# 从 Python 3.14 起，Linux 上还会多出一个 forkserver 进程。
# '''
# read.en = "Python docs: multiprocessing.Manager, Proxy Objects; unix(7)"
# read.zh = "Python 文档：multiprocessing.Manager、代理对象；unix(7)"
#
# [[tool.procviz.questions]]
# en = "Three workers and Manager(): how many processes in all, the first one included?"
# zh = "三个工作进程，加上 Manager()：一共有多少个进程（包括最初的那个）？"
# count = { kind = "spawned" }
# plus = 1
# choices = [3, 4, 5, 6]
#
# [[tool.procviz.questions]]
# en = "Each worker writes one entry into squares. What will the main process see in the end?"
# zh = "每个工作进程往 squares 里写一项。主进程最后看到的是什么？"
# choices = [
#   { en = "{}: each worker changed its own copy", zh = "{}：每个进程改的是自己的副本", when = [
#     { kind = "wrote", pid = "$root", text = '~has \{\}' },
#   ] },
#   { en = "{3: 9}: the last one wins", zh = "{3: 9}：最后一个覆盖前面的", when = [
#     { kind = "wrote", pid = "$root", text = '~has \{3: 9\}' },
#   ] },
#   { en = "{1: 1, 2: 4, 3: 9}: there is only one", zh = "{1: 1, 2: 4, 3: 9}：只有一个", when = [
#     { kind = "wrote", pid = "$root", text = '~has \{1: 1, 2: 4, 3: 9\}' },
#   ] },
# ]
#
# [tool.procviz.expect]
# spawned = 4
# exited = 4
# reaped = 4
# proxy_called = 11
# proxy_returned = 11
# statuses = [0, 0, 0, 0]
# exit = 0
# output = '''
# <a>: I see {1: 1}
# <b>: I see {1: 1, 2: 4}
# <c>: I see {1: 1, 2: 4, 3: 9}
# <main>: the manager has {1: 1, 2: 4, 3: 9} and [<a>, <b>, <c>]
# '''
# seen = [
#   { kind = "proxy_called", type = "dict", n = 7 },
#   { kind = "proxy_called", type = "list", n = 4 },
# ]
# order = [
#   [
#     { kind = "spawned", pid = "$root", child = "$m" },
#     { kind = "named", pid = "$m", name = "SyncManager-1", role = "manager" },
#     { kind = "proxy_called", pid = "$a", object = "$d", method = "__setitem__", address = "$at" },
#     { kind = "proxy_returned", pid = "$a", object = "$d", method = "__setitem__", error = "" },
#     { kind = "proxy_called", pid = "$a", object = "$l", method = "append", address = "$at" },
#     { kind = "exited", pid = "$a", code = 0 },
#     { kind = "proxy_called", pid = "$b", object = "$d", method = "__setitem__", address = "$at" },
#     { kind = "proxy_called", pid = "$b", object = "$l", type = "list", method = "append" },
#     { kind = "exited", pid = "$b", code = 0 },
#     { kind = "proxy_called", pid = "$c", object = "$d", method = "__setitem__", address = "$at" },
#     { kind = "proxy_called", pid = "$c", object = "$l", type = "list", method = "append" },
#     { kind = "proxy_called", pid = "$root", object = "$d", method = "__repr__" },
#     { kind = "proxy_called", pid = "$root", object = "$l", method = "__repr__" },
#     { kind = "exited", pid = "$m", code = 0 },
#     { kind = "reaped", pid = "$root", child = "$m", code = 0 },
#   ],
# ]
# ///
