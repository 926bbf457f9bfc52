"""The format of recordings and of ``--json`` as a JSON Schema, made from the events themselves.

https://json-schema.org/draft/2020-12/schema; ``procviz info --schema`` prints it.
"""

import inspect
from dataclasses import MISSING, fields
from types import UnionType
from typing import Any, get_args

from procviz.codec import KINDS
from procviz.events import Event, Where
from procviz.recording import FORMAT

_LARGEST = 2**63 - 1
_INTEGER = {"type": "integer", "minimum": -_LARGEST, "maximum": _LARGEST}
_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_SIMPLE: dict[Any, dict[str, Any]] = {
    int: _INTEGER,
    str: _TEXT,
    bool: {"type": "boolean"},
    float: {"type": "number"},
    tuple[str, ...]: _TEXTS,
    tuple[int, int]: {"type": "array", "items": _INTEGER, "minItems": 2, "maxItems": 2},
    dict[str, Any]: {"type": "object"},
    Where: {"$ref": "#/$defs/where"},
}


def schema() -> dict[str, Any]:
    """Return the schema of one line: the header, or an event of any kind."""
    defs = {
        "where": {
            "description": _first(Where),
            "type": "object",
            "properties": {"file": _TEXT, "line": _INTEGER, "function": _TEXT},
            "required": ["file", "line"],
        },
        "header": _header(),
        **{kind: _event(kind, cls) for kind, cls in KINDS.items()},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:procviz:recording:{FORMAT}",
        "title": f"One line of a procviz recording, format {FORMAT}",
        "description": "The first line is the header, each further line is an event; UTF-8. "
        "Fields that hold their default are left out; unknown ones are to be ignored.",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in defs if name != "where"],
        "$defs": defs,
    }


def _event(kind: str, cls: type[Event]) -> dict[str, Any]:
    properties: dict[str, Any] = {"kind": {"const": kind}}
    for field in fields(cls):
        properties[field.name] = _of(field.type)
        if field.default is not MISSING and field.default is not None:
            default = field.default
            properties[field.name] = {
                **properties[field.name],
                "default": list(default) if isinstance(default, tuple) else default,
            }
    needed = [f.name for f in fields(cls) if f.default is MISSING]
    return {
        "description": " ".join((inspect.getdoc(cls) or "").split()),
        "type": "object",
        "properties": properties,
        "required": ["kind", "seq", "t", *needed],
    }


def _of(kind: Any) -> dict[str, Any]:
    if isinstance(kind, UnionType):  # absent, or of this type
        kind = next(one for one in get_args(kind) if one is not type(None))
    return _SIMPLE[kind]


def _first(cls: type) -> str:
    return (inspect.getdoc(cls) or "").partition("\n")[0]


def _header() -> dict[str, Any]:
    texts = {"type": "object", "additionalProperties": _TEXT}
    return {
        "description": "What was run, when, where and by whom it was observed.",
        "type": "object",
        "properties": {
            "kind": {"const": "header"},
            "format": {"type": "integer", "minimum": 1, "maximum": FORMAT},
            "procviz": {**_TEXT, "description": "the version that wrote it"},
            "command": _TEXTS,
            "scenario": _TEXT,
            "variant": _TEXT,
            "start": {**_TEXT, "description": "wall clock, ISO 8601, of t = 0"},
            "helper": {**_INTEGER, "description": "PID of the subreaper that adopts orphans"},
            "sources": {**_TEXTS, "description": "who observed"},
            "files": {**texts, "description": "path -> source text"},
            "host": {"type": "object", "description": "facts of the machine"},
        },
        "required": ["kind", "format"],
    }
