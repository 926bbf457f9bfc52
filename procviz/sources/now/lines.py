"""A code object's location table (CPython 3.11 and later, Objects/locations.md, PEP 626).

Entries of one byte ``1 kkkk lll`` and what follows it: ``lll`` + 1 code units have a position of
kind ``kkkk``; kinds 11 to 14 move the line, the others keep it or have none.
"""

_SAME, _NEXT, _SECOND = 10, 11, 12  # the columns follow in two bytes; the line is 0, 1, 2 further
_NO_COLUMNS, _LONG, _NONE = 13, 14, 15


def line_at(table: bytes, first: int, offset: int) -> int | None:
    """Return the line of the instruction at ``offset`` bytes, None where it has none.

    ``first``: the line of the ``def``.  Also None when the table ends before, or is broken.
    """
    line, end, at = first, 0, 0
    size = len(table)
    while at < size:
        head = table[at]
        if not head & 0x80:
            return None
        kind = head >> 3 & 15
        end += ((head & 7) + 1) * 2
        at += 1
        if kind in (_NEXT, _SECOND):
            line += kind - _SAME
        elif kind in (_NO_COLUMNS, _LONG):
            value, shift = 0, 0
            while at < size:
                part = table[at]
                at += 1
                value |= (part & 63) << shift
                shift += 6
                if not part & 64 or shift > 60:
                    break
            line += -(value >> 1) if value & 1 else value >> 1
        if offset < end:
            return None if kind == _NONE or line <= 0 else line
        while at < size and not table[at] & 0x80:  # columns, which nobody asked for
            at += 1
    return None
