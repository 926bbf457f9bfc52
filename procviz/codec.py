"""Events as JSON objects and back: the contract that :mod:`procviz.events` documents."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from procviz import events
from procviz.events import Event, Where

_WORDS = re.compile(r"(?<!^)(?=[A-Z])")

KINDS: dict[str, type[Event]] = {
    _WORDS.sub("_", name).lower(): cls
    for name, cls in vars(events).items()
    if isinstance(cls, type) and issubclass(cls, Event) and cls is not Event
}
KIND_OF = {cls: kind for kind, cls in KINDS.items()}


class BadEvent(ValueError):  # noqa: N818 - it names the thing, as in KeyError's "bad key"
    """A JSON object that is not an event of this format; the text says why."""


def _int(value: Any) -> int:
    if type(value) is not int:  # a bool is no number here
        raise TypeError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise TypeError
    return float(value)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(item) for item in value) if isinstance(value, list) else _fail()


def _interval(value: Any) -> tuple[int, int]:
    begin, end = value
    return _int(begin), _int(end)


def _where(value: Any) -> Where:
    return Where(_text(value["file"]), _int(value["line"]), _text(value.get("function", "")))


def _facts(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else _fail()


def _fail() -> Any:
    raise TypeError


_READERS: dict[Any, Callable[[Any], Any]] = {
    int: _int,
    str: _text,
    bool: _flag,
    float: _number,
    int | None: _int,
    str | None: _text,
    float | None: _number,
    tuple[str, ...]: _texts,
    tuple[int, int] | None: _interval,
    Where | None: _where,
    dict[str, Any]: _facts,
}
# looked up once, as a million events pass through here: name, default, reader
_FIELDS = {cls: [(f.name, f.default, _READERS[f.type]) for f in fields(cls)] for cls in KIND_OF}
_ALWAYS = ("seq", "t", "pid")


def to_dict(event: Event) -> dict[str, Any]:
    """Return the JSON object of an event; fields that hold their default are left out."""
    cls = type(event)
    out: dict[str, Any] = {"kind": KIND_OF[cls], "seq": event.seq, "t": event.t, "pid": event.pid}
    for name, default, _ in _FIELDS[cls]:
        value = getattr(event, name)
        if name not in _ALWAYS and (default is MISSING or value != default):
            out[name] = value._asdict() if name == "where" else value
    return out


def from_dict(data: Mapping[str, Any]) -> Event:
    """Return the event of a JSON object.

    Keys that this version does not know are ignored, so that newer recordings of the same format
    can still be read.  Raises BadEvent when the kind is unknown or a field has the wrong type.
    """
    cls = KINDS.get(data.get("kind", ""))
    if cls is None:
        raise BadEvent(f"unknown kind of event {data.get('kind')!r}")
    values: dict[str, Any] = {}
    for name, default, reader in _FIELDS[cls]:
        value = data.get(name)
        if value is None:
            if default is MISSING:
                raise BadEvent(f"{data['kind']} without {name!r}")
            continue
        try:
            values[name] = reader(value)
        except (TypeError, ValueError, KeyError, AttributeError):
            raise BadEvent(f"{data['kind']}: {name!r} cannot be {value!r:.60}") from None
    return cls(**values)


def dumps(event: Event) -> str:
    """Return the one-line JSON text of an event, without the newline."""
    return json.dumps(to_dict(event), ensure_ascii=False)
