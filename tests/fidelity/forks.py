"""Fork, os._exit, waitpid, 1,000 times over: each of them told, each effect after its cause.

Each Python runs it with the probe inside, and with ``-S`` without: there the kernel alone tells.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product

from procviz import events as ev
from procviz.events import Event
from procviz.session import Program
from procviz.sources.netlink import Connector
from tests.fidelity.compare import LIMIT
from tests.fidelity.order import violations
from tests.real import of, running

COUNT = 1000
PROGRAM = f"""
import os
for i in range({COUNT}):
    child = os.fork()
    if child == 0:
        os._exit(i & 0xFF)
    os.waitpid(child, 0)
"""
WAYS = {"probe": (), "kernel": ("-S",)}  # how it is observed -> the options of Python


def connector_is_open() -> bool:
    """Tell whether the kernel tells of processes here: who has no probe is seen by it alone."""
    try:
        Connector().close()
    except OSError:
        return False
    return True


def record(python: str, way: str) -> list[Event]:
    """Run it under procviz and return the log."""
    with running(Program(argv=(python, *WAYS[way], "-c", PROGRAM))) as run:
        assert run.wait(LIMIT), f"it did not end within {LIMIT} s"
        return run.take()


def problems(log: Sequence[Event], way: str) -> list[str]:
    """Return one sentence for each thing that is not as it was."""
    births, deaths, reaps = of(log, ev.Spawned), of(log, ev.Exited), of(log, ev.Reaped)
    children = [e.child for e in births]
    ends = [(child, i & 0xFF) for i, child in enumerate(children)]
    found = _unlike("births", [e.pid for e in births], [log[0].pid] * COUNT)
    found += _unlike("deaths", [(e.pid, e.code) for e in deaths], ends)
    taken = [(log[0].pid, child, code) for child, code in ends]
    if way == "probe":
        # not of each: who is put aside before it can write is told of by the kernel in time
        for what, told in (("births", births), ("reaps", reaps)):
            if not any("probe" in e.source for e in told):
                found.append(f"{what}: the probe told of none")
        lives = [type(e).__name__ for e in of(log, ev.Spawned, ev.Exited, ev.Reaped)]
        found += _unlike("lives", lives, ["Spawned", "Exited", "Reaped"] * COUNT)
    else:
        # a reap that is only noticed, as no pidfd was open in time, can stand after the next one
        order = {child: i for i, child in enumerate(children)}
        reaps.sort(key=lambda e: order.get(e.child, COUNT))
    found += _unlike("reaps", [(e.pid, e.child, e.code) for e in reaps], taken)
    found += violations(log)
    return found + [f"lost {e.count}: {e.why}" for e in of(log, ev.Lost)]


def _unlike(what: str, told: list, wanted: list) -> list[str]:
    if told == wanted:
        return []
    pairs = enumerate(zip(told, wanted, strict=False))
    at = next((i for i, (one, other) in pairs if one != other), min(len(told), len(wanted)))
    return [f"{what}: {len(told)} of {len(wanted)}; number {at + 1} is {told[at : at + 1]}"]


def forks(count: int, pythons: Iterable[str], jobs: int) -> int:
    """Run it ``count`` times each way on each Python and print rows; return 1 if one is wrong."""
    ways = [way for way in WAYS if way == "probe" or connector_is_open()]
    print(f"{COUNT:,} children in each run\n{'told by':10}{'runs':>6}{'true':>6}  Python")
    bad = 0
    with ThreadPoolExecutor(jobs) as pool:
        for python, way in product(pythons, ways):
            one = partial(_one, python, way)
            wrong = [found for found in pool.map(one, range(count)) if found]
            bad += len(wrong)
            print(f"{way:10}{count:6}{count - len(wrong):6}  {python}", flush=True)
            for sentence in (sentence for found in wrong for sentence in found[:6]):
                print(f"    {sentence}", flush=True)
    return 1 if bad else 0


def _one(python: str, way: str, _: int) -> list[str]:
    return problems(record(python, way), way)
