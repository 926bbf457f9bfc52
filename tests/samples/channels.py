"""Pipes, sockets, connections: what they look like, what they raise, what comes through."""

import inspect
import multiprocessing
import os
import pickle
import signal
import socket
import subprocess
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from os import close, dup, dup2, pipe, read, write


class Fd(int):
    def __index__(self):
        print("asked")
        return int(self)


class Shown:
    def __repr__(self):
        print("asked for a repr")
        return "Shown()"


class RingError(Exception):
    pass


def ring(number, frame):
    raise RingError(frame.f_code.co_name, frame.f_lineno)


def attempt(call):
    try:
        print(call())
    except BaseException:
        print(traceback.format_exc())


NAMES = ("pipe", "pipe2", "mkfifo", "dup", "dup2", "close", "closerange", "read", "write")
METHODS = ("send", "sendall", "recv", "recvfrom", "recv_into", "sendto", "connect", "accept")


def looks():
    for name in (*NAMES, "readv", "writev", "sendfile"):
        function = getattr(os, name)
        print(function, function.__class__, callable(function), inspect.isbuiltin(function))
        print(inspect.signature(function), function.__doc__, function.__module__)
        print(pickle.loads(pickle.dumps(function)) is function, function.__qualname__)
    for name in METHODS:
        method = getattr(socket.socket, name)
        print(method.__name__, method.__qualname__, inspect.ismethoddescriptor(method))
        print(str(method).partition(" at ")[0], method.__doc__, inspect.isroutine(method))
        print(getattr(method, "__module__", "none"), method.__class__)
    left, right = socket.socketpair()
    with left, right:
        for name in METHODS:
            method = getattr(left, name)
            print(str(method).partition(" ")[0], method == getattr(left, name), method.__name__)
            print(method != getattr(right, name), callable(method), method.__self__ is left)
            print(getattr(method, "__module__", ""), method.__class__, method.__qualname__)
            print(inspect.isbuiltin(method), hash(method) == hash(getattr(left, name)))
    for function in (
        socket.socket.__init__,
        socket.socketpair,
        subprocess.Popen.wait,
        subprocess.Popen.communicate,
        multiprocessing.Pipe,
        multiprocessing.connection.Pipe,
        Connection.send,
        Connection.recv_bytes_into,
        Connection.poll,
        Connection.close,
    ):
        print(function.__name__, function.__qualname__, function.__module__, function.__doc__)
        print(inspect.signature(function), inspect.getsource(function))


def wrong_calls(reader, writer):
    for call in (
        lambda: read(-1, 1),
        lambda: read(reader),
        lambda: read(reader, -1),
        lambda: read("x", 1),
        lambda: read(Fd(999), 1),
        lambda: write(writer, "text"),
        lambda: write(writer, 7),
        lambda: write(999, b"x"),
        lambda: write(reader, b"x"),
        lambda: read(writer, 1),
        lambda: close(999),
        lambda: close(-1),
        lambda: close(),
        lambda: close(fd=2**80),
        lambda: os.closerange(5),
        lambda: os.closerange(990, 900),
        lambda: dup(999),
        lambda: dup2(writer, -1),
        lambda: dup2(999, writer),
        lambda: dup2(writer, fd3=4),
        lambda: dup2(writer, writer),
        lambda: pipe(1),
        lambda: os.pipe2(),
        lambda: os.pipe2(-1),
        lambda: os.mkfifo("/dev/null/fifo"),
        lambda: os.readv(reader, [b"x"]),
        lambda: os.readv(reader, None),
        lambda: os.writev(writer, 5),
        lambda: os.writev(writer, ["x"]),
        lambda: os.sendfile(writer, 999, 0, 1),
        lambda: os.sendfile(writer),
    ):
        attempt(call)


def wrong_sockets():
    left, right = socket.socketpair()
    for call in (
        lambda: left.send(),
        lambda: left.send("text"),
        lambda: left.sendall(b"x", "flags"),
        lambda: left.recv("x"),
        lambda: left.recv(-1),
        lambda: left.recv_into(b"x"),
        lambda: left.connect(("127.0.0.1", 1)),
        lambda: left.accept(),
        lambda: socket.socket.send(7, b"x"),
        lambda: socket.socket(-5, -6),
        lambda: socket.socketpair(-5),
    ):
        attempt(call)
    right.close()
    attempt(lambda: left.send(b"x"))
    attempt(lambda: left.recv(5))
    left.close()
    left.close()
    attempt(lambda: left.recv(5))
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    listening.settimeout(0.01)
    attempt(lambda: listening.accept())
    client = socket.create_connection(listening.getsockname())
    served, _ = listening.accept()
    served.sendall(bytearray(b"by tcp"))
    served.close()
    with client.makefile("rb") as file:
        print(file.read())
    client.close()
    listening.close()


