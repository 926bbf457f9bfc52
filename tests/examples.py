"""How many examples hypothesis makes up: few in the suite, as many as wanted by hand."""

import os

MORE = int(os.environ.get("PROCVIZ_EXAMPLES", "0"))  # for each test, and new ones each time


def examples(usual: int) -> int:
    """Return ``usual``, or what was asked for."""
    return MORE or usual
