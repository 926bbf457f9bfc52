"""Births, deaths, other programs, and who belongs to whom."""

from dataclasses import replace

from procviz import events as ev
from procviz.events import Event
from procviz.fold import channels, sync
from procviz.fold.base import Rules
from procviz.identity import ProcKey
from procviz.world import Link, Process, State, World


def _add(world: World, event: Event, key: ProcKey, parent: int) -> Process:
    process = Process(uid=event.seq, key=key, parent=parent, born=event.t)
    process.order = len(world.processes)
    process.spans.append((event.t, State.RUNNING))
    world.processes[process.uid] = process
    world.note(process.uid)
    world.current[key.pid] = process.uid
    if world.mine is not None:
        world.mine.processes[process.uid] = None
    return process


def _run_began(world: World, _: Process | None, e: ev.RunBegan) -> None:
    process = _add(world, e, ProcKey(e.pid, e.start), 0)
    process.argv, process.name = e.argv, _short(e.argv)


def _spawned(world: World, parent: Process | None, e: ev.Spawned) -> None:
    child = _add(world, e, ProcKey(e.child, e.child_start), e.pid)
    child.how = e.how
    if parent is not None:
        child.maker = parent.uid
        child.name, child.argv = parent.name, parent.argv
        child.dispositions = dict(parent.dispositions)
        child.where = parent.where
        child.facts = {k: v for k, v in parent.facts.items() if k in ("name", "session", "group")}
        channels.inherit(world, parent, child)
        sync.inherit(world, parent, child, e)
        world.links.append(Link(e.seq, e.t, "fork", parent.uid, child.uid, e.how))


def _fork_returned(_: World, process: Process | None, e: ev.ForkReturned) -> None:
    if process is not None:
        process.fork_value = e.value


def _execed(world: World, process: Process | None, e: ev.Execed) -> None:
    if process is None:
        return
    process.argv, process.name = e.argv, _short(e.argv) or process.name
    _forget(world, process)
    sync.replaced(world, process)
    channels.replaced(world, process)
    # execve(2): handlers are reset to the default, ignored signals stay ignored
    process.dispositions = {s: a for s, a in process.dispositions.items() if a[0] == "ignore"}
    process.execed = True
    process.probed = False
    process.where = process.stood = None
    process.become(State.RUNNING, e.t)


def _forget(world: World, process: Process) -> None:
    """Drop what ends with the program that ran: its calls, threads and tasks."""
    sync.leave(world, process)
    channels.leave(world, process)
    process.open.clear()
    process.threads.clear()
    for key, lane in process.inside.items():
        if lane.over is None:
            process.inside[key] = replace(lane, over=world.t)
    process.tasks.clear()
    process.task = 0
    process.private = None
    process.facts.pop("private", None)


def _exiting(world: World, process: Process | None, e: ev.Exiting) -> None:
    if process is not None:
        sync.leave(world, process)
        channels.leave(world, process)
        process.open = [e]


def _exited(world: World, process: Process | None, e: ev.Exited | ev.RunEnded) -> None:
    if process is None or process.gone is not None:
        return
    process.died, process.code, process.signal = e.t, e.code, e.signal
    _ends(world, process)
    process.become(State.ZOMBIE, e.t)


def _ends(world: World, process: Process) -> None:
    sync.died(world, process)
    _forget(world, process)
    process.trail = ()
    channels.close_all(world, process)


def _run_ended(world: World, process: Process | None, e: ev.RunEnded) -> None:
    world.ended = e
    _exited(world, process, e)
    if process is not None:  # procviz's own helper waits for it at once
        process.gone = e.t
        process.become(State.GONE, e.t)


def _zombie(_: World, process: Process | None, e: ev.Zombie) -> None:
    if process is not None and process.kept is None:
        process.kept = e.t


def _reaped(world: World, reaper: Process | None, e: ev.Reaped) -> None:
    child = world.by_pid(e.child)
    if child is None or child.gone is not None:
        return
    child = world.own(child)
    if child.died is None:
        child.died = e.t
        _ends(world, child)
    if e.code is not None or e.signal is not None:
        child.code, child.signal = e.code, e.signal
    child.gone, child.reaped_by, child.revision = e.t, e.pid, world.revision
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
        process.name, process.role = e.name, e.role


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


RULES: Rules = {
    ev.RunBegan: _run_began,
    ev.RunEnded: _run_ended,
    ev.Spawned: _spawned,
    ev.ForkReturned: _fork_returned,
    ev.Execed: _execed,
    ev.Exiting: _exiting,
    ev.Exited: _exited,
    ev.Zombie: _zombie,
    ev.Reaped: _reaped,
    ev.Reparented: _reparented,
    ev.Named: _named,
}
