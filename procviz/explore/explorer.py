"""The loop: try schedules until everything was tried, or runs or time are used up."""

import contextlib
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from procviz.explore import trial
from procviz.explore.follow import detours, preemptions
from procviz.explore.outcome import Outcome
from procviz.explore.strategy import Strategy
from procviz.explore.trial import Halted, Limits, Trial
from procviz.gate.policies import Policy
from procviz.gate.schedule import Replay
from procviz.session import Program

_EVENTS_SHARE = 0.35  # of runs and time for events, where lines are tried too
_SEARCH_SHARE = 0.75  # of the time; the rest is for shortening


@dataclass(frozen=True, slots=True)
class Options:
    """See `procviz explore --help`.  ``grains``: whether lines are stops, in the order to try."""

    runs: int = 200
    seconds: float = 60.0
    grains: tuple[bool, ...] = (False, True)
    jobs: int = 1
    seed: int = 0
    confirm: int = 3
    limits: Limits = field(default_factory=Limits)
    lang: str = "en"


@dataclass(slots=True)
class Found:
    """An outcome: the run that is shown for it, how often it came, and how it was first found."""

    outcome: Outcome
    best: Trial
    first: str
    count: int = 0
    repeated: int = 0
    of: int = 0


@dataclass(slots=True)
class Grain:
    """What was tried at one granularity.  ``open``: see `Strategy.searched`."""

    lines: bool
    runs: int = 0
    open: int = 0


@dataclass(slots=True)
class Result:
    """All of it.  ``unsteady``: a schedule that gave two outcomes, if there was one.

    ``free``: some processes are no Pythons, and were not held at the gate.
    """

    found: list[Found] = field(default_factory=list)
    grains: list[Grain] = field(default_factory=list)
    strayed: int = 0
    unsteady: str = ""
    free: bool = False
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def runs(self) -> int:
        """How many runs the search made."""
        return sum(grain.runs for grain in self.grains)

    def of(self, outcome: Outcome) -> Found | None:
        """Return what was found of this outcome."""
        return next((f for f in self.found if f.outcome == outcome), None)


class Explorer:
    """Explores one program.  ``folder``: for recordings, all of which may go at the end.

    ``told``: called with the result so far after each run, from any thread.
    """

    def __init__(
        self,
        program: Program,
        options: Options,
        folder: Path,
        told: Callable[[Result], None] = lambda _: None,
    ) -> None:
        self._program, self._options, self._folder, self._told = program, options, folder, told
        self.result = Result()
        self.halt = threading.Event()
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._begin = time.monotonic()
        self._problem: BaseException | None = None

    # -- one run ----------------------------------------------------------------------------------

    def attempt(self, policy: Policy, label: str, lines: bool) -> Trial:
        """Make a run; its recording is in a file of its own.  Raises Halted."""
        file = self._folder / f"run-{next(self._numbers)}.procviz"
        options = self._options
        try:
            return trial.run(self._program, policy, label, file, lines=lines,
                             limits=options.limits, lang=options.lang, halt=self.halt)  # fmt: skip
        except BaseException:
            file.unlink(missing_ok=True)
            raise

    def repeat(self, found: Trial) -> Trial:
        """Make a run of the same schedule."""
        return self.attempt(Replay(trial.schedule(found)), found.label, found.lines)

    def keep(self, made: Trial, *, count: bool = True) -> Found:
        """Note a run; of two with the same outcome the recording that is simpler is kept.

        ``count``: it is a run of the search.
        """
        found = self.result.of(made.outcome)
        if found is None:
            found = Found(made.outcome, made, made.label)
            self.result.found.append(found)
        elif simplicity(made) < simplicity(found.best):
            found.best.file.unlink(missing_ok=True)
            found.best = made
        else:
            made.file.unlink(missing_ok=True)
        if count or not found.count:
            found.count += 1
            self.result.free |= made.free
            self.result.strayed += made.strayed > 0
        return found

    # -- the search -------------------------------------------------------------------------------

    def search(self) -> None:
        """Search; returns at the end, or soon after ``halt`` was set."""
        options = self._options
        for at, lines in enumerate(options.grains):
            last = at == len(options.grains) - 1
            runs = options.runs - self.result.runs
            if not last:
                runs = max(8, int(runs * _EVENTS_SHARE))
            share = _SEARCH_SHARE * (1.0 if last else _EVENTS_SHARE)
            self._grain(lines, runs, self._begin + options.seconds * share)
        self.result.seconds = time.monotonic() - self._begin

    def _grain(self, lines: bool, runs: int, until: float) -> None:
        grain = Grain(lines)
        self.result.grains.append(grain)
        strategy = Strategy(self._options.seed, runs)
        workers = [
            threading.Thread(target=self._work, args=(grain, strategy, runs, until), daemon=True)
            for _ in range(self._options.jobs)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            while worker.is_alive():  # so that Ctrl+C comes through
                worker.join(0.1)
        if self._problem is not None:
            raise self._problem
        grain.open = 0 if strategy.frontier.cut else strategy.searched
        if strategy.out and grain.open < 0:
            grain.open = 0

    def _work(self, grain: Grain, strategy: Strategy, runs: int, until: float) -> None:
        try:
            while not self.halt.is_set() and time.monotonic() < until:
                with self._lock:
                    if grain.runs + strategy.out >= runs:
                        return
                    idea = strategy.next()
                    busy = strategy.out
                if idea is None:
                    if not busy:
                        return
                    self.halt.wait(0.02)  # others may find more to do
                    continue
                made = self.attempt(idea.policy, idea.label, grain.lines)
                with self._lock:
                    strategy.done(made.steps)
                    grain.runs += 1
                    self.keep(made)
                    self.result.seconds = time.monotonic() - self._begin
                self._told(self.result)
        except Halted:
            pass
        except BaseException as error:
            self._problem = error
            self.halt.set()

    # -- afterwards -------------------------------------------------------------------------------

    @property
    def time_left(self) -> float:
        """Seconds."""
        return self._begin + self._options.seconds - time.monotonic()

    def confirm(self, found: Found) -> None:
        """Repeat the schedule of an outcome, and count how often it comes again."""
        with contextlib.suppress(Halted):
            for _ in range(self._options.confirm):
                again = self.repeat(found.best)
                again.file.unlink(missing_ok=True)
                found.of += 1
                found.repeated += again.outcome == found.outcome
        if found.repeated < found.of and not self.result.unsteady:
            self.result.unsteady = found.first


def simplicity(made: Trial) -> tuple[int, int, int, int]:
    """Return what is smaller the easier a schedule is to follow: stray, detours, lines, choices."""
    return made.strayed, preemptions(made.steps), len(detours(made.steps)), len(made.granted)
