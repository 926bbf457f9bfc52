"""How each event changes the world: ``apply(world, event)`` is the only way a world moves."""

from collections.abc import Iterable
from typing import Any

from procviz import events as ev
from procviz.events import Event
from procviz.identity import ProcKey
from procviz.world import OUTPUT, Line, Link, Process, State, World


def fold(log: Iterable[Event]) -> World:
    """Return the world after all of ``log``."""
    world = World()
    for event in log:
        apply(world, event)
    return world


def apply(world: World, event: Event) -> None:
    """Move the world on by one event, in place."""
    world.seq, world.event = event.seq, event
    world.t = max(world.t, event.t)
    process = world.by_pid(event.pid)
    if process is not None and process.alive:
        _touch(process, event)
    rule = _RULES.get(type(event))
    if rule is not None:
        rule(world, process, event)


def _touch(process: Process, event: Event) -> None:
    """Note that the process did something: it runs, and where it stands."""
    if isinstance(event, ev.Sampled | ev.Wrote | ev.Lost | ev.Marked):
        return
    if "probe" in event.source:
        process.probed = True
    if event.where is not None and not event.tid:
        process.where = event.where
        process.trail.append((event.t, event.where))
    if not isinstance(event, _PASSIVE):
        process.last = event
        if process.state is State.SLEEPING:
            process.become(State.RUNNING, event.t)


_PASSIVE = (ev.Exited, ev.Reparented, ev.SignalDelivered, ev.Stopped, ev.Continued)


def _add(world: World, event: Event, key: ProcKey, parent: int) -> Process:
    process = Process(uid=event.seq, key=key, parent=parent, born=event.t)
    process.order = len(world.processes)
    process.spans.append((event.t, State.RUNNING))
    world.processes[process.uid] = process
    world.current[key.pid] = process.uid
    return process


def _run_began(world: World, _: Process | None, e: ev.RunBegan) -> None:
    process = _add(world, e, ProcKey(e.pid, e.start), 0)
    process.argv, process.name = e.argv, _short(e.argv)


def _spawned(world: World, parent: Process | None, e: ev.Spawned) -> None:
    child = _add(world, e, ProcKey(e.child, e.child_start), e.pid)
    child.how = e.how
    if parent is not None:
        child.name, child.argv = parent.name, parent.argv
        child.dispositions = dict(parent.dispositions)
        child.where = parent.where
        child.facts = {k: v for k, v in parent.facts.items() if k in ("name", "session", "group")}
        world.links.append(Link(e.seq, e.t, "fork", parent.uid, child.uid, e.how))


def _fork_returned(_: World, process: Process | None, e: ev.ForkReturned) -> None:
    if process is not None:
        process.fork_value = e.value


def _execed(_: World, process: Process | None, e: ev.Execed) -> None:
    if process is None:
        return
    process.argv, process.name = e.argv, _short(e.argv) or process.name
    process.open.clear()
    # execve(2): handlers are reset to the default, ignored signals stay ignored
    process.dispositions = {s: a for s, a in process.dispositions.items() if a[0] == "ignore"}
    process.probed = False
    process.where = None
    process.become(State.RUNNING, e.t)


def _exiting(_: World, process: Process | None, e: ev.Exiting) -> None:
    if process is not None:
        process.open = [e]


def _exited(_: World, process: Process | None, e: ev.Exited | ev.RunEnded) -> None:
    if process is None or process.gone is not None:
        return
    process.died, process.code, process.signal = e.t, e.code, e.signal
    process.open.clear()
    process.become(State.ZOMBIE, e.t)


def _run_ended(world: World, process: Process | None, e: ev.RunEnded) -> None:
    world.ended = e
    _exited(world, process, e)
    if process is not None:  # procviz's own helper waits for it at once
        process.gone = e.t
        process.become(State.GONE, e.t)


def _reaped(world: World, reaper: Process | None, e: ev.Reaped) -> None:
    child = world.by_pid(e.child)
    if child is None or child.gone is not None:
        return
    if child.died is None:
        child.died = e.t
    if e.code is not None or e.signal is not None:
        child.code, child.signal = e.code, e.signal
    child.gone, child.reaped_by = e.t, e.pid
    child.open.clear()
    child.become(State.GONE, e.t)
    world.links.append(Link(e.seq, e.t, "reap", child.uid, reaper.uid if reaper else 0))


def _reparented(world: World, process: Process | None, e: ev.Reparented) -> None:
    if process is None:
        return
    process.adopted_from, process.parent, process.adopter = e.old, e.new, e.new_name
    new = world.by_pid(e.new)
    world.links.append(Link(e.seq, e.t, "adopt", new.uid if new else 0, process.uid))


def _named(_: World, process: Process | None, e: ev.Named) -> None:
    if process is not None:
        process.name = e.name


