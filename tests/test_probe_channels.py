"""Pipes: every end and every message, of real programs, exactly, whatever interrupts them."""

import os
import socket
import sys
from pathlib import Path

from procviz.events import (
    EofRead,
    Exiting,
    FdClosed,
    FdDuped,
    HandlerEnded,
    Lost,
    PipeOpened,
    Reaped,
    ReceiveBegan,
    Received,
    SendBegan,
    Sent,
    Spawned,
    TimerArmed,
)
from procviz.sources.probe import ProbeSource
from tests.channels import CHANNEL, index, lines, of_pid, short
from tests.probed import plain_environment, probe


def test_a_pipe_to_a_child_and_one_back(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os
        from os import close, pipe, read, write
        to_child, parent = pipe()
        from_child, child = os.pipe2(os.O_CLOEXEC)
        if os.fork() == 0:
            close(parent)
            os.close(from_child)
            while data := read(to_child, 100):
                write(child, data.upper())
            os._exit(0)
        os.close(to_child)
        os.close(child)
        os.write(parent, "grüße".encode() * 20)
        os.close(fd=parent)
        while os.read(from_child, 1000):
            pass
        os.wait()
        """,
        lines=False,
    )
    first, second = probed.of(PipeOpened)
    assert (first.call, second.call, first.other) == ("os.pipe", "os.pipe2", "")
    assert lines([first, second]) == [4, 5]
    assert first.object.startswith("pipe:[")
    assert first.object != second.object
    (spawned,) = probed.of(Spawned)
    own = of_pid(probed, first.pid)
    assert [e for e in short(own) if e[1] != second.read] == [
        ("PipeOpened", -1), ("PipeOpened", -1), ("FdClosed", first.read),
        ("FdClosed", second.write), ("SendBegan", first.write), ("Sent", first.write),
        ("FdClosed", first.write),
    ]  # fmt: skip
    assert {e.object for e in own if getattr(e, "fd", 0) == second.read} == {second.object}
    assert short(own)[-2:] == [("ReceiveBegan", second.read), ("EofRead", second.read)]
    child = of_pid(probed, spawned.child)
    assert short(child) == [
        ("FdClosed", first.write), ("FdClosed", second.read),
        ("ReceiveBegan", first.read), ("Received", first.read),
        ("SendBegan", second.write), ("Sent", second.write),
        ("ReceiveBegan", first.read), ("Received", first.read),
        ("SendBegan", second.write), ("Sent", second.write),
        ("ReceiveBegan", first.read), ("EofRead", first.read),
    ]  # fmt: skip
    assert lines(child) == [7, 8, 9, 9, 10, 10, 9, 9, 10, 10, 9, 9]
    began = next(e for e in own if isinstance(e, SendBegan))
    sent = next(e for e in own if isinstance(e, Sent))
    assert (began.size, began.text, sent.size) == (140, ("grüße" * 20)[:60], 140)
    got = [e for e in child if isinstance(e, Received)]
    assert [e.size for e in got] == [100, 40]
    assert got[0].text == ("grüße" * 20)[:60]
    # causes stand before effects: what was sent before what came, the closing before the end
    end = next(e for e in child if isinstance(e, EofRead))
    closed = next(e for e in probed.of(FdClosed) if (e.pid, e.fd) == (first.pid, first.write))
    assert index(probed, began) < index(probed, got[0])
    assert index(probed, closed) < index(probed, end)


def test_a_write_end_left_open_is_closed_by_nobody(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, time
        r, w = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.read(r, 10)
            os.mkdir("once")
            os.read(r, 10)  # its own copy of w: the end will never come
            os._exit(0)
        os.close(r)
        os.write(w, b"\\xff\\xfe")
        os.close(w)
        def sleeps():
            with open(f"/proc/{pid}/stat") as file:
                return file.read().rpartition(")")[2].split()[0] == "S"
        while not (os.path.exists("once") and sleeps()):
            time.sleep(0.001)
        os.kill(pid, 9)
        os.wait()
        """,
        lines=False,
    )
    (spawned,) = probed.of(Spawned)
    (opened,) = probed.of(PipeOpened)
    child = of_pid(probed, spawned.child)
    assert short(child) == [
        ("ReceiveBegan", opened.read), ("Received", opened.read), ("ReceiveBegan", opened.read)
    ]  # fmt: skip
    assert [e.text for e in probed.of(Received)] == [r"b'\xff\xfe'"]
    assert {e.pid for e in probed.of(FdClosed)} == {opened.pid}
    assert [e.signal for e in probed.of(Reaped)] == ["SIGKILL"]


