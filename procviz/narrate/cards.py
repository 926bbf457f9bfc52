"""What a process is doing, in the few words that fit on a card."""

from procviz import events as ev
from procviz.narrate import parts
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
    return safe(_busy(process, lang) or _place(process, lang))


def _end(process: Process, world: World, lang: str) -> str:
    ended = parts.how_it_ended("status", process, lang)
    if process.gone is None:
        return TABLES[lang]["not_reaped"].format(status=ended)
    if process.reaped_by is None:
        return ended
    by = parts.who(process.reaped_by, world, lang)
    return TABLES[lang]["reaped_by"].format(status=ended, by=by)


def _busy(process: Process, lang: str) -> str:
    """Name the innermost thing that its main thread has begun and not ended."""
    say = TABLES[lang]
    begun = [event for event in process.open if not event.tid]
    match begun[-1] if begun else None:
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
    return ""


def _place(process: Process, lang: str) -> str:
    """Name what the kernel has it blocked in while it sleeps, else the line that it stands on."""
    blocked = _blocked(process, lang)
    if blocked or process.where is None:
        return blocked
    file = parts.base(process.where.file)
    own = any(parts.base(arg) == file for arg in process.argv)
    return TABLES[lang]["line" if own else "line_of"].format(file=file, line=process.where.line)


def _blocked(process: Process, lang: str) -> str:
    wchan = str(process.facts.get("wchan") or "")
    if process.state is not State.SLEEPING or not wchan:
        return ""
    key = next((key for part, key in BLOCKED_IN if part in wchan), "blocked")
    return TABLES[lang][key].format(wchan=wchan)
