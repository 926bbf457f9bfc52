"""What a process is doing, in the few words that fit on a card."""

from procviz import events as ev
from procviz.narrate import parts, things
from procviz.narrate.sentences import BLOCKED_IN, TABLES
from procviz.safe import safe
from procviz.world import Process, State, World


def status(process: Process, lang: str = "en") -> str:
    """Return how a dead process ended: "exit 3", "killed by SIGTERM"; "" while it lives."""
    return "" if process.alive else safe(parts.how_it_ended("status", process, lang))


def doing(process: Process, world: World, lang: str = "en") -> str:
    """Return what the process is doing now, or how it ended; "" when nobody knows."""
    if not process.alive:
        return safe(_end(process, world, lang))
    if process.state is State.STOPPED:
        return TABLES[lang]["stopped"]
    text = _busy(process, world, lang) or _loop(process, lang)
    return safe(things.spaced(text) or _place(process, world, lang))


def _end(process: Process, world: World, lang: str) -> str:
    ended = parts.how_it_ended("status", process, lang)
    if process.gone is None:
        return TABLES[lang]["not_reaped"].format(status=ended)
    if process.reaped_by is None:
        return ended
    by = parts.who(process.reaped_by, world, lang)
    return TABLES[lang]["reaped_by"].format(status=ended, by=by)


def waits(process: Process, tid: int) -> bool:
    """Whether one of its threads is known to wait: what it began last is no work of its own."""
    last = next((event for event in reversed(process.open) if event.tid == tid), None)
    return last is not None and not isinstance(last, _WORK)


_WORK = ev.TaskBegan | ev.HandlerBegan | ev.Exiting


def inside(process: Process, key: tuple[str, int], world: World, lang: str = "en") -> str:
    """Return what a thread or a task of it is doing; "" when nobody knows, or it is over."""
    lane = process.inside.get(key)
    if lane is None or lane.over is not None:
        return ""
    kind, number = key
    if kind == "task":
        task = process.tasks.get(number)
        if task is None:
            return ""
        function = f"{task.function}()" if task.function else ""
        return safe(" → ".join(part for part in (function, task.awaits) if part))
    text = _busy(process, world, lang, number)
    calls = process.stood.stacks.get(number) if process.stood is not None else None
    if not text and calls and calls[0].line:
        call = calls[0]
        text = f"≈ {parts.base(call.file)}:{call.line}"
    return safe(things.spaced(text))


def _busy(process: Process, world: World, lang: str, tid: int = 0) -> str:
    """Name the innermost thing that one of its threads, the main one is 0, has not ended."""
    say = TABLES[lang]
    match next((event for event in reversed(process.open) if event.tid == tid), None):
        case ev.WaitBegan() as wait:
            return say["waiting"].format(target=parts.target(wait, lang))
        case ev.TaskBegan() as task:
            return parts.task(task, lang)
        case ev.HandlerBegan(handler="", signal=signal):
            return say["in_a_handler"].format(signal=signal)
        case ev.HandlerBegan(handler=handler):
            return say["in_handler"].format(handler=handler)
        case ev.Exiting(how=how):
            return say["ending"].format(how=say.get(f"how.{how}", how))
        case ev.ProxyCalled(type=kind, method=method):
            return say["calling"].format(type=kind, method=method)
        case ev.AcquireBegan() as event:
            return _wants(process, event, world, lang)
        case (
            ev.GetBegan() | ev.PutBegan() | ev.WaitingOn() | ev.ReceiveBegan() | ev.SendBegan() as e
        ):
            key = _AT.get(_kind(e)) or "awaiting"
            return say[key].format(thing=things.name_of(e, world, lang))
    return ""


_AT = {
    "GetBegan": "getting",
    "PutBegan": "putting",
    "ReceiveBegan": "reading",
    "SendBegan": "writing",
    "channel": "at_poll",
    "signal": "for_a_signal",
    "Thread": "for_a_thread",
    "Event": "for_set",
    "Condition": "for_notice",
    "Barrier": "for_others",
}


def _kind(event: ev.Event) -> str:
    if not isinstance(event, ev.WaitingOn):
        return type(event).__name__
    return "channel" if event.object.startswith(("pipe:", "socket:")) else event.type


def _wants(process: Process, event: ev.AcquireBegan, world: World, lang: str) -> str:
    """Name a lock that is asked for, and who holds it."""
    thing = world.thing(process, event.library, event.object)
    holders = list(thing.holders) if thing is not None and not thing.signalling else []
    alive = any(world.processes[who.uid].alive for who in holders)
    key = "held_by" if alive else "lost_by" if holders else "awaiting"
    return TABLES[lang][key].format(
        thing=things.name_of(event, world, lang),
        holders=things.actors(holders, world, lang) if holders else "",
    )


def _loop(process: Process, lang: str) -> str:
    """Name the task that an event loop runs, or how many wait."""
    say = TABLES[lang]
    if process.task in process.tasks:
        return say["in_task"].format(name=process.tasks[process.task].name)
    count = sum(task.state == "suspended" for task in process.tasks.values())
    return say.get(f"in_loop.{count}", say["in_loop"]).format(count=count) if count else ""


def _place(process: Process, world: World, lang: str) -> str:
    """Name what the kernel has it blocked in while it sleeps, else the line that it stands on.

    What it holds meanwhile goes before everything else.
    """
    say = TABLES[lang]
    text = _blocked(process, lang)
    held = _held(process, world, lang)
    if held:
        return things.spaced(say["comma"].join([held, text] if text else [held]))
    where = process.stands
    if text or where is None:
        return text
    file = parts.base(where.file)
    own = any(parts.base(arg) == file for arg in process.argv)
    place = say["line" if own else "line_of"].format(file=file, line=where.line)
    return say["sampled"].format(place=place) if process.sampled else place


def _held(process: Process, world: World, lang: str) -> str:
    names = [
        things.thing_name(thing, lang)
        for key, _ in process.holds
        if (thing := world.objects.get(key)) is not None and not thing.signalling
    ]
    if not names:
        return ""
    return TABLES[lang]["holding"].format(things=things.listed(dict.fromkeys(names), lang))


def _blocked(process: Process, lang: str) -> str:
    wchan = str(process.facts.get("wchan") or "")
    if process.state is not State.SLEEPING or not wchan:
        return ""
    key = next((key for part, key in BLOCKED_IN if part in wchan), "blocked")
    return TABLES[lang][key].format(wchan=wchan)
