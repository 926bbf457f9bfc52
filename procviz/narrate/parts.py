"""Pieces of sentences: who, how it ended, which signal, which command."""

import shlex
from collections.abc import Iterable
from typing import Protocol

from procviz import events as ev
from procviz.narrate.sentences import SIGNALS, TABLES
from procviz.world import Process, World

TEXT = 160  # characters of a program's output that a sentence quotes
_COMMAND = 100  # and of a command line


class Ended(Protocol):
    """A decoded wait(2) status."""

    @property
    def code(self) -> int | None:
        """Exit code."""

    @property
    def signal(self) -> str | None:
        """Or the signal that killed it."""


def how_it_ended(kind: str, end: Ended, lang: str) -> str:
    """Return ``kind`` (``status``, ``ended`` or ``dead``) in words.  Only ``ended`` explains."""
    table = TABLES[lang]
    if end.signal is not None:
        explain = kind == "ended"
        word = signal(end.signal, lang) if explain else end.signal
        core = table["core"] if explain and getattr(end, "core", False) else ""
        return table[f"{kind}.signal"].format(signal=word) + core
    if end.code is not None:
        return table[f"{kind}.code"].format(code=end.code)
    return table[kind]


def signal(name: str, lang: str) -> str:
    """Return a signal with its number, where that is the same everywhere, and its meaning."""
    if name not in SIGNALS:
        return name
    number, meaning = SIGNALS[name]
    key = "signal_number" if number else "signal"
    return TABLES[lang][key].format(signal=name, number=number, meaning=meaning[lang])


def who(pid: int, world: World, lang: str, name: str = "") -> str:
    """Return a PID; for one that the run did not make, what is known of it."""
    if pid == 0:
        return TABLES[lang]["somebody"]
    if world.by_pid(pid) is not None:
        return str(pid)
    name = name or _adopter(pid, world)
    if not name:
        return TABLES[lang]["outside"].format(pid=pid)
    return TABLES[lang]["who"].format(pid=pid, name=TABLES[lang].get(f"name.{name}", name))


def _adopter(pid: int, world: World) -> str:
    names = (p.adopter for p in world.processes.values() if p.parent == pid and p.adopter)
    return next(names, "")


def waits_for_another(process: Process | None, world: World) -> int:
    """Return the one PID that a dead process's parent waits for, if it is another; else 0."""
    parent = world.by_pid(process.parent) if process is not None else None
    if process is None or parent is None:
        return 0
    targets = [e.target for e in parent.open if isinstance(e, ev.WaitBegan)]
    return targets[-1] if targets and targets[-1] > 0 and process.pid not in targets else 0


def target(wait: ev.WaitBegan, lang: str) -> str:
    """Return for whom a call waits: waitpid(2)."""
    key = {-1: "any", 0: "own_group"}.get(wait.target, "one" if wait.target > 0 else "group")
    return TABLES[lang][key].format(target=wait.target, group=-wait.target)


def receiver(to: int, lang: str) -> str:
    """Return to whom a signal goes: kill(2)."""
    key = {-1: "to_all", 0: "to_own_group"}.get(to, "to_one" if to > 0 else "to_group")
    return TABLES[lang][key].format(to=to, group=-to)


def task(event: ev.TaskSubmitted | ev.TaskBegan | ev.TaskEnded, lang: str) -> str:
    """Return a pool's task with its number and its function."""
    key = "part" if event.index else "task"
    return TABLES[lang][key].format(job=event.job, index=event.index, function=event.function)


def stream(event: ev.Wrote, lang: str) -> str:
    """Return the name of the file descriptor that was written to."""
    key = {1: "stdout", 2: "stderr"}.get(event.fd, "fd")
    return TABLES[lang][key].format(fd=event.fd)


def command(argv: Iterable[str]) -> str:
    """Return a command line as a shell would take it, paths of programs and scripts shortened."""
    words = [base(arg) if i == 0 or arg.endswith(".py") else arg for i, arg in enumerate(argv)]
    return cut(shlex.join(words), _COMMAND)


def mib(size: int) -> str:
    """Return bytes as MiB."""
    return f"{size / (1 << 20):.0f} MiB"


def base(path: str) -> str:
    """Return the last part of a path."""
    return path.rsplit("/", 1)[-1]


def cut(text: str, length: int) -> str:
    """Return at most ``length`` characters, the last of them … if some are missing."""
    return text if len(text) <= length else text[: length - 1] + "…"
