"""``procviz info``: what a recording is, what is in it, and whether it is whole."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from procviz import narrate
from procviz.codec import KIND_OF
from procviz.events import RunEnded
from procviz.findings import find
from procviz.fold import apply
from procviz.recording import FORMAT, Recording, read
from procviz.recording.pages import OURS
from procviz.safe import safe
from procviz.world import World

_LOOKS = 200  # at most so many times findings are looked for: each costs as a look at the world
_NAMED = 5  # damaged lines that are told one by one


@dataclass(slots=True)
class About:
    """What there is to say; the keys of ``--json``.

    ``duration``: ns from the first to the last event.  ``kinds`` and ``seen``: events by kind, and
    by who saw them.  ``findings``: all that were there at any moment, as sentences.  ``end``: what
    is amiss with the file's end, ``damaged``: the sentences that stand for damaged lines.
    """

    file: str
    size: int
    format: int
    procviz: str
    command: tuple[str, ...]
    scenario: str
    variant: str
    start: str
    host: dict[str, Any]
    sources: tuple[str, ...]
    files: list[str]
    end: str = ""
    whole: bool = True
    duration: int = 0
    events: int = 0
    processes: int = 0
    status: int | None = None
    signal: str | None = None
    kinds: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def examine(path: Path, lang: str) -> About:
    """Read a recording to its end.  Raises BadRecording."""
    recording = read(path)
    header = recording.header
    told = About(
        file=str(path), size=path.stat().st_size, format=FORMAT, procviz=recording.procviz,
        command=header.command, scenario=header.scenario, variant=header.variant,
        start=header.start, host=header.host, sources=header.sources, files=sorted(header.files),
        end=recording.note, events=len(recording.events),
    )  # fmt: skip
    _count(told, recording, lang)
    told.whole = not (told.end or told.damaged)
    return told


def _count(told: About, recording: Recording, lang: str) -> None:
    world, kinds, seen = World(), Counter[str](), Counter[str]()
    found: dict[str, None] = {}
    every = max(1, len(recording.events) // _LOOKS)
    for at, event in enumerate(recording.events):
        apply(world, event)
        kinds[KIND_OF[type(event)]] += 1
        seen.update(event.source)
        if OURS in event.source:
            told.damaged.append(getattr(event, "why", ""))
        if at % every == 0:
            _find(found, world, lang)
        if isinstance(event, RunEnded):
            told.status, told.signal = event.code, event.signal
    _find(found, world, lang)
    told.duration, told.processes = world.t, len(world.processes)
    told.kinds, told.seen = dict(kinds.most_common()), dict(seen.most_common())
    told.findings = [*found]


def _find(found: dict[str, None], world: World, lang: str) -> None:
    found.update((narrate.finding(one, world, lang), None) for one in find(world, world.t))


def dumped(data: dict[str, Any]) -> str:
    """Return a JSON object as it is printed: ASCII, so that nothing in it commands a terminal."""
    return json.dumps(data, indent=2)


def text(told: About) -> str:
    """Return it as lines for a person."""
    host = told.host
    where = " ".join(str(host[key]) for key in ("system", "release", "machine") if key in host)
    facts = [where, f"Python {host['python']}" if "python" in host else "",
             f"{host['cpus']} CPUs" if "cpus" in host else ""]  # fmt: skip
    what = told.scenario + (f", variant {told.variant}" if told.variant else "")
    rows = [
        ("format", f"{told.format}, written by procviz {told.procviz or '(unknown)'}"),
        ("command", " ".join(told.command)),
        ("scenario", what),
        ("recorded", f"{told.start.replace('T', ' ')}, {told.duration / 1e9:.3f} s"),
        ("on", ", ".join(filter(None, facts))),
        ("sources", ", ".join(told.sources)),
        ("ended", _ended(told)),
        ("processes", str(told.processes)),
        ("files", ", ".join(path.rsplit("/", 1)[-1] for path in told.files)),
        ("events", f"{told.events}, {told.size // 1000} kB"),
        *(("", f"{count:<8} {kind}") for kind, count in told.kinds.items()),
        ("seen by", ", ".join(f"{name} {count}" for name, count in told.seen.items())),
        *(("" if at else "findings", one) for at, one in enumerate(told.findings)),
        ("damage", told.end or ("none" if told.whole else "")),
        *(("", why) for why in told.damaged[:_NAMED]),
        ("", f"and {len(told.damaged) - _NAMED} more" if len(told.damaged) > _NAMED else ""),
    ]
    return "\n".join(f"{key:<11}{safe(value)}".rstrip() for key, value in rows if value)


def _ended(told: About) -> str:
    if told.signal:
        return f"killed by {told.signal}"
    if told.status is not None:
        return f"exit status {told.status}"
    return "" if "run_ended" in told.kinds else "not before the end of the recording"
