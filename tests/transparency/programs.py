"""All programs that are compared: the samples, with options and without, and all scenarios."""

import importlib.util
import re
from dataclasses import dataclass, replace
from pathlib import Path

from procviz.scenarios import catalog
from tests.probed import SAMPLES
from tests.transparency import notes

FOLDER = SAMPLES / "t_folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run, and how to compare.

    ``words``: the command line after the interpreter.  ``stdin``: text, None = nothing.
    ``files``: a folder whose content the program's current folder has.  ``free``: why its processes
    may write in any order, "" = they may not; ``anyone``: why any of them may write each line;
    ``also``: more that differs from run to run; see :func:`tests.transparency.same.differences`.
    ``timed``: it depends on time by its own nature.  ``unseen``: the probe cannot get in.
    ``since``: the first minor version that can run it.
    """

    name: str
    words: tuple[str, ...]
    stdin: str | None = None
    files: Path | None = None
    free: str = ""
    anyone: str = ""
    also: tuple[tuple[str, str], ...] = ()
    timed: bool = False
    unseen: bool = False
    since: int = 11

    def argv(self, python: str) -> tuple[str, ...]:
        """Return the whole command line."""
        return (python, *self.words)

    def suits(self, minor: str) -> bool:
        """Tell whether this Python (such as 3.12) can run it."""
        return int(minor.partition(".")[2]) >= self.since


def samples() -> list[Program]:
    """Return every sample, once for each of its arguments."""
    out = []
    for path in sorted(SAMPLES.glob("*.py")):
        if path.stem == "t_pytests":
            found = importlib.util.find_spec("pytest")
            assert found is not None
            assert found.origin is not None
            args = [str(Path(found.origin).parent.parent)]
        else:
            args = notes.ARGUMENTS.get(path.stem) or _functions(path) or [""]
        for arg in args:
            name = path.stem if arg.startswith("/") or not arg else f"{path.stem} {arg}"
            words = (str(path), *([arg] if arg else []))
            out.append(_noted(Program(name=name, words=words)))
    return out


def _functions(path: Path) -> list[str]:
    """Return the functions of a sample that runs the one which is named."""
    text = path.read_text()
    if "globals()[sys.argv[1]]()" not in text:
        return []
    names: list[str] = re.findall(r"^def (\w+)\(\):", text, re.MULTILINE)
    return [name for name in names if name not in notes.HELPERS]


def with_options() -> list[Program]:
    """Return samples with options of the interpreter."""
    found = {program.name: program for program in samples()}
    out = []
    for name in notes.WITH_OPTIONS:
        for options in notes.OPTIONS:
            program = found[name]
            words = (*options, *program.words)
            out.append(replace(program, name=f"{' '.join(options)} {name}", words=words))
    return out


def ways() -> list[Program]:
    """Return all the other ways to start a Python."""
    debugged = str(SAMPLES / "t_debugged.py")
    text = (SAMPLES / "t_debugged.py").read_text()
    programs = [
        Program(name="-c", words=("-c", text)),
        Program(name="stdin", words=(), stdin=text),
        Program(name="stdin -", words=("-", "a"), stdin=text),
        Program(name="-i", words=("-i", debugged), stdin="1 / 0\nos.kill(0, 9999)\nsys.ps1\n"),
        Program(name="-i stdin", words=("-i", "-q"), stdin="import os\nos.fork(1)\nquit(3)\n"),
        Program(name="-m package", words=("-m", "t_package"), files=FOLDER),
        Program(name="folder", words=("t_package",), files=FOLDER),
        Program(name="-m pdb", words=("-m", "pdb", debugged), stdin=notes.PDB),
        Program(name="-m trace", words=("-m", "trace", "-t", debugged)),
        Program(name="-m trace listfuncs", words=("-m", "trace", "-l", debugged)),
        Program(name="-m cProfile", words=("-m", "cProfile", "-s", "name", debugged)),
        Program(name="-m profile", words=("-m", "profile", "-s", "name", debugged)),
        Program(name="-m site", words=("-m", "site")),
        Program(name="-m unittest", words=("-m", "unittest", "t_none")),
        Program(name="-m json.tool", words=("-m", "json.tool"), stdin="[1, 2]"),
        Program(name="-m none", words=("-m", "there_is_none")),
        Program(name="no such file", words=("there_is_none.py",)),
        Program(name="syntax error", words=("-c", "if:")),
        Program(name="-V", words=("-V",), unseen=True),
        Program(name="-X importtime", words=("-X", "importtime", "-c", "print(1)")),
        Program(name="-X tracemalloc", words=("-X", "tracemalloc", debugged)),
        Program(name="-X faulthandler", words=("-X", "faulthandler", "-c", notes.CRASH)),
    ]
    return [_noted(program) for program in programs]


def scenarios() -> list[Program]:
    """Return every scenario with each of its variants."""
    out = []
    taken = {path.stem for path in SAMPLES.glob("*.py")}
    for scenario in catalog.load():
        for variant in [v.name for v in scenario.variants] or [""]:
            name = f"{scenario.id} {variant}".strip()
            name += " (scenario)" if name in taken else ""
            words = (str(scenario.path), *([variant] if variant else []))
            free = "the order is made by sleeping"
            out.append(_noted(Program(name=name, words=words, free=free, timed=True)))
    return out


def load() -> list[Program]:
    """Return all."""
    return [*samples(), *with_options(), *ways(), *scenarios()]


def _noted(program: Program) -> Program:
    for names, changes in notes.NOTES:
        if {program.name, program.name.split()[0]} & set(names):
            program = replace(program, **changes)
    return program
