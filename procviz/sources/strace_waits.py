"""Waits of one thread: begun, interrupted, restarted, ended.

A signal interrupts a wait with ERESTARTSYS, and the kernel decides after the handler: either the
call is begun again, which the program does not notice and the log does not tell, or it ends with
EINTR, which the handler's rt_sigreturn(2) shows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from procviz import events as ev
from procviz.events import Event
from procviz.sources import strace_args as args
from procviz.sources.strace_fds import Envelope
from procviz.sources.strace_lines import Call

CALLS = ("wait4", "waitid")
PATIENCE = 20_000_000  # ns after which a wait that has not come back is told
UNSURE = 1_000_000_000  # ns after which it is told without its options, where nobody knows them
Asked = Callable[[str], tuple[str, ...] | None]
_DEEPEST = 8  # handlers that interrupt each other's waits


@dataclass(slots=True)
class Wait:
    """``options`` None: not known before the call comes back; ``told``: its begin is in the log."""

    call: str
    target: int
    t: int
    options: tuple[str, ...] | None = None
    told: bool = False

    def like(self, other: "Wait") -> bool:
        """Tell whether ``other`` may be the same call, begun again."""
        same = (self.call, self.target) == (other.call, other.target)
        return same and (other.options is None or self.options == other.options)


@dataclass(slots=True)
class Waits:
    """The wait that a thread is in, and those that its signal handlers interrupted."""

    open: Wait | None = None
    interrupted: list[Wait] = field(default_factory=list)

    def began(self, name: str, text: str, t: int) -> None:
        """A wait has not come back yet."""
        if self.open is None or self.open.t != t:
            self.open = Wait(name, args.target(name, text), t)

    def due(self, now: int, envelope: Envelope, options: Asked) -> Iterator[Event]:
        """Tell of a wait that has been open for a while.

        ``options(call)``: those of the wait that it is in; None: it may have come back by now.
        """
        wait = self.open
        if wait is None or wait.told or now - wait.t < PATIENCE:
            return
        if self.interrupted and self.interrupted[-1].like(wait):
            self.open = self.interrupted.pop()
            self.open.t = wait.t
            return
        found = options(wait.call)
        if found is None and now - wait.t < UNSURE:
            return
        wait.options, wait.told = found or (), True
        yield _began(wait, envelope)

    def ended(self, call: Call, t: int, end: int, envelope: Envelope) -> Iterator[Event]:
        """Tell of a wait that came back; ``t`` and ``end``: when it was called, and did."""
        wait = self.open if self.open is not None and self.open.t == t else None
        self.open = None
        if wait is None or not wait.told:
            options = args.options(call.name, call.args)
            now = Wait(call.name, args.target(call.name, call.args), t, options)
            if self.interrupted and self.interrupted[-1].like(now):
                now = self.interrupted.pop()
            wait = now
        if not wait.told:
            wait.told = True
            yield _began(wait, envelope)
        if call.result is None and call.error.startswith("ERESTART"):
            self.interrupted = [*self.interrupted[1 - _DEEPEST :], wait]
            return
        if call.result is None:
            return  # it died in it
        yield from _ended(wait, call, {**envelope, "t": end})

    def returned(self, call: Call, envelope: Envelope) -> Iterator[Event]:
        """A signal handler is over: rt_sigreturn(2)."""
        if self.interrupted and call.result == -1 and call.error == "EINTR":
            wait = self.interrupted.pop()
            yield ev.WaitEnded(**envelope, call=wait.call, error="EINTR")

    def clear(self) -> None:
        """Another program begins."""
        self.open = None
        self.interrupted.clear()


def _began(wait: Wait, envelope: Envelope) -> Event:
    return ev.WaitBegan(
        **{**envelope, "t": wait.t}, call=wait.call, target=wait.target, options=wait.options or ()
    )


def _ended(wait: Wait, call: Call, envelope: Envelope) -> Iterator[Event]:
    if call.error:
        yield ev.WaitEnded(**envelope, call=wait.call, error=call.error)
        return
    found = args.status(call.name, call.args, call.result or 0)
    status: Envelope = {"child": found.child, "code": found.code, "signal": found.signal}
    if found.child and found.dead and "WNOWAIT" not in args.options(call.name, call.args):
        yield ev.Reaped(**envelope, **status)
    stop = args.stop(call.name, call.args, call.result or 0)
    status["stopped"] = stop[1] if stop else ""
    status["continued"] = args.continued(call.name, call.args)
    yield ev.WaitEnded(**envelope, call=wait.call, **status)
