"""What a process has mapped where, proc_pid_maps(5)."""

import re
from typing import NamedTuple

_LIBRARY = re.compile(r"/libpython3[^/]*\.so[^/]*$")
_MOST = 8 << 20  # bytes


class Mapping(NamedTuple):
    """A part of a file in memory; ``device`` and ``inode`` say which file, whatever its name."""

    start: int
    offset: int
    device: tuple[int, int]
    inode: int
    path: str


def parse(raw: bytes) -> list[Mapping]:
    """Return the mappings of files; what is no line of this form is left out."""
    found = []
    for line in raw.splitlines():
        parts = line.split(None, 5)
        if len(parts) < 6:
            continue
        try:
            begin = int(parts[0].partition(b"-")[0], 16)
            major, _, minor = parts[3].partition(b":")
            offset, inode = int(parts[2], 16), int(parts[4])
            device = int(major, 16), int(minor, 16)
        except ValueError:
            continue
        path = parts[5].decode("utf-8", "surrogateescape")
        if inode and path.startswith("/"):
            found.append(Mapping(begin, offset, device, inode, path))
    return found


def read(pid: int) -> list[Mapping]:
    """Return what a process has mapped; raises OSError."""
    with open(f"/proc/{pid}/maps", "rb") as file:
        return parse(file.read(_MOST))


def candidates(maps: list[Mapping], program: str) -> list[Mapping]:
    """Return the first mapping of each file that can hold Python: its library, the program."""
    found: dict[tuple[tuple[int, int], int], Mapping] = {}
    for mapping in maps:
        if mapping.path == program or _LIBRARY.search(mapping.path):
            found.setdefault((mapping.device, mapping.inode), mapping)
    return sorted(found.values(), key=lambda m: m.path == program)  # libraries first
