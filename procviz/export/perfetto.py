"""Chrome trace JSON, which the Perfetto UI opens: states, calls, signals and messages in time.

Format: "Trace Event Format" (Google, JSON object form).  Times are microseconds since the run
began.  A process is a process there; its main thread's track holds its states, one after another,
a second track its calls and handlers, nested; then come its threads and asyncio tasks.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from procviz import events as ev
from procviz import narrate
from procviz.events import Event
from procviz.export.messages import Messages
from procviz.export.perfetto_tracks import Tracks
from procviz.feed import Header
from procviz.fold import apply
from procviz.safe import safe
from procviz.words import state
from procviz.world import Process, State, World

_INSTANTS = (
    ev.SignalSent, ev.SignalDelivered, ev.Stopped, ev.Continued, ev.Execed, ev.ExecFailed,
    ev.Exiting, ev.Exited, ev.RunEnded, ev.Zombie, ev.Reaped, ev.Reparented, ev.SessionChanged,
    ev.DispositionSet, ev.TimerArmed, ev.EofRead, ev.Notified, ev.Released, ev.Wrote, ev.Marked,
    ev.Lost,
)  # fmt: skip
_COUNTERS = {
    "rss": ("memory", "bytes"),
    "private": ("private memory", "bytes"),
    "cpu": ("CPU", "%"),
}


class _Trace:
    def __init__(self, lang: str) -> None:
        self.world = World()
        self._lang = lang
        self.tracks = Tracks(lang)
        self._messages = Messages()
        self._states: dict[int, object] = {}  # uid -> what its open slice stands for
        self._sent: dict[tuple[int, str], list[tuple[int, int, int]]] = {}
        self._flows = 0

    def add(self, event: Event) -> None:
        """Fold one event and write what it changes."""
        links = len(self.world.links)
        apply(self.world, event)
        world, tracks = self.world, self.tracks
        tracks.now = world.t
        process = world.by_pid(event.pid)
        child = world.by_pid(getattr(event, "child", 0))
        if isinstance(event, ev.Reaped) and child is not None and process is not None:
            self._flow("reap", child.uid, world.t, process.uid)  # while its slice is still open
        self._arrived(process, event)
        for one in (process, child):
            if one is not None:
                self._state(one, event)
                tracks.calls(one, event)
        if process is not None:
            tracks.inside(process, event)
        if isinstance(event, ev.Spawned) and process is not None and child is not None:
            self._flow("fork", process.uid, world.t, child.uid)
        for link in world.links[links:]:
            if link.kind == "signal":
                if not link.source:
                    tracks.outside(event)
                pending = self._sent.setdefault((link.target, link.label), [])
                pending.append((link.source, world.t, link.target))
        for m in self._messages.of(event, world):
            self._flow(m.kind, m.source, m.sent, m.target, text=safe(m.text))
        self._instant(process, event)
        if isinstance(event, ev.Sampled) and process is not None:
            self._counters(process, event)

    def _state(self, process: Process, event: Event) -> None:
        """Close the slice of the last state and open that of the new one, if it is another."""
        stands: object = process.state
        if process.state is State.WAITING:
            stands = (process.state, narrate.doing(process, self.world, self._lang))
        if self._states.get(process.uid) == stands:
            return
        track = self.tracks.main(process)
        if process.uid in self._states:
            self.tracks.end(track)
        self._states[process.uid] = stands
        self.tracks.live(process, process.state is not State.GONE)
        if process.state is State.GONE:
            return
        name = state(process.state, self._lang)
        doing = narrate.doing(process, self.world, self._lang)
        if doing and process.state in (State.WAITING, State.ZOMBIE):
            name = f"{name}: {doing}" if process.state is State.ZOMBIE else doing
        self.tracks.begin(track, name, str(process.state), event)

    def _arrived(self, process: Process | None, event: Event) -> None:
        """Draw arrows from all who sent a signal to what it did: equal ones merge, signal(7)."""
        if process is None:
            return
        match event:
            case ev.HandlerBegan(signal=str(name)) | ev.Stopped(signal=str(name)):
                pass
            case ev.Exited(signal=str(name)) | ev.RunEnded(signal=str(name)):
                pass
            case ev.Continued():
                name = "SIGCONT"
            case _:
                return
        for source, t, target in self._sent.pop((process.uid, name), ()):
            self._flow("signal", source, t, target, text=safe(name))

    def _flow(self, kind: str, source: int, t: int, target: int, text: str = "") -> None:
        """Draw an arrow from one main track to another, which both have a slice open there."""
        if not (self.tracks.lives(source, t) and self.tracks.lives(target, self.world.t)):
            return
        self._flows += 1
        self.tracks.flow(self._flows, f"{kind} {text}".strip(), kind, source, t, target)

    def _instant(self, process: Process | None, event: Event) -> None:
        if not isinstance(event, _INSTANTS):
            return
        words = narrate.sentence(event, self.world, self._lang)
        if words:
            name = safe(getattr(event, "signal", None) or type(event).__name__)
            self.tracks.instant(process, name, event, {"what": words})

    def _counters(self, process: Process, event: ev.Sampled) -> None:
        for key, (name, unit) in _COUNTERS.items():
            value = event.facts.get(key)
            if isinstance(value, int | float) and not isinstance(value, bool) and process.alive:
                self.tracks.counter(process, name, unit, value)

    def close(self) -> None:
        """End what is still open at the log's end, and name everybody."""
        for process in self.world.processes.values():
            labels = narrate.status(process, self._lang)
            self.tracks.name(process, safe(process.name) or str(process.pid), labels)
        self.tracks.close()


def write(header: Header, events: Sequence[Event], lang: str) -> Iterator[str]:
    """Yield the JSON object, one trace event a line."""
    trace, first = _Trace(lang), True
    yield '{"displayTimeUnit": "ms",\n"otherData": '
    about = {
        "made_by": "procviz",
        "command": [safe(word) for word in header.command],
        "scenario": safe(header.scenario),
        "variant": safe(header.variant),
        "start": safe(header.start),
        "sources": ", ".join(map(safe, header.sources)),
    }
    yield json.dumps(about) + ',\n"traceEvents": [\n'
    for event in events:
        trace.add(event)
        if trace.tracks.out:
            yield _lines(trace.tracks.out, first)
            first = False
    trace.close()
    if trace.tracks.out:
        yield _lines(trace.tracks.out, first)
    yield "\n]}\n"


def _lines(out: list[dict[str, Any]], first: bool) -> str:
    text = ",\n".join(json.dumps(one) for one in out)
    out.clear()
    return text if first else ",\n" + text
