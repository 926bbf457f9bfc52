"""What is seen from outside: samples, output, losses."""

from procviz import events as ev
from procviz.fold import channels
from procviz.fold.base import Rules
from procviz.fold.waiting import waits
from procviz.world import OUTPUT, Line, Process, State, World

_SAMPLED_STATES = {"R": State.RUNNING, "S": State.SLEEPING, "D": State.SLEEPING}


def _sampled(world: World, process: Process | None, e: ev.Sampled) -> None:
    if process is None:
        return
    process.facts.update(e.facts)
    if "fds" in e.facts and process.alive:
        channels.sampled(world, process, e.facts["fds"])
    letter = e.facts.get("state")
    # a sample only tells run from sleep: everything else has an event of its own
    if letter in _SAMPLED_STATES and process.state in (State.RUNNING, State.SLEEPING):
        state = _SAMPLED_STATES[letter]
        if state is State.SLEEPING and waits(process):
            state = State.WAITING
        process.become(state, e.t)


def _wrote(world: World, process: Process | None, e: ev.Wrote) -> None:
    text = e.text if not e.data else f"(binary data, {len(e.data) * 3 // 4} bytes)\n"
    last = world.output[-1] if world.output else None
    for i, part in enumerate(text.splitlines(keepends=True)):
        whole = part.endswith(("\n", "\r"))
        body = part.rstrip("\r\n")
        same = last is not None and last.pid == e.pid and last.fd == e.fd and not last.whole
        if i == 0 and same and last is not None:
            last.text, last.whole = last.text + body, whole
            continue
        if len(world.output) == OUTPUT:
            world.dropped += 1
        world.output.append(Line(e.t, process.uid if process else 0, e.pid, e.fd, body, whole))


def _lost(world: World, _: Process | None, e: ev.Lost) -> None:
    world.lost += max(1, e.count)


RULES: Rules = {ev.Sampled: _sampled, ev.Wrote: _wrote, ev.Lost: _lost}
