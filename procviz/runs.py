"""The last runs, kept without being asked for: a ring of recordings in the person's state folder.

``$XDG_STATE_HOME/procviz/runs`` (XDG Base Directory Specification), readable for the person alone.
Of all that the screen runs the last `COUNT` are kept, together at most `BYTES`.  ``PROCVIZ_RUNS=n``
keeps n of them, 0 none at all; so does ``runs = n`` in ``~/.config/procviz/config.toml``.
"""

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from procviz import recording
from procviz.errors import Sentence
from procviz.feed import Header
from procviz.safe import safe
from procviz.scenarios.own import config

COUNT = 20
BYTES = 200 << 20
ENDING = ".procviz.gz"
_T = TypeVar("_T")
_TITLE = 60  # characters of a file's name that say what ran


class NoRun(Sentence):
    """The run that was asked for is not among those that are kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One of the last runs, 1 = the latest; ``header`` is None where it cannot be read."""

    number: int
    path: Path
    size: int
    header: Header | None


def folder(env: Mapping[str, str] = os.environ) -> Path:
    """Return where the last runs are; it need not exist."""
    home = env.get("XDG_STATE_HOME", "")
    # the specification: a relative path is invalid and to be ignored
    base = Path(home) if home.startswith("/") else Path(env.get("HOME") or "/") / ".local/state"
    return base / "procviz" / "runs"


def count(env: Mapping[str, str] = os.environ) -> int:
    """Return how many runs are to be kept; what cannot be understood keeps none."""
    word = env.get("PROCVIZ_RUNS")
    if word is not None:
        return int(word) if word.isascii() and word.isdigit() and len(word) < 6 else 0
    try:
        text = (config(env) / "config.toml").read_text("utf-8")
    except (OSError, ValueError):
        return COUNT
    import tomllib  # late: hardly anybody has a configuration

    try:
        asked = tomllib.loads(text).get("runs", COUNT)
    except tomllib.TOMLDecodeError:
        return 0
    return max(asked, 0) if type(asked) is int else 0


def title(header: Header) -> str:
    """Return what ran as a part of a file's name: no folder, no space, nothing that hides it."""
    words = [header.scenario, header.variant] if header.scenario else [_program(header.command)]
    text = "-".join(re.sub(r"[^\w.]+", "-", safe(word)).strip("-.") for word in words if word)
    return text[:_TITLE].rstrip("-.") or "run"


def _program(command: tuple[str, ...]) -> str:
    """Return what a person calls a command: the script, where an interpreter runs one."""
    names = [word.rsplit("/", 1)[-1] for word in command]
    if len(names) > 1 and names[0].startswith("python") and not names[1].startswith("-"):
        return names[1].removesuffix(".py")
    return names[0] if names else ""


def create(where: Path, stem: str, ending: str, header: Header) -> tuple[Path, recording.Writer]:
    """Begin a recording under a name that is free; raises BadRecording."""
    return free(where, stem, ending, lambda path: recording.create(path, header, new=True))


def free(where: Path, stem: str, ending: str, make: Callable[[Path], _T]) -> tuple[Path, _T]:
    """Make a file under a name that is free: ``make`` raises FileExistsError where one is not."""
    number = 1
    while True:
        path = where / (f"{stem}{ending}" if number == 1 else f"{stem}-{number}{ending}")
        try:
            return path, make(path)
        except FileExistsError:
            number += 1


def paths(where: Path) -> list[Path]:
    """Return the files of the last runs, the latest first."""
    with suppress(OSError):
        found = [path for path in where.iterdir() if path.name.endswith(ENDING)]
        return sorted(found, key=lambda path: path.name, reverse=True)
    return []


def prune(where: Path, most: int) -> None:
    """Remove the oldest runs; the latest stays however large it is."""
    left = BYTES
    for at, path in enumerate(paths(where)):
        with suppress(OSError):
            left -= path.stat().st_size
            if at and (at >= most or left < 0):
                path.unlink()


def kept(where: Path) -> list[Kept]:
    """Return the last runs, the latest first."""
    found: list[Kept] = []
    for path in paths(where):
        try:
            size = path.stat().st_size
        except OSError:  # another procviz has just removed it
            continue
        try:
            header = recording.peek(path)
        except recording.BadRecording:
            header = None
        found.append(Kept(len(found) + 1, path, size, header))
    return found


def find(word: str, where: Path) -> Path:
    """Return the file of ``last`` or of a number, 1 = the latest.  Raises NoRun."""
    found = paths(where)
    if not found:
        raise NoRun(
            f"No run is kept in {safe(str(where))}; procviz keeps what its screen runs, unless "
            "PROCVIZ_RUNS=0 or its configuration say otherwise."
        )
    number = 1 if word == "last" else int(word[:9])
    if not 1 <= number <= len(found):
        noun = "run is" if len(found) == 1 else "runs are"
        raise NoRun(f"{len(found)} {noun} kept, the latest is 1: `procviz replay` lists them.")
    return found[number - 1]


def path(word: str) -> Path:
    """Return the recording that a person means: a file, else ``last`` or a number.

    Raises NoRun.
    """
    return find(word, folder()) if is_meant(word) else Path(word)


def is_meant(word: str) -> bool:
    """Tell whether a person means one of the last runs by this, and not a file."""
    number = word == "last" or (word.isascii() and word.isdigit())
    return number and not Path(word).exists()


def table(where: Path) -> str:
    """Return the list of the last runs for ``procviz replay``.  Raises NoRun when there is none."""
    find("last", where)
    lines = []
    for run in kept(where):
        what, when = "cannot be read", ""
        if run.header is not None:
            what = title(run.header)
            when = run.header.start[:16].replace("T", " ")
        size = f"{max(run.size // 1000, 1)} kB"
        lines.append(f"{run.number:>3}  {safe(when):16}  {size:>9}  {safe(what)}")
    return "\n".join([*lines, "", "`procviz replay last` or `procviz replay NUMBER` shows one."])
