"""Help for tests on real processes: run, wait with a limit, and see that nothing is left."""

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from procviz.events import Event
from procviz.identity import ProcKey, read_stat, start_of
from procviz.session import Program, Run

STORM = """
import os
for i in range(200):
    child = os.fork()
    if child == 0:
        os._exit(i)
    os.waitpid(child, 0)
"""
LIMIT = 60.0  # seconds for anything real; far more than it takes, on any machine


def until(what: Callable[[], object], limit: float = LIMIT) -> None:
    """Wait for a condition, and fail with its source line when it does not come."""
    end = time.monotonic() + limit
    while not what():
        assert time.monotonic() < end, f"not within {limit} s"
        time.sleep(0.005)


def let_go(fifo: Path) -> None:
    """Let the program go on that reads this FIFO: it comes to the end, once it has opened it."""

    def opened() -> bool:
        try:
            os.close(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
        except OSError as error:
            if error.errno != errno.ENXIO:  # fifo(7): nobody has opened it for reading yet
                raise
            return False
        return True

    until(opened)


def gone(key: ProcKey) -> bool:
    """Tell whether this very process no longer exists."""
    return start_of(key.pid) != key.start


def descendants(pid: int) -> list[ProcKey]:
    """Return all processes below ``pid``, by one look at the whole of /proc."""
    parents: dict[int, list[ProcKey]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            stat = read_stat(int(name))
            if stat is not None:
                parents.setdefault(stat.ppid, []).append(ProcKey(int(name), stat.start))
    found: list[ProcKey] = []
    todo = [pid]
    while todo:
        children = parents.get(todo.pop(), [])
        found += children
        todo += [key.pid for key in children]
    return found


def python(code: str, *args: str) -> Program:
    """Return a program that runs this Python text."""
    return Program(argv=(sys.executable, "-c", code, *args))


@contextmanager
def running(program: Program, record: Path | None = None, watched: bool = False) -> Iterator[Run]:
    """Run a program and end it at the end of the block."""
    run = Run(program, record=record, watched=watched)
    run.start(lambda: None)
    try:
        yield run
    finally:
        run.stop()


def record(program: Program) -> list[Event]:
    """Run a program to its end and return its log."""
    with running(program) as run:
        assert run.wait(LIMIT), "it did not end"
        return run.take()


def of(log: list[Event], *kinds: type[Event]) -> list[Event]:
    """Return the events of these kinds."""
    return [event for event in log if isinstance(event, kinds)]