def through():
    reader, writer = pipe()
    print(write(writer, memoryview(b"0123456789")[::1]), read(reader, 4), read(reader, 400))
    print(os.writev(writer, [b"ab", bytearray(b"cd")]))
    into = [bytearray(3), bytearray(3)]
    print(os.readv(reader, into), into)
    os.set_blocking(reader, False)
    attempt(lambda: read(reader, 5))
    with open(__file__, "rb") as file:
        print(os.sendfile(writer, file.fileno(), 0, 10), read(reader, 400))
    copy = dup(writer)
    print(copy, dup2(reader, copy), dup2(reader, copy, inheritable=False), os.get_inheritable(copy))
    close(reader), close(copy)
    attempt(lambda: write(writer, b"x"))
    close(writer)


def when_asleep():
    """Have a child send SIGALRM once this process sleeps; returns the child."""
    parent, child = os.getpid(), os.fork()
    if child == 0:
        with open(f"/proc/{parent}/stat") as file:
            while file.read().rpartition(")")[2].split()[0] != "S":
                file.seek(0)
        os.kill(parent, signal.SIGALRM)
        os._exit(0)
    return child


def interrupted():
    """A handler that raises while a call blocks, and while a pipe is full."""
    signal.signal(signal.SIGALRM, ring)
    sleep = subprocess.Popen(["sleep", "60"])
    reader, writer = pipe()
    left, right = socket.socketpair()
    here, there = multiprocessing.Pipe()
    for call in (
        lambda: read(reader, 1),
        lambda: write(writer, bytes(1 << 20)),
        lambda: left.recv(1),
        lambda: left.sendall(bytes(1 << 24)),
        lambda: here.recv(),
        lambda: here.poll(None),
        lambda: sleep.wait(),
        lambda: sleep.communicate(),
    ):
        child = when_asleep()
        attempt(call)
        print(os.waitpid(child, 0)[1])
    sleep.kill()
    print(sleep.wait())
    left.close(), right.close(), here.close(), there.close()
    os.closerange(reader, reader + 1)
    close(writer)


def connections():
    here, there = multiprocessing.Pipe()
    here.send([Shown()])
    print(there.poll(), there.poll(0.01), there.poll(timeout=0))
    print(type(there.recv()[0]).__name__)
    attempt(lambda: here.send(lambda: 0))
    attempt(lambda: here.send())
    attempt(lambda: here.send_bytes(b"abc", 5))
    here.send_bytes(b"abcdef", 1, 3)
    attempt(lambda: there.recv_bytes(-1))
    print(there.recv_bytes())
    here.send_bytes(b"abc")
    attempt(lambda: there.recv_bytes_into(bytearray(1)))
    here.close()
    attempt(lambda: there.recv())
    attempt(lambda: there.send(1))
    there.close()
    attempt(lambda: there.send(1))
    attempt(lambda: multiprocessing.Pipe(False, 3))
    ends = list(multiprocessing.Pipe(duplex=False))
    attempt(lambda: ends[0].send(1))
    attempt(lambda: ends[1].recv())
    attempt(lambda: ends[1].poll())
    del ends[1]
    attempt(lambda: ends[0].recv())


def programs():
    cat = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    print(cat.communicate(b"there and back"), cat.wait(), cat.wait(1))
    attempt(lambda: subprocess.run(["/no/such/program"], stdout=subprocess.PIPE))
    with subprocess.Popen(["sleep", "60"]) as sleep:
        attempt(lambda: sleep.communicate(timeout="x"))
        with suppress(subprocess.TimeoutExpired):
            sleep.wait(0.01)
        sleep.kill()
    print(sleep.returncode)
    with os.popen("echo by popen") as file:
        print(file.read())


looks()
ends = pipe()
print(ends)
wrong_calls(*ends)
os.closerange(*ends)
os.closerange(ends[1], ends[1] + 1)
wrong_sockets()
through()
connections()
interrupted()
programs()
print(pipe())
