"""Help for tests on all scenarios: run them some at once, each once, and share what came of it."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import pytest

from procviz import verify
from procviz.scenarios import catalog
from procviz.scenarios.scenario import Scenario

AT_ONCE = 8  # they mostly sleep
Case = tuple[Scenario, str]
T = TypeVar("T")


def cases() -> list[Case]:
    """Return every scenario with each of its variants, "" where it has none."""
    return verify.every(catalog.load())


def name_of(case: Case) -> str:
    """Return how the tests call it."""
    return f"{case[0].id}-{case[1]}".rstrip("-")


def asked_for(request: pytest.FixtureRequest) -> list[Case]:
    """Return the cases of the tests of this session that use this fixture, in their order."""
    found: dict[Case, None] = {}
    for item in request.session.items:
        here = isinstance(item, pytest.Function) and item.path == request.path
        if here and request.fixturename in item.fixturenames:
            found[item.callspec.params["case"]] = None
    return list(found)


@contextmanager
def shared(
    wanted: Sequence[Case], run: Callable[[Scenario, str], T]
) -> Iterator[dict[Case, Future[T]]]:
    """Start to run all of them; a test takes the result of its own, which may raise."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            yield {case: pool.submit(run, *case) for case in wanted}
        finally:
            pool.shutdown(cancel_futures=True)
