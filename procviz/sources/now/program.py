"""Whose code a frame runs: the program's own, a library's, or that of our probe."""

import os
import re
from collections.abc import Iterable

from procviz.events import Where
from procviz.sources.now.objects import Frame
from procviz.sources.probe import PROBE

_PROBE = f"{PROBE}/"
_SCENARIOS = f"{PROBE.parent}/scenarios/"  # programs, wherever they are installed
_CALLER = "_procviz_call"  # frames of the probe that carry the file of their caller
_LIBRARY = re.compile(r"/(site|dist)-packages/|/lib(32|64)?/python3[^/]*/|^<")


def shown(frames: Iterable[Frame]) -> list[Frame]:
    """Return the frames without those of the probe, which the program does not have."""
    return [f for f in frames if not f.file.startswith(_PROBE) and f.function != _CALLER]


def place(frames: Iterable[Frame], pid: int) -> Where | None:
    """Return the innermost place in a file of the program's own; None where there is none."""
    for frame in shown(frames):
        file = frame.file
        if _LIBRARY.search(file) and not file.startswith(_SCENARIOS):
            continue
        if not file.startswith("/"):
            try:
                file = os.path.normpath(os.path.join(os.readlink(f"/proc/{pid}/cwd"), file))
            except OSError:
                return None
        # ``main.<locals>.on_term`` is on_term to everybody who reads it
        return Where(file, frame.line, frame.function.rpartition("<locals>.")[2])
    return None
