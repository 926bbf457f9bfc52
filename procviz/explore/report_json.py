"""What the search found, as JSON."""

from typing import Any

from procviz.explore import story
from procviz.explore.explorer import Found, Result
from procviz.explore.follow import preemptions
from procviz.explore.outcome import HANGS
from procviz.explore.report import SHOWN, Setting


def as_json(result: Result, setting: Setting) -> dict[str, Any]:
    """Return all of it for machines; ``status`` and texts as in `Outcome`."""
    return {
        "program": list(setting.words),
        "runs": result.runs,
        "seconds": round(result.seconds, 3),
        "interrupted": result.interrupted,
        "steady": not result.unsteady,
        "strayed": result.strayed,
        "free": result.free,
        "grains": [
            {"lines": g.lines, "runs": g.runs, "untried": g.open if g.open >= 0 else None}
            for g in result.grains
        ],
        "outcomes": [_json_of(n, f, setting) for n, f in enumerate(result.found, 1)],
    }


def _json_of(number: int, found: Found, setting: Setting) -> dict[str, Any]:
    outcome, best = found.outcome, found.best
    kept = number <= SHOWN
    return {
        "number": number,
        "status": outcome.status,
        "stdout": outcome.out,
        "stderr": outcome.err,
        "findings": list(outcome.told),
        "outlived": outcome.left,
        "runs": found.count,
        "first": found.first,
        "lines": best.lines,
        "preemptions": preemptions(best.steps),
        "story": story.tell(best, setting.lang),
        "ends": story.ends(best, setting.lang) if outcome.status == HANGS else [],
        "repeated": found.repeated,
        "repeats": found.of,
        "recording": str(setting.file(number)) if kept else None,
        "again": setting.again(number, best) if kept else None,
    }
