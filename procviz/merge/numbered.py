"""An event as the log has it: a copy with its number, and time that counts from the run's origin.

Each event of the log comes through here.  dataclasses.replace would do the same in twice the time,
and of a program that forks fast that time is the second core's, which its children need.
"""

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from procviz.events import Event

_FIRST = ("seq", "t", "pid", "start", "tid", "source", "exact", "within")  # of every event
# what reads all fields of a kind of event, and what writes each into a new one
_Fields = tuple[Callable[[Event], tuple[Any, ...]], list[Callable[[Event, Any], None]]]
_KNOWN: dict[type[Event], _Fields] = {}


def numbered(event: Event, seq: int, origin: int, start: int) -> Event:
    """Return a copy with another number and start; ``t`` and ``within`` (ns) less ``origin``."""
    kind = type(event)
    known = _KNOWN.get(kind)
    if known is None:
        known = _KNOWN[kind] = _fields(kind)
    get, put = known
    values = list(get(event))
    values[0] = seq
    values[1] = max(0, values[1] - origin)
    values[3] = start
    within = values[7]
    if within is not None:
        values[7] = max(0, within[0] - origin), within[1] - origin
    copy = object.__new__(kind)
    for write, value in zip(put, values, strict=True):
        write(copy, value)
    return copy


def _fields(kind: type[Event]) -> _Fields:
    names = [field.name for field in fields(kind)]
    assert tuple(names[: len(_FIRST)]) == _FIRST
    # a slot's descriptor: unlike setattr it knows nothing of "frozen", see dataclass(slots=True)
    return attrgetter(*names), [getattr(kind, name).__set__ for name in names]
