"""A schedule: the choices of a run, to be made again.

A recording of a gated run is one.  So is a text file with one choice a line: ``WHO POINT LINE``,
such as ``1 kill 20``; LINE, or POINT and LINE, may be left out; ``#`` begins a comment.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from procviz import recording
from procviz.errors import Sentence
from procviz.events import Event, Granted
from procviz.gate.policies import RoundRobin
from procviz.gate.ready import RETURNS, Ready, order
from procviz.safe import safe

PATIENCE = 3.0  # seconds for a thread to come to the gate that the schedule says is next


class BadSchedule(Sentence):
    """This file is no schedule."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice; ``point`` "" and ``line`` 0 = any."""

    who: str
    point: str = ""
    line: int = 0

    def fits(self, ready: Ready) -> bool:
        """Is this what was chosen?"""
        line = ready.where.line if ready.where else 0
        return (
            ready.who == self.who
            and self.point in ("", ready.point)
            and (not self.line or not line or self.line == line)
        )

    def __str__(self) -> str:
        at = f" {self.line}" if self.line else ""
        return f"{self.who} {self.point.replace(' ', '-')}{at}".rstrip()


def of(events: Iterable[Event]) -> tuple[Choice, ...]:
    """Return the schedule of a recorded run."""
    return tuple(
        Choice(e.who, e.point, e.where.line if e.where else 0)
        for e in events
        if isinstance(e, Granted)
    )


def text(choices: Iterable[Choice]) -> str:
    """Return it as a text file."""
    return "".join(f"{choice}\n" for choice in choices)


def read(path: Path) -> tuple[Choice, ...]:
    """Read a recording or a text file; raises BadSchedule or BadRecording."""
    try:
        with path.open("rb") as file:
            head = file.read(1)
            body = "" if head == b"{" else (head + file.read()).decode("utf-8", "replace")
    except OSError as error:
        raise BadSchedule(f"Cannot read {safe(str(path))}: {error.strerror}.") from None
    if head == b"{":
        found = of(recording.read(path).events)
        if not found:
            raise BadSchedule(f"{safe(str(path))} was not recorded under --gate: no schedule.")
        return found
    return _parse(path, body)


def _parse(path: Path, body: str) -> tuple[Choice, ...]:
    found = []
    for number, line in enumerate(body.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            order(words[0])
            point = words[1].replace("-", " ") if len(words) > 1 else ""
            found.append(Choice(words[0], point, int(words[2]) if len(words) > 2 else 0))
        except ValueError:
            raise BadSchedule(
                f"{safe(str(path))}, line {number}, is no choice: it takes WHO POINT LINE, such as "
                f"`1 kill 20`, and not {safe(line.strip())!r:.40}."
            ) from None
    if not found:
        raise BadSchedule(f"{safe(str(path))} holds no choices.")
    return tuple(found)


class Replay:
    """The policy that repeats a schedule, and says where that cannot be.

    ``instead``: what the schedule has at the choice that was just made, if that was another one;
    "end" when it is over.  ``strayed`` counts them.  Where the thread that is next is not at the
    gate, it is waited for; then, or when it is about to do something else, the next choice that
    can be made is taken, and the ones before it are dropped.
    """

    def __init__(self, choices: Sequence[Choice]) -> None:
        self._choices = choices
        self._at = 0
        self._rest = RoundRobin()
        self._waits = 0.0
        self.instead = ""
        self.strayed = 0

    def choose(self, ready: Sequence[Ready]) -> Ready | None:
        """See `policies.Policy`."""
        self.instead = ""
        if self._at >= len(self._choices):
            return self._stray("end", ready)
        expected = self._choices[self._at]
        found = next((r for r in ready if expected.fits(r)), None)
        if found is not None:
            self._at, self._waits = self._at + 1, 0.0
            return found
        present = next((r for r in ready if r.who == expected.who), None)
        if present is not None and present.point in RETURNS:
            return present  # this time it had to wait for it: no choice, only a delay
        if present is None:
            now = time.monotonic()
            self._waits = self._waits or now
            if now - self._waits < PATIENCE:
                return None
        self._waits = 0.0
        return self._stray(str(expected), ready)

    def _stray(self, instead: str, ready: Sequence[Ready]) -> Ready | None:
        self.strayed += 1
        self.instead = instead
        for at in range(self._at, min(self._at + 50, len(self._choices))):
            found = next((r for r in ready if self._choices[at].fits(r)), None)
            if found is not None:
                self._at = at + 1
                return found
        return self._rest.choose(ready)

    @property
    def left(self) -> int:
        """How many choices have not been made."""
        return len(self._choices) - self._at
