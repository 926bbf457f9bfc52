"""Pipes and socket pairs of each process, as far as strace sees them made, copied and closed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from procviz import events as ev
from procviz.events import Event
from procviz.sources import strace_args as args
from procviz.sources.strace_args import Fd
from procviz.sources.strace_lines import Call

CALLS = ("pipe", "pipe2", "socketpair", "dup", "dup2", "dup3", "fcntl", "close", "close_range")
_CHANNELS = ("pipe:[", "socket:[")
_MOST = 4096  # descriptors remembered per process

Envelope = dict[str, Any]  # the fields that all events have


@dataclass(slots=True)
class Fds:
    """What one process holds of pipes and socket pairs: descriptor -> object."""

    held: dict[int, str] = field(default_factory=dict)
    private: set[int] = field(default_factory=set)  # closed by the next exec: FD_CLOEXEC

    def copy(self) -> "Fds":
        """Return what a forked child holds."""
        return Fds(dict(self.held), set(self.private))

    def call(self, call: Call, envelope: Envelope) -> Iterator[Event]:
        """Take in one of ``CALLS`` that succeeded."""
        if call.name in ("pipe", "pipe2", "socketpair"):
            yield from self._opened(call, envelope)
        elif call.name == "close":
            end = args.fd(call.args)
            if end is not None:
                yield from self._closed(end, envelope)
        elif call.name == "close_range":
            yield from self._range(call, envelope)
        else:
            yield from self._copied(call, envelope)

    def execed(self, envelope: Envelope) -> Iterator[Event]:
        """Another program begins: what was to be closed then is closed."""
        for fd in sorted(self.private & set(self.held)):
            yield ev.FdClosed(**envelope, fd=fd, object=self.held.pop(fd), call="execve")
        self.private.clear()

    def _opened(self, call: Call, envelope: Envelope) -> Iterator[Event]:
        ends = args.pair(call.args)
        if ends is None or not all(end.object.startswith(_CHANNELS) for end in ends):
            return
        private = "CLOEXEC" in call.args
        for end in ends:
            self._hold(end.number, end.object, private)
        one, two = ends
        other = "" if one.object == two.object else two.object
        yield ev.PipeOpened(
            **envelope, read=one.number, write=two.number, object=one.object, other=other,
            call=call.name,
        )  # fmt: skip

    def _copied(self, call: Call, envelope: Envelope) -> Iterator[Event]:
        old = args.fd(call.args)
        if old is None or call.result is None:
            return
        if call.name == "fcntl":
            words = [word.strip() for word in call.args.split(",")]
            if len(words) > 2 and words[1] == "F_SETFD" and old.number in self.held:
                private = "FD_CLOEXEC" in words[2]
                (self.private.add if private else self.private.discard)(old.number)
            if len(words) < 2 or words[1] not in ("F_DUPFD", "F_DUPFD_CLOEXEC"):
                return
        new = call.result
        channel = old.object.startswith("pipe:[") or old.number in self.held
        if new == old.number or not (channel or new in self.held):
            return
        self._forget(new)
        if channel:
            self._hold(new, old.object, "CLOEXEC" in call.args)
        yield ev.FdDuped(**envelope, fd=old.number, to=new, object=old.object, call=call.name)

    def _closed(self, end: Fd, envelope: Envelope) -> Iterator[Event]:
        known = end.number in self.held
        self._forget(end.number)
        if known or end.object.startswith("pipe:["):
            yield ev.FdClosed(**envelope, fd=end.number, object=end.object)

    def _range(self, call: Call, envelope: Envelope) -> Iterator[Event]:
        numbers = args.integers(call.args)
        if len(numbers) < 2:
            return
        first, last = numbers[:2]
        inside = sorted(fd for fd in self.held if first <= fd <= last)
        if "CLOSE_RANGE_CLOEXEC" in call.args:
            self.private.update(inside)
            return
        for fd in inside:
            yield ev.FdClosed(**envelope, fd=fd, object=self.held[fd], call="close_range")
            self._forget(fd)

    def _hold(self, fd: int, name: str, private: bool) -> None:
        if len(self.held) < _MOST:
            self.held[fd] = name
            (self.private.add if private else self.private.discard)(fd)

    def _forget(self, fd: int) -> None:
        self.held.pop(fd, None)
        self.private.discard(fd)
