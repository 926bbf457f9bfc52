"""What every source of events is: start it, ask it often, stop it."""

from typing import Protocol

from procviz.events import Event


class Source(Protocol):
    """One way to observe processes.

    Events come with ``seq`` 0, ``t`` in ns of CLOCK_MONOTONIC (absolute; the merge makes it
    relative), and this source's name in ``source``.
    """

    name: str

    def start(self) -> None:
        """Open; raises OSError when this way is closed on this machine."""

    def poll(self) -> list[Event]:
        """Return what was seen since the last call, never blocking."""

    def stop(self) -> None:
        """Close."""
