"""Queues: what goes in comes out, told with who, where and what it was."""

import sys
from pathlib import Path

import pytest

from procviz.events import (
    Event,
    GetBegan,
    Got,
    LineReached,
    Lost,
    Notified,
    Put,
    PutBegan,
    WaitingOn,
    Woken,
)
from procviz.sources.probe import PROBE
from tests.probed import Probed, probe

METHODS = ("fork", "spawn", "forkserver")
QUEUES = PutBegan | Put | GetBegan | Got | Notified | WaitingOn | Woken


def short(probed: Probed, pid: int) -> list[tuple[str, int]]:
    assert probed.ended.err == ""
    assert not probed.of(Lost)
    return [
        (type(event).__name__, event.where.line if event.where else 0)
        for event in probed.log
        if event.pid == pid and isinstance(event, QUEUES)
    ]


def first(log: list[Event], wanted: Event) -> int:
    return next(i for i, event in enumerate(log) if event is wanted)


JOINABLE = """
import multiprocessing as mp, sys
def worker(tasks, results):
    while True:
        task = tasks.get()
        results.put(task)
        tasks.task_done()
        if task is None:
            break
if __name__ == "__main__":
    context = mp.get_context(sys.argv[1])
    tasks, results = context.JoinableQueue(), context.SimpleQueue()
    process = context.Process(target=worker, args=(tasks, results))
    process.start()
    for task in ["one", (2, "two"), None]:
        tasks.put(task)
    tasks.join()
    for _ in range(3):
        results.get()
    process.join()
"""


@pytest.mark.parametrize("method", METHODS)
def test_queues_between_processes(method: str, tmp_path: Path):
    probed = probe(tmp_path, JOINABLE, method)
    me = probed.log[0].pid
    assert short(probed, me) == [
        *[("PutBegan", 16), ("Put", 16)] * 3, ("WaitingOn", 17), ("Woken", 17),
        *[("GetBegan", 19), ("Got", 19)] * 3,
    ]  # fmt: skip
    (child,) = {e.pid for e in probed.log if isinstance(e, QUEUES)} - {me}
    assert short(probed, child) == [
        ("GetBegan", 5), ("Got", 5), ("PutBegan", 6), ("Put", 6), ("Notified", 7)
    ] * 3  # fmt: skip
    items = ["'one'", "(2, 'two')", "None"]
    for kind in (PutBegan, Got):
        for pid in (me, child):
            assert [e.item for e in probed.of(kind) if e.pid == pid] == items
    assert {(e.type, e.object) for e in probed.of(PutBegan)} == {
        (e.type, e.object) for e in probed.of(GetBegan)
    }
    assert {e.type for e in probed.of(PutBegan)} == {"JoinableQueue", "SimpleQueue"}
    assert {e.library for e in probed.of(PutBegan)} == {"multiprocessing"}
    assert [e.count for e in probed.of(Notified)][-1] == -1
    assert {e.call for e in probed.of(Notified)} == {"JoinableQueue.task_done"}
    (join,) = probed.of(WaitingOn)
    assert (join.call, join.timeout) == ("JoinableQueue.join", None)
    for item in items:  # it comes out after it went in
        put = next(e for e in probed.of(PutBegan) if e.item == item and e.pid == me)
        got = next(e for e in probed.of(Got) if e.item == item and e.pid == child)
        assert first(probed.log, put) < first(probed.log, got)


def test_full_empty_and_time(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import multiprocessing as mp, queue
        for q in (mp.get_context("fork").Queue(1), queue.Queue(1)):
            q.put("x")
            for call in (
                lambda: q.put(1, False),
                lambda: q.put_nowait(2),
                lambda: q.put(3, timeout=0.01),
                lambda: q.put(4, True, 0.01),
                lambda: q.get(timeout=20),
                lambda: q.get_nowait(),
                lambda: q.get(True, 0.01),
            ):
                try:
                    call()
                except (queue.Full, queue.Empty):
                    pass
        """,
    )
    assert not probed.of(Lost)
    for library, kind in (("multiprocessing", "Queue"), ("queue", "Queue")):
        puts = [e for e in probed.of(PutBegan) if e.library == library]
        assert {e.type for e in puts} == {kind}
        assert [(e.item, e.block, e.timeout) for e in puts] == [
            ("'x'", True, None), ("1", False, None), ("2", False, None), ("3", True, 0.01),
            ("4", True, 0.01),
        ]  # fmt: skip
        assert [e.where and e.where.line for e in puts] == [4, 6, 7, 8, 9]
        errors = [e.error for e in probed.of(Put) if e.library == library]
        assert errors == ["", "Full", "Full", "Full", "Full"]
        gets = [e for e in probed.of(GetBegan) if e.library == library]
        assert [(e.block, e.timeout) for e in gets] == [(True, 20.0), (False, None), (True, 0.01)]
        got = [(e.item, e.error) for e in probed.of(Got) if e.library == library]
        assert got == [("'x'", ""), ("", "Empty"), ("", "Empty")]


def test_queues_between_threads(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import queue, threading
        tasks = queue.LifoQueue()
        def worker():
            while (task := tasks.get()) is not None:
                tasks.task_done()
        tasks.put(1)
        thread = threading.Thread(target=worker)
        thread.start()
        tasks.join()
        tasks.put(None)
        thread.join()
        """,
    )
    assert not probed.of(Lost)
    assert [e.item for e in probed.of(PutBegan)] == ["1", "None"]
    assert [(e.item, e.tid != 0) for e in probed.of(Got)] == [("1", True), ("None", True)]
    assert [(e.call, e.count) for e in probed.of(Notified)] == [("Queue.task_done", -1)]
    calls = [e.call for e in probed.of(WaitingOn)]
    assert calls == ["Queue.join", "Thread.join"]
    assert {e.type for e in probed.of(PutBegan)} == {"LifoQueue"}
    kinds = {type(e) for e in probed.told() if not isinstance(e, QUEUES | LineReached)}
    assert not {kind.__name__ for kind in kinds} & {"AcquireBegan", "Acquired", "Released"}


def test_an_item_is_shown_without_asking_it(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import queue
        class Item:
            def __repr__(self):
                print("asked")
                return "item"
            __len__ = __bool__ = __iter__ = __repr__
        class Text(str):
            __repr__ = Item.__repr__
        q = queue.Queue()
        loop = []
        loop.append(loop)
        for item in (
            Item(), Text("x"), [Item(), 1, {"a": (Text(), None)}], "long" * 100, b"b", 1.5, True,
            10**5000, (1,), (), {}, list(range(10**6)), loop, {1: 2j},
        ):
            q.put(item)
        """,
    )
    assert probed.ended.out == ""
    assert not probed.of(Lost)
    items = [e.item for e in probed.of(PutBegan)]
    assert items[:3] == ["Item", "Text", "[Item, 1, {'a': tuple}]"]
    assert len(items[3]) == 60
    assert items[4:11] == ["b'b'", "1.5", "True", "int", "(1,)", "()", "{}"]
    assert items[11].startswith("[0, 1, 2, ")
    assert items[12:] == ["[[list]]", "{1: 2j}"]
    assert max(map(len, items)) <= 60


def test_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "path", [str(PROBE), *sys.path])
    from _procviz_items import shown  # type: ignore[import-not-found]

    assert shown({"a": [1, 2], b"b": None}) == "{'a': [1, 2], b'b': None}"
    assert len(shown(["x" * 50] * 50)) == 60
    assert shown(object()) == "object"
    assert shown(2**256) == "int"
