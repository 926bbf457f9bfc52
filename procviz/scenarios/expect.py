"""Does a recording hold what its scenario promises?

``expect`` in a script's metadata:

* ``exit``: exit status of the program; ``statuses``: how its children ended, exit codes and names
  of signals, sorted as text (the order of deaths is not promised);
* every other key is a kind of event (``spawned``, ``exited``, ``zombie``, ``reaped``,
  ``signal_sent`` …) and how many of it there are, exactly.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from procviz import events as ev
from procviz.codec import KIND_OF
from procviz.events import Event


def differences(expect: Mapping[str, Any], log: Iterable[Event]) -> list[str]:
    """Return how the log differs from what was promised, one sentence each; [] = it holds."""
    log = list(log)
    kinds = Counter(KIND_OF[type(event)] for event in log)
    seen: dict[str, Any] = {key: kinds[key] for key in expect}
    if "statuses" in expect:
        ends = [_status(event) for event in log if isinstance(event, ev.Exited)]
        seen["statuses"] = sorted(ends, key=str)
    if "exit" in expect:
        last = next((event for event in log if isinstance(event, ev.RunEnded)), None)
        seen["exit"] = _status(last) if last else None
    return [
        f"{key} should be {wanted}, is {seen[key]}"
        for key, wanted in expect.items()
        if seen[key] != (sorted(wanted, key=str) if key == "statuses" else wanted)
    ]


def _status(event: ev.Exited | ev.RunEnded) -> int | str | None:
    return event.code if event.signal is None else event.signal
