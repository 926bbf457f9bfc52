"""Ends and messages of sockets, multiprocessing and subprocess, and what of theirs is folded."""

from pathlib import Path

import pytest

from procviz.events import (
    Connected,
    EofRead,
    FdClosed,
    FdDuped,
    Lost,
    PipeOpened,
    Reaped,
    ReceiveBegan,
    Received,
    SendBegan,
    Sent,
    Spawned,
    WaitBegan,
    WaitEnded,
    WaitingOn,
    Woken,
)
from tests.channels import CHANNEL, lines, of_pid, short
from tests.probed import probe


def test_a_pair_of_sockets(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, socket
        a, b = socket.socketpair()
        if os.fork() == 0:
            a.close()
            b.sendall(b.recv(100)[::-1])
            os._exit(0)
        b.close()
        a.send(b"question")
        into = bytearray(50)
        a.recv_into(into)
        a.recv(10)
        os.wait()
        try:
            a.send(b"more")
        except BrokenPipeError:
            pass
        with a:
            pass
        """,
        lines=False,
    )
    (opened,) = probed.of(PipeOpened)
    (spawned,) = probed.of(Spawned)
    assert (opened.call, lines([opened])) == ("socket.socketpair", [3])
    assert opened.object.startswith("socket:[")
    assert opened.other.startswith("socket:[")
    own, child = of_pid(probed, opened.pid)[1:], of_pid(probed, spawned.child)
    assert [(type(e).__name__, e.call) for e in own] == [  # type: ignore[attr-defined]
        ("FdClosed", "socket.close"),
        ("SendBegan", "socket.send"), ("Sent", "socket.send"),
        ("ReceiveBegan", "socket.recv_into"), ("Received", "socket.recv_into"),
        ("ReceiveBegan", "socket.recv"), ("EofRead", "socket.recv"),
        ("SendBegan", "socket.send"), ("Sent", "socket.send"),
        ("FdClosed", "socket.close"),
    ]  # fmt: skip
    assert [e.object for e in own] == [opened.other] + [opened.object] * 9  # type: ignore[attr-defined]
    assert short(child) == [
        ("FdClosed", opened.read), ("ReceiveBegan", opened.write), ("Received", opened.write),
        ("SendBegan", opened.write), ("Sent", opened.write),
    ]  # fmt: skip
    assert {(e.size, e.text) for e in probed.of(Received)} == {(8, "question"), (8, "noitseuq")}
    assert [e.error for e in probed.of(Sent)].count("BrokenPipeError") == 1


def test_a_connection_by_tcp(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, socket
        with socket.create_server(("127.0.0.1", 0)) as server:
            address = server.getsockname()
            if os.fork() == 0:
                server.close()
                with socket.socket() as client:
                    client.connect(address)
                    client.sendall(b"by tcp")
                os._exit(0)
            served, _ = server.accept()
            with served.makefile("rb") as file, served:
                print(file.read())
        os.wait()
        nobody = socket.socket()
        nobody.bind(("127.0.0.1", 0))
        try:
            socket.socket().connect(nobody.getsockname())
        except ConnectionRefusedError:
            print("refused")
        """,
        lines=False,
    )
    assert probed.ended.out == "b'by tcp'\nrefused\n"
    made, taken = (
        next(e for e in probed.of(Connected) if e.call == c) for c in ("connect", "accept")
    )
    refused = probed.of(Connected)[-1]
    assert made.address.startswith("127.0.0.1:")
    assert taken.address.startswith("127.0.0.1:")
    assert refused.address.startswith("127.0.0.1:")
    assert refused.error == "ConnectionRefusedError"
    assert lines([made, taken, refused]) == [8, 11, 18]
    (waiting,), (woken,) = probed.of(WaitingOn), probed.of(Woken)
    assert (waiting.call, waiting.type, waiting.object) == ("socket.accept", "socket", woken.object)
    assert [(e.size, e.text) for e in probed.of(Received)] == [(6, "by tcp")]
    assert len(probed.of(EofRead)) == 1


