"""Managers, proxies, connections: who called what where, and what roles processes have."""

from pathlib import Path

import pytest

from procviz.events import Connected, Event, Lost, Named, ProxyCalled, ProxyReturned
from tests.probed import Probed, probe

METHODS = ("fork", "spawn", "forkserver")

MANAGER = """
import multiprocessing as mp, sys
def child(shared, lock):
    with lock:
        shared["n"] += 1
if __name__ == "__main__":
    context = mp.get_context(sys.argv[1])
    with context.Manager() as manager:
        shared, lock = manager.dict(n=0), manager.Lock()
        process = context.Process(target=child, args=(shared, lock), name="caller")
        process.start()
        process.join()
        try:
            shared["none"]
        except KeyError:
            pass
        print(shared["n"])
"""


def line(event: Event) -> int:
    return event.where.line if event.where else 0


@pytest.mark.parametrize("method", METHODS)
def test_proxies(method: str, tmp_path: Path):
    probed = probe(tmp_path, MANAGER, method)
    assert probed.ended.out == "1\n"
    assert not probed.of(Lost)
    named = {e.name: e for e in probed.of(Named)}
    (server,) = [e for e in probed.of(Named) if e.role == "manager"]
    assert server.name.startswith("SyncManager-")
    assert named["caller"].role == ""
    called = [e for e in probed.of(ProxyCalled) if e.pid == named["caller"].pid]
    assert [(e.type, e.method, line(e)) for e in called] == [
        ("Lock", "acquire", 4), ("dict", "__getitem__", 5), ("dict", "__setitem__", 5),
        ("Lock", "release", 4),
    ]  # fmt: skip
    mine = [e for e in probed.of(ProxyCalled) if e.pid == probed.log[0].pid]
    assert [(e.type, e.method, line(e)) for e in mine] == [
        ("dict", "__getitem__", 14), ("dict", "__getitem__", 17)
    ]  # fmt: skip
    assert {e.object for e in mine} == {e.object for e in called if e.type == "dict"}
    assert len({e.address for e in [*mine, *called]}) == 1
    assert mine[0].address.startswith("/")
    errors = [e.error for e in probed.of(ProxyReturned) if e.pid == probed.log[0].pid]
    assert errors == ["KeyError", ""]
    assert len(probed.of(ProxyReturned)) == len(probed.of(ProxyCalled)) == 6
    helpers = {e.role for e in probed.of(Named)} - {"", "manager"}
    assert helpers <= {"resource tracker", "fork server"}
    assert ("fork server" in helpers) == (method == "forkserver")
    assert not probed.of(Connected)  # that is the library's own business


HELPERS = """
import multiprocessing as mp, sys
def work():
    pass
if __name__ == "__main__":
    context = mp.get_context(sys.argv[1])
    lock = context.Lock()
    process = context.Process(target=work, name="mine")
    process.start()
    process.join()
"""


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_the_helpers_of_the_library_are_known(method: str, tmp_path: Path):
    probed = probe(tmp_path, HELPERS, method)
    roles = {e.name: e.role for e in probed.of(Named)}
    expected = {"resource tracker": "resource tracker", "mine": ""}
    if method == "forkserver":
        expected["fork server"] = "fork server"
    assert roles == expected
    assert len(probed.of(Named)) == len(expected)


def connections(probed: Probed) -> list[tuple[str, str, int]]:
    assert not probed.of(Lost)
    return [(e.call, e.error, line(e)) for e in probed.of(Connected)]


def test_connections_that_the_program_makes(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import threading
        from multiprocessing import AuthenticationError
        from multiprocessing.connection import Client, Listener
        listener = Listener(("127.0.0.1", 0), authkey=b"right")
        def serve():
            for _ in range(2):
                try:
                    listener.accept()
                except AuthenticationError:
                    pass
        thread = threading.Thread(target=serve)
        thread.start()
        for key in (b"right", b"wrong"):
            try:
                Client(listener.address, authkey=key)
            except AuthenticationError:
                pass
        thread.join()
        try:
            Client("/there/is/none")
        except FileNotFoundError:
            pass
        """,
    )
    told = connections(probed)
    assert [one for one in told if one[0] == "connect"] == [
        ("connect", "", 16), ("connect", "AuthenticationError", 16),
        ("connect", "FileNotFoundError", 21),
    ]  # fmt: skip
    assert [one for one in told if one[0] == "accept"] == [
        ("accept", "", 9), ("accept", "AuthenticationError", 9)
    ]  # fmt: skip
    addresses = {e.address for e in probed.of(Connected)}
    assert "/there/is/none" in addresses
    (other,) = addresses - {"/there/is/none"}
    assert other.startswith("127.0.0.1:")


def test_a_manager_of_ones_own_refuses(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        from multiprocessing import AuthenticationError
        from multiprocessing.managers import BaseManager
        if __name__ == "__main__":
            with BaseManager(authkey=b"right") as manager:
                BaseManager(manager.address, authkey=b"right").connect()
                try:
                    BaseManager(manager.address, authkey=b"wrong").connect()
                except AuthenticationError:
                    print("refused")
        """,
    )
    assert probed.ended.out == "refused\n"
    assert connections(probed) == [("connect", "", 6), ("connect", "AuthenticationError", 8)]
    assert [e.role for e in probed.of(Named) if e.name.startswith("BaseManager")] == ["manager"]
