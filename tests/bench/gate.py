"""What the gate costs: ``python -m tests.bench.gate``.

One process goes through a pipe again and again, under a gate of its own thread and nothing else of
procviz's, and without one; two kinds of stops: those that are chosen, and calls that come back at
once.  The figure is the difference for one stop, there and back.  The aim is 100 µs: in the best
round, as other work of the machine only adds.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from procviz.gate.plan import Plan
from procviz.gate.scheduler import Gate
from procviz.sources.probe import ProbeSource

ROUNDS, CALLS = 7, 2000
AIM = 100.0  # µs
CODE = f"""
import os, time
r, w = os.pipe()
begin = time.monotonic()
for _ in range({CALLS}):
    os.write(w, b"x")
    os.read(r, 1)
print((time.monotonic() - begin) / {CALLS} / 4 * 1e6)
"""


def one(gated: bool) -> float:
    """Return the time of one stop, or of what the program does between two, in µs."""
    with tempfile.TemporaryDirectory() as folder:
        source = ProbeSource(Path(folder) / "log")
        source.start()
        gate = Gate(Plan("round-robin"), lambda _: None)
        env = source.environment(os.environ)
        env = gate.environment(env) if gated else env
        with subprocess.Popen([sys.executable, "-c", CODE], env=env, stdout=-1) as program:
            gate.begin(program.pid)
            out, _ = program.communicate()
        gate.close()
        source.stop()
    return float(out)


def main() -> int:
    """Measure; 1 if it is dearer than it should be."""
    begin = time.monotonic()
    found = sorted(one(True) - one(False) for _ in range(ROUNDS))
    median = statistics.median(found)
    print(
        f"gate: {found[0]:.0f} µs a stop at best, {median:.0f} in the middle, {found[-1]:.0f} at "
        f"worst; aim {AIM:.0f}; {time.monotonic() - begin:.1f} s in all"
    )
    return 0 if found[0] <= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
