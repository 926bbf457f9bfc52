"""The layout of CPython's structures on 64-bit machines: where in them is what is needed.

From 3.13 on the interpreter's state begins with a table of its own, ``_Py_DebugOffsets``; of 3.11
and 3.12 it is given here, as in Include/internal/pycore_{runtime,interp,frame,code}.h.
"""

import struct
from typing import NamedTuple

from procviz.sources.now.memory import Read, Unreadable, exactly

_COOKIE = b"xdebugpy"
_LARGEST = 1 << 20  # bytes: no structure is larger
FINAL, CANDIDATE = 0xF, 0xC  # PY_VERSION_HEX, its fifth half-byte


class Layout(NamedTuple):
    """Offsets in bytes.  ``cframe``: 3.11 and 3.12 have one between thread and frame, else -1.

    ``last``: the pointer to the instruction, ``lead``: how far it can point before the first one.
    ``compact``: what a str that is not ASCII has before its characters; ``state``: by how many
    bits the kind of a str is shifted.  ``tags``: low bits of a reference that are no address.
    """

    interpreters: int
    interpreter_next: int
    threads: int
    thread_next: int
    cframe: int
    current: int
    native: int
    previous: int
    executable: int
    last: int
    owner: int
    file: int
    qualname: int
    linetable: int
    first: int
    code: int
    ascii: int
    compact: int
    length: int
    state: int
    bits: int
    bytes_size: int
    bytes_value: int
    lead: int
    tags: int


_311 = Layout(
    interpreters=40, interpreter_next=0, threads=16, thread_next=8, cframe=56, current=8,
    native=160, previous=48, executable=32, last=56, owner=69, file=112, qualname=128,
    linetable=136, first=72, code=184, ascii=48, compact=72, length=16, state=32, bits=2,
    bytes_size=16, bytes_value=32, lead=2, tags=0,
)  # fmt: skip
_312 = Layout(
    interpreters=40, interpreter_next=0, threads=72, thread_next=8, cframe=56, current=0,
    native=144, previous=8, executable=0, last=56, owner=70, file=112, qualname=128,
    linetable=136, first=68, code=192, ascii=40, compact=56, length=16, state=32, bits=2,
    bytes_size=16, bytes_value=32, lead=2, tags=0,
)  # fmt: skip
_TABLES = {(3, 11): _311, (3, 12): _312}

# _Py_DebugOffsets after cookie, version and free_threaded: groups of 8-byte offsets, in order
_RUNTIME = ("size", "finalizing", "head")
_THREAD = ("size", "prev", "next", "interp", "current", "id", "native", "chunk", "status")
_CODE = ("size", "file", "name", "qualname", "linetable", "first", "argcount", "localnames",
         "localkinds", "code")  # fmt: skip
_OBJECTS = {"object": 2, "type": 4, "tuple": 3, "list": 3}  # groups in between, with their sizes
_313 = (
    ("runtime", _RUNTIME),
    ("interpreter", ("size", "id", "next", "threads", *"123456789")),
    ("thread", _THREAD),
    ("frame", ("size", "previous", "executable", "last", "locals", "owner")),
    ("code", _CODE),
    *((name, tuple("0123"[:count])) for name, count in _OBJECTS.items()),
    ("dict", tuple("012")),
    ("float", tuple("01")),
    ("long", tuple("012")),
    ("bytes", ("size", "length", "value")),
    ("str", ("size", "state", "length", "ascii")),
)
_314 = (
    ("runtime", _RUNTIME),
    ("interpreter", ("size", "id", "next", "threads", *"123456789abc")),
    ("thread", _THREAD),
    ("frame", ("size", "previous", "executable", "last", "locals", "owner", "stack", "index")),
    ("code", (*_CODE, "own")),
    *((name, tuple("0123"[:count])) for name, count in _OBJECTS.items()),
    ("set", tuple("0123")),
    ("dict", tuple("012")),
    ("float", tuple("01")),
    ("long", tuple("012")),
    ("bytes", ("size", "length", "value")),
    ("str", ("size", "state", "length", "ascii")),
)
_TOLD = {(3, 13): _313, (3, 14): _314}


def of_version(number: int) -> Layout | None:
    """Return the layout of PY_VERSION_HEX where it is known from here; None for others."""
    final = number >> 4 & 15 in (CANDIDATE, FINAL)
    return _TABLES.get((number >> 24, number >> 16 & 255)) if final else None


def told(read: Read, runtime: int) -> Layout:
    """Return the layout that ``_PyRuntime`` itself begins with, from 3.13 on.

    Raises Unreadable for a version whose table is not known, and for free-threaded builds: there
    each thread can run a copy of the code.
    """
    cookie, version, free = struct.unpack("<8sQQ", exactly(read, runtime, 24))
    groups = _TOLD.get((version >> 24, version >> 16 & 255))
    if cookie != _COOKIE or groups is None or free or version >> 4 & 15 not in (CANDIDATE, FINAL):
        raise Unreadable
    count = sum(len(fields) for _, fields in groups)
    values = iter(struct.unpack(f"<{count}Q", exactly(read, runtime + 24, count * 8)))
    at = {(group, field): next(values) for group, fields in groups for field in fields}
    if any(value > _LARGEST for value in at.values()):
        raise Unreadable
    newer = version >> 16 & 255 >= 14
    return Layout(
        interpreters=at["runtime", "head"],
        interpreter_next=at["interpreter", "next"],
        threads=at["interpreter", "threads"],
        thread_next=at["thread", "next"],
        cframe=-1,
        current=at["thread", "current"],
        native=at["thread", "native"],
        previous=at["frame", "previous"],
        executable=at["frame", "executable"],
        last=at["frame", "last"],
        owner=at["frame", "owner"],
        file=at["code", "file"],
        qualname=at["code", "qualname"],
        linetable=at["code", "linetable"],
        first=at["code", "first"],
        code=at["code", "code"],
        ascii=at["str", "ascii"],
        compact=at["str", "ascii"] + 16,
        length=at["str", "length"],
        state=at["str", "state"],
        bits=16 if newer else 2,
        bytes_size=at["bytes", "length"],
        bytes_value=at["bytes", "value"],
        lead=0,
        tags=3 if newer else 0,
    )