def test_a_broken_pipe_is_told_and_raised_as_ever(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os
        r, w = os.pipe()
        os.close(r)
        os.write(w, b"nobody reads it")
        """,
        lines=False,
    )
    assert probed.ended.status == 1
    assert probed.ended.err == (
        "Traceback (most recent call last):\n"
        f'  File "{probed.script}", line 5, in <module>\n'
        '    os.write(w, b"nobody reads it")\n' + probed.ended.err.partition('it")\n')[2]
    )
    assert "procviz" not in probed.ended.err
    assert probed.ended.err.endswith("BrokenPipeError: [Errno 32] Broken pipe\n")
    (sent,) = probed.of(Sent)
    assert (sent.error, sent.size, lines([sent])) == ("BrokenPipeError", 0, [5])


def test_a_pipeline_of_a_shell(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, sys
        READER = "import os; print(os.read(0, 99)); print(os.read(0, 99)); os.close(0)"
        WRITER = "import os; os.write(1, b'through'); os.close(1)"
        r, w = os.pipe()
        for end, number, code in ((w, 1, WRITER), (r, 0, READER)):
            if os.fork() == 0:
                os.dup2(end, number)
                os.close(r)
                os.close(w)
                os.execv(sys.executable, [sys.executable, "-c", code])
        os.close(r)
        os.close(w)
        os.wait()
        os.wait()
        """,
        lines=False,
    )
    assert probed.ended.out == "b'through'\nb''\n"
    (opened,) = probed.of(PipeOpened)
    writer, reader = [e.child for e in probed.of(Spawned)]
    ends = [("FdClosed", opened.read), ("FdClosed", opened.write)]
    told = [e for e in probed.log if isinstance(e, CHANNEL) and e.object == opened.object]
    assert short([e for e in told if e.pid == opened.pid])[1:] == ends
    assert short([e for e in told if e.pid == writer]) == [
        ("FdDuped", opened.write), *ends, ("SendBegan", 1), ("Sent", 1), ("FdClosed", 1)
    ]  # fmt: skip
    assert short([e for e in told if e.pid == reader]) == [
        ("FdDuped", opened.read), *ends, ("ReceiveBegan", 0), ("Received", 0),
        ("ReceiveBegan", 0), ("EofRead", 0), ("FdClosed", 0),
    ]  # fmt: skip
    assert {e.to for e in probed.of(FdDuped)} == {0, 1}
    # what was the standard output is closed by dup2, silently: here it is a pipe too
    (before,) = [e for e in probed.of(FdClosed) if e.call == "os.dup2"]
    assert (before.pid, before.fd, before.object != opened.object) == (writer, 1, True)


