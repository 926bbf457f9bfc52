"""A manager with an address: who knows the key may come in."""

import os
import time
from functools import partial
from multiprocessing import AuthenticationError, Process
from multiprocessing.managers import BaseManager
from queue import Queue

say = partial(print, flush=True)


class Office(BaseManager):
    """It keeps one object: a box for letters."""


box: Queue = Queue()


def the_box() -> Queue:
    return box


Office.register("box", the_box)


def client(address: tuple[str, int], key: bytes) -> None:
    office = Office(address, authkey=key)
    time.sleep(0.5)
    try:
        office.connect()
    except AuthenticationError as error:
        say(f"{os.getpid()}: AuthenticationError, {error}")
        return
    letters = office.box()
    letters.put("a letter")
    say(f"{os.getpid()}: connected, letters in the box: {letters.qsize()}")


def main() -> None:
    with Office(("127.0.0.1", 0), authkey=b"right") as office:
        say(f"{os.getpid()}: the office is open, at a port of 127.0.0.1")
        for key in b"right", b"right", b"wrong":
            visitor = Process(target=client, args=(office.address, key), name=f"{key.decode()} key")
            visitor.start()
            visitor.join()


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "synchronising"
# order = 11
# title.en = "A manager with an address"
# title.zh = "有地址的管理器"
# teaches.en = '''
# A BaseManager can listen at an address, such as a port of this machine: then any process that
# knows it may connect, not only children. Server and client show each other that they know the
# same authkey, without sending it; with a wrong key connect() raises AuthenticationError. What
# was registered under a name can be asked for by that name, and comes as a proxy.
# '''
# teaches.zh = '''
# BaseManager 可以监听一个地址，例如本机的某个端口：
# 这样，任何知道地址的进程都能连接，而不只是子进程。
# 服务器和客户端要互相证明自己知道同一个 authkey，但并不发送它；
# 密钥不对，connect() 就抛出 AuthenticationError。
# 用名字注册过的对象，可以凭这个名字取得，拿到的是代理。
# '''
# watch.en = '''
# Two clients with the right key connect and use the same box: the second finds the letter of the
# first. The third has a wrong key and is refused before it can call anything.
# '''
# watch.zh = '''
# 两个密钥正确的客户端连接成功，使用的是同一个信箱：第二个能看到第一个放入的信。
# 第三个密钥不对，还没来得及调用任何方法就被拒绝了。
# '''
# trap.en = '''
# The key only keeps strangers out, nothing is encrypted, and the messages are pickles: who knows
# the key can run any code in your server. Never listen on an address of the outside world.
# '''
# trap.zh = '''
# 密钥只是把陌生人挡在门外，内容并没有加密，而且消息用的是 pickle：
# 知道密钥的人可以在你的服务器里执行任意代码。绝不要监听对外的地址。
# '''
# habit.en = '''
# Listen on a Unix socket or on 127.0.0.1, take a long random key, and do not write it into the
# program. Catch AuthenticationError and ConnectionRefusedError in the client.
# '''
# habit.zh = '''
# 监听 Unix 套接字或者 127.0.0.1，密钥要长而且随机，不要写在程序里。
# 客户端要处理 AuthenticationError 和 ConnectionRefusedError。
# '''
# differs.en = '''
# The same on Linux, macOS and Windows, which has named pipes in place of Unix sockets. Python
# 3.12 changed the digest from MD5 to SHA-256; old and new can still talk to each other.
# '''
# differs.zh = '''
# Linux、macOS 和 Windows 上相同，只是 Windows 用命名管道代替 Unix 套接字。
# Python 3.12 把摘要算法从 MD5 换成了 SHA-256；新旧版本之间仍然可以连接。
# '''
# read.en = "Python docs: multiprocessing.managers, Using a remote manager, Authentication keys"
# read.zh = "Python 文档：multiprocessing.managers、使用远程管理器、认证密钥"
#
# [[tool.procviz.questions]]
# en = "A client with the wrong key tries to connect. What will happen?"
# zh = "一个客户端用错误的密钥来连接。会发生什么？"
# choices = [
#   { en = "connect() raises AuthenticationError", zh = "connect() 抛出异常", when = [
#     { kind = "named", pid = "$w", name = "wrong key" },
#     { kind = "connected", pid = "$w", error = "AuthenticationError" },
#   ] },
#   { en = "It connects, and its first call fails", zh = "能连接，第一次调用才失败", when = [
#     { kind = "named", pid = "$w", name = "wrong key" },
#     { kind = "connected", pid = "$w", error = "" },
#     { kind = "proxy_called", pid = "$w" },
#   ] },
#   { en = "It waits for ever", zh = "永远等下去" },
# ]
#
# [[tool.procviz.questions]]
# en = "Two clients put one letter each. How many letters does the second see in the box?"
# zh = "两个客户端各放一封信。第二个客户端看到信箱里有几封？"
# choices = [
#   { en = "1: each has a box of its own", zh = "1 封：各有各的信箱", when = [
#     { kind = "wrote", pid = "$a", text = "~box: 1" },
#     { kind = "wrote", pid = "$b", text = "~box: 1" },
#   ] },
#   { en = "2: the box is in the manager's process", zh = "2 封：信箱在管理器的进程里", when = [
#     { kind = "wrote", pid = "$a", text = "~box: 1" },
#     { kind = "wrote", pid = "$b", text = "~box: 2" },
#   ] },
#   { en = "0: letters stay with their sender", zh = "0 封：信留在寄信人那里" },
# ]
#
# [tool.procviz.expect]
# spawned = 4
# exited = 4
# reaped = 4
# connected = 3
# proxy_called = 4
# proxy_returned = 4
# statuses = [0, 0, 0, 0]
# exit = 0
# output = '''
# <main>: the office is open, at a port of 127.0.0.1
# <a>: connected, letters in the box: 1
# <b>: connected, letters in the box: 2
# <w>: AuthenticationError, digest sent was rejected
# '''
# order = [
#   [
#     { kind = "spawned", pid = "$root", child = "$m" },
#     { kind = "named", pid = "$m", name = "Office-1", role = "manager" },
#     { kind = "connected", pid = "$a", address = "$at", error = "" },
#     { kind = "proxy_called", pid = "$a", object = "$box", method = "put", address = "$at" },
#     { kind = "proxy_returned", pid = "$a", object = "$box", method = "put", error = "" },
#     { kind = "exited", pid = "$a", code = 0 },
#     { kind = "connected", pid = "$b", address = "$at", error = "" },
#     { kind = "proxy_called", pid = "$b", object = "$box", method = "put", address = "$at" },
#     { kind = "proxy_called", pid = "$b", object = "$box", type = "box", method = "qsize" },
#     { kind = "exited", pid = "$b", code = 0 },
#     { kind = "named", pid = "$w", name = "wrong key" },
#     { kind = "connected", pid = "$w", address = "$at", error = "AuthenticationError" },
#     { kind = "exited", pid = "$w", code = 0 },
#     { kind = "exited", pid = "$m", code = 0 },
#   ],
# ]
# ///
