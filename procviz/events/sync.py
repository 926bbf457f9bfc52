"""Synchronising: locks, conditions, queues and proxies.

``object`` is the same in all processes that share the thing (the name of the semaphore behind a
multiprocessing lock, say), and ``type`` is what the program calls it: ``Lock``, ``RLock``,
``Semaphore``, ``Condition``, ``Event``, ``Barrier``, ``Queue``, ``Thread``, ``signal`` ...
``library`` is ``multiprocessing``, ``threading``, ``queue``, ``asyncio``, ``signal`` ...
"""

from dataclasses import dataclass

from procviz.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class AcquireBegan(Event):
    """A call that takes a lock or a semaphore began.  ``timeout`` in seconds, None = for ever."""

    object: str
    type: str
    library: str = "multiprocessing"
    block: bool = True
    timeout: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Acquired(Event):
    """This thread of this process holds it now; ``value``: what a semaphore has left, or -1."""

    object: str
    type: str
    library: str = "multiprocessing"
    value: int = -1


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class AcquireFailed(Event):
    """The call came back without: ``why`` is ``busy``, ``timeout`` or the name of an exception."""

    object: str
    type: str
    library: str = "multiprocessing"
    why: str = "timeout"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Released(Event):
    """It was given back; ``error`` if it was not held."""

    object: str
    type: str
    library: str = "multiprocessing"
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class WaitingOn(Event):
    """The process waits for what someone else is to do; ``timeout`` in seconds, None = for ever.

    Event.wait, Condition.wait, Barrier.wait, Queue.join, Thread.join, signal.pause, signal.sigwait.
    """

    object: str
    type: str
    library: str = "multiprocessing"
    call: str = ""
    timeout: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Woken(Event):
    """The wait is over; ``ok`` is false when only the time was; ``error`` when it raised."""

    object: str
    type: str
    library: str = "multiprocessing"
    call: str = ""
    ok: bool = True
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Notified(Event):
    """Those who wait may go on: Condition.notify, Event.set; ``count`` of them, -1 = all.

    ``call`` ``Event.clear`` takes it back.
    """

    object: str
    type: str
    library: str = "multiprocessing"
    call: str = ""
    count: int = -1


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class PutBegan(Event):
    """An item is about to go into a queue; ``item`` is its short repr."""

    object: str
    type: str
    library: str = "multiprocessing"
    item: str = ""
    block: bool = True
    timeout: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Put(Event):
    """The queue took it, or ``error``: ``Full``.

    A multiprocessing queue only keeps it for its feeder thread, which puts it into the pipe.
    """

    object: str
    type: str
    library: str = "multiprocessing"
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class GetBegan(Event):
    """The process asks a queue for an item; it blocks while there is none."""

    object: str
    type: str
    library: str = "multiprocessing"
    block: bool = True
    timeout: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Got(Event):
    """It got one, or ``error``: ``Empty``."""

    object: str
    type: str
    library: str = "multiprocessing"
    item: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ProxyCalled(Event):
    """A method of an object that lives in a manager's process was called through its proxy.

    ``object`` is the token's id; ``address`` is where the manager listens.
    """

    object: str
    type: str
    method: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ProxyReturned(Event):
    """The manager answered; ``error`` where the method raised."""

    object: str
    type: str
    method: str
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Connected(Event):
    """A connection to ``address`` was made, or taken (``call`` ``accept``); ``error``: refused."""

    address: str
    call: str = "connect"
    error: str = ""
