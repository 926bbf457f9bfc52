"""The scheduler goes away, or is slow, while processes stand at its gate."""

import random
import subprocess
import sys
import time
from collections.abc import Callable

from procviz.gate.plan import Plan
from procviz.session import Program, Run
from tests.gated.runs import LIMIT
from tests.real import LIMIT as SOON
from tests.real import descendants, gone, until

FORKS = """
import os, time
for i in range(20):
    child = os.fork()
    if child == 0:
        print(i)
        os._exit(i)
    os.waitpid(child, 0)
print("done")
"""


def closed(chance: random.Random) -> None:
    """Close the gate in the middle: the program runs on, free, to its own end."""
    run = Run(Program(argv=(sys.executable, "-c", FORKS), gate=Plan("round-robin")))
    run.start(lambda: None)
    try:
        gate = run.gate
        assert gate is not None
        steps = chance.randrange(60)
        until(lambda: gate.steps >= steps or not run.live)
        gate.close()
        assert run.wait(LIMIT), "it hangs after the gate was closed"
        assert any(getattr(event, "text", "") == "done\n" for event in run.take())
    finally:
        run.stop()


def slow(chance: random.Random) -> None:
    """Nobody chooses for a while, then everybody is let go."""
    run = Run(Program(argv=(sys.executable, "-c", FORKS), gate=Plan("manual")))
    run.start(lambda: None)
    try:
        gate = run.gate
        assert gate is not None
        for _ in range(chance.randrange(8)):
            until(lambda: gate.ready())
            assert gate.grant(chance.choice(gate.ready()))
        gate.free()
        assert run.wait(LIMIT), "it hangs though everybody may go"
    finally:
        run.stop()


def killed(chance: random.Random) -> None:
    """Kill procviz in the middle: nothing of what it started is left."""
    argv = [sys.executable, "-m", "procviz", "run", "--gate", "fork-order", "--json"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as procviz:
        assert procviz.stdout is not None
        for _ in range(chance.randrange(1, 40)):
            if not procviz.stdout.readline():
                break
        below = descendants(procviz.pid)
        procviz.kill()
        procviz.stdout.close()
    until(lambda: all(gone(key) for key in below), SOON)


def main(times: int) -> int:
    """See ``__main__``."""
    for trial in (closed, slow, killed):
        begin = time.monotonic()
        wrong = sum(not _passes(trial, seed) for seed in range(times))
        each = (time.monotonic() - begin) / times
        print(f"{trial.__name__}: {times} trials, {wrong} wrong, {each:.2f} s each", flush=True)
        if wrong:
            return 1
    return 0


def _passes(trial: Callable[[random.Random], None], seed: int) -> bool:
    try:
        trial(random.Random(seed))
    except AssertionError as error:
        print(f"{trial.__name__} with seed {seed}: {error}", file=sys.stderr)
        return False
    return True
