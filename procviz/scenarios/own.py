"""Where the person's own scenarios stand.

A folder of scripts, each with the block of :mod:`procviz.scenarios.block` at its end or with none
at all: the one that was named, else ``procviz/scenarios`` in the person's configuration
(XDG Base Directory Specification), if there is one.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from procviz.errors import Sentence
from procviz.safe import safe


class NoFolder(Sentence):
    """The folder of scenarios that was named cannot be used."""


def folder(asked: Path | None = None, env: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder, None where there is none.  Raises NoFolder for a named one only."""
    if asked is None:
        found = config(env) / "scenarios"
        return found if _problem(found) is None else None
    problem = _problem(asked)
    if problem is not None:
        raise NoFolder(f"Cannot take scenarios from {safe(str(asked))}: {problem}.")
    return asked.absolute()


def config(env: Mapping[str, str] = os.environ) -> Path:
    """Return the person's folder for procviz's configuration; it need not exist."""
    home = env.get("XDG_CONFIG_HOME", "")
    # the specification: a relative path is invalid and to be ignored
    base = Path(home) if home.startswith("/") else Path(env.get("HOME") or "/") / ".config"
    return base / "procviz"


def _problem(path: Path) -> str | None:
    try:
        with os.scandir(path):
            return None
    except OSError as error:
        return str(error.strerror)
