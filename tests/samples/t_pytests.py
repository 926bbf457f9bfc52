"""pytest on this very file; the folder that holds pytest is the argument."""

import os
import signal
import sys

if __name__ == "__main__":
    sys.path.append(sys.argv[1])
    import pytest

    options = [
        "-p",
        "no:cacheprovider",
        "-q",
        "-W",
        "error",
        "--no-header",
        "--rootdir=.",
        "-c",
        os.devnull,  # not the settings of whoever keeps this file
        "-p",
        "no:xdist",  # it would say which of its workers ran what
        "-p",
        "no:asyncio",  # it warns where it has no settings
        __file__,
    ]
    sys.exit(pytest.main(options))


def test_fork(capfd):
    pid = os.fork()
    if pid == 0:
        os.write(1, b"child\n")
        os._exit(0)
    os.waitpid(pid, 0)
    assert capfd.readouterr().out == "child\n"


def test_patch(monkeypatch):
    monkeypatch.setattr(os, "fork", lambda: 7)
    assert os.fork() == 7


def test_failing():
    number = signal.alarm(0)
    assert os.kill(os.getpid(), number) is not None


def test_error():
    os.waitpid(-1, 0)


def test_wrong():
    os.kill("one", 2)


def test_handler(monkeypatch):
    signal.signal(signal.SIGUSR1, lambda *_: 1 / 0)
    os.kill(os.getpid(), signal.SIGUSR1)
