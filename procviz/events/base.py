"""The envelope of every event, and places in the source."""

from dataclasses import Field, dataclass, fields
from typing import Any, NamedTuple


class Where(NamedTuple):
    """A place in the user's source: absolute file, line from 1, function name."""

    file: str
    line: int
    function: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Event:
    """The envelope; see the module's text for units."""

    seq: int = 0
    t: int = 0
    pid: int
    start: int = 0
    tid: int = 0
    source: tuple[str, ...] = ()
    exact: bool = True
    within: tuple[int, int] | None = None
    where: Where | None = None

    # One pair for all, as dataclass would compile one for each of forty classes: that alone
    # would cost as much time at start-up as everything else of the core together.

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Event) or type(self) is not type(other):
            return False
        return _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash((type(self), self.seq, self.t, self.pid))

    def __repr__(self) -> str:
        told = (f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if _told(self, f))
        return f"{type(self).__name__}({', '.join(told)})"


def _values(event: Event) -> list[object]:
    return [getattr(event, f.name) for f in fields(event)]


def _told(event: Event, field: Field[Any]) -> bool:
    value: object = getattr(event, field.name)
    return value != field.default  # what holds its default says nothing
