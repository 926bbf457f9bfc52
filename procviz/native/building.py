"""Compile what is written in C with the C compiler that is here, if there is one.

That is the native part of the probe, and the program that a run's first process is while it waits.

The standard library alone: it runs while procviz is installed (`hook.py`), when nothing else is
there.  By hand: ``python procviz/native/building.py`` says why it cannot be built.

The first is one library, of the stable ABI, but each Python that it is for finds it under a name of
its own: it is imported as ``sitecustomize``, and all others must find ``sitecustomize.py``.
"""

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

NAME = "sitecustomize"
SOURCES = Path(__file__).parent
NAMES = SOURCES.parent / "probe" / "_procviz_names.py"
OLDEST = (3, 11)  # Py_LIMITED_API in native.h; the wheel's tag says the same
PYTHONS = "311", "312", "313", "314"
HOLDERS = "POSIX", "SIGNAL"  # whose names they are, in NAMES
HELD = "held"  # in procviz/, beside warden.py, which runs it
SECONDS = 120  # a compiler that takes longer than this hangs
FLAGS = ["-O2", "-fvisibility=hidden", "-fPIC"]
LINK = {"darwin": ["-bundle", "-undefined", "dynamic_lookup"]}
# on other systems; each program that is observed loads it: 0.11 ms, and 0.15 with more pages
SMALL = ["-shared", "-s", "-nostartfiles", "-Wl,-z,noseparate-code"]
LOAD = """
import sys
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location(sys.argv[1], sys.argv[2])
module_from_spec(spec)  # it is not run
"""


class NotBuiltError(Exception):
    """The native part cannot be built here; says why, in a few words."""


def unfit() -> str | None:
    """Why no library for the stable ABI can be built by the running Python; None if it can."""
    if os.name != "posix":
        return f"not for {sys.platform}"
    if sys.implementation.name != "cpython":
        return f"not for {sys.implementation.name}"
    if sys.version_info < OLDEST:
        return "this Python is too old"
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        return "free-threaded Python has no stable ABI"
    return None


def file_for(python: str) -> str:
    """The file that a Python of this platform, "311" is 3.11, looks for before any .py."""
    suffix = sysconfig.get_config_var("EXT_SUFFIX") or ".so"
    return NAME + re.sub(r"cpython-\d+[a-z]*", f"cpython-{python}", suffix)


def build(out: Path) -> None:
    """Compile all sources into the library `out`; raise NotBuiltError where that cannot be."""
    if reason := unfit():
        raise NotBuiltError(reason)
    with TemporaryDirectory() as headers:
        write_headers(Path(headers))

        def make(compiler: list[str]) -> None:
            run([*compiler, f"-I{headers}", *arguments(out)])
            # Symbols that are not there, or another machine's code, are only found out so.
            run([sys.executable, "-I", "-S", "-c", LOAD, NAME, str(out)])

        with_some_compiler(make)


def build_held(out: Path) -> None:
    """Compile the program that the first process is while it waits; raises NotBuiltError."""
    source = str(SOURCES / HELD / f"{HELD}.c")
    before = ["-O2", *flags("CPPFLAGS"), *flags("CFLAGS"), source, "-o", str(out)]
    with_some_compiler(lambda compiler: run([*compiler, *before, *flags("LDFLAGS")]))


def with_some_compiler(make: Callable[[list[str]], None]) -> None:
    """Do it with the first compiler that can; raise what the last one raised."""
    last = NotBuiltError("no compiler")
    for compiler in compilers():
        try:
            make(compiler)
            return
        except NotBuiltError as error:
            last = error
    raise last


def write_headers(folder: Path) -> None:
    """Write what the probe's Python part says of names, as rows of tables in C."""
    said = runpy.run_path(str(NAMES))
    rows = [
        f'{{{holder}, "{name}", "{part}"}},'
        for part, (_, *of_holders) in said["PARTS"].items()
        for holder, names in zip(HOLDERS, of_holders, strict=True)
        for name in names
    ]
    rows += [f'{{POSIX, "{name}", NULL}},' for name in said["DESCRIPTORS"]]
    (folder / "names.h").write_text("\n".join([*rows, ""]))
    hooks = [f'{{"{name}", {int(name in said["LATE"])}}},' for name in said["HOOKS"]]
    (folder / "hooks.h").write_text("\n".join([*hooks, ""]))


def compilers() -> list[list[str]]:
    """Commands to try in turn: $CC alone where it is set, else Python's own, then cc.

    Python's own may be one that only the machine had on which that Python was made.
    """
    if chosen := flags("CC"):
        return [chosen]
    own = shlex.split(sysconfig.get_config_var("CC") or "")
    return [own, ["cc"]] if own else [["cc"]]


def arguments(out: Path) -> list[str]:
    """What the compiler is called with: only flags that gcc and clang both know.

    Those that Python itself was compiled with are not taken: they may be another compiler's.
    """
    paths = sysconfig.get_paths()
    return [
        *FLAGS, "-isystem", paths["include"], "-isystem", paths["platinclude"],
        *flags("CPPFLAGS"), *flags("CFLAGS"),
        *LINK.get(sys.platform, SMALL),
        *(str(source) for source in sorted(SOURCES.glob("*.c"))), "-o", str(out),
        *flags("LDFLAGS"),
    ]  # fmt: skip


def flags(variable: str) -> list[str]:
    """The words of an environment variable, as a shell would split them."""
    try:
        return shlex.split(os.environ.get(variable, ""))
    except ValueError as error:
        raise NotBuiltError(f"{variable}: {error}") from error


def run(command: list[str]) -> None:
    """Run a command; raise NotBuiltError with what it said first if it fails."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotBuiltError(str(error)) from error
    if done.returncode:
        said = done.stdout.decode(errors="replace")
        errors = [line for line in said.splitlines() if "rror" in line] or said.splitlines()
        raise NotBuiltError((errors or [f"{command[0]} failed"])[0].strip())


def replace(installed: Path, built: Path) -> None:
    """Put the library in its place in one go: programs may be running with the one there."""
    if installed.exists() and installed.read_bytes() == built.read_bytes():
        installed.touch()  # it is of the sources as they are now: see below
        return
    beside = installed.with_name(f".{os.getpid()}.{built.name}")
    try:
        shutil.copy(built, beside)
        beside.replace(installed)
    finally:
        beside.unlink(missing_ok=True)


def forget_stale(installed: Path) -> None:
    """Remove a library that is not of the sources as they are now.

    One that is up to date stays: another virtual environment of this tree has built it.
    """
    try:
        newest = max(path.stat().st_mtime for path in [NAMES, *SOURCES.glob("**/*.[ch]")])
        if installed.stat().st_mtime < newest:
            installed.unlink()
    except OSError:
        pass


if __name__ == "__main__":
    try:
        with TemporaryDirectory() as folder:
            build(Path(folder, "library.so"))
            build_held(Path(folder, HELD))
    except NotBuiltError as error:
        sys.exit(f"cannot be built here: {error}")
