"""Two sockets that are connected: each can send and receive."""

import os
import socket
import time
from functools import partial

say = partial(print, flush=True)

ours, theirs = socket.socketpair()
child = os.fork()

if child == 0:
    ours.close()
    while question := theirs.recv(100):
        time.sleep(0.4)
        answer = question.upper()
        say(f"{os.getpid()}: got {question!r}, send {answer!r} back the same way")
        theirs.sendall(answer)
    say(f"{os.getpid()}: got {question!r}: nobody has the other end any more")
    os._exit(0)

theirs.close()
for question in b"who", b"where":
    time.sleep(0.4)
    say(f"{os.getpid()}: send {question!r}")
    ours.sendall(question)
    answer = ours.recv(100)
    say(f"{os.getpid()}: got {answer!r}")
time.sleep(0.4)
ours.close()
os.waitpid(child, 0)

# /// script
# requires-python = ">=3.11"
#
# [tool.procviz]
# chapter = "channels"
# order = 4
# title.en = "A pair of sockets: both ways"
# title.zh = "一对套接字：双向通信"
# teaches.en = '''
# socket.socketpair() gives two local sockets that are connected with each other. Unlike the ends of
# a pipe both can send and receive, so one pair is enough for questions and answers. After the fork
# each process keeps one of them and closes the other, and when one is closed everywhere, the other
# receives b"".
# '''
# teaches.zh = '''
# socket.socketpair() 返回两个互相连接的本地套接字。
# 与管道的两端不同，它们都既能发送又能接收，所以一对就够一问一答。
# fork 之后每个进程保留一个、关闭另一个；其中一个全部关闭之后，从另一个收到的就是 b""。
# '''
# watch.en = '''
# The data goes down to the child and comes back on the same link. While one side works on its
# answer, the other waits in recv(); when the parent closes its socket, the child reads the end.
# '''
# watch.zh = '''
# 数据沿着同一条连线到达子进程，再返回父进程。
# 一方准备回答时，另一方停在 recv() 里；父进程关闭套接字之后，子进程读到结尾。
# '''
# trap.en = '''
# recv(100) gives what is there, up to 100 bytes, not a whole message. And if both sides wait in
# recv(), or both write much without reading, they wait for each other for ever.
# '''
# trap.zh = '''
# recv(100) 给出的是已经到达的数据，最多 100 个字节，并不是一条完整的消息。
# 如果双方都停在 recv() 里，或者双方都大量写入却不读，就会永远互相等待。
# '''
# habit.en = '''
# Agree on who speaks first and how a message ends; use shutdown(SHUT_WR) to say "I am done" while
# you still want to read the answer.
# '''
# habit.zh = '''
# 约定好谁先说话、一条消息到哪里结束；
# 如果还想读回答，就用 shutdown(SHUT_WR) 表示“我说完了”。
# '''
# differs.en = '''
# The same on Linux and macOS: a pair of Unix sockets. On Windows Python builds the pair from a TCP
# connection over loopback. multiprocessing.Pipe() is such a pair on Unix.
# '''
# differs.zh = '''
# Linux 和 macOS 上相同：一对 Unix 域套接字。Windows 上 Python 用回环地址上的 TCP 连接来实现。
# 在 Unix 上，multiprocessing.Pipe() 就是这样的一对套接字。
# '''
# read.en = "socketpair(2), unix(7), recv(2); Python docs: socket.socketpair, multiprocessing.Pipe"
# read.zh = "socketpair(2)、unix(7)、recv(2)；Python 文档：socket.socketpair、multiprocessing.Pipe"
#
# [[tool.procviz.questions]]
# en = "Two questions and two answers: how many pairs of channels does it take?"
# zh = "两问两答：一共需要创建几对通道？"
# choices = [1, 2, 4]
# count = {kind = "pipe_opened"}
#
# [[tool.procviz.questions]]
# en = "The parent closes its socket and says no more. What does the child's last recv() do?"
# zh = "父进程关闭了自己的套接字。子进程最后一次 recv() 会怎样？"
# choices = [
#   {en = "it raises an error", zh = "抛出异常", when = [
#     {kind = "spawned", child = "$child"},
#     {kind = "received", pid = "$child", size = 5},
#     {kind = "received", pid = "$child", size = 0},
#   ]},
#   {en = "it returns b\"\"", zh = "返回 b\"\"", when = [
#     {kind = "spawned", child = "$child"},
#     {kind = "eof_read", pid = "$child"},
#   ]},
#   {en = "it waits for ever", zh = "永远等待", when = [
#     {kind = "spawned", child = "$child"},
#     {kind = "received", pid = "$child", size = 5},
#     {kind = "receive_began", pid = "$child"},
#     {kind = "exited", pid = "$child", signal = "SIGKILL"},
#   ]},
# ]
#
# [tool.procviz.expect]
# spawned = 1
# exited = 1
# reaped = 1
# statuses = [0]
# exit = 0
# output = '''
# <p>: send b'who'
# <c>: got b'who', send b'WHO' back the same way
# <p>: got b'WHO'
# <p>: send b'where'
# <c>: got b'where', send b'WHERE' back the same way
# <p>: got b'WHERE'
# <c>: got b'': nobody has the other end any more
# '''
# pipe_opened = 1
# fd_closed = 3
# sent = 4
# received = 4
# eof_read = 1
# order = [
#   [
#     {kind = "pipe_opened", pid = "$root", object = "$ours", other = "$theirs"},
#     {kind = "spawned", pid = "$root", child = "$child"},
#     {kind = "fd_closed", pid = "$child", object = "$ours"},
#     {kind = "receive_began", pid = "$child", object = "$theirs"},
#     {kind = "send_began", pid = "$root", object = "$ours", text = "who"},
#     {kind = "received", pid = "$child", object = "$theirs", text = "who"},
#     {kind = "send_began", pid = "$child", object = "$theirs", text = "WHO"},
#     {kind = "received", pid = "$root", object = "$ours", text = "WHO"},
#     {kind = "fd_closed", pid = "$root", object = "$ours"},
#     {kind = "eof_read", pid = "$child", object = "$theirs"},
#     {kind = "reaped", pid = "$root", child = "$child", code = 0},
#   ],
#   [
#     {kind = "fd_closed", pid = "$root", object = "$theirs"},
#     {kind = "send_began", pid = "$root", object = "$ours", text = "where"},
#     {kind = "received", pid = "$child", object = "$theirs", text = "where"},
#     {kind = "send_began", pid = "$child", object = "$theirs", text = "WHERE"},
#     {kind = "received", pid = "$root", object = "$ours", text = "WHERE"},
#   ],
# ]
# ///
