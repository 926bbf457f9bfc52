"""What is seen from outside: samples, output, losses."""

from dataclasses import replace
from functools import lru_cache

from procviz import events as ev
from procviz.events import Where
from procviz.fold import channels
from procviz.fold.base import Rules
from procviz.fold.waiting import waits
from procviz.things import Stood
from procviz.world import Line, Private, Process, State, World

COPIED, NEW = 8 << 20, 16 << 20  # bytes worth a word; interpreters get some at start and end
_PAGE = 16 << 10  # bytes that a page fault brings: 4 KiB on most machines
_SAMPLED_STATES = {"R": State.RUNNING, "S": State.SLEEPING, "D": State.SLEEPING}


def _sampled(world: World, process: Process | None, e: ev.Sampled) -> None:
    if process is None:
        return
    facts = process.facts
    for key, value in e.facts.items():
        if key != "stacks" and (key not in facts or facts[key] != value):  # the same: kept once
            facts[key] = value
    if "stacks" in e.facts and process.alive:
        process.stood = _stood(process, e)
    if "fds" in e.facts and process.alive:
        channels.sampled(world, process, e.facts["fds"])
    if "private" in e.facts and process.alive:
        _private(process, e)
    letter = e.facts.get("state")
    # a sample only tells run from sleep: everything else has an event of its own
    if letter in _SAMPLED_STATES and process.state in (State.RUNNING, State.SLEEPING):
        state = _SAMPLED_STATES[letter]
        if state is State.SLEEPING and waits(process):
            state = State.WAITING
        process.become(state, e.t)


def _function(where: Where | None) -> tuple[str, str]:
    return (where.file, where.function) if where is not None else ("", "")


@lru_cache(maxsize=4096)
def _calls(rows: tuple[tuple[str, str, int], ...]) -> tuple[Where, ...]:
    """Return the calls of a thread: one object for all that stand in the same ones."""
    return tuple(Where(file, line, function) for function, file, line in rows)


def _stood(process: Process, e: ev.Sampled) -> Stood:
    """Note where it stands, and since when it has been there without a word."""
    where, before = e.where, process.stood
    line = where.line if where is not None else 0
    since, lines = e.t, (line, line)
    if before is not None and _function(before.where) == _function(where) != ("", ""):
        since, lines = before.since, (min(line, before.lines[0]), max(line, before.lines[1]))
    stacks = {int(tid): _calls(tuple(map(tuple, rows))) for tid, rows in e.facts["stacks"].items()}
    return Stood(e.t, where, stacks, since, lines)


def _private(process: Process, e: ev.Sampled) -> None:
    """Notice when a process gets much memory of its own: copies of shared pages, or new ones.

    It becomes sole owner without doing anything, too, when others give up what they shared.
    """
    now, faults = e.facts["private"], e.facts.get("faults", 0)
    resident = process.facts.get("rss", 0)
    known = process.private
    if known is None:
        process.private = Private(now, now, faults, resident)
        return
    grown = now - known.base
    copied = resident - known.resident < grown / 2
    if grown < (COPIED if copied else NEW) and grown >= 0:
        return
    if grown >= 0 and (not copied or (faults - known.faults) * _PAGE >= grown):
        known = replace(known, grown=grown, copied=copied, told=e.seq)
    process.private = replace(known, base=now, faults=faults, resident=resident)


def _wrote(world: World, process: Process | None, e: ev.Wrote) -> None:
    text = e.text if not e.data else f"(binary data, {len(e.data) * 3 // 4} bytes)\n"
    uid = process.uid if process else 0
    lines, size = e.skipped_lines, e.skipped
    world.dropped += world.output.write(
        Line(e.t, uid, e.pid, e.fd, text, lines=lines if size else 0, bytes=size)
    )


def _lost(world: World, _: Process | None, e: ev.Lost) -> None:
    world.lost += max(1, e.count)


RULES: Rules = {ev.Sampled: _sampled, ev.Wrote: _wrote, ev.Lost: _lost}
