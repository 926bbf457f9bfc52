"""Make a schedule with the same outcome that a person can follow: with as few detours as can be.

Delta debugging of the choices (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing
Input", 2002; for schedules: Choi and Zeller, "Isolating Failure-Inducing Thread Schedules", 2002):
parts of them are left out, large ones first, and what still gives the outcome is kept.
"""

import contextlib

from procviz.explore.explorer import Explorer, Found
from procviz.explore.follow import Follow, detours
from procviz.explore.trial import Halted

MOST = 24  # runs for one outcome


def shorten(explorer: Explorer, found: Found, seconds: float) -> None:
    """Replace ``found.best`` by the simplest run that comes of it, within about this time."""
    until = explorer.time_left - seconds
    with contextlib.suppress(Halted):
        runs, size = 0, len(detours(found.best.steps))
        while size and runs < MOST:
            keys = list(detours(found.best.steps).items())
            at = max(0, len(keys) - size)  # the last first: most of them come after the matter
            shorter = False
            while True:
                if runs >= MOST or explorer.time_left < until:
                    return
                rest = dict(keys[:at] + keys[at + size :])
                before = found.best
                made = explorer.attempt(Follow(detours=rest), "shortened", before.lines)
                runs += 1
                same = made.outcome == found.outcome
                explorer.keep(made, count=False)
                if same and found.best is made:
                    shorter = True
                    break
                if at == 0:
                    break
                at = max(0, at - size)
            now = len(detours(found.best.steps))
            size = min(size, now) if shorter else size // 2
