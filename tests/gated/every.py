"""Every scenario to its end under each policy."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence

from procviz.events import Granted, RunEnded
from tests.gated.runs import headless

LIMIT = 60.0  # seconds; procviz ends the run after that


def main(names: Sequence[str], policies: Sequence[str]) -> int:
    """See ``__main__``."""
    listed = subprocess.run(
        [sys.executable, "-m", "procviz", "list", "--json"], capture_output=True, check=True
    )
    runs = [
        (scenario["id"], variant)
        for scenario in json.loads(listed.stdout)
        for variant in scenario["variants"] or [""]
        if not names or scenario["id"] in names
    ]
    wrong = 0
    for policy in policies:
        for name, variant in runs:
            wrong += not one(name, variant, policy)
    print(f"{len(runs)} runs under each of {', '.join(policies)}: {wrong} did not end")
    return 1 if wrong else 0


def one(name: str, variant: str, policy: str) -> bool:
    """Run one; tell how it ended."""
    words = [name, *(["--variant", variant] if variant else [])]
    begin = time.monotonic()
    status, log, err = headless([*words, f"--gate={policy}", "--timeout", str(LIMIT)], LIMIT * 2)
    ended = any(isinstance(event, RunEnded) for event in log) and status != 124
    steps = sum(isinstance(event, Granted) for event in log)
    took = time.monotonic() - begin
    mark = "ok  " if ended else "HANG"
    note = err.strip().splitlines()[-1] if err.strip() else ""
    print(f"{mark} {policy:12} {' '.join(words):50} {steps:5} steps {took:5.1f} s  {status} {note}",
          flush=True)  # fmt: skip
    return ended