def _began(_: World, process: Process | None, e: Event) -> None:
    if process is not None and process.alive:
        process.open.append(e)
        if isinstance(e, ev.WaitBegan) and not e.tid:
            process.become(State.WAITING, e.t)


def _ended(_: World, process: Process | None, e: Event) -> None:
    if process is None or not process.alive:
        return
    began = _PAIRS[type(e)]
    for i in range(len(process.open) - 1, -1, -1):
        if type(process.open[i]) is began and process.open[i].tid == e.tid:
            del process.open[i]
            break
    if process.state is State.WAITING and not _waits(process):
        process.become(State.RUNNING, e.t)


def _waits(process: Process) -> bool:
    return any(isinstance(e, ev.WaitBegan) and not e.tid for e in process.open)


def _signal_sent(world: World, sender: Process | None, e: ev.SignalSent) -> None:
    if e.error:
        return
    if e.to > 0:
        target = world.by_pid(e.to)
        targets = [target] if target else []
    else:
        group = -e.to or (sender.facts.get("group") if sender else None)
        targets = [p for p in world.alive if p.facts.get("group") == group]
    for target in targets:
        source = sender.uid if sender else 0
        world.links.append(Link(e.seq, e.t, "signal", source, target.uid, e.signal))


def _handler_began(world: World, process: Process | None, e: ev.HandlerBegan) -> None:
    _began(world, process, e)
    if process is None:
        return
    for link in reversed(world.links):
        if link.kind == "signal" and link.target == process.uid and link.label == e.signal:
            link.handled = e.t
            break


def _disposition(_: World, process: Process | None, e: ev.DispositionSet) -> None:
    if process is not None:
        process.dispositions[e.signal] = (e.action, e.handler)


def _stopped(_: World, process: Process | None, e: ev.Stopped) -> None:
    if process is not None and process.alive:
        process.become(State.STOPPED, e.t)


def _continued(_: World, process: Process | None, e: ev.Continued) -> None:
    if process is not None and process.alive:
        process.become(State.WAITING if _waits(process) else State.RUNNING, e.t)


def _thread_started(_: World, process: Process | None, e: ev.ThreadStarted) -> None:
    if process is not None:
        process.threads[e.tid] = e.name


def _thread_ended(_: World, process: Process | None, e: ev.ThreadEnded) -> None:
    if process is not None:
        process.threads.pop(e.tid, None)


_SAMPLED_STATES = {"R": State.RUNNING, "S": State.SLEEPING, "D": State.SLEEPING}


def _sampled(_: World, process: Process | None, e: ev.Sampled) -> None:
    if process is None:
        return
    process.facts.update(e.facts)
    letter = e.facts.get("state")
    # a sample only tells run from sleep: everything else has an event of its own
    if letter in _SAMPLED_STATES and process.state in (State.RUNNING, State.SLEEPING):
        process.become(_SAMPLED_STATES[letter], e.t)


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


def _short(argv: tuple[str, ...]) -> str:
    """Name a command as a person would: the script for an interpreter, else the program."""
    if not argv:
        return ""
    program = argv[0].rsplit("/", 1)[-1]
    if program.startswith("python"):
        rest = argv[1:]
        for i, arg in enumerate(rest):
            if arg == "-m" and i + 1 < len(rest):
                return rest[i + 1]
            if arg == "-c":
                return "python -c"
            if not arg.startswith("-"):
                return arg.rsplit("/", 1)[-1]
    return program


_PAIRS: dict[type[Event], type[Event]] = {
    ev.WaitEnded: ev.WaitBegan,
    ev.HandlerEnded: ev.HandlerBegan,
    ev.TaskEnded: ev.TaskBegan,
}
_RULES: dict[type[Event], Any] = {
    ev.RunBegan: _run_began,
    ev.RunEnded: _run_ended,
    ev.Spawned: _spawned,
    ev.ForkReturned: _fork_returned,
    ev.Execed: _execed,
    ev.Exiting: _exiting,
    ev.Exited: _exited,
    ev.Reaped: _reaped,
    ev.Reparented: _reparented,
    ev.Named: _named,
    ev.WaitBegan: _began,
    ev.WaitEnded: _ended,
    ev.SignalSent: _signal_sent,
    ev.HandlerBegan: _handler_began,
    ev.HandlerEnded: _ended,
    ev.TaskBegan: _began,
    ev.TaskEnded: _ended,
    ev.DispositionSet: _disposition,
    ev.Stopped: _stopped,
    ev.Continued: _continued,
    ev.ThreadStarted: _thread_started,
    ev.ThreadEnded: _thread_ended,
    ev.Sampled: _sampled,
    ev.Wrote: _wrote,
    ev.Lost: _lost,
}
