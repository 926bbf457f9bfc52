"""Patterns of events, as a scenario's metadata writes them.

A pattern is a table: ``kind`` (as in ``procviz run --json``) and any fields with wanted values,
such as ``{kind = "signal_sent", signal = "SIGTERM", pid = "$parent", to = "$child"}``.

* A text that begins with ``$`` is a variable: what it meets first it means from there on.
  ``$root`` is the first process.
* A text that begins with ``~`` is a regular expression that must be found in the field.
* ``kind = "end"`` means ``exited`` or ``run_ended``.

A chain is a list of patterns that one event after another must meet, others between them or not.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from procviz.codec import KIND_OF, KINDS
from procviz.events import Event

Pattern = Mapping[str, Any]
Names = Mapping[str, Any]
_GROUPS = {"end": ("exited", "run_ended")}


def names(log: Sequence[Event]) -> dict[str, Any]:
    """Return the variables that every pattern knows: ``$root``."""
    return {"$root": log[0].pid} if log else {}


def meet(pattern: Pattern, event: Event, known: Names) -> dict[str, Any] | None:
    """Return the variables with those that this event adds, None where it does not meet it.

    Raises ValueError for a kind or a field that does not exist.
    """
    kind = KIND_OF[type(event)]
    if kind not in _kinds(pattern):
        return None
    found = dict(known)
    for name, wanted in pattern.items():
        if name == "kind":
            continue
        if not hasattr(event, name):
            raise ValueError(f"{kind} has no field '{name}'")
        value = getattr(event, name)
        if isinstance(wanted, str) and wanted.startswith("$"):
            if found.setdefault(wanted, value) != value:
                return None
        elif isinstance(wanted, str) and wanted.startswith("~"):
            if re.search(wanted[1:], str(value)) is None:
                return None
        elif _plain(value) != wanted:
            return None
    return found


def matching(pattern: Pattern, log: Sequence[Event]) -> list[Event]:
    """Return all events that meet a pattern, each by itself."""
    known = names(log)
    return [event for event in log if meet(pattern, event, known) is not None]


def chain(patterns: Sequence[Pattern], log: Sequence[Event]) -> tuple[list[Event], int]:
    """Return the events of the first way to meet a chain, and how many patterns could be met."""
    best = 0

    def search(which: int, at: int, known: Names) -> list[Event] | None:
        nonlocal best
        best = max(best, which)
        if which == len(patterns):
            return []
        for i in range(at, len(log)):
            found = meet(patterns[which], log[i], known)
            if found is not None:
                rest = search(which + 1, i + 1, found)
                if rest is not None:
                    return [log[i], *rest]
                if found == known:
                    return None  # another event of the same meaning, later, helps nobody
        return None

    return search(0, 0, names(log)) or [], best


def told(pattern: Pattern) -> str:
    """Return a pattern as it is written."""
    fields = ", ".join(f"{k} = {v!r}" for k, v in pattern.items() if k != "kind")
    return f"{pattern.get('kind', '')}({fields})"


def _kinds(pattern: Pattern) -> Iterable[str]:
    kind = pattern.get("kind", "")
    if kind not in KINDS and kind not in _GROUPS:
        raise ValueError(f"there is no kind of event '{kind}'")
    return _GROUPS.get(kind, (kind,))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
