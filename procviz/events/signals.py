"""Signals: sent, handed over, handled; masks, timers, stops."""

from dataclasses import dataclass

from procviz.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class SignalSent(Event):
    """``pid`` sent ``signal`` to ``to`` (negative: a process group): kill(2).

    ``pid`` 0 is the person at the keyboard, through procviz.  ``error`` if the kernel refused.
    """

    to: int
    signal: str
    call: str = "os.kill"
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class SignalDelivered(Event):
    """The kernel handed the signal over (seen by strace only); ``sender`` 0 = the kernel."""

    signal: str
    sender: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class HandlerBegan(Event):
    """A Python signal handler began to run, at the place in ``where``."""

    signal: str
    handler: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class HandlerEnded(Event):
    """It ended; with ``error`` if it raised."""

    signal: str
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class DispositionSet(Event):
    """``action``: ``default``, ``ignore`` or ``handler`` (then ``handler`` is its name)."""

    signal: str
    action: str
    handler: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class MaskChanged(Event):
    """A thread's signal mask: ``how`` is ``block``, ``unblock`` or ``set``; pthread_sigmask(3)."""

    how: str
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TimerArmed(Event):
    """alarm(2) or setitimer(2): ``signal`` will come after ``seconds`` (0: switched off)."""

    signal: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Stopped(Event):
    """The process was stopped by a signal (state T); it runs no further until SIGCONT."""

    signal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Continued(Event):
    """A stopped process goes on."""