CONNECTIONS = """
import multiprocessing as mp, sys
def work(connection):
    connection.send([connection.recv(), 2.5])
    connection.send_bytes(b"raw bytes")
    connection.close()
if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    here, there = mp.Pipe()
    process = mp.Process(target=work, args=(there,))
    process.start()
    there.close()
    here.send({"a": object()})
    here.poll(timeout=50)
    here.poll()
    here.recv()
    here.recv_bytes()
    try:
        here.recv()
    except EOFError:
        pass
    process.join()
    try:
        here.send("to nobody")
    except BrokenPipeError:
        pass
    try:
        here.send(lambda: None)
    except Exception:
        pass
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_connections_of_multiprocessing(method: str, tmp_path: Path):
    probed = probe(tmp_path, CONNECTIONS, method, lines=False)
    assert (probed.ended.status, probed.ended.err) == (0, "")
    (opened,) = probed.of(PipeOpened)
    assert (opened.call, lines([opened])) == ("multiprocessing.Pipe", [9])
    own = [e for e in of_pid(probed, opened.pid) if e is not opened]
    assert [(type(e).__name__, e.call.rpartition(".")[2]) for e in own] == [  # type: ignore[attr-defined]
        ("FdClosed", "close"), ("SendBegan", "send"), ("Sent", "send"),
        ("ReceiveBegan", "recv"), ("Received", "recv"),
        ("ReceiveBegan", "recv_bytes"), ("Received", "recv_bytes"),
        ("ReceiveBegan", "recv"), ("EofRead", "recv"),
        ("SendBegan", "send"), ("Sent", "send"),
    ]  # fmt: skip
    assert lines(own) == [12, 13, 13, 16, 16, 17, 17, 19, 19, 24, 24]
    assert [e.object for e in own] == [opened.other] + [opened.object] * 10  # type: ignore[attr-defined]
    assert [e.text for e in own if isinstance(e, SendBegan)] == ["{'a': object}", "'to nobody'"]
    assert [e.text for e in own if isinstance(e, Received)] == [
        "[{'a': object}, 2.5]", "raw bytes"
    ]  # fmt: skip
    assert [e.error for e in own if isinstance(e, Sent)] == ["", "BrokenPipeError"]
    polls = [e for e in probed.of(WaitingOn) if e.call == "Connection.poll"]
    assert (polls[0].object, polls[0].timeout) == (opened.object, 50.0)
    assert next(e for e in probed.of(Woken) if e.call == "Connection.poll").ok
    (child,) = {e.pid for e in probed.of(Received)} - {opened.pid}
    worker = of_pid(probed, child)
    assert [type(e).__name__ for e in worker] == [
        "ReceiveBegan", "Received", "SendBegan", "Sent", "SendBegan", "Sent", "FdClosed"
    ]  # fmt: skip
    assert {e.object for e in worker} == {opened.other}  # type: ignore[attr-defined]
    sizes = sorted(e.size for e in probed.of(SendBegan) if not e.text.startswith("'"))
    assert sorted(e.size for e in probed.of(Sent) if not e.error) == sizes
    assert sorted(e.size for e in probed.of(Received)) == sizes


def test_what_libraries_do_for_themselves_is_folded(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import asyncio, concurrent.futures, multiprocessing, os
        async def main():
            await asyncio.to_thread(int)
            process = await asyncio.create_subprocess_exec("true")
            await process.wait()
        if __name__ == "__main__":
            os.close(os.dup(os.pipe()[0]))  # all are awake
            asyncio.run(main())
            queue = multiprocessing.Queue()
            queue.put("item")
            queue.get()
            with multiprocessing.Pool(2) as pool:
                pool.map(abs, range(10))
            with multiprocessing.Manager() as manager:
                manager.list([1, 2]).append(3)
            with concurrent.futures.ProcessPoolExecutor(1) as executor:
                executor.submit(abs, -1).result()
        """,
        lines=False,
    )
    assert probed.ended.err == ""
    told = [e for e in probed.log if isinstance(e, CHANNEL)]
    assert [type(e) for e in told] == [PipeOpened, FdDuped, FdClosed]
    assert not probed.of(Connected)
    assert not probed.of(Lost)


def test_pipes_to_programs_and_the_waits_for_them(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, subprocess
        from subprocess import PIPE
        cat = subprocess.Popen(["cat"], stdin=PIPE, stdout=PIPE)
        print(cat.communicate(b"there and back"))
        subprocess.run(["true"])
        with os.popen("echo by popen") as file:
            print(file.read())
        sleep = subprocess.Popen(["sleep", "600"])
        try:
            sleep.wait(0.01)
        except subprocess.TimeoutExpired:
            sleep.kill()
        sleep.wait()
        sleep.wait()
        """,
        lines=False,
    )
    assert probed.ended.out == "(b'there and back', None)\nby popen\n\n"
    pipes = probed.of(PipeOpened)
    assert [(e.call, e.where and e.where.line) for e in pipes] == [
        ("subprocess.Popen", 4), ("subprocess.Popen", 4), ("os.popen", 7)
    ]  # fmt: skip
    closed = {(e.fd, e.object, e.call) for e in probed.of(FdClosed)}
    assert closed == {
        (pipes[0].read, pipes[0].object, "subprocess.Popen"),
        (pipes[1].write, pipes[1].object, "subprocess.Popen"),
        (pipes[2].write, pipes[2].object, "os.popen"),
    }
    assert not probed.of(SendBegan)
    assert not probed.of(ReceiveBegan)
    cat, true, echo, sleep = (e.child for e in probed.of(Spawned))
    assert [(e.call, e.target, e.timeout) for e in probed.of(WaitBegan)] == [
        ("Popen.communicate", cat, None),
        ("Popen.communicate", true, None),
        ("Popen.wait", echo, None),
        ("Popen.wait", sleep, 0.01),
        ("Popen.wait", sleep, None),
    ]
    assert lines(probed.of(WaitBegan)) == [5, 6, 7, 11, 14]
    assert [(e.child, e.code, e.signal, e.error) for e in probed.of(WaitEnded)] == [
        (cat, 0, None, ""),
        (true, 0, None, ""),
        (echo, 0, None, ""),
        (0, None, None, "TimeoutExpired"),
        (sleep, None, "SIGKILL", ""),
    ]
    assert [e.child for e in probed.of(Reaped)] == [cat, true, echo, sleep]


def test_an_end_that_only_the_garbage_collector_closes(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import multiprocessing
        reader, writer = multiprocessing.Pipe(duplex=False)
        del writer
        try:
            reader.recv()
        except EOFError:
            print("end")
        """,
        lines=False,
    )
    (opened,), (closed,) = probed.of(PipeOpened), probed.of(FdClosed)
    assert (closed.fd, closed.object) == (opened.write, opened.object)
    assert (closed.call, lines([closed])) == ("Connection.__del__", [4])
    assert [e.fd for e in probed.of(EofRead)] == [opened.read]
