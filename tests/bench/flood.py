"""What a flood of output costs, and whom: keys, memory, and the program itself.

    python -m tests.bench.flood [SECONDS]

Runs procviz on a pseudo-terminal with a program that writes as fast as it may (up to 50 MB/s, in
lines), presses keys meanwhile, and prints a table: the time from a key to its answer on the
screen (and what of it procviz has to answer for, as in `tests.bench.keys`), the memory of procviz,
what the program could write, and its longest single write.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.bench import keys

FLOOD = """
import json, os, sys, time
RATE = 50_000_000  # bytes a second
lines = b"".join(b"%06d the quick brown fox jumps over the lazy dog\\n" % i for i in range(1200))
begun, written, longest = time.monotonic(), 0, 0.0
seconds = float(sys.argv[1])
while (now := time.monotonic()) - begun < seconds:
    if written > (now - begun) * RATE:
        time.sleep(0.001)
        continue
    written += os.write(1, lines)
    longest = max(longest, time.monotonic() - now)
took = time.monotonic() - begun
with open(sys.argv[2], "w") as file:
    json.dump({"written": written, "seconds": took, "longest": longest}, file)
print("THE END", flush=True)
"""


def flood(seconds: float) -> dict[str, float]:
    """Run it; returns milliseconds, megabytes and MB/s."""
    with tempfile.TemporaryDirectory() as name:
        script = Path(name) / "flood.py"
        script.write_text(FLOOD)
        told = Path(name) / "told"
        with keys.timed(
            "--lang", "en", "--", sys.executable, str(script), str(seconds), str(told)
        ) as it:
            it.sees("lazy")
            procviz = psutil.Process(it.key.pid)
            pressed: list[keys.Key] = []
            memory = 0
            end = time.monotonic() + seconds
            while not told.exists() and time.monotonic() < end + 30:
                memory = max(memory, procviz.memory_info().rss)
                pressed.append(it.events_or_output(len(pressed)))
                it.read(0.1)
            answered = time.monotonic()
            it.sees("over", limit=60)
            late = time.monotonic() - answered
            memory = max(memory, procviz.memory_info().rss)
            said = json.loads(told.read_text())
            it.quit()
            figures = keys.told(pressed, it.turns(pressed))
    return {
        **figures,
        "shown s after the end": late,
        "memory MB": memory / 1e6,
        "written MB/s": said["written"] / said["seconds"] / 1e6,
        "longest write ms": said["longest"] * 1000,
    }


def main() -> None:
    """Print the table."""
    for name, value in flood(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0).items():
        print(f"{name:24}{value:10.1f}")


if __name__ == "__main__":
    main()
