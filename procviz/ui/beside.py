"""Work that takes longer than a frame, done beside the screen.

A thread that computes gives the interpreter back each `sys.getswitchinterval`, 5 ms, and a key has
to ask for it once in each turn of the event loop that it goes through: while there is such work,
the turns are shorter.
"""

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from threading import Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

TURN = 0.001  # seconds that such work keeps the interpreter for
_at_work: set[object] = set()
_usual = sys.getswitchinterval()


class _Threads(Executor):
    """A thread for each piece of work; whoever quits waits for none of them."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # whoever waits for it gets it
                future.set_exception(error)
            else:
                future.set_result(result)

        Thread(target=work, name="procviz beside", daemon=True).start()
        return future


async def beside(work: Callable[[], T]) -> T:
    """Do it in a thread, and return what it returns."""
    job = object()
    _at_work.add(job)
    sys.setswitchinterval(TURN)
    try:
        return await asyncio.get_running_loop().run_in_executor(_Threads(), work)
    finally:
        _at_work.discard(job)
        if not _at_work:
            sys.setswitchinterval(_usual)
