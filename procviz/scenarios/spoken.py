"""What a program printed, against what its scenario promises.

``<name>`` stands for a PID: the same name for the same one, another name for another.  ``<*>`` is
anything within a line.
"""

import re
from collections.abc import Sequence

from procviz import events as ev
from procviz.events import Event

_PIECE = re.compile(r"[^\n]*\n|[^\n]+")
_PLACE = re.compile(r"<(\w+|\*)>")


def output(wanted: str, log: Sequence[Event], ordered: bool) -> list[str]:
    """Return how standard output differs, one sentence each."""
    return differing(wanted, text(log, 1), ordered)


def text(log: Sequence[Event], fd: int) -> str:
    """Return all that was written to this descriptor, each line of a process in one piece.

    Unbuffered, print() writes a line and its end apart, and others may write in between.
    """
    pieces: list[str] = []
    begun: dict[int, int] = {}  # PID -> place of the line that it has not ended
    for e in log:
        if isinstance(e, ev.Wrote) and e.fd == fd:
            for piece in _PIECE.findall(e.text):
                if e.pid in begun:
                    pieces[begun[e.pid]] += piece
                else:
                    begun[e.pid] = len(pieces)
                    pieces.append(piece)
                if piece.endswith("\n"):
                    del begun[e.pid]
    return "".join(pieces)


def differing(wanted: str, printed: str, ordered: bool = True) -> list[str]:
    """Return how a printed text differs from the wanted one, one sentence each; [] = it does not.

    A difference is told for the first line that has no match.
    """
    asked, lines = wanted.strip("\n").split("\n"), printed.rstrip("\n").split("\n")
    if not wanted.strip("\n"):
        return [f"the output should be empty, is {printed[:80]!r}"] if printed else []
    best = _fits(asked, lines, ordered)
    if best < len(asked):
        there = lines[best] if ordered and best < len(lines) else printed[:2000]
        return [f"the output should have the line {asked[best]!r}, is {there!r}"]
    if len(lines) > len(asked):
        return [f"the output should have {len(asked)} lines, has {len(lines)}: {printed[:2000]!r}"]
    return []


def errors(wanted: Sequence[str], log: Sequence[Event]) -> list[str]:
    """Return what of stderr is missing, or should not be there."""
    printed = text(log, 2)
    if not wanted and printed:
        return [f"stderr should be empty, is {printed[:2000]!r}"]
    return [
        f"stderr should have {regex!r}, is {printed[:2000]!r}"
        for regex in wanted
        if not re.search(regex, printed)
    ]


def _fits(asked: list[str], lines: list[str], ordered: bool) -> int:
    """Return how many of the asked lines, from the first, can be there together."""
    best = 0

    def search(which: int, used: frozenset[int], pids: dict[str, str]) -> bool:
        nonlocal best
        best = max(best, which)
        if which == len(asked):
            return True
        among = [which] if ordered else [i for i in range(len(lines)) if i not in used]
        tried: set[str] = set()
        for i in among:
            if i < len(lines) and lines[i] not in tried:
                tried.add(lines[i])
                found = _line(asked[which], lines[i], pids)
                if found is not None and search(which + 1, used | {i}, found):
                    return True
        return False

    search(0, frozenset(), {})
    return best


def _line(asked: str, line: str, pids: dict[str, str]) -> dict[str, str] | None:
    """Return the PIDs with those of this line, None where it does not match."""
    names: list[str] = []
    regex, at = "", 0
    for place in _PLACE.finditer(asked):
        regex += re.escape(asked[at : place.start()])
        if place[1] == "*":
            regex += ".*"
        else:
            names.append(place[1])
            regex += r"(\d+)"
        at = place.end()
    match = re.fullmatch(regex + re.escape(asked[at:]), line)
    if match is None:
        return None
    found = dict(pids)
    for name, pid in zip(names, match.groups(), strict=True):
        if found.setdefault(name, pid) != pid:
            return None
        if any(other != name and p == pid for other, p in found.items()):
            return None
    return found