def test_duplicates_and_numbers_that_are_used_again(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os
        r, w = os.pipe()
        copy = os.dup(w)
        os.dup2(copy, copy)
        os.dup2(fd=r, fd2=copy)
        file = os.open(__file__, os.O_RDONLY)
        os.dup2(file, copy, inheritable=False)
        os.read(copy, 10)
        os.close(copy)
        os.close(file)
        os.dup2(w, 50)
        os.closerange(r, 1 << 30)
        again = os.pipe()
        print(again == (r, w))
        """,
        lines=False,
    )
    assert probed.ended.out == "True\n"
    first, second = probed.of(PipeOpened)
    r, w = first.read, first.write
    copy = max(r, w) + 1
    assert [(type(e).__name__, e.fd, e.call) for e in of_pid(probed, first.pid)[1:-1]] == [  # type: ignore[attr-defined]
        ("FdDuped", w, "os.dup"),
        ("FdClosed", copy, "os.dup2"),
        ("FdDuped", r, "os.dup2"),
        ("FdClosed", copy, "os.dup2"),  # a file takes its place: that is no channel
        ("FdDuped", w, "os.dup2"),
        ("FdClosed", r, "os.closerange"),
        ("FdClosed", w, "os.closerange"),
        ("FdClosed", 50, "os.closerange"),
    ]
    assert {e.object for e in of_pid(probed, first.pid)[:-1]} == {first.object}  # type: ignore[attr-defined]
    assert (second.read, second.write) == (r, w)


def test_vectors_files_and_named_pipes(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os
        os.mkfifo("fifo")
        r = os.open("fifo", os.O_RDONLY | os.O_NONBLOCK)
        w = os.open("fifo", os.O_WRONLY)
        os.writev(w, [b"ab", bytearray(b"cd")])
        os.readv(r, [bytearray(3), bytearray(3)])
        with open(__file__) as file:
            os.sendfile(w, file.fileno(), 0, 5)
        os.read(r, 0)
        try:
            os.read(r, 5), os.read(r, 5)
        except BlockingIOError:
            pass
        os.close(w)
        os.readv(r, [bytearray(3)])
        """,
        lines=False,
    )
    assert {e.object for e in of_pid(probed, probed.log[0].pid)} == {str(tmp_path / "fifo")}  # type: ignore[attr-defined]
    assert [(e.call, e.size, e.text) for e in probed.of(SendBegan)] == [
        ("os.writev", 4, "ab"), ("os.sendfile", 5, "")
    ]  # fmt: skip
    assert [e.size for e in probed.of(Sent)] == [4, 5]
    assert [(e.size, e.text, e.error) for e in probed.of(Received)] == [
        (4, "abc", ""), (0, "", ""), (5, "\nimpo"[:5], ""), (0, "", "BlockingIOError")
    ]  # fmt: skip
    assert [e.call for e in probed.of(EofRead)] == ["os.readv"]


def test_what_stands_for_the_terminal_is_not_told(tmp_path: Path):
    mine, theirs = socket.socketpair()
    source = ProbeSource(tmp_path / "probe.log", lines=False)
    source.start()
    try:
        stat = os.fstat(theirs.fileno())
        terminal = f"1:1,{stat.st_ino}:{stat.st_dev}"
        env = source.environment({**plain_environment(), "PROCVIZ_TTYLIKE": terminal})
        code = f"""if True:
            import os
            os.dup2({theirs.fileno()}, 1)
            os.write(1, b"not told")
            saved = os.dup(1)
            r, w = os.pipe()
            os.dup2(w, 1)
            os.write(1, b"told")
            os.dup2(saved, 1)
            os.close(saved)
        """
        os.set_inheritable(theirs.fileno(), True)
        argv = ["sh", "-c", 'exec "$0" -c "$1" >&2', sys.executable, code]
        pid = os.posix_spawn("/bin/sh", argv, env)
        assert os.waitpid(pid, 0)[1] == 0
        log = source.poll()
    finally:
        source.stop()
        mine.close()
        theirs.close()
    told = [e for e in log if isinstance(e, CHANNEL) and e.object.startswith("pipe")]
    (opened,) = [e for e in told if isinstance(e, PipeOpened)]
    assert [(type(e).__name__) for e in told if e.object == opened.object] == [
        "PipeOpened", "FdDuped", "SendBegan", "Sent", "FdClosed"
    ]  # fmt: skip
    assert not [e for e in log if isinstance(e, CHANNEL) and e.object.startswith("socket")]
    assert [e.text for e in log if isinstance(e, SendBegan)] == ["told"]


