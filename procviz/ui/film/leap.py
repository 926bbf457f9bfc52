"""An event loop whose clock leaps over every wait: a minute of the screen in a few seconds.

The app is the same as on a terminal; only time is another.  When nothing is left to do, the clock
goes on to the next timer at once.  Work for threads is done on the spot, so that the order of
things depends on nothing outside: the same app with the same keys writes the same bytes.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any, TypeVar, TypeVarTuple

import textual._time

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
PATIENCE = 20.0  # real seconds that something outside may take before the film is given up


class StandsStillError(RuntimeError):
    """No timer runs, nothing can happen any more, and the film has not ended."""


class _Selector(selectors.DefaultSelector):
    """Waits for nothing but what is outside the loop."""

    leap: Callable[[float], None]

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            ready = super().select(PATIENCE)
            if not ready:
                raise StandsStillError(
                    "The film stands still: nothing moves and no key is pressed."
                )
            return ready
        self.leap(timeout)
        return []


class LeapLoop(asyncio.SelectorEventLoop):
    """`time` begins at 0, s."""

    def __init__(self) -> None:
        selector = _Selector()
        selector.leap = self._leap
        self._now = 0.0
        super().__init__(selector)

    def time(self) -> float:
        """Return the seconds of the film so far."""
        return self._now

    def _leap(self, seconds: float) -> None:
        self._now += seconds

    def run_in_executor(
        self, executor: Executor | None, func: "Callable[[*Ts], T]", *args: *Ts
    ) -> "asyncio.Future[T]":
        """Do it at once, in this thread."""
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def _textual_on(loop: LeapLoop) -> Iterator[None]:
    """Give Textual's timers the loop's clock: they ask the system's, and would never be right."""
    before = textual._time.get_time
    textual._time.get_time = loop.time
    try:
        yield
    finally:
        textual._time.get_time = before


def run(main: "Callable[[LeapLoop], Coroutine[Any, Any, T]]") -> T:
    """Run a coroutine on a clock that leaps."""
    with asyncio.Runner(loop_factory=LeapLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, LeapLoop)
        with _textual_on(loop):
            return runner.run(main(loop))
