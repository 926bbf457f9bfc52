"""Pools and executors: each task submitted, begun and ended, with the same numbers."""

from collections import Counter
from pathlib import Path

import pytest

from procviz.events import (
    Acquired,
    GetBegan,
    Lost,
    Named,
    Notified,
    PutBegan,
    TaskBegan,
    TaskEnded,
    TaskSubmitted,
    WaitingOn,
)
from tests.probed import Probed, probe

METHODS = ("fork", "spawn", "forkserver")
INNER = GetBegan | PutBegan | Acquired | Notified | WaitingOn


def in_order(probed: Probed) -> None:
    """Every task is submitted before it begins, and begins before it ends; once each."""
    assert probed.ended.err == ""
    assert not probed.of(Lost)
    assert not [e for e in probed.log if isinstance(e, INNER)]  # what the pool does inside
    submitted, begun = set(), set()
    ended: Counter[tuple[int, int]] = Counter()
    for event in probed.log:
        if isinstance(event, TaskSubmitted):
            assert event.job not in submitted
            submitted.add(event.job)
        elif isinstance(event, TaskBegan):
            assert event.job in submitted
            begun.add((event.job, event.index))
        elif isinstance(event, TaskEnded):
            assert (event.job, event.index) in begun
            ended[event.job, event.index] += 1
    assert set(ended.values()) == {1}
    assert set(ended) == begun


POOL = """
import multiprocessing as mp, sys
def square(n):
    return n * n
def fails(n):
    raise ValueError
if __name__ == "__main__":
    with mp.get_context(sys.argv[1]).Pool(2) as pool:
        pool.map(square, range(4), chunksize=2)
        pool.apply(square, (1,))
        result = pool.apply_async(fails, (1,))
        result.wait()
        list(pool.imap(square, range(3)))
        list(pool.imap_unordered(square, range(4), chunksize=2))
        pool.starmap(pow, [(1, 2)])
        pool.close()
        pool.join()
"""


@pytest.mark.parametrize("method", METHODS)
def test_a_pool(method: str, tmp_path: Path):
    probed = probe(tmp_path, POOL, method)
    in_order(probed)
    submitted = probed.of(TaskSubmitted)
    assert {e.pid for e in submitted} == {probed.log[0].pid}
    assert [(e.function, e.where and e.where.line) for e in submitted] == [
        ("square", 9), ("square", 10), ("fails", 11), ("square", 13), ("square", 14), ("pow", 15)
    ]  # fmt: skip
    counts = Counter(e.job for e in probed.of(TaskBegan))
    assert [counts[e.job] for e in submitted] == [2, 1, 1, 3, 2, 1]
    workers = {e.pid for e in probed.of(Named) if e.role == "worker"}
    assert len(workers) == 2
    assert {e.pid for e in probed.of(TaskBegan)} <= workers
    assert [e.function for e in probed.of(TaskEnded) if not e.ok] == ["fails"]


def test_a_pool_of_threads(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        from multiprocessing.pool import ThreadPool
        def square(n):
            return n * n
        with ThreadPool(2) as pool:
            pool.map(square, range(4), chunksize=1)
        """,
    )
    in_order(probed)
    begun = probed.of(TaskBegan)
    assert len(begun) == 4
    assert all(e.tid for e in begun)
    assert {e.pid for e in begun} == {probed.log[0].pid}
    assert {e.where and e.where.line for e in begun} == {3}


EXECUTOR = """
import multiprocessing as mp, sys
from concurrent.futures import ProcessPoolExecutor
def square(n):
    return n * n
def fails():
    raise ValueError
if __name__ == "__main__":
    with ProcessPoolExecutor(2, mp_context=mp.get_context(sys.argv[1])) as executor:
        executor.submit(square, 2).result()
        executor.submit(fails).exception()
        list(executor.map(square, range(4), chunksize=2))
"""


@pytest.mark.parametrize("method", METHODS)
def test_an_executor_of_processes(method: str, tmp_path: Path):
    probed = probe(tmp_path, EXECUTOR, method)
    in_order(probed)
    expected = [("square", 0, 10), ("fails", 1, 11), ("square", 2, 12), ("square", 3, 12)]
    told = [(e.function, e.job, e.where and e.where.line) for e in probed.of(TaskSubmitted)]
    assert told == expected
    begun = {(e.function, e.job) for e in probed.of(TaskBegan)}
    assert begun == {(function, job) for function, job, _ in expected}
    workers = {e.pid for e in probed.of(Named) if e.role == "worker"}
    assert {e.pid for e in probed.of(TaskBegan)} <= workers
    assert [e.job for e in probed.of(TaskEnded) if not e.ok] == [1]


def test_an_executor_of_threads(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import asyncio
        from concurrent.futures import ThreadPoolExecutor
        def square(n):
            return n * n
        def fails():
            raise ValueError
        def outer(executor):
            cancelled = executor.submit(square, 3)
            print(cancelled.cancel())
        with ThreadPoolExecutor(1) as executor:
            executor.submit(outer, executor).result()
            executor.submit(fails).exception()
            list(executor.map(square, range(2)))
        async def main():
            await asyncio.to_thread(square, 4)
        asyncio.run(main())
        """,
    )
    assert probed.ended.out == "True\n"
    in_order(probed)
    told = [(e.function, e.job, e.where and e.where.line) for e in probed.of(TaskSubmitted)]
    assert [one for one in told if one[2] != 9] == [
        ("outer", 0, 12), ("fails", 2, 13), ("square", 3, 14), ("square", 4, 14), ("square", 5, 16)
    ]  # fmt: skip
    assert ("square", 1, 9) in told
    begun = [(e.function, e.job) for e in probed.of(TaskBegan)]
    assert begun == [("outer", 0), ("fails", 2), ("square", 3), ("square", 4), ("square", 5)]
    assert all(e.tid for e in probed.of(TaskBegan))
    assert [e.job for e in probed.of(TaskEnded) if not e.ok] == [2]