def test_a_descriptor_that_came_with_the_program(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, subprocess, sys
        r, w = os.pipe()
        code = f"from os import read, close; print(read({r}, 9)); close({r})"
        reader = subprocess.Popen([sys.executable, "-c", code], pass_fds=(r,))
        os.write(w, b"inherited")
        reader.wait()
        """,
        lines=False,
    )
    assert probed.ended.out == "b'inherited'\n"
    (spawned,) = probed.of(Spawned)
    (opened,) = probed.of(PipeOpened)
    child = of_pid(probed, spawned.child)
    assert short(child) == [
        ("ReceiveBegan", opened.read), ("Received", opened.read), ("FdClosed", opened.read)
    ]  # fmt: skip
    assert {e.object for e in child} == {opened.object}  # type: ignore[attr-defined]


def test_handlers_that_raise_lose_no_end_of_a_call(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, signal
        class Tick(Exception): pass
        def tick(number, frame):
            raise Tick
        signal.signal(signal.SIGALRM, tick)
        r, w = os.pipe()
        got = 0
        for i in range(200):
            try:
                signal.setitimer(signal.ITIMER_REAL, 0.00001 + i * 0.000002)
                while True:
                    os.write(w, b"x")
                    got += len(os.read(r, 9))
            except Tick:
                pass
        print(got)
        """,
        lines=False,
    )
    assert probed.ended.err == ""
    assert not probed.of(Lost)
    assert len(probed.of(HandlerEnded)) == 200
    assert len(probed.of(SendBegan)) == len(probed.of(Sent))
    assert len(probed.of(ReceiveBegan)) == len(probed.of(Received))
    told = sum(e.size for e in probed.of(Received))
    assert int(probed.ended.out) <= told <= sum(e.size for e in probed.of(SendBegan))
    errors = {e.error for e in probed.of(Sent) + probed.of(Received)}
    assert errors <= {"", "Tick"}
    assert probed.log[-1].__class__ is Exiting


def test_handlers_that_raise_leave_no_end_in_doubt(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, signal
        class Tick(Exception): pass
        def tick(number, frame):
            raise Tick
        signal.signal(signal.SIGALRM, tick)
        r, w = os.pipe()
        for i in range(150):
            try:
                signal.setitimer(signal.ITIMER_REAL, 0.00001 + i * 0.000004)
                while True:
                    os.dup2(w, 60)
                    os.dup2(r, 60)
                    os.close(60)
            except Tick:
                pass
            try:
                end = os.readlink("/proc/self/fd/60")
            except FileNotFoundError:
                end = ""
            print(bool(end))
            signal.setitimer(signal.ITIMER_REAL, 0)
        """,
        lines=False,
    )
    assert probed.ended.err == ""
    known, is_open = [], False
    for event in probed.log:
        if isinstance(event, FdDuped) or (isinstance(event, Lost) and "descriptor 60" in event.why):
            is_open = True
        elif isinstance(event, FdClosed):
            is_open = False
        elif isinstance(event, TimerArmed) and not event.seconds:
            known.append(str(is_open))
    assert known == probed.ended.out.split()
    assert len(known) == 150


def test_ends_in_threads_are_told_with_their_thread(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import os, threading
        r, w = os.pipe()
        def feed():
            os.write(w, b"from a thread")
            os.close(w)
        thread = threading.Thread(target=feed)
        thread.start()
        while os.read(r, 100):
            pass
        thread.join()
        """,
        lines=False,
    )
    (sent,), (closed,), (end,) = probed.of(Sent), probed.of(FdClosed), probed.of(EofRead)
    assert sent.tid == closed.tid != 0 == end.tid
    assert index(probed, closed) < index(probed, end)
