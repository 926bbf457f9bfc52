"""What is known to differ, each with its reason: nothing else may.

A difference is known if its line (see :func:`tests.transparency.same.differences`) is matched by
the pattern of an entry for that program.
"""

import re
from collections.abc import Sequence
from fnmatch import fnmatch
from typing import NamedTuple


class Known(NamedTuple):
    """``program``: its name or a pattern of names (fnmatch).  ``mode``: "" = both."""

    program: str
    pattern: str
    reason: str
    mode: str = ""


_TOOL = "a tool that is shown every call and every line is shown those of the probe too"
_FRAME = "a frame of the probe stands on the stack while a wrapped call runs code of the program"
_INHERITED = "what has no probe in it sees the variables that bring the probe into its children"
_OUTPUT = "^[-+](out|err): "  # but never the exit status
_STANDS_IN = r"^[-+]out: [\w.]+ "

KNOWN = (
    Known(
        "t_names",
        _STANDS_IN + "(type|size|call|subclass) ",
        "what stands in for a built-in function is of a class of its own: __class__, repr and all "
        "that inspect says are those of a built-in, type() is not",
    ),
    Known(
        "t_names",
        _STANDS_IN + "(code|file|dir|dict|__defaults__|__kwdefaults__) ",
        "what stands in for a library's function has code of its own; its names, signature, text, "
        "source and pickle are those of the original",
    ),
    Known(
        "t_names",
        r"^[-+]out: os\._execvpe reduce ",
        "what stands in for this function of Python's is of a class that pickle does not know by "
        "itself: that it can be pickled as ever, it has to say",
    ),
    Known("t_stacks *", _OUTPUT, _FRAME),
    Known("-m pdb", _OUTPUT, _FRAME),
    Known("t_tracers", _OUTPUT, _TOOL),
    Known("t_monitoring", _OUTPUT, _TOOL),
    Known("-m trace*", _OUTPUT, _TOOL),
    Known("-m cProfile", _OUTPUT, _TOOL),
    Known("t_audit", r"^[-+]out: \[", "the probe's own calls raise audit events as any others"),
    Known(
        "t_recursion",
        r"^[-+]out: (main|thread|child|handler|os\.\w+( SIGURG)?|signal\.\w+|threading\.Lock) ",
        "a wrapped call needs a few frames, and so do line events (3.11: all calls)",
    ),
    Known(
        "t_few_descriptors",
        r"^[-+](status|out: (\d+ \[3|3 4)|err: |observer: .*Too many open files)",
        "with RLIMIT_NOFILE 4 the log has the last number that is free",
    ),
    Known("t_pythonpath", r"^[-+]out: -[EIS] ", _INHERITED),
    Known("t_subprocess", r"^[-+]out: (shell, (empty|own) 0|PROCVIZ_\w+=|PYTHONPATH=)", _INHERITED),
)


def known(program: str, mode: str, line: str) -> Known | None:
    """Return the entry that explains this difference; None = it is not known."""
    for entry in KNOWN:
        if (
            fnmatch(program, entry.program)
            and entry.mode in ("", mode)
            and re.search(entry.pattern, line)
        ):
            return entry
    return None


def unknown(program: str, mode: str, lines: Sequence[str]) -> list[str]:
    """Return the differences that nothing explains."""
    return [line for line in lines if known(program, mode, line) is None]
