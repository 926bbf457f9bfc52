"""ELF files, elf(5): the addresses of a few symbols, and what part is mapped where."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from procviz.sources.now.memory import Read, Unreadable

_LOAD, _SYMTAB, _DYNSYM = 1, 2, 11
_MOST_NAMES = 64 << 20  # bytes: a static Python's own symbols take some hundred thousand
_MOST_SECTIONS = 4096
_SEGMENT = struct.Struct("<II6Q")
_SECTION = struct.Struct("<II4QIIQQ")
_SYMBOL = struct.Struct("<IBBHQQ")


class Segment(NamedTuple):
    """A part of the file that is loaded: ``offset`` in the file, ``address`` as linked."""

    offset: int
    address: int
    size: int


@dataclass(frozen=True, slots=True)
class Elf:
    """What was asked for: name -> address as linked; "" and a section's name for its begin."""

    symbols: dict[str, int]
    segments: tuple[Segment, ...]

    def bias(self, start: int, offset: int, page: int = 4096) -> int | None:
        """Return what to add to addresses, as the file's part from ``offset`` is at ``start``."""
        for segment in self.segments:
            if segment.offset // page * page == offset:
                return start - segment.address // page * page
        return None


class _Section(NamedTuple):
    name: int
    type: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int
    align: int
    entry: int


def parse(read: Read, names: Iterable[str], sections: Iterable[str] = ()) -> Elf:
    """Look names up in a 64-bit little-endian ELF file; ``read`` takes offsets in it.

    What is not found is left out.  Raises Unreadable for whatever else the file is.
    """
    try:
        return _parse(read, tuple(names), tuple(sections))
    except (struct.error, OverflowError, MemoryError):
        raise Unreadable from None


def _parse(read: Read, names: tuple[str, ...], wanted: tuple[str, ...]) -> Elf:
    head = read(0, 64)
    if head[:6] != b"\x7fELF\x02\x01" or len(head) < 64:
        raise Unreadable
    phoff, shoff = struct.unpack_from("<QQ", head, 32)
    phentsize, phnum, shentsize, shnum, shstrndx = struct.unpack_from("<5H", head, 54)
    if phentsize != _SEGMENT.size or shentsize != _SECTION.size:
        raise Unreadable
    if phnum > _MOST_SECTIONS or shnum > _MOST_SECTIONS:
        raise Unreadable
    segments = []
    for kind, _, offset, address, _, size, _, _ in _SEGMENT.iter_unpack(
        _all(read, phoff, phnum * _SEGMENT.size)
    ):
        if kind == _LOAD:
            segments.append(Segment(offset, address, size))
    found = [
        _Section(*fields)
        for fields in _SECTION.iter_unpack(_all(read, shoff, shnum * _SECTION.size))
    ]
    symbols: dict[str, int] = {}
    for kind in (_DYNSYM, _SYMTAB):  # the short one first: what is exported
        for section in found:
            if section.type == kind and len(symbols) < len(names) and section.link < len(found):
                symbols = _symbols(read, section, found[section.link], names) | symbols
    if shstrndx < len(found):
        strings = _all(read, found[shstrndx].offset, found[shstrndx].size)
        for name in wanted:
            for section in found:
                if strings[section.name :].startswith(name.encode() + b"\0"):
                    symbols[name] = section.address
    return Elf(symbols, tuple(segments))


def _symbols(
    read: Read, table: _Section, strings: _Section, names: tuple[str, ...]
) -> dict[str, int]:
    text = _all(read, strings.offset, strings.size)
    at: dict[int, str] = {}
    for name in names:
        raw = name.encode() + b"\0"
        where = text.find(raw)
        while where >= 0:  # also as the end of a longer name
            at[where] = name
            where = text.find(raw, where + 1)
    found: dict[str, int] = {}
    size = table.size // _SYMBOL.size * _SYMBOL.size
    for name, _, _, index, value, _ in _SYMBOL.iter_unpack(_all(read, table.offset, size)):
        if name in at and index:  # 0 = it is somewhere else
            found[at[name]] = value
    return found


def _all(read: Read, offset: int, size: int) -> bytes:
    if size > _MOST_NAMES:
        raise Unreadable
    raw = read(offset, size) if size else b""
    if len(raw) != size:
        raise Unreadable
    return raw
