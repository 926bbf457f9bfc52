"""From what a person typed to a program that can be run."""

import difflib
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from procviz.errors import Sentence
from procviz.safe import safe
from procviz.scenarios import catalog
from procviz.scenarios.block import OWN
from procviz.session import Program


class Unusable(Sentence):
    """What was asked for cannot be run."""


def scenario(found: catalog.Scenario, variant: str = "") -> Program:
    """Return the program of a scenario.  Raises Unusable for a variant that it does not have."""
    if found.problem:
        raise Unusable(f"This scenario's description is broken: {found.problem}.")
    name = variant
    try:
        if found.variants or variant:
            name = catalog.variant(found, variant).name
    except catalog.Unknown as error:
        raise Unusable(_sentence(error)) from None
    interpreter = python() if found.chapter == OWN else sys.executable
    return Program(
        argv=(interpreter, str(found.path), *([name] if name else [])),
        scenario=found.id,
        variant=name,
        files={str(found.path): catalog.source_text(found.path)},
    )


def find(words: Sequence[str], variant: str = "", own: Path | None = None) -> Program:
    """Return the program for ``SCENARIO`` or ``SCRIPT.py ARGS…``.

    A name with a slash or a suffix is a file, everything else a scenario, one of ours or in the
    folder ``own``.  Raises Unusable.
    """
    name, *args = words
    path = Path(name)
    if path.suffix or os.sep in name:
        return script(path, args, variant)
    try:
        found = catalog.find(name, own=own)
    except catalog.Unknown as error:
        if path.is_file():
            return script(path, args, variant)
        raise Unusable(_sentence(error)) from None
    if args:
        raise Unusable(
            f"A scenario takes no arguments, but {safe(args[0])!r} came after {name}; "
            "choose a variant with --variant."
        )
    return scenario(found, variant)


def listed(name: str, variant: str = "", own: Path | None = None) -> Program:
    """Return the program for a scenario of the list, whatever its name looks like.

    Raises Unusable.
    """
    try:
        return scenario(catalog.find(name, own=own), variant)
    except catalog.Unknown as error:
        raise Unusable(_sentence(error)) from None


def script(path: Path, args: Sequence[str], variant: str = "") -> Program:
    """Return the program for a script of the person's own: Python, or anything executable.

    Raises Unusable.
    """
    shown = safe(str(path))
    if variant:
        raise Unusable(f"{shown} is a script, and only scenarios have variants.")
    if path.is_dir():
        raise Unusable(f"{shown} is a folder: name a script in it.")
    if not path.exists():
        near = _near_file(path)
        raise Unusable(f"There is no file {shown}{near}.")
    try:
        with path.open("rb") as file:
            first = file.readline(200)
    except OSError as error:
        raise Unusable(f"Cannot read {shown}: {error.strerror}.") from None
    full = str(path.absolute())
    if path.suffix != ".py" and b"python" not in first and os.access(path, os.X_OK):
        return Program(argv=(full, *args))
    try:
        text = catalog.source_text(path)
    except OSError as error:
        raise Unusable(f"Cannot read {shown}: {error.strerror}.") from None
    return Program(argv=(python(), full, *args), files={full: text})


def refreshed(program: Program) -> Program:
    """Return the same program with its source read anew; raises Unusable when it has gone."""
    try:
        files = {path: catalog.source_text(Path(path)) for path in program.files}
    except OSError as error:
        raise Unusable(f"Cannot read {safe(str(error.filename))}: {error.strerror}.") from None
    return replace(program, files=files)


def command(argv: Sequence[str]) -> Program:
    """Return the program for a command of the person's own, looked up on the PATH.

    Raises Unusable.
    """
    if not argv:
        raise Unusable("After `--` comes a command, for example: procviz run -- make -j2.")
    if shutil.which(argv[0]) is None:
        raise Unusable(f"There is no command {safe(argv[0])!r} on the PATH.")
    return Program(argv=tuple(argv))


def python() -> str:
    """Return the Python that the person's own scripts run with: the one on their PATH."""
    return shutil.which("python3") or sys.executable


def _sentence(error: Exception) -> str:
    text = str(error)
    text = text[:1].upper() + text[1:]
    return text if text.endswith(("?", ".")) else text + "."


def _near_file(path: Path) -> str:
    try:
        names = [p.name for p in path.parent.iterdir()]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, names, n=1, cutoff=0.6)
    return f"; did you mean {safe(str(path.with_name(near[0])))}?"[:-1] if near else ""
