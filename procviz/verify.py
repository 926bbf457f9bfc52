"""``procviz list --verify``: run every scenario here and check what its recording holds."""

import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TextIO

from procviz import programs
from procviz.events import Event, Lost
from procviz.launch import LaunchError, as_from_a_terminal
from procviz.recording import BadRecording
from procviz.scenarios.expect import differences
from procviz.scenarios.scenario import Scenario
from procviz.session import Run

LIMIT = 30.0  # seconds for one run, many times what it takes
LINGER = 1.5  # seconds that others may outlive the first process
_AT_ONCE = 4  # they sleep most of the time


class Verdict(NamedTuple):
    """One run: ``wrong`` holds a sentence for each thing that is not as wanted."""

    name: str
    variant: str
    events: int
    seconds: float
    wrong: list[str]


def record(scenario: Scenario, variant: str = "") -> list[Event]:
    """Run a scenario to its end, and what outlives it for ``LINGER`` seconds more.

    Raises LaunchError, Unusable, and TimeoutError when it does not end.
    """
    run = Run(programs.scenario(scenario, variant))
    log: list[Event] = []
    news = threading.Event()
    run.start(news.set)
    try:
        end, over = time.monotonic() + LIMIT, 0.0
        while run.live:
            news.wait(0.1)
            news.clear()
            log += run.take()
            now = time.monotonic()
            if now > end:
                raise TimeoutError(f"it did not end within {LIMIT:g} s")
            over = over or (now if run.root_over else 0.0)
            if over and now - over > LINGER:
                break
    finally:
        run.stop()
    return log + run.take()


def check(scenario: Scenario, variant: str, log: Sequence[Event]) -> list[str]:
    """Return what is not as wanted on a recording, one sentence each."""
    try:
        wrong = differences(scenario.expected(variant), log)
        answers = [question.answer(log) for question in scenario.asked(variant)]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return [f"its metadata makes no sense: {error}"]
    wrong += [f"no choice answers question {i}" for i, a in enumerate(answers, 1) if a.choice < 0]
    return wrong + [f"{e.pid}: {e.why}" for e in log if isinstance(e, Lost)]


def verify(scenario: Scenario, variant: str = "") -> Verdict:
    """Run and check one; what hinders it is told in the verdict, never raised."""
    begin = time.monotonic()
    log: list[Event] = []
    try:
        if scenario.problem:
            raise programs.Unusable(scenario.problem)
        log = record(scenario, variant)
        wrong = check(scenario, variant, log)
    except (LaunchError, BadRecording, programs.Unusable, OSError) as error:
        wrong = [str(error)]
    return Verdict(scenario.id, variant, len(log), time.monotonic() - begin, wrong)


def every(scenarios: Sequence[Scenario]) -> list[tuple[Scenario, str]]:
    """Return each scenario with each of its variants; "" for one without."""
    return [(s, name) for s in scenarios for name in (s.names or ("",))]


def table(
    scenarios: Sequence[Scenario],
    out: TextIO | None = None,
    run: Callable[[Scenario, str], Verdict] = verify,
) -> int:
    """Verify all, a line each as soon as it is known; return the exit status, 1 = not as wanted."""
    as_from_a_terminal()
    out = out or sys.stdout
    todo = every(scenarios)
    wide = max((len(_name(s.id, variant)) for s, variant in todo), default=0)
    good = 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for verdict in pool.map(lambda one: run(*one), todo):
            good += not verdict.wrong
            word = "NOT as wanted" if verdict.wrong else "as wanted"
            name = _name(verdict.name, verdict.variant)
            print(
                f"{name:<{wide}}  {verdict.events:>5} events  {verdict.seconds:4.1f} s  {word}",
                *(f"    {sentence}" for sentence in verdict.wrong),
                sep="\n",
                file=out,
                flush=True,
            )
    print(f"{good} of {len(todo)} as wanted", file=out)
    return 0 if good == len(todo) else 1


def _name(name: str, variant: str) -> str:
    return f"{name} {variant}".rstrip()
