"""Code objects, and the str and bytes objects that they name, in another process's memory."""

import struct
from typing import NamedTuple

from procviz.sources.now.lines import line_at
from procviz.sources.now.memory import HIGHEST, Read, Unreadable, exactly, inside
from procviz.sources.now.offsets import Layout

_NAME, _FILE = 1024, 4096  # characters
_TABLE = 1 << 20  # bytes of a location table
_HEAD = 32  # PyVarObject and a little more
_AT_ONCE = 512
_KEPT = 10_000
_CODES = {1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}


class Frame(NamedTuple):
    """One call: the function's qualified name, its file as the code object has it, the line."""

    function: str
    file: str
    line: int


class Types(NamedTuple):
    """Addresses of the types ``code``, ``str`` and ``bytes``: nothing else is taken for one."""

    code: int
    str: int
    bytes: int


class _Code(NamedTuple):
    raw: bytes  # of the object: as long as it is the same, so is the rest
    function: str
    file: str
    table: bytes
    first: int
    size: int
    frames: dict[int, Frame]  # what instructions were met, by their offset


class Objects:
    """Reads code objects, and keeps what it has learnt of them, as they seldom change."""

    def __init__(self, layout: Layout, types: Types) -> None:
        self._layout, self._types = layout, types
        self._codes: dict[int, _Code] = {}

    def frame(self, read: Read, executable: int, last: int) -> Frame:
        """Return what runs in a frame with these pointers; raises Unreadable."""
        if self._layout.tags and executable & 3 == 3:  # a number, and no reference
            raise Unreadable
        at = executable & ~self._layout.tags
        code = self._code(read, at)
        offset = last - at - self._layout.code
        frame = code.frames.get(offset)
        if frame is None:
            if not -self._layout.lead <= offset < code.size or offset % 2:
                raise Unreadable
            line = line_at(code.table, code.first, max(0, offset))
            frame = code.frames[offset] = Frame(code.function, code.file, line or code.first)
        return frame

    def _code(self, read: Read, address: int) -> _Code:
        layout = self._layout
        raw = exactly(read, address, layout.code)[8:]  # without the count of references
        known = self._codes.get(address)
        if known is not None and known.raw == raw:
            return known
        if inside(raw, 0) != self._types.code:
            raise Unreadable
        (first,) = struct.unpack_from("<i", raw, layout.first - 8)
        units = inside(raw, 8)
        if first < 0 or units > _TABLE:
            raise Unreadable
        function = self._text(read, inside(raw, layout.qualname - 8), _NAME)
        file = self._text(read, inside(raw, layout.file - 8), _FILE)
        table = self._bytes(read, inside(raw, layout.linetable - 8))
        if not function or not file:
            raise Unreadable
        if len(self._codes) >= _KEPT:
            self._codes.clear()
        code = self._codes[address] = _Code(raw, function, file, table, first, units * 2, {})
        return code

    def _text(self, read: Read, address: int, most: int) -> str:
        """Return a str object's text; raises Unreadable."""
        layout = self._layout
        raw = self._object(read, address, self._types.str)
        length = inside(raw, layout.length)
        if len(raw) < layout.state + 4 or length > most:
            raise Unreadable
        (state,) = struct.unpack_from("<I", raw, layout.state)
        state >>= layout.bits
        kind, compact, short = state & 7, state & 8, state & 16
        if kind not in _CODES or not compact:
            raise Unreadable
        begin = layout.ascii if short else layout.compact
        size = begin + length * kind
        if len(raw) < size:
            raw = exactly(read, address, size)
        try:
            text = raw[begin:size].decode("ascii" if short else _CODES[kind], "surrogatepass")
        except UnicodeDecodeError:
            raise Unreadable from None
        if "\0" in text:
            raise Unreadable
        return text

    def _bytes(self, read: Read, address: int) -> bytes:
        """Return a bytes object's value; raises Unreadable."""
        layout = self._layout
        raw = self._object(read, address, self._types.bytes)
        size = inside(raw, layout.bytes_size)
        if size > _TABLE:
            raise Unreadable
        end = layout.bytes_value + size
        if len(raw) < end:
            raw = exactly(read, address, end)
        return raw[layout.bytes_value : end]

    def _object(self, read: Read, address: int, kind: int) -> bytes:
        if not 0 < address < HIGHEST:
            raise Unreadable
        raw = read(address, _AT_ONCE)
        if len(raw) < _HEAD or inside(raw, 8) != kind:
            raise Unreadable
        return raw
