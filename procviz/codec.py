"""Events as JSON objects and back: the contract that :mod:`procviz.events` documents."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import lru_cache
from sys import intern
from typing import Any

from procviz import events
from procviz.decode import LARGEST, Build, builder
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


def _whole(value: Any) -> int:
    if type(value) is not int or not -LARGEST <= value <= LARGEST:  # a bool is no number here
        raise TypeError
    return value


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError
    return value


def _number(value: Any) -> float:
    if type(value) is int or type(value) is float:
        number = float(value)
        if -LARGEST <= number <= LARGEST:  # neither inf nor nan
            return number
    raise TypeError


def _texts(value: Any) -> tuple[str, ...]:
    if type(value) is not list:
        raise TypeError
    return tuple(map(_text, value))


def _interval(value: Any) -> tuple[int, int]:
    begin, end = value
    return _whole(begin), _whole(end)


def _where(value: Any) -> Where:
    file, function = _text(value["file"]), _text(value.get("function", ""))
    return _place(file, _whole(value["line"]), function)


@lru_cache(maxsize=65536)
def _place(file: str, line: int, function: str) -> Where:
    """Return a place: one object for all that happens there, of a million events."""
    return Where(intern(file), line, intern(function))


def _descriptors(value: Any) -> dict[str, str]:
    for fd, what in value.items():
        if not (fd.isascii() and fd.isdigit() and len(fd) < 10):
            raise ValueError
        _text(what)
    return dict(value)


def _stacks(value: Any) -> None:
    for tid, rows in value.items():
        if not (tid.isascii() and tid.isdigit() and len(tid) < 12) or type(rows) is not list:
            raise ValueError
        for function, file, line in rows:
            _text(function), _text(file), _whole(line)


def _facts(value: Any) -> dict[str, Any]:
    """Return what a sample tells; facts that this version does not know may be anything."""
    for name, fact in value.items():
        if name in _FACTS:
            _FACTS[name](fact)
    return {
        intern(name): _calls(fact) if name == "stacks" else _lean(fact)
        for name, fact in value.items()
    }


@lru_cache(maxsize=16384)
def _shared(value: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the one of all that are equal: who is seen twice stands in the same calls, mostly."""
    return value


def _calls(stacks: Any) -> dict[str, tuple[Any, ...]]:
    return {
        intern(tid): _shared(
            tuple(_shared((intern(function), intern(file), line)) for function, file, line in rows)
        )
        for tid, rows in stacks.items()
    }


def _lean(fact: Any) -> Any:
    """Return the same with words that all others share: processes keep what was sampled last."""
    if type(fact) is str:
        return intern(fact)
    if type(fact) is list:
        return [intern(item) if type(item) is str else item for item in fact]
    if type(fact) is dict:
        return {intern(k): intern(v) if type(v) is str else v for k, v in fact.items()}
    return fact


_FACTS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("state", "name", "wchan"), _text),
    **dict.fromkeys(("cpu", "user", "system"), _number),
    **dict.fromkeys(("rss", "private", "faults", "threads", "ppid", "group", "session", "tty",
                     "processor", "voluntary", "involuntary"), _whole),
    **dict.fromkeys(("caught", "ignored", "blocked", "pending"), _texts),
    "fds": _descriptors,
    "stacks": _stacks,
}  # fmt: skip


_READERS: dict[Any, Callable[[Any], Any]] = {
    int: _whole,
    str: _text,
    bool: _flag,
    float: _number,
    int | None: _whole,
    str | None: _text,
    float | None: _number,
    tuple[str, ...]: _texts,
    tuple[int, int] | None: _interval,
    Where | None: _where,
    dict[str, Any]: _facts,
}
# looked up once, as a million events pass through here
_DEFAULTS = {cls: [(f.name, f.default) for f in fields(cls)] for cls in KIND_OF}
_FORMS: dict[str, tuple[type[Event], dict[str, Callable[[Any], Any]], list[str]]] = {
    kind: (
        cls,
        {f.name: _READERS[f.type] for f in fields(cls)},
        [f.name for f in fields(cls) if f.default is MISSING],
    )
    for kind, cls in KINDS.items()
}
_ALWAYS = ("seq", "t", "pid")


def to_dict(event: Event) -> dict[str, Any]:
    """Return the JSON object of an event; fields that hold their default are left out."""
    cls = type(event)
    out: dict[str, Any] = {"kind": KIND_OF[cls], "seq": event.seq, "t": event.t, "pid": event.pid}
    for name, default in _DEFAULTS[cls]:
        value = getattr(event, name)
        if name not in _ALWAYS and (default is MISSING or value != default):
            out[name] = value._asdict() if name == "where" else value
    return out


def from_dict(data: Mapping[str, Any]) -> Event:
    """Return the event of a JSON object.

    Keys that this version does not know are ignored, so that newer recordings of the same format
    can still be read.  Raises BadEvent when the kind is unknown or a field has the wrong type.
    """
    kind = data.get("kind")
    form = _FORMS.get(kind) if type(kind) is str else None
    if form is None:
        raise BadEvent(f"unknown kind of event {kind!r:.60}")
    build = _BUILD.get(form[0])
    if build is None:
        build = _BUILD[form[0]] = builder(form[0], form[1], _whole)
    try:
        return build(data)
    except _WRONG:
        raise BadEvent(_why(data, *form[1:])) from None


_BUILD: dict[type[Event], Build] = {}  # made when the first event of a kind comes
_WRONG = (TypeError, ValueError, KeyError, AttributeError, OverflowError)


def _why(
    data: Mapping[str, Any],
    readers: Mapping[str, Callable[[Any], Any]],
    needed: list[str],
) -> str:
    """Say why this is no event of its kind."""
    kind = data["kind"]
    for name, value in data.items():
        if name in readers and value is not None:
            try:
                readers[name](value)
            except _WRONG:
                return f"{kind}: {name!r} cannot be {value!r:.60}"
    missing = next(name for name in needed if data.get(name) is None)
    return f"{kind} without {missing!r}"


def dumps(event: Event) -> str:
    """Return the one-line JSON text of an event, without the newline."""
    return json.dumps(to_dict(event), ensure_ascii=False)
