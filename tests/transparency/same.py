"""Whether two runs left the same, but for what differs between any two runs.

That is: PIDs, addresses, times, names of temporary files.  A number is a PID if it lies among those
that were given out during either run.  PIDs have to correspond one to one, in the whole of both
outputs, unless the order of lines is free.
"""

import difflib
import os
import re
from collections.abc import Iterator, Sequence

from tests.transparency.runs import Result

_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.]*\w)|(?<=pid=)\d+|(?<=/proc/)\d+")
_ALWAYS = (
    (r"\b0x[0-9a-f]{5,}\b", "0x…"),
    (r"\bpymp-\w+|\blistener-\w+|\bpsm_\w+|\btmp\w{8}\b", "<temporary>"),
    (r"\b\d+\.\d+ ?(s|sec|seconds)\b", "<time>"),
)
_PID = "<pid>"


def differences(
    one: Result,
    other: Result,
    *,
    also: Sequence[tuple[str, str]] = (),
    free: bool = False,
    anyone: bool = False,
) -> list[str]:
    """Return one line a difference, "-" for ``one`` and "+" for ``other``; [] = the same.

    ``also``: more that differs, as (pattern, replacement).  ``free``: processes may write in any
    order, only that of the lines of each process is kept (lines that begin with its PID).
    ``anyone``: not even that.
    """
    out = []
    if one.ended.status != other.ended.status:
        out += [f"-status {one.ended.status}", f"+status {other.ended.status}"]
    texts = [[_plain(text, r, also) for text in r.ended[1:]] for r in (one, other)]
    known = _Pids((one, other))
    pairs: list[tuple[str, str]] = []
    for name, a, b in zip(("out", "err"), *texts, strict=True):
        lines = [t.splitlines() for t in (a, b)]
        if anyone:
            lines = [sorted(part, key=known.mask) for part in lines]
        elif free:
            lines = [_sorted(part, known) for part in lines]
        masked = ["\n".join(part) for part in lines]
        masks = [known.mask(text).splitlines() for text in masked]
        if masks[0] == masks[1]:
            pairs.append((masked[0], masked[1]))
        else:
            found = difflib.unified_diff(*masks, n=0, lineterm="")
            out += [f"{line[0]}{name}: {line[1:]}" for line in list(found)[2:] if line[0] != "@"]
    if not out and not free and not anyone:
        out += _one_to_one(pairs, known)
    return out


def _plain(text: str, result: Result, also: Sequence[tuple[str, str]]) -> str:
    text = text.replace(os.path.realpath(result.folder), "<folder>")
    text = text.replace(result.folder, "<folder>")
    for pattern, replacement in (*also, *_ALWAYS):
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    return text


class _Pids:
    def __init__(self, results: Sequence[Result]) -> None:
        self._windows = [result.pids for result in results]
        self._own = os.getpid()

    def __contains__(self, text: str) -> bool:
        n = int(text)
        return n == self._own or any(
            first <= n <= last if first <= last else (n >= first or 300 <= n <= last)
            for first, last in self._windows
        )

    def mask(self, text: str) -> str:
        return _NUMBER.sub(lambda m: _PID if m[0] in self else m[0], text)

    def numbers(self, text: str) -> Iterator[str]:
        return (m[0] for m in _NUMBER.finditer(text) if m[0] in self)


def _sorted(lines: Sequence[str], known: _Pids) -> list[str]:
    """Keep the order of the lines of each process, and no other."""
    streams: dict[str, list[str]] = {}
    rest = []
    for line in lines:
        first = re.match(r"\d+(?=:)", line)
        if first and first[0] in known:
            streams.setdefault(first[0], []).append(line)
        else:
            rest.append([line])
    blocks = ["\n".join(block) for block in (*streams.values(), *rest)]
    return "\n".join(sorted(blocks, key=known.mask)).splitlines()


def _one_to_one(pairs: Sequence[tuple[str, str]], known: _Pids) -> list[str]:
    there: dict[str, str] = {}
    back: dict[str, str] = {}
    for a, b in pairs:
        for x, y in zip(known.numbers(a), known.numbers(b), strict=True):
            # the same number in both may be no PID at all
            if x != y and (there.setdefault(x, y) != y or back.setdefault(y, x) != x):
                return [f"-PID {x}, {back.get(y)}", f"+PID {there.get(x)}, {y}"]
    return []
