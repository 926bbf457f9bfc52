"""One run of the program under one schedule, to its end or to where it can be given up."""

import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from procviz.events import Event, Granted, TimerArmed
from procviz.explore import asleep
from procviz.explore.follow import Follow, Step
from procviz.explore.outcome import HANGS, TOO_LONG, Account, Outcome
from procviz.gate.plan import Plan
from procviz.gate.policies import Policy
from procviz.gate.schedule import Choice, Replay
from procviz.gate.schedule import of as schedule_of
from procviz.launch import LaunchError
from procviz.session import Program, Run

_QUIET = 0.25  # seconds without a step after which it is looked whether all sleep
_SURE = 0.35  # seconds that all have to have slept without having run for a moment
_LOOK = 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: for a whole run, and that others may outlive the first process."""

    timeout: float = 20.0
    linger: float = 2.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One run.  ``file`` is its recording; ``steps``: the choices, where `Follow` made them.

    ``names`` of processes and threads, where the program gave them any; ``last``: what each of
    those that live was let go to do last; ``births``: names for PIDs; ``free``: some processes
    never came to the gate, as they are no Pythons.
    """

    label: str
    lines: bool
    outcome: Outcome
    steps: tuple[Step, ...]
    granted: tuple[Granted, ...]
    strayed: int
    file: Path
    names: Mapping[str, str]
    last: tuple[Granted, ...]
    births: Mapping[int, str]
    free: bool = False


class Halted(Exception):  # noqa: N818 - nobody did anything wrong
    """The search was ended in the middle of this run."""


def run(
    program: Program,
    policy: Policy,
    label: str,
    file: Path,
    *,
    lines: bool,
    limits: Limits,
    lang: str = "en",
    halt: threading.Event | None = None,
) -> Trial:
    """Run once; raises Halted, LaunchError or BadRecording."""
    live = Run(replace(program, gate=Plan("manual", lines=lines)), record=file)
    account = Account(lang)
    log: list[Granted] = []

    def take() -> list[Event]:
        events = live.take()
        account.take(events)
        log.extend(e for e in events if isinstance(e, Granted))
        return events

    news = threading.Event()
    live.start(news.set)
    try:
        account.helper(live.header.helper)
        assert live.gate is not None
        live.gate.policy = policy
        status = _follow(live, take, news, limits, halt)
        left = len(live.alive()) if live.live and live.root_over else 0
        if status == HANGS or not live.live or left:
            take()
        last = account.last(log)
        outcome = account.outcome("" if left and status != TOO_LONG else status, live.now, left)
    finally:
        live.stop()
    if live.failure:
        raise LaunchError(live.failure)
    return Trial(
        label,
        lines,
        outcome,
        tuple(policy.steps) if isinstance(policy, Follow) else (),
        tuple(log),
        policy.strayed if isinstance(policy, Replay) else 0,
        file,
        account.called(log),
        last,
        account.births(),
        account.free,
    )


def _follow(
    live: Run,
    take: Callable[[], list[Event]],
    news: threading.Event,
    limits: Limits,
    halt: threading.Event | None,
) -> str:
    """Return "" when it is over by itself, HANGS or TOO_LONG."""
    begin = time.monotonic()
    watch = _Watch(live)
    outlived = 0.0
    while live.live:
        news.wait(_LOOK)
        news.clear()
        watch.heard(take())
        now = time.monotonic()
        if halt is not None and halt.is_set():
            raise Halted
        if live.root_over and live.live:
            outlived = outlived or now
            if now - outlived > limits.linger:
                return HANGS
        if watch.over(now):
            return HANGS
        if now - begin > limits.timeout:
            return TOO_LONG
    return ""


class _Watch:
    """Sees when nothing will happen any more."""

    def __init__(self, live: Run) -> None:
        self._live = live
        self._steps, self._since = -1, 0.0
        self._picture: asleep.Picture | None = None
        self._seen = 0.0
        self._alarms: dict[tuple[int, str], float] = {}

    def heard(self, events: list[Event]) -> None:
        """Remember alarms."""
        for event in events:
            if isinstance(event, TimerArmed):
                self._alarms[event.pid, event.signal] = (
                    time.monotonic() + event.seconds + 1.0 if event.seconds else 0.0
                )

    def over(self, now: float) -> bool:
        """Tell whether everybody sleeps, and no clock will wake anybody; ``now`` in seconds."""
        gate = self._live.gate
        assert gate is not None
        if gate.steps != self._steps or gate.ready() or any(t > now for t in self._alarms.values()):
            self._steps, self._since, self._picture = gate.steps, now, None
            return False
        if now - self._since < _QUIET:
            return False
        picture: asleep.Picture | None = None
        with contextlib.suppress(OSError):
            picture = asleep.for_ever(self._live.alive())
        if not picture or picture != self._picture:
            self._picture, self._seen = picture, now
            return False
        return now - self._seen > _SURE


def schedule(trial: Trial) -> tuple[Choice, ...]:
    """Return the choices that repeat it."""
    return schedule_of(trial.granted)
