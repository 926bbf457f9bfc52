"""Does a recording hold what its scenario promises?

``expect`` in a script's metadata, and in its variants, where it adds to the common one:

* ``exit``: exit status of the program, a number or the name of a signal;
* ``statuses``: how its other processes ended, exit codes and names of signals, in any order;
* ``output``: its standard output, line by line; ``lines``: the same in any order.  ``<name>``
  stands for a PID, the same name for the same one and another name for another, ``<*>`` for
  anything within a line;
* ``errors``: regular expressions, each found in what it wrote to stderr; without it nothing may be
  written there;
* ``order``: chains of patterns (see :mod:`procviz.scenarios.patterns`), each must be there;
* ``seen``: patterns with ``n``, how many events meet it: ``3``, ``">= 1"`` (the default) or
  ``"2..4"``;
* ``findings``: kinds of findings (:mod:`procviz.findings`) that must come up at some time;
* every other key is a kind of event (``spawned``, ``exited``, ``zombie``, ``reaped``,
  ``signal_sent`` …) and how many of it there are, written as ``n``.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from procviz import events as ev
from procviz.codec import KIND_OF, KINDS
from procviz.events import Event
from procviz.findings import find
from procviz.fold import apply
from procviz.scenarios import patterns, spoken
from procviz.world import World

_LATER = 1_000_000_000  # ns after the last event: who still waits then, waits


def differences(expect: Mapping[str, Any], log: Sequence[Event]) -> list[str]:
    """Return how the log differs from what was promised, one sentence each; [] = it holds.

    Raises ValueError, TypeError or KeyError for an expectation that makes no sense.
    """
    kinds = Counter(KIND_OF[type(event)] for event in log)
    out: list[str] = []
    for key, wanted in expect.items():
        if key in _CHECKS:
            out += _CHECKS[key](wanted, log)
        elif key not in KINDS:
            raise ValueError(f"there is no kind of event '{key}'")
        elif not amount(wanted, kinds[key]):
            out.append(f"{key} should be {wanted}, is {kinds[key]}")
    if "errors" not in expect:
        out += spoken.errors([], log)
    return out


def amount(wanted: int | str, n: int) -> bool:
    """Whether ``n`` is as wanted: ``3``, ``">= 3"``, ``"<= 3"`` or ``"2..4"``."""
    if isinstance(wanted, int):
        return n == wanted
    low, dots, high = wanted.partition("..")
    if dots:
        return int(low) <= n <= int(high)
    sign, _, number = wanted.partition(" ")
    return {">=": n >= int(number), "<=": n <= int(number)}[sign]


def found(log: Sequence[Event]) -> list[str]:
    """Return the kinds of findings that come up while the log goes on, in that order."""
    world = World()
    kinds: dict[str, None] = {}
    for i, event in enumerate(log):
        apply(world, event)
        now = log[i + 1].t if i + 1 < len(log) else event.t + _LATER
        for finding in find(world, now):
            kinds[finding.kind] = None
    return list(kinds)


def _exit(wanted: int | str, log: Sequence[Event]) -> list[str]:
    last = next((event for event in log if isinstance(event, ev.RunEnded)), None)
    is_now = _status(last) if last else None
    return [] if is_now == wanted else [f"exit should be {wanted}, is {is_now}"]


def _statuses(wanted: list[int | str], log: Sequence[Event]) -> list[str]:
    ends = sorted((_status(e) for e in log if isinstance(e, ev.Exited)), key=str)
    wanted = sorted(wanted, key=str)
    return [] if ends == wanted else [f"statuses should be {wanted}, is {ends}"]


def _status(event: ev.Exited | ev.RunEnded) -> int | str | None:
    return event.code if event.signal is None else event.signal


def _order(chains: list[list[patterns.Pattern]], log: Sequence[Event]) -> list[str]:
    out = []
    for wanted in chains:
        events, met = patterns.chain(wanted, log)
        if not events:
            after = f" after {patterns.told(wanted[met - 1])}" if met else ""
            out.append(f"there should be {patterns.told(wanted[met])}{after}, and is not")
    return out


def _seen(wanted: list[dict[str, Any]], log: Sequence[Event]) -> list[str]:
    out = []
    for item in wanted:
        pattern = {key: value for key, value in item.items() if key != "n"}
        n = len(patterns.matching(pattern, log))
        if not amount(item.get("n", ">= 1"), n):
            out.append(f"{patterns.told(pattern)} should be {item.get('n', '>= 1')}, is {n}")
    return out


def _findings(wanted: list[str], log: Sequence[Event]) -> list[str]:
    kinds = found(log)
    missing = [kind for kind in wanted if kind not in kinds]
    return [f"findings should be {wanted}, are {kinds}"] if missing else []


_CHECKS: dict[str, Any] = {
    "exit": _exit,
    "statuses": _statuses,
    "order": _order,
    "seen": _seen,
    "findings": _findings,
    "output": lambda wanted, log: spoken.output(wanted, log, ordered=True),
    "lines": lambda wanted, log: spoken.output(wanted, log, ordered=False),
    "errors": spoken.errors,
}
