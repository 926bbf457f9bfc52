"""Channels: pipes and sockets, and what goes through them.

``object`` names the kernel's object as /proc/PID/fd does: ``pipe:[4711]``, ``socket:[4712]``.  A
descriptor is a number in one process; the object is the same in all that hold an end of it.
``text``: the beginning of what went through, where it is text, else a short repr of the bytes.
"""

from dataclasses import dataclass

from procviz.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class PipeOpened(Event):
    """A pipe (``object`` twice) or a pair of sockets was made: pipe(2), socketpair(2).

    ``read`` and ``write`` are descriptors of this process; both ways for a pair of sockets.  For a
    pipe ``other`` is "", for sockets it is the object behind ``write``.
    """

    read: int
    write: int
    object: str
    other: str = ""
    call: str = "os.pipe"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class FdDuped(Event):
    """``to`` now is the same open file as ``fd``: dup(2), dup2(2)."""

    fd: int
    to: int
    object: str = ""
    call: str = "os.dup"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class FdClosed(Event):
    """The process gave up this end: close(2)."""

    fd: int
    object: str = ""
    call: str = "os.close"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class SendBegan(Event):
    """The process is about to write ``size`` bytes; it blocks while the channel is full."""

    fd: int
    object: str
    size: int
    text: str = ""
    call: str = "os.write"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Sent(Event):
    """The kernel took ``size`` bytes, or refused with ``error`` (``BrokenPipeError``)."""

    fd: int
    object: str
    size: int = 0
    call: str = "os.write"
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ReceiveBegan(Event):
    """The process is about to read; it blocks while the channel is empty and someone can write."""

    fd: int
    object: str
    call: str = "os.read"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Received(Event):
    """It got ``size`` bytes, or ``error``."""

    fd: int
    object: str
    size: int = 0
    text: str = ""
    call: str = "os.read"
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class EofRead(Event):
    """The read came back with nothing: no process holds the other end open any longer."""

    fd: int
    object: str
    call: str = "os.read"
