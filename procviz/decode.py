"""Makes functions that build an event from its JSON object, one for each kind, when it is needed.

Written out field by field, as dataclasses writes out ``__init__``, they take half the time of a
loop over the fields; and they fill the slots of a frozen class as its ``__init__`` would.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from procviz.events import Event

LARGEST = 2**63 - 1  # of any number: nothing that a kernel counts is larger
Build = Callable[[Mapping[str, Any]], Event]


def builder(
    cls: type[Event], readers: Mapping[str, Callable[[Any], Any]], whole: Callable[[Any], int]
) -> Build:
    """Return the function for a class.

    It raises TypeError, ValueError, KeyError or AttributeError for an object that is none.
    ``readers``: by field, from a JSON value to the field's.  ``whole``: the one for integers, of
    which most are as they should be and need no call.
    """
    names: dict[str, Any] = {"new": object.__new__, "cls": cls, "LARGEST": LARGEST}
    lines = ["def build(data):", "    event, get = new(cls), data.get"]
    for field in fields(cls):
        name = field.name
        names[f"set_{name}"] = _slot(cls, name)
        names[f"default_{name}"] = field.default
        names[f"read_{name}"] = readers[name]
        lines.append(f"    value = get({name!r})")
        if readers[name] is whole:
            lines.append("    if type(value) is int and 0 <= value <= LARGEST: pass")
            lines.append("    elif value is None:")
        else:
            lines.append("    if value is None:")
        if field.default is MISSING:
            lines.append(f"        raise KeyError({name!r})")
        else:
            lines.append(f"        value = default_{name}")
        lines.append(f"    else: value = read_{name}(value)")
        lines.append(f"    set_{name}(event, value)")
    lines.append("    return event")
    exec("\n".join(lines), names)  # of our own words only: the fields of our own classes
    return names["build"]  # type: ignore[no-any-return]


def _slot(cls: type[Event], name: str) -> Callable[[Event, Any], None]:
    for base in cls.__mro__:
        if name in vars(base):
            return vars(base)[name].__set__  # type: ignore[no-any-return]
    raise AttributeError(name)
