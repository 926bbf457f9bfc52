"""Made-up memory of a Python process, laid out like any version of CPython that we know."""

import itertools
import struct

from procviz.sources.now.frames import Walker
from procviz.sources.now.objects import Types
from procviz.sources.now.offsets import Layout

TYPES = Types(code=0x1000, str=0x1100, bytes=0x1200)
RUNTIME = 0x2000


class Made:
    """A process that stands still: add threads, then `read` its memory."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.parts: dict[int, bytearray] = {}
        self._next = 0x10_0000
        self._threads: list[int] = []
        self.interpreter = self.take(16_000)
        self.at(RUNTIME, 4096)
        self.put(RUNTIME + layout.interpreters, self.interpreter)

    def at(self, address: int, size: int) -> int:
        self.parts[address] = bytearray(size)
        return address

    def take(self, size: int) -> int:
        address = self._next
        self._next += (size + 4095) // 4096 * 4096 + 8192  # a hole behind each
        return self.at(address, size)

    def put(self, address: int, value: int, form: str = "<Q") -> None:
        for start, part in self.parts.items():
            if start <= address < start + len(part):
                struct.pack_into(form, part, address - start, value)
                return
        raise AssertionError(hex(address))

    def read(self, address: int, size: int) -> bytes:
        for start, part in self.parts.items():
            if start <= address < start + len(part):
                return bytes(part[address - start : address - start + size])
        return b""

    def text(self, value: str) -> int:
        layout, kind = self.layout, 1 if max(value, default="") < "\x80" else 2
        raw = value.encode("ascii" if kind == 1 else "utf-16-le")
        begin = layout.ascii if kind == 1 else layout.compact
        address = self.take(begin + len(raw) + 2)
        self.put(address + 8, TYPES.str)
        self.put(address + layout.length, len(value))
        state = (kind | 8 | (16 if kind == 1 else 0)) << layout.bits
        self.put(address + layout.state, state | 1, "<I")
        self.parts[address][begin : begin + len(raw)] = raw
        return address

    def raw(self, value: bytes) -> int:
        layout = self.layout
        address = self.take(layout.bytes_value + len(value) + 1)
        self.put(address + 8, TYPES.bytes)
        self.put(address + layout.bytes_size, len(value))
        begin = layout.bytes_value
        self.parts[address][begin : begin + len(value)] = value
        return address

    def code(self, function: str, file: str, first: int, table: bytes, size: int = 40) -> int:
        layout = self.layout
        address = self.take(layout.code + size)
        self.put(address + 8, TYPES.code)
        self.put(address + 16, size // 2)
        self.put(address + layout.first, first, "<i")
        self.put(address + layout.file, self.text(file))
        self.put(address + layout.qualname, self.text(function))
        self.put(address + layout.linetable, self.raw(table))
        return address

    def frame(self, code: int, previous: int, offset: int = 0, owner: int = 0) -> int:
        layout = self.layout
        address = self.take(96)
        self.put(address + layout.executable, code | (1 if layout.tags else 0))
        self.put(address + layout.previous, previous)
        self.put(address + layout.last, code + layout.code + offset)
        self.put(address + layout.owner, owner, "<B")
        return address

    def thread(self, native: int, frame: int) -> int:
        layout = self.layout
        address = self.take(512)
        at = address
        if layout.cframe >= 0:
            at = self.take(64)
            self.put(address + layout.cframe, at)
        self.put(at + layout.current, frame)
        self.put(address + layout.native, native)
        for one, other in itertools.pairwise([*self._threads, address]):
            self.put(one + layout.thread_next, other)
        self._threads.append(address)
        self.put(self.interpreter + layout.threads, self._threads[0])
        return address

    def walker(self) -> Walker:
        return Walker(RUNTIME, self.layout, TYPES)
