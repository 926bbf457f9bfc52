"""Short reprs of the program's objects, made without running anything of the program's own."""

from itertools import islice

import _procviz_frames as frames

_MOST = 60  # characters
_MANY_BITS = 256  # of a number that is worth its digits
_PLAIN = (int, float, complex, bool, type(None))


def shown(item):
    """Return at most 60 characters: text, numbers and collections of them; others by their type."""
    text = _shown(item, 2)
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"


def _shown(item, depth):
    kind = type(item)
    if kind is str or kind is bytes:
        return repr(item[:_MOST])
    if kind in _PLAIN and not (kind is int and item.bit_length() > _MANY_BITS):
        return repr(item)
    if depth:
        if kind is tuple:
            return f"({_parts(item, depth)}{',' * (len(item) == 1)})"
        if kind is list:
            return f"[{_parts(item, depth)}]"
        if kind is dict:
            return "{" + _parts(item, depth) + "}"
    return frames.short(kind.__qualname__)


def _parts(items, depth):
    """Show as many as there is room for."""
    parts, room = [], _MOST
    try:
        for item in islice(items.items() if type(items) is dict else items, _MOST):
            if type(items) is dict:
                part = f"{_shown(item[0], depth - 1)}: {_shown(item[1], depth - 1)}"
            else:
                part = _shown(item, depth - 1)
            parts.append(part)
            room -= len(part) + 2
            if room < 0:
                break
    except RuntimeError:  # a dict that another thread is changing
        parts.append("…")
    return ", ".join(parts)
