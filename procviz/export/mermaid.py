"""Mermaid sequence diagram: who made, signalled, told and reaped whom (mermaid.js.org).

Participants stand in birth order; a process appears with the fork that made it and ends with its
reap.  Mermaid refuses texts over 50,000 characters, so of a long log what matters less is left
out, and the diagram says how much.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from procviz import events as ev
from procviz import narrate
from procviz.events import Event
from procviz.export.mermaid_text import text
from procviz.export.messages import Messages
from procviz.feed import Header
from procviz.fold import apply
from procviz.world import Process, State, World

LIMIT = 48_000  # characters; mermaid's maxTextSize is 50,000

_WORDS = {
    "en": {
        "you": "you",
        "outside": "{} outside",
        "reap": "reaped, {}",
        "adopts": "adopts {}",
        "more": "{} more events are left out here",
    },
    "zh": {
        "you": "你",
        "outside": "外部 {}",
        "reap": "被回收，{}",
        "adopts": "收养 {}",
        "more": "此处略去 {} 个事件",
    },
}

# what is left out last and first; what is not named here is no statement at all
_FIRST, _THEN, _LAST = 0, 1, 2
_NOTES: dict[type[Event], int] = {
    ev.Execed: _FIRST,
    ev.ExecFailed: _THEN,
    ev.Exited: _FIRST,
    ev.RunEnded: _FIRST,
    ev.Zombie: _FIRST,
    ev.HandlerBegan: _FIRST,
    ev.Stopped: _FIRST,
    ev.Continued: _FIRST,
    ev.Reparented: _FIRST,
    ev.SessionChanged: _THEN,
    ev.Named: _LAST,
    ev.WaitBegan: _THEN,
    ev.DispositionSet: _LAST,
    ev.TimerArmed: _LAST,
    ev.EofRead: _THEN,
    ev.AcquireFailed: _LAST,
    ev.Wrote: _LAST,
    ev.Lost: _THEN,
    ev.Marked: _THEN,
}
_WAITS = (ev.AcquireBegan, ev.WaitingOn, ev.GetBegan, ev.ReceiveBegan)  # told if it really waits


class _Line(NamedTuple):
    rank: int
    words: str


class _Diagram:
    def __init__(self, lang: str) -> None:
        self.world = World()
        self._say, self._lang = _WORDS[lang], lang
        self._messages = Messages()
        self.first: list[str] = []  # participants that were there before
        self._there: set[str] = set()
        self.lines: list[_Line] = []

    def add(self, event: Event) -> None:
        """Fold one event and write down what is to be drawn of it."""
        apply(self.world, event)
        process = self.world.by_pid(event.pid)
        match event:
            case ev.RunBegan() if process is not None:
                self._join(process)
            case ev.Spawned():
                self._spawned(event)
            case ev.SignalSent() if not event.error:
                self._signal(event)
            case ev.Reaped():
                self._reaped(event)
        for m in self._messages.of(event, self.world):
            self._arrow(_THEN, m.source, "-)", m.target, m.text)
        waits = isinstance(event, _WAITS) and not event.tid and process is not None
        if waits and process is not None and process.state is State.WAITING:
            self._note(_LAST, process, narrate.sentence(event, self.world, self._lang))
        elif type(event) in _NOTES:
            words = narrate.sentence(event, self.world, self._lang)
            self._note(_NOTES[type(event)], process, words)

    def _join(self, process: Process) -> None:
        self.first.append(f"participant {self._name(process)}")
        self._there.add(f"P{process.uid}")

    def _name(self, process: Process) -> str:
        return f"P{process.uid} as {text(f'{process.pid} {process.name}', 40, 24)}"

    def _who(self, uid: int) -> str:
        """Return the participant of a process, "" where it has none (any more); 0 = you."""
        name = f"P{uid}" if uid else "YOU"
        if not uid and name not in self._there:
            self.first.append(f"actor YOU as {text(self._say['you'])}")
            self._there.add(name)
        return name if name in self._there else ""

    def _spawned(self, event: ev.Spawned) -> None:
        child = self.world.by_pid(event.child)
        if child is None:
            return
        maker = self._who(child.maker) if child.maker else ""
        if not maker:  # whoever made it is not of this run
            self._join(child)
            return
        made = f"create participant {self._name(child)}\n    {maker}->>P{child.uid}: {child.how}"
        self._there.add(f"P{child.uid}")
        self.lines.append(_Line(_FIRST, made))

    def _signal(self, event: ev.SignalSent) -> None:
        links = [n for n in reversed(self.world.links[-64:]) if n.seq == event.seq]
        for link in reversed(links):
            if link.source or event.pid == 0:
                self._arrow(_FIRST, link.source, "-)", link.target, event.signal)
            else:  # a process that is not of this run
                target = self.world.processes[link.target]
                self._note(_FIRST, target, narrate.sentence(event, self.world, self._lang))

    def _reaped(self, event: ev.Reaped) -> None:
        reaper, child = self.world.by_pid(event.pid), self.world.by_pid(event.child)
        if child is None or not self._who(child.uid):
            return
        parent = self._who(reaper.uid) if reaper is not None else ""
        status = text(self._say["reap"].format(narrate.status(child, self._lang)))
        if parent and parent != f"P{child.uid}":
            ending = f"destroy P{child.uid}\n    P{child.uid}--x{parent}: {status}"
            self.lines.append(_Line(_FIRST, ending))
            self._there.discard(f"P{child.uid}")
        else:
            self._note(_FIRST, child, narrate.sentence(event, self.world, self._lang))

    def _arrow(self, rank: int, source: int, arrow: str, target: int, words: str) -> None:
        one, other = self._who(source), self._who(target)
        if one and other:
            self.lines.append(_Line(rank, f"{one}{arrow}{other}: {text(words, 60)}"))

    def _note(self, rank: int, process: Process | None, words: str) -> None:
        if not words:
            return
        over = self._who(process.uid) if process is not None else ""
        root = self.world.root
        over = over or (self._who(root.uid) if root is not None else "")
        if over:
            self.lines.append(_Line(rank, f"Note over {over}: {text(words)}"))


def _fitting(lines: list[_Line], room: int) -> list[str]:
    """Return the lines that fit, what matters least and comes last left out first."""
    size = sum(len(line.words) + 5 for line in lines)
    out: set[int] = set()
    for rank in (_LAST, _THEN):
        for i in range(len(lines) - 1, -1, -1):
            if size > room and lines[i].rank == rank:
                out.add(i)
                size -= len(lines[i].words) + 5
    kept = [line for i, line in enumerate(lines) if i not in out]
    while size > room and kept:  # from here on nothing may be missing in between
        size -= len(kept.pop().words) + 5
    return [line.words for line in kept]


def write(header: Header, events: Sequence[Event], lang: str) -> Iterator[str]:
    """Yield the diagram."""
    diagram = _Diagram(lang)
    for event in events:
        diagram.add(event)
    yield "sequenceDiagram\n"
    first = diagram.first or [f"participant P0 as {text(' '.join(header.command) or '?', 40)}"]
    room = LIMIT - sum(len(line) + 5 for line in first) - 200
    kept = _fitting(diagram.lines, room)
    yield from (f"    {line}\n" for line in [*first, *kept])
    missing = len(diagram.lines) - len(kept)
    root = diagram.world.root
    if missing and root is not None:
        words = _WORDS[lang]["more"].format(missing)
        yield f"    Note over P{root.uid}: {text(words)}\n"
