"""Breakpoints: conditions on what happens, at which the picture stops.

A condition is one of these words, or several joined by ``and``::

    fork  exec  exit  reap  zombie  signal  wait  lock  queue  pipe …   a kind of event
    contended          somebody asks for a lock that another one holds
    pid=4201           it happens to this process
    process=2          … to the third that was born (the first is 0, as in schedules of the gate)
    signal SIGTERM     this signal is sent, delivered, or handled
    line FILE:N        a process comes to this line;  :N alone: whatever the file

Pure: an event, and the world after it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from procviz import events as ev
from procviz import signals
from procviz.errors import Sentence
from procviz.events import Event
from procviz.fold import apply
from procviz.history import History
from procviz.places import KINDS
from procviz.safe import safe
from procviz.things import Actor
from procviz.world import World

CONTENDED = "contended"
WORDS = (*KINDS, CONTENDED)
_SILENT = (ev.Sampled, ev.Granted, ev.Marked, ev.SourceText)  # nothing that a process does
_CHUNK = 500  # events that are looked through at a time
_LINE = re.compile(r"(?:line\s+)?([^\s:]*):(\d+)")
_PLACE = re.compile(r"(pid|process)\s*=\s*(\d+)")


class BadBreak(Sentence):
    """This is no condition."""


@dataclass(frozen=True, slots=True)
class Term:
    """One part: ``maybe`` asks the event alone, ``sure`` the world after it as well."""

    text: str
    maybe: Callable[[Event], bool]
    sure: Callable[[Event, World], bool] | None = None
    line: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A condition; ``text`` is how it is written, and its identity."""

    text: str
    terms: tuple[Term, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Break) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def maybe(self, event: Event) -> bool:
        """Whether the event alone does not rule it out."""
        return not isinstance(event, _SILENT) and all(term.maybe(event) for term in self.terms)

    def hit(self, event: Event, world: World) -> bool:
        """Whether it holds at an event; ``world``: with the event in it."""
        return self.maybe(event) and all(
            term.sure is None or term.sure(event, world) for term in self.terms
        )

    def lines(self, path: str) -> list[int]:
        """Return the lines of a file that it is about."""
        named = [term.line for term in self.terms if term.line is not None]
        return [number for file, number in named if _same_file(path, file)]


def parse(text: str) -> Break:
    """Return the condition that a person wrote.  Raises BadBreak with one sentence."""
    parts = [part.strip() for part in re.split(r"\band\b", text.strip())]
    if not all(parts):
        raise BadBreak(f"A break needs a condition: {_ALLOWED}.")
    terms = tuple(_term(part) for part in parts)
    return Break(" and ".join(term.text for term in terms), terms)


_ALLOWED = (
    f"{', '.join(WORDS)}, signal NAME, pid=N, process=N, line FILE:N or :N, "
    "also several joined by `and`"
)


def _term(text: str) -> Term:
    if text == CONTENDED:
        return Term(text, lambda event: isinstance(event, ev.AcquireBegan), _contended)
    if text in KINDS:
        kinds = KINDS[text]
        return Term(text, lambda event: type(event) in kinds)
    if found := _PLACE.fullmatch(text):
        number = int(found[2])
        if found[1] == "pid":
            return Term(f"pid={number}", lambda event: event.pid == number)
        return Term(f"process={number}", _any, lambda e, world: _born(e, world) == number)
    if found := _LINE.fullmatch(text):
        return _at_line(found[1], int(found[2]))
    word, _, name = text.partition(" ")
    if word == "signal":
        return _signal(name.strip())
    raise BadBreak(f"{safe(text)!r} is no condition to break at; there are {_ALLOWED}.")


def _signal(name: str) -> Term:
    full = name.upper() if name.upper().startswith("SIG") else f"SIG{name.upper()}"
    if full not in signals.NAMES.values() and not full.startswith("SIGRT"):
        raise BadBreak(f"There is no signal {safe(name)!r}; write it as in `signal SIGTERM`.")
    kinds = KINDS["signal"]
    return Term(
        f"signal {full}",
        lambda event: type(event) in kinds and getattr(event, "signal", "") == full,
    )


def _at_line(file: str, line: int) -> Term:
    def maybe(event: Event) -> bool:
        where = event.where
        return where is not None and where.line == line and _same_file(where.file, file)

    def sure(event: Event, world: World) -> bool:
        if isinstance(event, ev.LineReached) or event.tid:
            return True
        process = world.by_pid(event.pid)
        before = process.trail[-2][1] if process is not None and len(process.trail) > 1 else None
        return before is None or (before.file, before.line) != (
            event.where.file if event.where else "",
            line,
        )

    return Term(f"line {safe(file)}:{line}" if file else f":{line}", maybe, sure, (file, line))


def _same_file(path: str, file: str) -> bool:
    """Whether a path ends with what a person calls the file; "" is any."""
    return not file or path == file or path.endswith("/" + file.removeprefix("./"))


def _any(_: Event) -> bool:
    return True


def _born(event: Event, world: World) -> int:
    process = world.by_pid(event.pid)
    return process.order if process is not None else -1


def _contended(event: Event, world: World) -> bool:
    assert isinstance(event, ev.AcquireBegan)
    process = world.by_pid(event.pid)
    thing = world.thing(process, event.library, event.object) if process is not None else None
    if process is None or thing is None:
        return False
    me = Actor(process.uid, event.tid, process.task if event.library == "asyncio" else 0)
    others = [who for who in thing.holders if who != me]
    return bool(others) if thing.exclusive else thing.value == 0


def hit(breaks: Iterable[Break], event: Event, world: World) -> Break | None:
    """Return the first of them that holds at an event."""
    return next((each for each in breaks if each.hit(event, world)), None)


def find(
    log: Sequence[Event], history: History, breaks: Sequence[Break], at: int, step: int
) -> Iterator[int]:
    """Look for the next (or the previous) place where one holds, from the first ``at`` events on.

    Yields -1 now and then, so that somebody else can do something, and then, once, how many events
    are shown there; 0: there is no such place.
    """
    begin, end = (at, len(log)) if step > 0 else (0, at - 1)
    chunks = range(begin, end, _CHUNK)
    for first in chunks if step > 0 else reversed(chunks):
        events = [log[i] for i in range(first, min(first + _CHUNK, end))]
        if any(each.maybe(event) for event in events for each in breaks):
            world, found = history.world_at(first), 0
            for i, event in enumerate(events, first + 1):
                apply(world, event)
                if hit(breaks, event, world):
                    found = i
                    if step > 0:
                        break
            if found:
                yield found
                return
        yield -1
    yield 0


class Marks:
    """Says of each event of a log which conditions hold there: for `procviz run`."""

    def __init__(self, breaks: Sequence[Break]) -> None:
        self._left, self._breaks, self._world = dict.fromkeys(breaks), breaks, World()

    def look(self, event: Event) -> str:
        """Return ``break: fork  (event 12, 4201, x.py:3)``, "" where none holds."""
        if not self._breaks:
            return ""
        apply(self._world, event)
        held = [each for each in self._breaks if each.hit(event, self._world)]
        if not held:
            return ""
        for each in held:
            self._left.pop(each, None)
        where = event.where
        place = f", {safe(where.file.rsplit('/', 1)[-1])}:{where.line}" if where else ""
        text = "; ".join(each.text for each in held)
        return f"break: {safe(text)}  (event {event.seq}, {event.pid}{place})"

    def never(self) -> list[str]:
        """Return a sentence for each that has not held anywhere."""
        return [
            f"The break {each.text!r} did not hold anywhere in this run." for each in self._left
        ]
