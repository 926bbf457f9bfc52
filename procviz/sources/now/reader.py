"""The stacks of the processes of our own tree: finds Python in each, and reads."""

import os
import struct
import sys
from dataclasses import dataclass

from procviz.sources.now import elf, maps, offsets
from procviz.sources.now.frames import Stack, Walker
from procviz.sources.now.memory import Memory, Read, Unreadable, exactly
from procviz.sources.now.objects import Types

AVAILABLE = sys.platform == "linux" and sys.maxsize > 1 << 32 and sys.byteorder == "little"
_SYMBOLS = ("_PyRuntime", "Py_Version", "PyCode_Type", "PyUnicode_Type", "PyBytes_Type")
_ELSEWHERE = "that takes a 64-bit Linux"
_SECTION = ".PyRuntime"
_AGAIN = 8  # looks that a process without a Python that we know is left alone
_FILES = 64  # programs and libraries whose symbols are kept


@dataclass(slots=True)
class _Process:
    start: int
    program: str  # what it runs; an exec changes it
    walker: Walker | None
    rest: int = 0


class Reader:
    """Reads stacks; keeps for each process where its interpreter is.

    ``trouble``: why no memory can be read, on another system from the start; else "".
    """

    def __init__(self) -> None:
        self.trouble = "" if AVAILABLE else _ELSEWHERE
        self._known: dict[int, _Process] = {}
        self._elves: dict[tuple[int, ...], elf.Elf | None] = {}

    def read(self, pid: int, start: int) -> dict[int, Stack]:
        """Return native thread id -> stack; {} where there is none to be had, for whatever reason.

        ``start``: the process's start time; the caller has just seen that it is still this one.
        """
        if self.trouble:
            return {}
        try:
            program = os.readlink(f"/proc/{pid}/exe")
        except OSError:
            return {}  # dead, or about to be
        known = self._known.get(pid)
        if known is None or (known.start, known.program) != (start, program):
            known = self._known[pid] = _Process(start, program, None)
        elif known.walker is None and known.rest:
            known.rest -= 1
            return {}
        try:
            memory = Memory(pid)
        except PermissionError as error:
            self.trouble = error.strerror or str(error)
            return {}
        except OSError:
            return {}
        try:
            found = known.walker.stacks(memory.read) if known.walker is not None else {}
            if not found:  # not looked for yet; or it runs another program of the same name
                known.walker = locate(self, pid, program, memory.read)
                found = known.walker.stacks(memory.read) if known.walker is not None else {}
            if not found:
                known.walker, known.rest = None, _AGAIN
            return found
        finally:
            memory.close()

    def forget(self, alive: set[int]) -> None:
        """Keep only what is known of these."""
        self._known = {pid: known for pid, known in self._known.items() if pid in alive}

    def elf(self, pid: int, mapping: maps.Mapping, program: str) -> elf.Elf | None:
        """Return the symbols of a mapped file, None where it has none of Python's.

        The file is found by its name in the process's own root, and taken if it is the one that
        is mapped (device and inode).
        """
        path = f"/proc/{pid}/exe" if mapping.path == program else f"/proc/{pid}/root{mapping.path}"
        try:
            fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:
            return None
        try:
            stat = os.fstat(fd)
            if stat.st_ino != mapping.inode:
                return None  # replaced by a newer one
            key = (stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size)
            if key not in self._elves:
                if len(self._elves) >= _FILES:
                    self._elves.clear()
                self._elves[key] = _symbols(fd)
            return self._elves[key]
        except OSError:
            return None
        finally:
            os.close(fd)


def _symbols(fd: int) -> elf.Elf | None:
    try:
        return elf.parse(lambda at, size: os.pread(fd, size, at), _SYMBOLS, (_SECTION,))
    except (Unreadable, OSError, OverflowError):
        return None


def locate(reader: Reader, pid: int, program: str, read: Read) -> Walker | None:
    """Find the interpreter in a process's memory, and how it is laid out; None: no Python."""
    try:
        found = maps.candidates(maps.read(pid), program)
    except OSError:
        return None
    for mapping in found:
        known = reader.elf(pid, mapping, program)
        bias = known.bias(mapping.start, mapping.offset) if known is not None else None
        if known is None or bias is None:
            continue
        at = {name: address + bias for name, address in known.symbols.items()}
        walker = walk(read, at)
        if walker is not None:
            return walker
    return None


def walk(read: Read, at: dict[str, int]) -> Walker | None:
    """Return a walker for an interpreter whose symbols are at these addresses, if it is known."""
    runtime = at.get("_PyRuntime", at.get(_SECTION, 0))
    if not runtime or not {"PyCode_Type", "PyUnicode_Type", "PyBytes_Type"} <= at.keys():
        return None
    types = Types(at["PyCode_Type"], at["PyUnicode_Type"], at["PyBytes_Type"])
    try:
        layout = None
        if "Py_Version" in at:
            (version,) = struct.unpack("<I", exactly(read, at["Py_Version"], 4))
            layout = offsets.of_version(version)
        return Walker(runtime, layout or offsets.told(read, runtime), types)
    except Unreadable:
        return None
