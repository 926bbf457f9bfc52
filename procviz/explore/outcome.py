"""What came of a run: what two runs have to have in common to have come out the same."""

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from procviz import narrate
from procviz.events import Event, Exited, Granted, RunEnded, Wrote
from procviz.findings import Finding, find
from procviz.fold import apply
from procviz.gate.ready import order
from procviz.state import State
from procviz.world import Process, World

_NUMBER = re.compile(r"(?<![\w.])\d+(?!\w|\.\d)")
HANGS, TOO_LONG = "hangs", "too long"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``status``: ``exit 0``, ``SIGTERM``, ``hangs`` (nothing will ever happen again) or ``too
    long`` (it was ended after the time limit).  PIDs in all texts are by birth: ``<0>`` is the
    first process, ``<2>`` the third to be born; times are as they were.  ``findings``: what is
    wrong and with whom; ``told``: the same in sentences, in which locks have numbers by first use,
    which differ with the schedule.
    """

    status: str
    out: str
    err: str
    findings: tuple[str, ...] = ()
    left: int = 0  # how many outlived the first process, and had to be ended
    told: tuple[str, ...] = field(default=(), compare=False)

    @property
    def bad(self) -> bool:
        """Did it hang, fail, or leave something behind?"""
        return self.status != "exit 0" or bool(self.findings or self.left)


class Account:
    """Takes in the events of a run, as long as they are its own doing."""

    def __init__(self, lang: str = "en") -> None:
        self.world = World()
        self._lang = lang
        self._texts: dict[int, list[str]] = {1: [], 2: []}
        self._names: dict[int, str] = {}
        self._threads: dict[int, str] = {}
        self._kin: list[tuple[str, Process, Process]] = []
        self.ended: RunEnded | None = None

    def take(self, events: Iterable[Event]) -> None:
        """Apply events."""
        for event in events:
            if isinstance(event, RunEnded):
                self.ended = event
            if isinstance(event, Exited | RunEnded):
                self._ends(event)
            apply(self.world, event)
            if isinstance(event, Wrote):
                text = event.text or base64.b64decode(event.data).decode("utf-8", "replace")
                self._texts.setdefault(event.fd, []).append(text)
            elif isinstance(event, Granted):
                process, _, thread = event.who.partition(".")
                self._names[event.pid] = f"<{process}>"
                if thread and event.tid:
                    self._threads[event.tid] = f"<{event.who}>"

    def _ends(self, event: Event) -> None:
        """Note whom this one leaves: that follows from the order of deaths, not from the clock."""
        parent = self.world.by_pid(event.pid)
        if parent is None or parent.died is not None:
            return
        for child in self.world.processes.values():
            if child.parent != parent.pid or child is parent or child.gone is not None:
                continue
            if child.alive and not child.role:
                self._kin.append(("orphan", child, parent))
            elif not child.alive and child.state is State.ZOMBIE:
                self._kin.append(("zombie", child, parent))

    def outcome(self, status: str, now: int, left: int = 0) -> Outcome:
        """Return it.  ``status`` "": as it ended by itself.  ``now``: ns since the run began."""
        names = self.births()
        findings: dict[str, str] = {}
        for kind, child, parent in self._kin:
            who = [names.get(p.pid, str(p.pid)) for p in (child, parent)]
            findings[f"{kind} {' '.join(who)}"] = _KIN[self._lang][kind].format(*who)
        if status == HANGS:
            for found in find(self.world, now):
                if found.kind not in _KIN[self._lang]:
                    text = narrate.finding(found, self.world, self._lang)
                    findings[self._key(found, names)] = by_birth(text, names)
        return Outcome(
            status or _ended(self.ended),
            by_birth("".join(self._texts[1]), names),
            by_birth("".join(self._texts[2]), names),
            tuple(sorted(findings)),
            left,
            tuple(findings[key] for key in sorted(findings)),
        )

    def _key(self, found: Finding, names: dict[int, str]) -> str:
        """Return kind and who is concerned, in an order that is always the same."""
        who = []
        for uid in found.uids:
            process = self.world.processes.get(uid)
            who.append(names.get(process.pid, "") if process is not None else "")
        return " ".join([found.kind, *sorted(who)])

    @property
    def free(self) -> bool:
        """Did some of its processes run free of the gate?"""
        return any(not process.probed for process in self.world.processes.values())

    def births(self) -> dict[int, str]:
        """Return names for all PIDs: the gate's, and for others the place in the log."""
        names = dict(self._names)
        for process in self.world.processes.values():
            names.setdefault(process.pid, f"<p{process.order}>")
        return {**self._threads, **names}

    def called(self, log: Sequence[Granted]) -> dict[str, str]:
        """Return the names that the program gave to those who were let go, by ``who``."""
        found: dict[str, str] = {}
        for granted in log:
            process = self.world.by_pid(granted.pid)
            if process is not None:
                name = process.threads.get(granted.tid, "") if granted.tid else process.name
                if name and granted.who not in found:
                    found[granted.who] = name
        return found

    def last(self, log: Sequence[Granted]) -> tuple[Granted, ...]:
        """Return the last choice of each who still lives, by birth."""
        found = {granted.who: granted for granted in log}
        alive = []
        for granted in found.values():
            process = self.world.by_pid(granted.pid)
            if (
                process is not None
                and process.alive
                and (not granted.tid or granted.tid in process.threads)
            ):
                alive.append(granted)
        return tuple(sorted(alive, key=lambda granted: order(granted.who)))

    def helper(self, pid: int) -> None:
        """Name procviz's helper, which orphans have as their parent."""
        self._names.setdefault(pid, "<helper>")


_KIN = {
    "en": {
        "orphan": "{0} outlived its parent {1}",
        "zombie": "{0} ended, and its parent {1} never waited for it",
    },
    "zh": {
        "orphan": "{0} 比父进程 {1} 活得更久",
        "zombie": "{0} 已结束，父进程 {1} 一直没有等待它",
    },
}


def by_birth(text: str, names: Mapping[int, str]) -> str:
    """Return the text with names for the PIDs in it."""
    return _NUMBER.sub(lambda found: names.get(int(found[0]), found[0]), text)


def _ended(ended: RunEnded | None) -> str:
    if ended is None:
        return HANGS
    return ended.signal or f"exit {ended.code or 0}"
