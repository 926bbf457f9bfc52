"""Markdown report: what ran, what it looked like, what is wrong, how each process ended.

CommonMark with tables (GitHub).  All that comes from processes is escaped or stands in a fence
that is longer than any in it.
"""

import re
import shlex
from collections.abc import Iterator, Sequence

from procviz import __version__, narrate
from procviz import events as ev
from procviz.events import Event
from procviz.export import still
from procviz.export.moment import Telling
from procviz.export.report_words import EXPLAINED, WORDS
from procviz.feed import Header
from procviz.fold import apply
from procviz.safe import safe
from procviz.world import Process, World

LINES = 200  # of output shown of one process; the latest
# what means something within a line; ``:`` makes links of addresses, ``@`` mentions of names
_SYNTAX = re.compile(r"([\\`*_{}\[\]<>#|~&!$@]|:(?=//))")


def inline(text: str) -> str:
    """Return a text of one line that Markdown shows as it is."""
    return _SYNTAX.sub(r"\\\1", safe(text))


def fenced(text: str) -> str:
    """Return lines of text, safe already, as a block that nothing in it can end."""
    ticks = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, ticks + 1)
    return f"{fence}text\n{text}\n{fence}\n"


def write(header: Header, events: Sequence[Event], lang: str) -> Iterator[str]:
    """Yield the report, part by part."""
    say = WORDS[lang]
    telling = Telling(events, lang)
    world = telling.story.world
    title = " ".join(filter(None, (header.scenario, header.variant)))
    yield f"# {say['title'].format(inline(title or _command(header, 60)))}\n\n"
    yield from _about(header, telling, lang)
    if world.processes:
        then = World()
        for i in range(telling.index):
            apply(then, events[i])
        moment = say["moment"].format(seconds=then.t / 1e9, total=world.t / 1e9)
        yield f"\n## {say['stage']}\n\n{moment}"
        assert then.event is not None
        words = narrate.sentence(then.event, then, lang)
        yield f" {inline(words)}\n\n" if words else "\n\n"
        yield fenced(still.of_stage(then, header, events[: telling.index], lang))
        yield f"\n## {say['time']}\n\n"
        yield fenced(still.of_time(world, header, events, lang))
    yield from _findings(telling, lang)
    yield from _processes(world, lang)
    yield from _output(world, lang)
    yield from _unseen(events, lang)
    yield f"\n{say['made'].format(inline(__version__))}\n"


def _command(header: Header, most: int) -> str:
    text = safe(shlex.join(header.command))
    return text if len(text) <= most else text[: most - 1] + "…"


def _about(header: Header, telling: Telling, lang: str) -> Iterator[str]:
    say, world = WORDS[lang], telling.story.world
    host = [str(header.host.get(key, "")) for key in ("system", "release", "machine")]
    python = header.host.get("python", "")
    machine = ", ".join(filter(None, [" ".join(filter(None, host)), python and f"Python {python}"]))
    rows = {
        "command": _command(header, 400),
        "scenario": " ".join(filter(None, (header.scenario, header.variant))),
        "start": header.start,
        "host": machine,
        "sources": ", ".join(header.sources),
        "events": say["count"].format(count=telling.count, seconds=world.t / 1e9),
    }
    yield "|   |   |\n|---|---|\n"
    for key, text in rows.items():
        if text:
            yield f"| {say[key]} | {inline(text)} |\n"


def _findings(telling: Telling, lang: str) -> Iterator[str]:
    say = WORDS[lang]
    yield f"\n## {say['findings']}\n\n"
    if not telling.found:
        yield f"{say['none']}\n"
    for kind in dict.fromkeys(found.kind for _, found, _ in telling.found):
        for t, found, text in telling.found:
            if found.kind == kind:
                yield f"- {t / 1e9:.3f} s: **{inline(text)}**\n"
        yield f"\n  {inline(EXPLAINED[lang][kind])}\n\n"


def _processes(world: World, lang: str) -> Iterator[str]:
    say = WORDS[lang]
    yield f"\n## {say['processes']}\n\n"
    heads = [say[key] for key in ("pid", "name", "parent", "life", "end")]
    yield f"| {' | '.join(heads)} |\n|---:|---|---|---|---|\n"
    for process in world.processes.values():
        maker = world.processes.get(process.maker)
        by = f"{maker.pid}, {process.how}" if maker is not None else say["first"]
        ended = f"{process.died / 1e9:.3f} s" if process.died is not None else ""
        life = f"{process.born / 1e9:.3f} s → {ended}"
        end = narrate.doing(process, world, lang) if not process.alive else say["alive"]
        cells = (str(process.pid), process.name, by, life, end)
        yield f"| {' | '.join(map(inline, cells))} |\n"


def _output(world: World, lang: str) -> Iterator[str]:
    say = WORDS[lang]
    yield f"\n## {say['output']}\n\n"
    if world.dropped:
        yield f"{say['dropped'].format(world.dropped)}\n\n"
    lines: dict[int, list[str]] = {}
    for line in world.output:
        lines.setdefault(line.uid, []).append(safe(line.text))
    if not lines:
        yield f"{say['silent']}\n"
    for uid, texts in lines.items():
        process: Process | None = world.processes.get(uid)
        pid, name = (process.pid, process.name) if process is not None else (0, "")
        yield f"### {inline(say['wrote'].format(pid=pid, name=name))}\n\n"
        if len(texts) > LINES:
            yield f"{say['cut'].format(len(texts) - LINES)}\n\n"
        yield fenced("\n".join(texts[-LINES:])) + "\n"


def _unseen(events: Sequence[Event], lang: str) -> Iterator[str]:
    lost = [event for event in events if isinstance(event, ev.Lost)]
    if lost:
        yield f"\n## {WORDS[lang]['unseen']}\n\n"
        for why in dict.fromkeys(event.why for event in lost):
            counts = [event.count for event in lost if event.why == why]
            number = str(sum(counts)) if min(counts) >= 0 else "?"
            yield f"- {number}: {inline(why)}\n"
