"""The supported Pythons that are installed here."""

import platform
import shutil
import subprocess
import sys
from typing import NamedTuple

VERSIONS = ("3.11", "3.12", "3.13")


class Interpreter(NamedTuple):
    """A Python: its version in full, and its path."""

    version: str
    path: str

    @property
    def minor(self) -> str:
        """Such as 3.12."""
        return self.version.rpartition(".")[0]


def running() -> Interpreter:
    """Return the Python that runs this."""
    return Interpreter(platform.python_version(), sys.executable)


def installed() -> list[Interpreter]:
    """Return the running one and, of every other supported version, one that is found."""
    own = running()
    others = [_find(version) for version in VERSIONS if version != own.minor]
    return sorted([own, *(found for found in others if found)], key=_order)


def _find(version: str) -> Interpreter | None:
    # pyenv's shims refuse a version that is not its global one, so pyenv itself is asked first
    names = [n for n in _say("pyenv", "versions", "--bare").split() if n.startswith(f"{version}.")]
    if names and all(part.isdigit() for part in names[-1].split(".")):
        return Interpreter(
            names[-1], f"{_say('pyenv', 'root').strip()}/versions/{names[-1]}/bin/python"
        )
    path = _say("uv", "python", "find", "--no-python-downloads", version).strip()
    full = _say(path, "-c", "import platform; print(platform.python_version())").strip()
    return Interpreter(full, path) if full else None


def _say(*argv: str) -> str:
    if not argv[0] or shutil.which(argv[0]) is None:
        return ""
    return subprocess.run(argv, capture_output=True, text=True, check=False).stdout


def _order(found: Interpreter) -> list[int]:
    return [int(part) if part.isdigit() else 0 for part in found.version.split(".")]
